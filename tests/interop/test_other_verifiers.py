"""Verifiers that we did not write must agree with ours: about badges, tokens, status lists, pictures and older badges.

Each test records what was judged by whom, for the table in docs/interoperability.md (`make interop` writes it).
"""

import json
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from issuer.baking.png import bake
from issuer.baking.svg import bake_svg, svg_showing_png
from issuer.issuing.endorsements import Endorsement, endorse
from issuer.issuing.issue import prepare
from issuer.issuing.learner_record import LearnerRecord, sign_record
from issuer.issuing.status_list import StatusListPlace, StatusListValidity, prepare_list
from issuer.openbadges.ob2 import (
    OpenBadges2Addresses,
    badge_class,
    cryptographic_key,
    hosted_assertion,
    issuer_profile,
    ob2_revocation_list,
    signed_assertion,
)
from issuer.proofs.did import ListedJwk, did_document
from issuer.proofs.jwt import JwtKey, public_pem, wrap
from issuer.strict_json import Document, Json, compact_json, parse_document
from tests.fakes.badges.badges import AWARDED, KEY, NOW, THROWAWAY, WEB_KEY, credential, web_credential
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.rich_badges import RICH_ACHIEVEMENT, RICH_FACTS, RICH_PROFILE, STATUS
from tests.fakes.badges.tokens import ES256, rs256
from tests.fakes.node import judged, version_of
from tests.fakes.requirements import require
from tests.fakes.site import tiny_png

Record = Callable[[str, object], None]
DID = did_document(
    WEB_KEY.controller,
    [WEB_KEY.public_key],
    tokens=[ListedJwk(ES256.public_jwk), ListedJwk(rs256().public_jwk, AWARDED)],
)
BASE = "https://badges.example"
KID = f"{BASE}/keys/one"
RICH = prepare(RICH_PROFILE, RICH_ACHIEVEMENT, canonicaliser(), THROWAWAY).issue(RICH_FACTS, WEB_KEY, AWARDED)
LIST = prepare_list(
    StatusListPlace(WEB_KEY.controller, STATUS.list_address, "revocation", 900_000), canonicaliser()
)
FOREVER = StatusListValidity(NOW, NOW + timedelta(days=36_500), NOW)
"""Verifiers that ask the real clock must find the list current."""


def with_list(*revoked: int) -> dict[str, Json]:
    """The documents a verifier could fetch, with a status list in which these are revoked."""
    body = LIST.publish(revoked, WEB_KEY, FOREVER)
    return {WEB_KEY.controller: DID, STATUS.list_address: parse_document(body)}


def test_digital_bazaar_reads_the_status_list_as_we_mean_it(tmp_path: Path, record_property: Record) -> None:
    good, changed = RICH, RICH.replace(b"Customer Hero", b"Customer Zero", 1)
    [valid, broken] = judged(tmp_path, "bitstring", [good, changed], with_list(STATUS.index + 1, 7))
    assert (valid["verified"], valid["bits"]) == (True, [False]), valid
    assert not broken["verified"]
    [revoked] = judged(tmp_path, "bitstring", [good], with_list(STATUS.index))
    assert (revoked["verified"], revoked["bits"]) == (True, [True]), "the list is genuine and the bit is set"
    forged = with_list(STATUS.index)
    listed = forged[STATUS.list_address]
    assert isinstance(listed, dict)
    [unsigned] = judged(
        tmp_path, "bitstring", [good], {**forged, STATUS.list_address: {**listed, "name": "x"}}
    )
    assert not unsigned["verified"]
    judge = version_of("@digitalbazaar/vc-bitstring-status-list")
    record_property(
        "interop", f"whole model, did:web, status list|{judge}|valid, changed and revoked told apart"
    )


