"""What all platforms share between a listener and the bot: limits, look-ups, time-outs."""
