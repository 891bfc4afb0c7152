"""The issuer: makes, signs, bakes and verifies Open Badges 3.0 credentials.

Pure: values and bytes in, values and bytes out. Contexts, random bytes, the time and the signer are
arguments; there is no chat, no HTTP, no database, no clock, no randomness and no file here.
"""
