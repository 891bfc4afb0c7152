"""Checks the sealed audit trail against itself, its signed heads, and our keys."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.audit.chain import AuditChainStore, SignedHead
from adapters.database.catalogue.keys import SigningKeyStore
from bot.domain.audit.chain import START, ChainLink, SealedEntry, first_broken_link, head_statement
from issuer.proofs.keys import KeyMaterialError, is_signature_of
from issuer.proofs.multibase import decode_multikey


def problems(connection: Connection, organisation_id: UUID) -> Iterator[str]:
    """Problems of an organisation's trail; none if it is intact. Names the first wrong row."""
    store = AuditChainStore(connection)
    wrong = first_broken_link(store.rows(organisation_id), ChainLink(0, START))
    if wrong:
        yield f"row {wrong.number} is {wrong.problem}: found something else than what was sealed there"
    last = store.last_link(organisation_id)
    keys = {key.kid for key in SigningKeyStore(connection).all(organisation_id)}
    wanted = {head.number: head for head in store.heads(organisation_id)}
    found = {row.seal.number: row for row in store.rows(organisation_id) if row.seal.number in wanted}
    for number, head in wanted.items():
        yield from _head_problems(head, found.get(number), keys, last)


def _head_problems(
    head: SignedHead, row: SealedEntry | None, keys: set[str], last: ChainLink
) -> Iterator[str]:
    if head.kid not in keys or not _is_signed(head):
        yield f"the head of {head.day} is not signed by a key of ours"
    elif row is None:
        yield f"the head of {head.day} names row {head.number}; the trail ends at row {last.number}"
    elif row.seal.hash != head.hash:
        yield f"row {head.number} is changed: the head of {head.day} was signed over another hash"


def _is_signed(head: SignedHead) -> bool:
    statement = head_statement(str(head.organisation_id), head.day, ChainLink(head.number, head.hash))
    try:
        signature = urlsafe_b64decode(head.signature + "=" * (-len(head.signature) % 4))
        return is_signature_of(decode_multikey(head.kid), signature, statement)
    except (KeyMaterialError, ValueError):
        return False
