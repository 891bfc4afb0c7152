"""What pages, exports, auditors and the sandbox read: views over the stores, made for one reader each."""
