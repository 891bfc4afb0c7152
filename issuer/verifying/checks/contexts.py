"""Does each member of a credential mean what its standard says, and does the signature cover all of them?

The contexts that the standards name come first. Further ones are allowed by the standards, and change nothing if they
are among ours, byte for byte, and redefine no term; with any other we cannot tell what a word means.
"""

import re

from issuer.canonical.canonical_form import CanonicalError, JsonLdCanonicaliser, TooMuchWork
from issuer.messages import Message
from issuer.proofs.data_integrity import ProofError, without_proof
from issuer.proofs.suites import suite_of
from issuer.strict_json import Document, Json
from issuer.verifying.keys.proof_choice import accepted_proof
from issuer.verifying.report import CONTEXTS, CheckResult

_CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
_OPEN_BADGES = (
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",  # earlier ones clash with _CREDENTIALS
)
_RECORDS = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
HARMLESS = frozenset(
    {
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        _RECORDS,
        "https://w3id.org/security/data-integrity/v2",
        "https://w3id.org/security/multikey/v1",
        "https://w3id.org/security/suites/ed25519-2020/v1",
        "https://www.w3.org/ns/did/v1",
    }
)
"""Contexts of ours that redefine no term of the others; a test compares them (ORIGIN.md has their checksums)."""
_MOST_FURTHER = 6
_OTHER_EDITION = re.compile(r"https://purl\.imsglobal\.org/spec/(ob/v3p0|clr/v2p0)/context(-[0-9.]+)?\.json")

_BADGES = tuple([_CREDENTIALS, open_badges] for open_badges in _OPEN_BADGES)
BASES: dict[str, tuple[list[str], ...]] = {
    "OpenBadgeCredential": _BADGES,
    "EndorsementCredential": _BADGES,
    "ClrCredential": tuple([_CREDENTIALS, _RECORDS, open_badges] for open_badges in _OPEN_BADGES),
    "StatusListCredential": (*_BADGES, [_CREDENTIALS]),
}
"""What the contexts of each kind begin with."""
_INSIDE = re.compile(r"(^|\.)(verifiableCredential|endorsement)(\[\d+\])?\.@context$")
"""Contexts of a nested credential. They are checked like the outer ones, so they cannot change any meaning."""


def check_contexts(document: Document, kind: str, form: JsonLdCanonicaliser) -> CheckResult:
    """Compare the list of contexts word by word (VC Data Model 2.0 §4.3), then look for unsigned members."""
    for found in _declared_contexts(document):
        bases = BASES[kind] if found == document["@context"] else _BADGES
        complaint = _list_complaint(found, bases)
        if complaint:
            return complaint
    try:
        lost = _unsigned_members(document, form)
    except TooMuchWork as problem:
        finding = Message("check.contexts.too_much_work", problem=problem.message)
        return CheckResult(CONTEXTS, None, "too-much-work", finding)
    except CanonicalError as problem:
        finding = Message("check.contexts.linked_data", problem=problem.message)
        return CheckResult(CONTEXTS, False, "linked-data", finding)
    if lost:
        finding = Message("check.contexts.unsigned", problems=lost[:3])
        return CheckResult(CONTEXTS, False, "unsigned-members", finding)
    return CheckResult(CONTEXTS, True, "ok", Message("check.contexts.ok"))


def _list_complaint(found: Json, bases: tuple[list[str], ...]) -> CheckResult | None:
    listed: list[Json] = found if isinstance(found, list) else [found]
    further: list[Json] | None = next(
        (listed[len(base) :] for base in bases if listed[: len(base)] == base), None
    )
    if further is None:
        facts = {"found": _first_contexts(listed), "expected": tuple(bases[0])}
        if _is_other_edition(listed):
            return CheckResult(CONTEXTS, None, "contexts", Message("check.contexts.edition", **facts))
        return CheckResult(CONTEXTS, False, "contexts", Message("check.contexts.other", **facts))
    unknown = [json for json in further if not isinstance(json, str) or json not in HARMLESS]
    if unknown or len(further) > _MOST_FURTHER or len(further) != len(set(map(str, further))):
        finding = Message("check.contexts.unknown", found=_first_contexts(unknown or further))
        return CheckResult(CONTEXTS, None, "contexts", finding)
    return None


def _is_other_edition(listed: list[Json]) -> bool:
    """Whether the list differs from ours only by other editions of the same contexts."""
    rest = listed[1:]
    return (
        listed[:1] == [_CREDENTIALS]
        and bool(rest)
        and all(_OTHER_EDITION.fullmatch(str(json)) for json in rest)
    )


def _declared_contexts(value: Json) -> list[Json]:
    """Return the contexts of a document and of each nested credential. The shape check limits where they may be.

    A proof is read in the contexts of its document; whether it repeats them, the check of the proof says.
    """
    found: list[Json] = []
    waiting = [value]
    while waiting:
        json = waiting.pop()
        if isinstance(json, dict):
            found += [json["@context"]] if "@context" in json else []
            waiting += [member for name, member in json.items() if name not in ("@context", "proof")]
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
    if suite_of(proof) is None:
        return lost  # as above; the members of other kinds of proof are unknown to us
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    in_context: Document = {**options, "@context": document["@context"]}
    return lost + tuple(_inside_proof(unsigned) for unsigned in form.unsigned_members(in_context))


def _inside_proof(unsigned: Message) -> Message:
    return Message(unsigned.key, **{**unsigned.facts, "place": f"proof.{unsigned.facts['place']}"})


def _first_contexts(found: list[Json]) -> tuple[str, ...]:
    texts = [str(context)[:80] for context in found]
    return (*texts[:4], *("…" for _ in texts[4:5]))
