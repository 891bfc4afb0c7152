"""Verifying embedded proofs of other kinds than ours, as other issuers make them; each covers every word."""

import copy
import json

import pytest

from issuer.proofs.multibase import decode_base58btc, encode_base58btc, encode_base64url
from issuer.proofs.suites import ECDSA_JCS, ECDSA_RDFC, ED25519_2020, EDDSA_JCS, EDDSA_RDFC, Suite
from issuer.strict_json import Document, compact_json, show_path, walk
from tests.fakes.badges import formats
from tests.fakes.badges.badges import KEY, OTHER_KEY
from tests.fakes.badges.suites import SuiteKey, ed25519, p256, p384, signed_by
from tests.fakes.badges.tampering import altered, check, drop, failed, put, row, signed
from tests.fakes.badges.tokens import ES256

KINDS: dict[str, tuple[Suite, SuiteKey]] = {
    "ecdsa-rdfc-2019, P-256": (ECDSA_RDFC, p256()),
    "ecdsa-rdfc-2019, P-384": (ECDSA_RDFC, p384()),
    "ecdsa-jcs-2019, P-256": (ECDSA_JCS, p256()),
    "ecdsa-jcs-2019, P-384": (ECDSA_JCS, p384()),
    "eddsa-jcs-2022": (EDDSA_JCS, ed25519()),
    "Ed25519Signature2020": (ED25519_2020, ed25519()),
}
each_kind = pytest.mark.parametrize(("suite", "key"), KINDS.values(), ids=KINDS)


@each_kind
def test_a_badge_with_a_proof_of_each_kind_is_valid(suite: Suite, key: SuiteKey) -> None:
    report = check(signed_by(suite, key))
    assert (report.verdict, failed(report)) == ("valid", [])


@each_kind
def test_no_word_can_be_changed_or_taken_away(suite: Suite, key: SuiteKey) -> None:
    genuine = signed_by(suite, key)
    for path, leaf in list(walk(genuine))[1:]:
        changes = [] if isinstance(leaf, dict | list) else [(put, (not leaf) if leaf is True else f"{leaf}x")]
        for change in [*changes, (drop, None)]:
            said = copy.deepcopy(genuine)
            change[0](said, path, *([change[1]] if change[0] is put else []))  # type: ignore[operator]  # either
            assert check(said).verdict in ("invalid", "cannot tell"), show_path(path)


@each_kind
def test_a_signature_of_another_key_or_over_another_badge_does_not_fit(suite: Suite, key: SuiteKey) -> None:
    genuine, other = signed_by(suite, key), signed_by(suite, key, lambda said: said.update(name="Other"))
    swapped = {**genuine, "proof": other["proof"]}
    assert failed(check(swapped)) == [("proof", "signature")]
    stranger = copy.deepcopy(genuine)
    stranger["issuer"]["id"] = OTHER_KEY.controller  # type: ignore[index, call-overload]  # an object
    assert "key-of-another" in [code for _, code in failed(check(stranger))]


@pytest.mark.parametrize("suite", [ECDSA_RDFC, ECDSA_JCS, EDDSA_JCS, ED25519_2020])
def test_the_kind_of_the_key_decides_and_never_the_proof_alone(suite: Suite) -> None:
    wrong = ed25519() if "Ed25519" not in suite.curves else p256()
    report = check(signed_by(suite, wrong))
    assert (report.verdict, row(report, "proof").code) == ("cannot tell", "key-kind")


def test_one_signature_is_not_read_as_that_of_another_kind() -> None:
    """The proof's own words are signed too: a proof of statements is none of JSON, whatever it calls itself."""
    for suite in (EDDSA_RDFC, EDDSA_JCS, ED25519_2020):
        said = signed_by(suite, ed25519())
        for other in (EDDSA_RDFC, EDDSA_JCS, ED25519_2020):
            if other is suite:
                continue
            proof = {**said["proof"][0], "type": other.type, "cryptosuite": other.cryptosuite}  # type: ignore[index, dict-item, call-overload]  # an array
            if other.cryptosuite is None:
                del proof["cryptosuite"]
            if other.of_json:
                proof["@context"] = said["@context"]
            assert check({**said, "proof": proof}).verdict in ("invalid", "cannot tell")


def test_a_signature_of_the_wrong_length_is_refused() -> None:
    for size in (0, 63, 65, 96):
        said = signed_by(ECDSA_RDFC, p256())
        said["proof"][0]["proofValue"] = encode_base58btc(bytes(size))  # type: ignore[index, call-overload]  # an array
        assert check(said).verdict == "invalid"


