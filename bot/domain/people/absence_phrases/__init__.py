"""Reads until when a person is away: every word of theirs is accounted for, or the text is not understood."""
