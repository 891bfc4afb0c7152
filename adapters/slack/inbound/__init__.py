"""What Slack sends: payloads as requests to the bot."""
