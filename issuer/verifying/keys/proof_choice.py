"""Chooses the proof to verify: one of a kind that we verify, among a few of any kind."""

from issuer.messages import Message
from issuer.proofs.data_integrity import ProofError
from issuer.proofs.suites import SUITES
from issuer.strict_json import Document

_MOST_PROOFS = 4


def accepted_proof(document: Document) -> Document:
    """Return the one proof that counts; raise `ProofError` if there is none, or several of its kind.

    Each proof of a set covers the credential without any proofs (Data Integrity 1.0 §2.1.1), so other kinds are
    allowed beside it. A single proof of another kind is returned too; `check_proof` then names the difference.
    """
    found = document.get("proof")
    proofs = found if isinstance(found, list) else [found]
    objects = [proof for proof in proofs if isinstance(proof, dict)]
    if not objects or len(objects) != len(proofs):
        raise ProofError(Message("found.no_proof"))
    if len(objects) > _MOST_PROOFS:
        message = Message("found.many_proofs", found=len(objects), most=_MOST_PROOFS)
        raise ProofError(message, undecided=True)
    if len(objects) == 1:
        return objects[0]
    by_suite = [[proof for proof in objects if suite.names(proof)] for suite in SUITES]
    chosen: list[Document] = next((named for named in by_suite if named), [])
    if len(chosen) != 1:
        raise ProofError(Message("found.accepted_proofs", found=len(chosen)), undecided=True)
    return chosen[0]


def with_one_proof(document: Document) -> Document:
    """Return the document with the accepted proof alone; raise `ProofError` as `accepted_proof` does."""
    return {**document, "proof": accepted_proof(document)}
