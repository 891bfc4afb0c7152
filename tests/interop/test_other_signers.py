"""What signers of others sign, we verify; and nothing that was changed afterwards."""

import json
from collections.abc import Callable, Mapping

import pytest

from issuer.strict_json import Document, compact_json
from tests.fakes.badges.badges import credential
from tests.fakes.badges.tampering import check, failed
from tests.fakes.node import signed, version_of

SUITES: Mapping[str, str] = {
    "eddsa-rdfc-2022": "@digitalbazaar/eddsa-rdfc-2022-cryptosuite",
    "ecdsa-rdfc-2019 P-256": "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite",
    "ecdsa-rdfc-2019 P-384": "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite",
    "eddsa-jcs-2022": "@digitalbazaar/eddsa-jcs-2022-cryptosuite",
    "Ed25519Signature2020": "@digitalbazaar/ed25519-signature-2020",
}


def unsigned() -> Document:
    """Return our usual badge without its proof."""
    said: Document = json.loads(credential())
    del said["proof"]
    return said


@pytest.fixture(scope="module")
def badges(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Document]:
    """The badge as each suite of Digital Bazaar signs it."""
    return dict(
        zip(SUITES, signed(tmp_path_factory.mktemp("signed"), unsigned(), tuple(SUITES)), strict=True)
    )


@pytest.mark.parametrize("suite", SUITES)
def test_what_others_signed_is_valid_and_changed_it_is_not(
    suite: str, badges: Mapping[str, Document], record_property: Callable[[str, object], None]
) -> None:
    badge = badges[suite]
    report = check(compact_json(badge).encode())
    assert report.verdict == "valid", [
        check_result for check_result in report.checks if not check_result.passed
    ]
    for changed in ({**badge, "name": "Customer Legend"}, {**badge, "validFrom": "2026-02-01T09:00:00Z"}):
        assert failed(check(compact_json(changed).encode())) == [("proof", "signature")]
    signer = version_of(SUITES[suite])
    record_property("interop", f"their badge, signed with {suite}|{signer}|valid here; changed refused")


def test_a_signature_of_one_suite_is_none_of_another(badges: Mapping[str, Document]) -> None:
    """The proof's words about itself are signed: it cannot be passed off as another kind."""
    for suite, badge in badges.items():
        for other in badges.values():
            [said] = other["proof"] if isinstance(other["proof"], list) else [other["proof"]]
            [own] = badge["proof"] if isinstance(badge["proof"], list) else [badge["proof"]]
            assert isinstance(said, dict)
            assert isinstance(own, dict)
            kinds = {name: said[name] for name in ("type", "cryptosuite") if name in said}
            renamed = {name: own[name] for name in own if name not in ("type", "cryptosuite")} | kinds
            if renamed != own:
                changed: Document = {**badge, "proof": renamed}
                assert check(compact_json(changed).encode()).verdict in ("invalid", "cannot tell"), suite
