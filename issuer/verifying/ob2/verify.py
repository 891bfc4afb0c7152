"""Verifies badges of Open Badges 2.0, hosted or signed ("Verification" in its specification).

A hosted badge is trusted because its issuer's own site serves it; a signed one because its issuer's profile lists
the key. Both need the issuer's documents, and a hosted badge is compared with the copy on its site.
"""

from dataclasses import dataclass

from issuer.strict_json import Document
from issuer.verifying import report as names
from issuer.verifying.checks.recipient import check_recipient, identities_of
from issuer.verifying.checks.validity import check_span
from issuer.verifying.inputs.documents import DocumentError
from issuer.verifying.inputs.reading import Brought
from issuer.verifying.judging import Judge
from issuer.verifying.keys.issuer_names import check_issuer
from issuer.verifying.ob2.parts import Missing, Parts, badge_class, is_hosted, profile, same_document
from issuer.verifying.ob2.trust import check_revocation, check_scope, check_signature
from issuer.verifying.report import Check, FoundBadge, FoundIssuer, Report, filled_up, verdict_of

_CONTEXTS = Check(names.CONTEXTS, True, "ok", "Its words are those of Open Badges 2.0.")
_SCHEMA = Check(names.SCHEMA, True, "ok", "The badge and its issuer are described as Open Badges 2.0 asks.")
_PICTURE = Check(
    names.PICTURE, None, "no-digest", "Open Badges 2.0 does not say how a badge's picture looks."
)


@dataclass
class _Found:
    """The checks so far; those that did not run are filled in at the end."""

    brought: Brought
    checks: list[Check]
    parts: Parts | None = None
    needs: tuple[str, ...] = ()

    def report(self) -> Report:
        rows = filled_up(self.checks)
        verdict = verdict_of(rows)
        issuer, badge = None, None
        if self.parts:
            issuer = FoundIssuer(str(self.parts.issuer["id"]), str(self.parts.issuer["name"]))
            badge = _badge(self.brought.document, self.parts.badge)
        needs = self.needs if verdict == "cannot tell" else ()
        return Report(verdict, rows, issuer, self.brought.document, needs=needs, badge=badge)


def judge(parsed: Brought, shape: Check, verifier: Judge) -> Report:
    """Verify a parsed Assertion."""
    found = _Found(parsed, [shape, _CONTEXTS])
    try:
        _look(found, verifier)
    except Missing as missing:
        found.needs = (missing.address,)
        says = f"Open Badges 2.0 is believed for where it stands: {missing.address} is needed first."
        found.checks.append(Check(missing.check, None, "document-missing", says))
    except DocumentError as problem:
        found.checks.append(
            Check(names.SCHEMA, False, "document", f"What it rests on cannot be used: {problem}.")
        )
    return found.report()


def _look(found: _Found, verifier: Judge) -> None:
    """Run the checks in order; each may raise for a missing document, and keeps the checks before it."""
    document = found.brought.document
    hosted = is_hosted(document)
    if hosted == (found.brought.token is not None):
        says = "It says it is signed and came without a signature, or says it is hosted and came as a token."
        found.checks.append(Check(names.PROOF, False, "verification", says))
        return
    hosted_proof = same_document(document, verifier.documents) if hosted else None
    if hosted_proof:
        found.checks.append(hosted_proof)
        if not hosted_proof.passed:
            return
    badge = badge_class(document, verifier.documents, fetched=hosted)
    parts = Parts(badge, profile(badge, verifier.documents))
    found.parts = parts
    issuer = FoundIssuer(str(parts.issuer["id"]), str(parts.issuer["name"]))
    expires = str(document["expires"]) if "expires" in document else None
    found.checks += [
        _SCHEMA,
        check_issuer(issuer, verifier.known),
        check_span(str(document["issuedOn"]), expires, verifier.now),
        _PICTURE,
        check_recipient(identities_of(document), verifier.recipient),
    ]
    if found.brought.token is None:
        found.checks.append(check_scope(document, parts))
    else:
        found.checks += check_signature(found.brought.token, document, parts, verifier.documents)
    found.checks.append(check_revocation(document, parts, verifier.documents, hosted))


def _badge(document: Document, badge: Document) -> FoundBadge:
    criteria = badge.get("criteria")
    narrative = criteria.get("narrative", "") if isinstance(criteria, dict) else ""
    return FoundBadge(
        "Open Badges 2.0",
        str(badge["name"]),
        str(badge["description"]),
        str(narrative),
        str(document["issuedOn"]),
        str(document["expires"]) if "expires" in document else None,
    )
