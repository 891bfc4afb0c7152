"""What Slack's blocks are made of: texts with spans, and files of pictures."""
