"""Keys for tokens. The RSA key is made once for the run: it takes a tenth of a second."""

from functools import cache

from issuer.proofs.jwt import JwtKey

ES256 = JwtKey.es256_from_random(bytes(range(32)))


@cache
def rs256() -> JwtKey:
    """Return an RSA key for tests."""
    return JwtKey.new_rs256()
