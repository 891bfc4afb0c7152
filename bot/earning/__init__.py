"""Earning: a person's own badges, shown only to them."""
