"""What owners do in chat: accounts and persons, signals."""