def test_a_proof_of_json_repeats_the_contexts_of_its_document() -> None:
    genuine = signed_by(EDDSA_JCS, ed25519())
    without = copy.deepcopy(genuine)
    del without["proof"][0]["@context"]  # type: ignore[attr-defined, index]  # an array
    fewer = copy.deepcopy(genuine)
    fewer["proof"][0]["@context"] = fewer["@context"][:1]  # type: ignore[index, call-overload, attr-defined]  # as above
    assert check(without).verdict == "cannot tell"
    assert check(fewer).verdict == "cannot tell"
    beside = altered(lambda said: said["proof"][0].update({"@context": ["https://evil.example/c"]}))
    assert (check(beside).verdict, row(check(beside), "proof").code) == ("cannot tell", "proof")


def test_of_two_proofs_the_one_that_we_make_ourselves_is_checked() -> None:
    """As the Digital Credentials Consortium signs: by the current suite and by the one before it."""
    said = signed_by(ED25519_2020, ed25519())
    current = signed(lambda doc: doc["@context"].append(said["@context"][-1]))  # type: ignore[index, call-overload]  # a list
    both = {**current, "proof": [*said["proof"], *current["proof"]]}  # type: ignore[misc]  # lists
    assert check(both).verdict == "valid"
    forged = copy.deepcopy(both)
    forged["name"] = "Other"
    assert failed(check(forged)) == [("proof", "signature")]


def test_a_signature_with_a_larger_s_is_read_as_the_standard_has_it() -> None:
    """ECDSA signatures come in pairs; both fit the same words, and neither fits others."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    said = signed_by(ECDSA_RDFC, p256())
    raw = decode_base58btc(said["proof"][0]["proofValue"])  # type: ignore[index, call-overload, arg-type]  # an array
    pair = raw[:32] + (order - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    said["proof"][0]["proofValue"] = encode_base58btc(pair)  # type: ignore[index, call-overload]  # as above
    assert check(said).verdict == "valid"
    assert check({**said, "name": "Other"}).verdict == "invalid"


# Ids that are a key


def did_jwk(jwk: Document) -> str:
    public = {name: value for name, value in jwk.items() if name in ("kty", "crv", "x", "y")}
    return f"did:jwk:{encode_base64url(compact_json(public).encode())}"


def token_of(issuer: str, kid: str | None) -> bytes:
    said = json.loads(formats.web_without_proof())
    said["issuer"]["id"] = issuer
    return formats.token(ES256, kid, compact_json(said).encode())


def test_a_did_jwk_is_its_key() -> None:
    issuer = did_jwk(ES256.public_jwk)
    for kid in (f"{issuer}#0", issuer, "#0", None):
        report = check(token_of(issuer, kid))
        assert (report.verdict, report.needs) == ("valid", ()), kid
    for kid in (f"{issuer}#1", f"{did_jwk({**ES256.public_jwk, 'x': ES256.public_jwk['y']})}#0"):
        assert check(token_of(issuer, kid)).verdict in ("invalid", "cannot tell")


@pytest.mark.parametrize(
    ("issuer", "verdict"),
    [
        ("did:jwk:", "invalid"),
        ("did:jwk:e30", "invalid"),
        (f"did:jwk:{encode_base64url(b'[]')}", "invalid"),
        (did_jwk({"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"}), "cannot tell"),
        (did_jwk({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}), "invalid"),
        (
            did_jwk({"kty": "OKP", "crv": "Ed25519", "x": encode_base64url((1).to_bytes(32, "little"))}),
            "invalid",
        ),
    ],
)
def test_a_did_jwk_that_is_no_key_to_trust_is_refused(issuer: str, verdict: str) -> None:
    assert check(token_of(issuer, f"{issuer}#0")).verdict == verdict


@pytest.mark.parametrize("method", ["ebsi", "ion", "cheqd", "example"])
def test_an_issuer_whose_keys_we_cannot_look_up_cannot_be_told(method: str) -> None:
    issuer = f"did:{method}:zr2rWDHHrUCdZAW7wsSb5nQ"

    def change(said: dict) -> None:
        said["issuer"]["id"] = issuer
        said["proof"][0]["verificationMethod"] = f"{issuer}#key-1"

    report = check(altered(change))
    assert (report.verdict, row(report, "key belongs to the issuer").code, report.needs) == (
        "cannot tell",
        "key",
        (),
    )
    assert check(token_of(issuer, f"{issuer}#key-1")).verdict == "cannot tell"
    assert check(token_of(issuer, None)).verdict == "cannot tell"


@pytest.mark.parametrize("kid", [f"{KEY.controller}#{KEY.multikey}", KEY.controller, f"#{KEY.multikey}"])
def test_a_did_key_may_be_named_in_any_of_its_forms(kid: str) -> None:
    issuer = p256().did
    assert check(token_of(issuer, kid)).verdict in ("invalid", "cannot tell")
    own = kid.replace(KEY.multikey, p256().multikey)
    assert row(check(token_of(issuer, own)), "key belongs to the issuer").passed is True
