"""What operators do beyond chat: files of awards, keys, diagnosis."""
