"""Digital Bazaar's verifier, written by the editors of the standards, must agree with ours about our credentials.

`npm install --no-package-lock` in this folder brings what it needs.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from issuer.proofs.did import ListedJwk, did_document
from issuer.strict_json import Document
from tests.fakes.badges.badges import KEY, OTHER_KEY, WEB_KEY, credential, web_credential
from tests.fakes.badges.tokens import ES256
from tests.fakes.node import judged, version_of

DOCUMENTS = {
    KEY.controller: did_document(KEY.controller, [KEY.public_key]),
    WEB_KEY.controller: did_document(
        WEB_KEY.controller, [OTHER_KEY.public_key, WEB_KEY.public_key], tokens=[ListedJwk(ES256.public_jwk)]
    ),
}


def verdicts(
    folder: Path, credentials: list[Document], documents: dict[str, Document]
) -> list[tuple[bool, str]]:
    """Ask the verifier; return for each credential whether it verified, and the problems as one text."""
    sources = [json.dumps(document).encode() for document in credentials]
    reports = judged(folder, "proof", sources, documents)
    return [(report["verified"], "; ".join(report["problems"])) for report in reports]


def test_our_credentials_verify_there_and_changed_ones_do_not(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    genuine = [json.loads(credential()), json.loads(web_credential())]
    changed = [
        {**genuine[0], "name": "Customer Legend"},
        {**genuine[1], "validFrom": "2026-02-01T09:00:00Z"},
        {**genuine[0], "description": "One more thing."},
    ]
    reports = verdicts(tmp_path, [*genuine, *changed], DOCUMENTS)
    assert [verified for verified, _ in reports] == [True, True, False, False, False], reports
    judge = version_of("@digitalbazaar/vc")
    record_property("interop", f"did:key and did:web badges|{judge}|valid; changed and foreign refused")


@pytest.mark.parametrize(
    "documents", [{}, {WEB_KEY.controller: did_document(WEB_KEY.controller, [OTHER_KEY.public_key])}]
)
def test_without_the_key_in_the_issuers_document_it_does_not_verify_there(
    tmp_path: Path, documents: dict[str, Document]
) -> None:
    [(verified, problems)] = verdicts(tmp_path, [json.loads(web_credential())], documents)
    assert not verified, problems
