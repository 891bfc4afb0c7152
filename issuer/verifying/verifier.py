"""The checks in their order. Pure: what it would have to fetch, it asks for (`Report.needs`)."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from issuer.canonical_form import CanonicalForm
from issuer.strict_json import Document, Json
from issuer.verifying import report as names
from issuer.verifying.contexts import check_contexts
from issuer.verifying.keys import check_key, find_key
from issuer.verifying.proof import check_proof
from issuer.verifying.reading import read_credential
from issuer.verifying.report import Check, FoundIssuer, Report, filled_up, verdict_of
from issuer.verifying.status import check_status
from issuer.verifying.validity import check_time


def verify(
    source: bytes,
    *,
    canonicaliser: CanonicalForm,
    now: datetime,
    documents: Mapping[str, Json] | None = None,
    known_issuers: Mapping[str, str] | None = None,
) -> Report:
    """Verify a credential: JSON, or a PNG picture that holds one. Never raises for any bytes.

    `documents` are DID documents by DID and status lists by address; `known_issuers` are names by issuer id. `now`
    needs a time zone.
    """
    if now.utcoffset() is None:
        raise ValueError("`now` needs a time zone")
    document, shape = read_credential(source)
    if document is None:
        return _report([shape])
    issuer = _issuer(document)
    contexts = check_contexts(document, canonicaliser)
    if not contexts.passed:
        return _report([shape, contexts], issuer, document)
    key = find_key(document, documents or {})
    status, needed = check_status(document, documents or {}, canonicaliser, now)
    checks = [
        shape,
        contexts,
        check_proof(document, key, canonicaliser, now),
        check_key(issuer.id, key),
        _check_issuer(issuer, known_issuers or {}),
        check_time(document, now),
        *status,
    ]
    return _report(checks, issuer, document, (key.missing, needed))


def _report(
    checks: list[Check],
    issuer: FoundIssuer | None = None,
    credential: Document | None = None,
    missing: tuple[str | None, ...] = (),
) -> Report:
    rows = filled_up(checks)
    verdict = verdict_of(rows)
    needs = tuple(one for one in missing if one) if verdict == "cannot tell" else ()
    return Report(verdict, rows, issuer, credential, needs)


def _issuer(document: Document) -> FoundIssuer:
    profile = cast(Document, document["issuer"])  # the shape check has seen to it
    name = profile.get("name")
    return FoundIssuer(str(profile["id"]), name if isinstance(name, str) else None)


def _check_issuer(issuer: FoundIssuer, known: Mapping[str, str]) -> Check:
    claimed = f"“{issuer.name}”" if issuer.name else "no name"
    if issuer.id not in known:
        says = (
            f"The issuer calls itself {claimed} and is {issuer.id}. We do not know this issuer: "
            "anyone may choose any name, so ask whom the id belongs to."
        )
        return Check(names.ISSUER, None, "unknown-issuer", says)
    trusted = known[issuer.id]
    if issuer.name not in (None, trusted):
        says = f"The issuer {issuer.id} is known to us as “{trusted}”; here it calls itself {claimed}."
        return Check(names.ISSUER, True, "known-by-another-name", says)
    return Check(names.ISSUER, True, "ok", f"The issuer {issuer.id} is known to us as “{trusted}”.")
