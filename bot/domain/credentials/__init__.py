"""Credentials: who may award, revoke and amend them, from the award to the signature."""
