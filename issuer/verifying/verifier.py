"""The checks in their order. Pure: what it would have to fetch, it asks for (`Report.needs`, `Report.wants`)."""

from collections.abc import Mapping
from datetime import datetime

from issuer.canonical_form import CanonicalForm
from issuer.verifying import open_badges_2
from issuer.verifying.documents import Documents
from issuer.verifying.judging import Judge
from issuer.verifying.open_badges_2_shape import ASSERTION
from issuer.verifying.reading import Brought, read
from issuer.verifying.report import Report, filled_up, verdict_of


def verify(
    source: bytes,
    *,
    canonicaliser: CanonicalForm,
    now: datetime,
    documents: Documents | None = None,
    known_issuers: Mapping[str, str] | None = None,
    recipient: str | None = None,
) -> Report:
    """Verify a badge: JSON, a token, a picture that holds either, or a link. Never raises for any bytes.

    `documents` are what was fetched, by DID or address: parsed JSON, or bytes as they came. `known_issuers` are
    names by issuer id; `recipient` is an e-mail address to compare. `now` needs a time zone.
    """
    if now.utcoffset() is None:
        raise ValueError("`now` needs a time zone")
    documents = documents or {}
    found, check = read(source, documents)
    if not isinstance(found, Brought):
        rows = filled_up([check])
        return Report(verdict_of(rows), rows, None, None, needs=(found.missing,) if found.missing else ())
    judge = Judge(canonicaliser.once(), now, documents, known_issuers or {}, recipient)
    if found.kind == ASSERTION:
        return open_badges_2.judge(found, check, judge)
    return judge.credential(found, check)