def test_digital_bazaar_verifies_endorsements_and_whole_records(
    tmp_path: Path, record_property: Record
) -> None:
    endorsement = Endorsement(
        "urn:uuid:7c5c7a52-3a53-4a0c-9f7e-0d6a1f5b2c11", RICH_FACTS.id, "She did.", AWARDED
    )
    endorsed = endorse(endorsement, RICH_PROFILE, WEB_KEY, NOW, canonicaliser())
    subject = "urn:uuid:22222222-3a53-4a0c-9f7e-0d6a1f5b2c11"
    both = (web_credential(), RICH)
    record = LearnerRecord(
        "urn:uuid:11111111-3a53-4a0c-9f7e-0d6a1f5b2c11",
        subject,
        "Badges of Ana",
        AWARDED,
        None,
        both,
        partial=False,
    )
    bundled = sign_record(record, RICH_PROFILE, WEB_KEY, NOW, canonicaliser())
    sources = [endorsed, bundled, bundled.replace(b"Customer Hero", b"Customer Zero", 1)]
    [endorsement, whole, changed] = judged(tmp_path, "bitstring", sources, with_list())
    assert endorsement["verified"], endorsement
    assert whole["verified"], whole
    assert not changed["verified"]
    judge = version_of("@digitalbazaar/vc")
    record_property("interop", f"EndorsementCredential and ClrCredential|{judge}|valid; changed refused")


@pytest.mark.parametrize("key", [rs256, lambda: ES256], ids=["RS256", "ES256"])
def test_jose_verifies_our_tokens_and_no_changed_ones(
    key: Callable[[], JwtKey], tmp_path: Path, record_property: Record
) -> None:
    token = wrap(web_credential(), key(), KID)
    changed = token[:-40] + ("A" if token[-40] != "A" else "B") + token[-39:]
    other = JwtKey.es256_from_random(bytes(range(9, 41))).public_jwk
    bare = wrap(credential(), key(), None)
    sources = [token.encode(), changed.encode(), bare.encode()]
    [valid, broken, held] = judged(tmp_path, "jose", sources, {KID: key().public_jwk})
    assert valid["verified"], valid
    assert held["verified"], held
    assert {name: valid["payload"][name] for name in parse_document(web_credential())} == json.loads(
        web_credential()
    )
    assert not broken["verified"]
    [wrong] = judged(tmp_path, "jose", [token.encode()], {KID: other})
    assert not wrong["verified"]
    record_property(
        "interop", f"VC-JWT by {key().algorithm}|{version_of('jose')}|valid; changed and foreign refused"
    )


def test_the_verifier_of_the_digital_credentials_consortium_accepts_our_signature(
    tmp_path: Path, record_property: Record
) -> None:
    changed = credential().replace(b"Customer Hero", b"Customer Zero", 1)
    [valid, broken] = judged(tmp_path, "verifier-core", [credential(), changed], {})
    assert valid["verified"], valid
    assert valid["steps"].get("expiration") is True
    assert not broken["verified"]
    judge = version_of("@digitalcredentials/verifier-core")
    record_property("interop", f"did:key badge, offline|{judge}|signature and time valid; changed refused")


def fetcher(documents: dict[str, Json]) -> Callable[..., bytes]:
    """What openbadgeslib fetches with."""
    served = {"https://badges.example/.well-known/did.json": DID, **documents}

    def fetch(url: str, *_: object, **__: object) -> bytes:
        return compact_json(served[url.partition("#")[0]]).encode()

    return fetch


def lib() -> str:
    """openbadgeslib with its version; skips where it is not installed."""
    try:
        return f"openbadgeslib {version('openbadgeslib')}"
    except ImportError:
        require(False, "openbadgeslib is not installed")
    return ""


def test_openbadgeslib_verifies_our_badges_and_reads_our_status_list(record_property: Record) -> None:
    judge = lib()
    from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError  # noqa: PLC0415 - a dependency of tests alone

    assert OB3LdpVerifier().verify(credential()).issuer.id == KEY.controller
    verifier = OB3LdpVerifier.for_issuer_did(WEB_KEY.controller)
    good = fetcher(with_list(3))
    # it checks the signatures of lists only where they are tokens; of ours it reads the bits and the time
    found = verifier.verify(RICH, check_status=True, download=good, verify_status_list=False)
    assert found.issuer.id == WEB_KEY.controller
    revoked = fetcher(with_list(STATUS.index))
    with pytest.raises(OB3VerificationError, match="revocation"):
        verifier.verify(RICH, check_status=True, download=revoked, verify_status_list=False)
    with pytest.raises(OB3VerificationError):
        OB3LdpVerifier().verify(credential().replace(b"Customer Hero", b"Customer Zero", 1))
    record_property(
        "interop",
        f"did:key and did:web badges, bits of a status list|{judge}|valid; changed and revoked refused",
    )


