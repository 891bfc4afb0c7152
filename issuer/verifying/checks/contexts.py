"""Does each member of a credential mean what its standard says, and does the signature cover all of them?"""

import re
from itertools import product

from issuer.canonical.canonical_form import CanonicalError, JsonLdCanonicaliser, TooMuchWork
from issuer.messages import Message
from issuer.proofs.data_integrity import PROOF_TYPE, ProofError, without_proof
from issuer.strict_json import Document, Json
from issuer.verifying.keys.proof_choice import accepted_proof
from issuer.verifying.report import CONTEXTS, CheckResult

_CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
_OPEN_BADGES = (
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",  # earlier ones clash with _CREDENTIALS
)
_RECORDS = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


def _context_lists(*before: str) -> tuple[list[Json], ...]:
    both = product(_OPEN_BADGES, ((), (_EXTENSIONS,)))
    return tuple([*before, open_badges, *more] for open_badges, more in both)


_BADGES = _context_lists(_CREDENTIALS)
_ACCEPTED: dict[str, tuple[list[Json], ...]] = {
    "OpenBadgeCredential": _BADGES,
    "EndorsementCredential": _BADGES,
    "ClrCredential": _context_lists(_CREDENTIALS, _RECORDS),
    "StatusListCredential": ([_CREDENTIALS], *_BADGES),
}
_INSIDE = re.compile(r"(^|\.)(verifiableCredential|endorsement)(\[\d+\])?\.@context$")
"""Contexts of a nested credential. They are checked like the outer ones, so they cannot change any meaning."""


def check_contexts(document: Document, kind: str, form: JsonLdCanonicaliser) -> CheckResult:
    """Compare the list of contexts word by word (VC Data Model 2.0 §4.3), then look for unsigned members."""
    for found in _declared_contexts(document):
        if found not in _ACCEPTED[kind] and (found is document["@context"] or found not in _BADGES):
            finding = Message(
                "check.contexts.other",
                found=_first_contexts(found),
                expected=tuple(str(json) for json in _ACCEPTED[kind][0]),
            )
            return CheckResult(CONTEXTS, False, "contexts", finding)
    try:
        lost = _unsigned_members(document, form)
    except TooMuchWork as problem:
        finding = Message("check.contexts.too_much_work", problem=problem.message)
        return CheckResult(CONTEXTS, None, "too-much-work", finding)
    except CanonicalError as problem:
        return CheckResult(
            CONTEXTS, False, "linked-data", Message("check.contexts.linked_data", problem=problem.message)
        )
    if lost:
        finding = Message("check.contexts.unsigned", problems=lost[:3])
        return CheckResult(CONTEXTS, False, "unsigned-members", finding)
    return CheckResult(CONTEXTS, True, "ok", Message("check.contexts.ok"))


def _declared_contexts(value: Json) -> list[Json]:
    """Return the contexts of a document and of each nested credential. The shape check limits where they may be."""
    found: list[Json] = []
    waiting = [value]
    while waiting:
        json = waiting.pop()
        if isinstance(json, dict):
            found += [json["@context"]] if "@context" in json else []
            waiting += json.values()
        elif isinstance(json, list):
            waiting += json
    return found


def _unsigned_members(document: Document, form: JsonLdCanonicaliser) -> tuple[Message, ...]:
    lost = tuple(
        unsigned_member
        for unsigned_member in form.unsigned_members(without_proof(document))
        if not _INSIDE.search(str(unsigned_member.facts["place"]))
    )
    if "proof" not in document:
        return lost
    try:
        proof = accepted_proof(document)
    except ProofError:
        return lost  # the proof check reports it
    if proof.get("type") != PROOF_TYPE:
        return lost  # as above; the members of other kinds of proof are unknown to us
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    in_context: Document = {**options, "@context": document["@context"]}
    return lost + tuple(_inside_proof(unsigned) for unsigned in form.unsigned_members(in_context))


def _inside_proof(unsigned: Message) -> Message:
    return Message(unsigned.key, **{**unsigned.facts, "place": f"proof.{unsigned.facts['place']}"})


def _first_contexts(found: Json) -> tuple[str, ...]:
    texts = [str(context)[:80] for context in found] if isinstance(found, list) else []
    return (*texts[:4], *("…" for _ in texts[4:5]))
