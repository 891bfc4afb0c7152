"""What earners are shown of their badges, and what they let others see."""