@pytest.mark.parametrize("key", [rs256, lambda: ES256], ids=["RS256", "ES256"])
def test_openbadgeslib_verifies_our_tokens(key: Callable[[], JwtKey], record_property: Record) -> None:
    judge = lib()
    from openbadgeslib.ob3 import OB3Verifier  # noqa: PLC0415 - a dependency of tests alone

    verifier = OB3Verifier(public_pem(key().public_jwk))
    assert verifier.verify(wrap(web_credential(), key(), KID)).issuer.id == WEB_KEY.controller
    record_property("interop", f"VC-JWT by {key().algorithm}|{judge}|valid")


def test_openbadgeslib_takes_what_we_baked_out_of_both_kinds_of_picture(record_property: Record) -> None:
    judge = lib()
    from openbadgeslib.ob3 import OB3Verifier  # noqa: PLC0415 - a dependency of tests alone

    token = wrap(web_credential(), ES256, KID)
    svg = svg_showing_png(tiny_png(), "A badge", 64)
    assert OB3Verifier.extract_token_from_png(bake(tiny_png(), token.encode())) == token
    assert OB3Verifier.extract_token_from_svg(bake_svg(svg, token.encode())) == token
    for picture in (bake(tiny_png(), credential()), bake_svg(svg, credential())):
        extract = (
            OB3Verifier.extract_token_from_svg
            if picture.startswith(b"<")
            else OB3Verifier.extract_token_from_png
        )
        assert extract(picture).strip().encode() == credential()
    record_property("interop", f"baked PNG and SVG, JSON and token|{judge}|taken out byte for byte")


ADDRESSES = OpenBadges2Addresses(
    f"{BASE}/credentials/0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01.ob2.json",
    f"{BASE}/achievements/customer-hero/2.ob2.json",
    f"{BASE}/issuer.ob2.json",
    f"{KID}.ob2.json",
    f"{BASE}/revocations.ob2.json",
)


def older_parts(*revoked: str) -> dict[str, Json]:
    """Everything an Open Badges 2.0 verifier fetches."""
    said = parse_document(RICH)
    subject, issuer = said["credentialSubject"], said["issuer"]
    assert isinstance(subject, dict)
    assert isinstance(issuer, dict)
    achievement = subject["achievement"]
    assert isinstance(achievement, dict)
    parts: dict[str, Document] = {
        ADDRESSES.assertion: hosted_assertion(said, ADDRESSES),
        ADDRESSES.badge_class: badge_class(achievement, ADDRESSES),
        ADDRESSES.issuer: issuer_profile(issuer, ADDRESSES),
        ADDRESSES.key: cryptographic_key(rs256().public_jwk, ADDRESSES),
        ADDRESSES.revocations: ob2_revocation_list(dict.fromkeys(revoked), ADDRESSES),
    }
    return dict(parts)


def test_openbadgeslib_verifies_our_older_badges_hosted_and_signed(record_property: Record) -> None:
    judge = lib()
    from openbadgeslib.ob2.verifier import OB2VerificationError, OB2Verifier  # noqa: PLC0415 - as above

    email = "ana@northwind.example"
    parts = older_parts()
    hosted = parts[ADDRESSES.assertion]
    assert isinstance(hosted, dict)
    verifier = OB2Verifier(download=fetcher(parts))
    verifier.verify_hosted(hosted, expected_recipient=email, check_revocation=True)
    token = signed_assertion(parse_document(RICH), ADDRESSES, rs256())
    verifier.verify(token, expected_recipient=email, check_revocation=True)
    with pytest.raises(OB2VerificationError):
        verifier.verify(token, expected_recipient="ben@northwind.example")
    with pytest.raises(OB2VerificationError, match=r"(?i)revoked"):
        OB2Verifier(download=fetcher(older_parts(ADDRESSES.assertion))).verify(token, check_revocation=True)
    result = "valid; another recipient and revoked refused"
    record_property("interop", f"Open Badges 2.0, hosted and signed|{judge}|{result}")
