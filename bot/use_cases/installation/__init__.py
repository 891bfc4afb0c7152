"""Use cases of operators, on keys, issuing, the organisation and the whole installation."""
