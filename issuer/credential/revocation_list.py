"""1EdTechRevocationList: the credentials an issuer has revoked, by name (1EdTech Revocation List Status Method).

Anyone can read from it which badges were revoked, which a BitstringStatusList keeps to those who hold one. So it
is an option, for verifiers that know nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from issuer.strict_json import Document, Json


@dataclass(frozen=True)
class Revoked:
    """One revoked credential, and why if that may be said."""

    id: str
    reason: str | None = None


def revocation_list(address: str, issuer_id: str, revoked: Iterable[Revoked]) -> Document:
    """Write the list as its address answers it. It is not signed: it is believed for where it was fetched."""
    entries: list[Json] = []
    for one in revoked:
        entry: Document = {"id": one.id, "revoked": True}
        entries.append({**entry, "revocationReason": one.reason} if one.reason else entry)
    return {"id": address, "issuer": issuer_id, "revokedCredential": entries}
