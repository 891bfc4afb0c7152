"""Hostile credentials: changed, reshaped, signed over something odd, or no credential at all."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.proofs.multibase import encode_base58btc
from issuer.strict_json import StrictJsonError, compact_json, parse_document, show_path, walk
from tests.fakes.badges.badges import KEY, credential
from tests.fakes.badges.tampering import altered, check, drop, failed, put, signed_or_not
from tests.fakes.worded import raises_worded, worded

# Changes after signing


def test_every_claim_is_covered_by_the_signature() -> None:
    for path, leaf in list(walk(json.loads(credential()))):
        if isinstance(leaf, dict | list):
            continue
        changed = altered(
            lambda said, path=path, leaf=leaf: put(said, path, (not leaf) if leaf is True else f"{leaf}x")
        )
        assert check(changed).verdict == "invalid", show_path(path)


def test_every_member_is_needed_as_it_was_signed() -> None:
    for path, _ in list(walk(json.loads(credential())))[1:]:
        assert check(altered(lambda said, path=path: drop(said, path))).verdict == "invalid", show_path(path)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(credential()) - 1), st.integers(1, 255))
def test_any_changed_byte_makes_it_invalid(position: int, change: int) -> None:
    changed = bytearray(credential())
    changed[position] ^= change
    assert check(bytes(changed)).verdict == "invalid"


def test_only_the_order_of_members_and_spaces_may_change() -> None:
    said = json.loads(credential())
    assert check(json.dumps(dict(reversed(said.items())), indent=2).encode()).verdict == "valid"


# Odd things with a genuine signature


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda said: said.update(nickname="x"), ("shape", "shape")),
        (lambda said: said["issuer"].update({"@included": {"id": "urn:x:1", "type": "Profile"}}), ("shape", "shape")),
        (lambda said: said["credentialSubject"].update({"@context": {}}), ("shape", "shape")),
        (lambda said: said.update(name={"@value": "Hero"}), ("shape", "shape")),
        (lambda said: said["credentialSubject"].update(validUntil="2020-01-01T00:00:00Z"), ("shape", "shape")),
        (lambda said: said["credentialSubject"].update(id="_:b0"), ("shape", "shape")),
        (lambda said: said.update(validFrom="2026-03-01"), ("shape", "shape")),
        (lambda said: said.update(type=["VerifiableCredential"]), ("shape", "shape")),
        (lambda said: said.update(credentialSubject=[said["credentialSubject"]]), ("shape", "shape")),
        (lambda said: said["issuer"].update(image={"id": "urn:x:1", "type": "Image", "url": "x"}), ("shape", "shape")),
        (lambda said: said["@context"].reverse(), ("contexts", "contexts")),
        (lambda said: said["@context"].append("https://w3id.org/security/data-integrity/v2"), ("contexts", "contexts")),
        (lambda said: said["@context"].pop(), ("contexts", "contexts")),
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_refused_however_well_it_is_signed(
    change: Callable[[dict], object], expected: tuple[str, str]
) -> None:
    report = check(signed_or_not(change))
    assert (report.verdict, failed(report)) == ("invalid", [expected])


@pytest.mark.parametrize(
    "context", ["https://evil.example/v1", {"@vocab": "https://evil.example/"}, {"Profile": None}, None]
)
def test_a_context_of_their_own_is_refused(context: object) -> None:
    assert check(altered(lambda said: said["@context"].append(context))).verdict == "invalid"


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said["type"].append("Medal"),
        lambda said: said["issuer"].update(id="northwind"),
        lambda said: said["credentialSubject"].update(id="urn:x y"),
        lambda said: said.update(name="Hero\x07"),
    ],
)
def test_what_no_signature_covers_is_refused(change: Callable[[dict], object]) -> None:
    report = check(altered(change))
    assert report.verdict == "invalid"
    assert failed(report)[0][0] in ("contexts", "proof")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "Ed25519Signature2020"}, "proof-type"),
        ({"cryptosuite": "eddsa-jcs-2022"}, "proof-cryptosuite"),
        ({"cryptosuite": None}, "shape"),
        ({"proofPurpose": "authentication"}, "proof-proofpurpose"),
        ({"created": "2098-01-01T00:00:00Z"}, "proof-from-the-future"),
        ({"expires": "2026-03-01T09:10:00Z"}, "proof-expired"),
        ({"proofValue": "z"}, "proof"),
        ({"proofValue": "uAAAA"}, "proof"),
        ({"proofValue": encode_base58btc(bytes(64))}, "signature"),
        ({"verificationMethod": KEY.controller}, "key"),
        ({"previousProof": "urn:x:1"}, "shape"),
    ],
)
def test_a_proof_of_another_kind_is_refused(change: dict[str, object], code: str) -> None:
    report = check(altered(lambda said: said["proof"][0].update(change)))
    assert report.verdict == "invalid"
    assert code in [found for _, found in failed(report)]


@pytest.mark.parametrize("proofs", [[], [{}], None, "text", 2])
def test_exactly_one_proof_is_accepted(proofs: object) -> None:
    assert check(altered(lambda said: said.update(proof=proofs))).verdict == "invalid"
    assert check(altered(lambda said: said.update(proof=said["proof"] * 2))).verdict == "invalid"


# Whatever bytes somebody brings


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"\xef\xbb\xbf" * 2 + b"{}", "not JSON"),
        (b"[]", "an array"),
        (b'{"a":1,"a":2}', "“a” twice"),
        (b'{"a":NaN}', "NaN"),
        (b'{"a":1e999}', "too large"),
        (b'{"a":' + b"1" * 5000 + b"}", "so large"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"\\udc00":1}', "surrogate"),
        (b'{"a":' * 13 + b"1" + b"}" * 13, "levels"),
        (b"[" * 60_000, "levels"),
        (b'{"a":"' + b"x" * 70_000 + b'"}', "70,008 bytes"),
        ('{"a":1}'.encode("utf-16"), "not UTF-8"),
    ],
)
def test_json_that_two_readers_could_understand_differently_is_refused(source: bytes, said: str) -> None:
    report = check(source)
    assert failed(report) == [("shape", "json")]
    assert said in worded(report.checks[0])
    assert [check.code for check in report.checks[1:]] == ["not-reached"] * 9
    assert report.credential is None


def test_a_draft_on_the_older_data_model_gets_an_honest_answer() -> None:
    for change in (
        lambda said: said["@context"].insert(0, "https://www.w3.org/2018/credentials/v1"),
        lambda said: said.update(vc={}),
    ):
        report = check(altered(change))
        assert (report.verdict, report.checks[0].code) == ("invalid", "older-standard")


@given(st.binary(max_size=300))
def test_arbitrary_bytes_get_a_verdict(source: bytes) -> None:
    assert check(source).verdict in ("invalid", "cannot tell")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "@id", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)
PATHS = [path for path, _ in walk(json.loads(credential()))][1:]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PATHS), JSON)
def test_any_value_in_any_place_gets_a_verdict_and_never_passes(
    path: tuple[str | int, ...], value: object
) -> None:
    changed = altered(lambda said: put(said, path, value))
    if compact_json(changed) != credential().decode():
        assert check(changed).verdict in ("invalid", "cannot tell")


def test_twelve_levels_are_read_and_thirteen_are_not() -> None:
    assert parse_document(b'{"a":' * 12 + b"1" + b"}" * 12)
    with raises_worded(StrictJsonError, "12 levels"):
        parse_document(b'{"a":' * 13 + b"1" + b"}" * 13)
