"""Keys for tokens (the RSA key is made once for the run: a tenth of a second), and what a reader gets out of one."""

from collections.abc import Mapping
from functools import cache

from issuer.proofs.jwt import JwtError, JwtKey, is_jws_signature
from issuer.strict_json import Document, Json, StrictJsonError
from issuer.verifying.inputs.token import TokenError, header_complaint, read_token
from issuer.verifying.inputs.token_claims import claims_complaint

ES256 = JwtKey.es256_from_random(bytes(range(32)))
CLAIMS = frozenset({"iss", "jti", "nbf", "sub", "exp"})


@cache
def rs256() -> JwtKey:
    """Return an RSA key for tests."""
    return JwtKey.new_rs256()


def unwrap(token: str, jwk: Mapping[str, Json]) -> Document:
    """Return the credential in a token of ours that this key signed, as the verifier reads it; raise `JwtError`."""
    try:
        read = read_token(token)
    except (TokenError, StrictJsonError) as problem:
        raise JwtError(str(problem)) from None
    document = {name: value for name, value in read.payload.items() if name not in CLAIMS}
    complaint = header_complaint(read.header) or claims_complaint(
        read.payload, document, "OpenBadgeCredential"
    )
    if complaint:
        raise JwtError(complaint[2])
    if (read.header.get("alg"), read.header.get("typ")) != (jwk.get("alg"), "JWT"):
        raise JwtError(
            f"found {read.header.get('alg')!r} and {read.header.get('typ')!r}, which we do not write"
        )
    if not is_jws_signature(jwk, read.signature, read.signed):
        raise JwtError("the signature does not fit: the token was changed, or signed with another key")
    return document
