"""Has the issuer replaced this credential? A newer edition has the same id and issuer, and a later `validFrom`.

Open Badges 3.0, "Equality and Comparison". It is looked for at the credential's refresh service
(1EdTechCredentialRefresh), and among the fetched documents under the credential's id.
"""

from collections.abc import Callable, Iterator

from issuer.strict_json import Document
from issuer.timestamps import read_timestamp
from issuer.verifying.inputs.documents import Documents, bytes_at
from issuer.verifying.inputs.reading import ParsedInput, parse_input
from issuer.verifying.report import CheckResult, VerificationReport


def refresh_addresses(document: Document) -> Iterator[str]:
    """Yield the address of the credential's refresh service, if it has one."""
    service = document.get("refreshService")
    if isinstance(service, dict) and str(service.get("id")).startswith("https://"):
        kind = service.get("type")
        if "1EdTechCredentialRefresh" in (kind if isinstance(kind, list) else [kind]):
            yield str(service["id"])


def has_newer_edition(
    document: Document, documents: Documents, judge: Callable[[ParsedInput, CheckResult], VerificationReport]
) -> bool:
    """Tell whether the documents hold a newer edition that `judge` finds genuine."""
    for address in (*refresh_addresses(document), str(document["id"])):
        source = bytes_at(documents, address)
        if source is None:
            continue
        found, check = parse_input(source, {})
        if isinstance(found, ParsedInput) and _is_newer(found.document, document):
            return judge(found, check).verdict not in ("invalid", "cannot tell")
    return False


def _is_newer(candidate: Document, document: Document) -> bool:
    if "validFrom" not in candidate or candidate.get("id") != document.get("id"):
        return False
    both = [edition.get("issuer") for edition in (candidate, document)]
    ids = [json.get("id") if isinstance(json, dict) else json for json in both]
    moments = [read_timestamp(str(edition["validFrom"])) for edition in (candidate, document)]
    return ids[0] == ids[1] and moments[0] > moments[1]
