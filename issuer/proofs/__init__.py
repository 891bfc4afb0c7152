"""Keys, the documents that say whose they are, and the proofs made with them."""
