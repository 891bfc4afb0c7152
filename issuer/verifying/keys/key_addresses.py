"""Where an issuer's site may keep its keys: an author of files below a site need not be its issuer.

A key named by an https address counts if the issuer's document lists it, at `/keys/…` directly below the issuer, or in
the set at `/keys`: deeper addresses may belong to others on the same host.
"""

from urllib.parse import SplitResult, urlsplit


def is_below(issuer_id: str, address: str) -> bool:
    """Tell whether an address is one or two path steps below the issuer's.

    No deeper, because other issuers may live below a site's root: `/o/acme/keys/1` is acme's, not the site's.
    """
    return 1 <= len(_steps_below(issuer_id, address)) <= 2


def is_key_address(issuer_id: str, address: str) -> bool:
    """Tell whether an address is `keys/…` below the issuer's own."""
    steps = _steps_below(issuer_id, address)
    return len(steps) == 2 and steps[0] == "keys"


def is_key_set_address(issuer_id: str, address: str) -> bool:
    """Tell whether an address is `keys` below the issuer's own, where Open Badges 3.0 §8.2.4 shows a JWK Set."""
    return _steps_below(issuer_id, address) == ["keys"]


def _steps_below(issuer_id: str, address: str) -> list[str]:
    base, found = _address_of(issuer_id), _split_https(address)
    if base is None or found is None or found.query or base.netloc != found.netloc:
        return []
    start = f"{base.path.rstrip('/')}/"
    steps = found.path.removeprefix(start).split("/")
    plain = all(step and step not in (".", "..") and "%" not in step for step in steps)
    return steps if found.path.startswith(start) and plain else []


def _address_of(issuer_id: str) -> SplitResult | None:
    if issuer_id.startswith("did:web:"):
        host, *steps = issuer_id.removeprefix("did:web:").split(":")
        return _split_https(f"https://{'/'.join([host.replace('%3A', ':').lower(), *steps])}")
    return _split_https(issuer_id)


def _split_https(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        return parts if parts.scheme == "https" and parts.hostname and "@" not in parts.netloc else None
    except ValueError:
        return None
