"""1EdTechRevocationList: the ids of an issuer's revoked credentials (1EdTech Revocation List Status Method).

It shows the public which badges were revoked, where a BitstringStatusList shows it only to readers of a badge. So it
is an option, for verifiers that support no other.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from issuer.strict_json import Document, Json


@dataclass(frozen=True)
class RevokedCredential:
    """One revoked credential, and the reason if it may be public."""

    id: str
    reason: str | None = None


def revocation_list(address: str, issuer_id: str, revoked: Iterable[RevokedCredential]) -> Document:
    """Write the list as its address serves it. It is not signed, but trusted for its address."""
    entries: list[Json] = []
    for credential in revoked:
        entry: Document = {"id": credential.id, "revoked": True}
        entries.append({**entry, "revocationReason": credential.reason} if credential.reason else entry)
    return {"id": address, "issuer": issuer_id, "revokedCredential": entries}
