"""What goes in and out, as values: requests, cards, forms, refusals, and the wording of every sentence."""
