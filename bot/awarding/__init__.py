"""Awarding: the direct award by an entitled person, and the steps that all awards share."""
