"""The copy of a hosted badge at its own address, which is the badge; a file brought here only names the address.

Open Badges 2.0, "HostedBadge Verification": the retrieved Assertion is the one to verify. So its words count and are
shown. A file that says something else is not called valid, because people and programs read the file.
"""

from dataclasses import dataclass

from issuer.messages import Message
from issuer.strict_json import Document, Json, show_path
from issuer.timestamps import TimestampError, read_timestamp
from issuer.verifying.checks.recipient import is_same_recipient
from issuer.verifying.inputs.documents import DocumentError, Documents, is_gone
from issuer.verifying.inputs.ob2_shape import assertion_problems
from issuer.verifying.inputs.revocation import says_revoked
from issuer.verifying.inputs.shape import overfull_array
from issuer.verifying.ob2.parts import AssertionParts, fetched_document
from issuer.verifying.report import PROOF, CheckResult

_ADDED = frozenset({"narrative", "evidence"})
"""What an earner did, in words: the file may not have it if its own address has not."""
_NO_CLAIMS = frozenset(
    {
        "@context",
        "badge",
        "expires",
        "id",
        "image",
        "issuedOn",
        "recipient",
        "revoked",
        "type",
        "verification",
    }
)
"""Members that are compared in another way, or whose difference means nothing."""
_OF_CLASS = ("name", "description", "criteria")


@dataclass(frozen=True)
class HostedCopy:
    """What the badge's own address serves. `document` is None where it is gone or holds its revocation alone."""

    document: Document | None
    revoked: bool = False


def hosted_copy(address: Json, documents: Documents) -> HostedCopy:
    """Return the copy at a hosted badge's own address, or its revocation ("Revoking Hosted Assertions").

    A revocation needs nothing but `id` and `revoked`, and may be a 410. Raises `MissingDocument` and `DocumentError`.
    """
    if is_gone(documents, str(address)):
        return HostedCopy(None, revoked=True)
    found = fetched_document(address, documents, PROOF)
    problems = assertion_problems(found)
    if says_revoked(found):
        return HostedCopy(None if problems else found, revoked=True)
    crowded = overfull_array(found)
    if crowded:
        raise DocumentError(crowded.message, undecided=True)
    if problems:
        path, problem = problems[0]
        raise DocumentError(
            Message("problem.no_part", kind="Assertion", place=show_path(path), problem=problem)
        )
    return HostedCopy(found)


def check_copy(brought: Document, hosted: Document) -> CheckResult:
    """Compare an Assertion that was brought here with the hosted one, apart from what it says of its class.

    Another recipient, date or class is fatal. Other words leave the question open: either the file was changed, or the
    badge since then.
    """
    changed = [name for name in ("issuedOn", "expires") if not _is_same_moment(brought, hosted, name)]
    changed += [] if is_same_recipient(brought.get("recipient"), hosted.get("recipient")) else ["recipient"]
    changed += [] if _id(brought.get("badge")) == _id(hosted.get("badge")) else ["badge"]
    if changed:
        return CheckResult(
            PROOF, False, "hosted-differs", Message("check.hosted.differs", found=", ".join(changed)[:80])
        )
    names = sorted(name for name in set(brought) - _NO_CLAIMS if _is_claimed(name, hosted))
    other = [name for name in names if not _is_within(brought[name], hosted.get(name))]
    return _compared([*other, *(["revoked"] if says_revoked(brought) else [])])


def check_written_class(brought: Document, parts: AssertionParts) -> CheckResult:
    """Compare what a file says of its class and issuer with their own words."""
    said = brought.get("badge")
    if not isinstance(said, dict):
        return _compared([])
    changed = [
        f"badge.{name}"
        for name in _OF_CLASS
        if name in said and not _is_within(said[name], parts.badge.get(name))
    ]
    issuer = said.get("issuer")
    if _id(issuer) not in (None, parts.issuer["id"]):
        changed.append("badge.issuer")
    elif isinstance(issuer, dict) and issuer.get("name", parts.issuer["name"]) != parts.issuer["name"]:
        changed.append("badge.issuer.name")
    return _compared(changed)


def _compared(changed: list[str]) -> CheckResult:
    if changed:
        finding = Message("check.hosted.other_words", found=", ".join(changed)[:80])
        return CheckResult(PROOF, None, "hosted-differs", finding)
    return CheckResult(PROOF, True, "ok", Message("check.hosted.ok"))


def _is_claimed(name: str, hosted: Document) -> bool:
    """Whether a difference in this member matters: platforms that keep a copy add members of their own."""
    return name in hosted or name in _ADDED or ":" in name


def _is_same_moment(brought: Document, hosted: Document, name: str) -> bool:
    said = [brought.get(name), hosted.get(name)]
    try:
        moments = [read_timestamp(str(json)) for json in said if json is not None]
    except TimestampError:
        return said[0] == said[1]
    return len(moments) != 1 and moments[:1] == moments[1:]


def _id(said: Json) -> Json:
    return said.get("id") if isinstance(said, dict) else said


def _is_within(said: Json, whole: Json) -> bool:
    """Whether a value says nothing that another one does not: an id alone says the same as an object with that id."""
    if isinstance(said, list):
        others = whole if isinstance(whole, list) else [whole]
        return all(any(_is_within(json, other) for other in others) for json in said)
    if isinstance(whole, list):
        return any(_is_within(said, json) for json in whole)
    if isinstance(said, dict):
        other = whole if isinstance(whole, dict) else {"id": whole}
        return all(
            name in ("@context", "type") or _is_within(json, other.get(name)) for name, json in said.items()
        )
    return said == (_id(whole) if isinstance(whole, dict) else whole)
