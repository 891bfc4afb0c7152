"""Keys, the documents that publish them, and the proofs made with them."""
