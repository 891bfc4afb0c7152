"""Hostile credentials: changed, reshaped, signed over something odd, or no credential at all.

None of them is valid. What is forged or against its standard is invalid; what is of another kind than we check, such as
a changed type or proof, cannot be told.
"""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.proofs.multibase import encode_base58btc
from issuer.strict_json import Path, StrictJsonError, compact_json, parse_document, show_path, walk
from tests.fakes.badges.badges import KEY, credential
from tests.fakes.badges.tampering import altered, check, drop, failed, put, row, signed_or_not
from tests.fakes.worded import raises_worded, worded

# Changes after signing


def test_every_claim_is_covered_by_the_signature() -> None:
    for path, leaf in list(walk(json.loads(credential()))):
        if isinstance(leaf, dict | list):
            continue
        changed = altered(
            lambda said, path=path, leaf=leaf: put(said, path, (not leaf) if leaf is True else f"{leaf}x")
        )
        assert check(changed).verdict == _verdict_of_change(path), show_path(path)


def _verdict_of_change(path: Path) -> str:
    """With another type it is no badge, with another kind of proof none that we check."""
    other_proof = path[-1] in ("cryptosuite", "type") and "proof" in path
    return "cannot tell" if path == ("type", 1) or other_proof else "invalid"


def test_every_member_is_needed_as_it_was_signed() -> None:
    for path, _ in list(walk(json.loads(credential())))[1:]:
        verdict = check(altered(lambda said, path=path: drop(said, path))).verdict
        expected = {("type", 1): "cannot tell", ("proof", 0, "cryptosuite"): "cannot tell"}
        assert verdict == expected.get(path, "invalid"), show_path(path)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(credential()) - 1), st.integers(1, 255))
def test_with_any_changed_byte_it_is_not_valid(position: int, change: int) -> None:
    changed = bytearray(credential())
    changed[position] ^= change
    assert check(bytes(changed)).verdict in ("invalid", "cannot tell")


def test_only_the_order_of_members_and_spaces_may_change() -> None:
    said = json.loads(credential())
    assert check(json.dumps(dict(reversed(said.items())), indent=2).encode()).verdict == "valid"


# Odd things with a genuine signature


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda said: said.update(nickname="x"), ("contexts", "unsigned-members")),
        (lambda said: said["issuer"].update({"@included": {"id": "urn:x:1", "type": "Profile"}}), ("shape", "shape")),
        (lambda said: said["credentialSubject"].update({"@context": {}}), ("shape", "shape")),
        (lambda said: said.update(name={"@value": "Hero"}), ("shape", "shape")),
        (lambda said: said["credentialSubject"].update(validUntil="2020-01-01T00:00:00Z"),
         ("contexts", "unsigned-members")),
        (lambda said: said["credentialSubject"].update(id="_:b0"), ("shape", "shape")),
        (lambda said: said.update(validFrom="2026-03-01"), ("shape", "shape")),
        (lambda said: said.update(credentialSubject=[said["credentialSubject"]]), ("shape", "shape")),
        (lambda said: said["@context"].reverse(), ("contexts", "contexts")),
        (lambda said: said["@context"].pop(), ("contexts", "contexts")),
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_refused_however_well_it_is_signed(
    change: Callable[[dict], object], expected: tuple[str, str]
) -> None:
    report = check(signed_or_not(change))
    assert (report.verdict, failed(report)) == ("invalid", [expected])


@pytest.mark.parametrize(
    ("context", "verdict"),
    [
        ("https://evil.example/v1", "cannot tell"),
        ({"@vocab": "https://evil.example/"}, "cannot tell"),
        ({"Profile": None}, "cannot tell"),
        (None, "invalid"),
        (5, "invalid"),
    ],
)
def test_a_context_of_their_own_is_refused(context: object, verdict: str) -> None:
    assert check(altered(lambda said: said["@context"].append(context))).verdict == verdict


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda said: said.update(type=["VerifiableCredential"]), "no-badge"),
        (
            lambda said: said["issuer"].update(image={"id": "urn:x:1", "type": "Image", "url": "urn:x:2"}),
            "members",
        ),
        (lambda said: said.update(renderMethod={"id": "urn:x:1", "type": "Image"}), "members"),
    ],
)
def test_what_is_signed_and_more_than_we_understand_cannot_be_told(
    change: Callable[[dict], object], code: str
) -> None:
    report = check(signed_or_not(change))
    assert (report.verdict, report.checks[0].code, failed(report)) == ("cannot tell", code, [])


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
        ({"type": "Ed25519Signature2018"}, "proof-type"),
        ({"cryptosuite": "eddsa-2022"}, "proof-cryptosuite"),
        ({"cryptosuite": "ecdsa-sd-2023"}, "proof-cryptosuite"),
        ({"cryptosuite": "ecdsa-rdfc-2019"}, "key-kind"),
        ({"cryptosuite": "eddsa-jcs-2022"}, "proof"),
    ],
)
def test_a_proof_of_a_kind_that_we_do_not_check_cannot_be_told(change: dict[str, object], code: str) -> None:
    report = check(altered(lambda said: said["proof"][0].update(change)))
    assert (report.verdict, row(report, "proof").code, failed(report)) == ("cannot tell", code, [])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cryptosuite": None}, "shape"),
        ({"proofPurpose": "authentication"}, "proof-proofpurpose"),
        ({"created": "2098-01-01T00:00:00Z"}, "proof-from-the-future"),
        ({"expires": "2026-03-01T09:10:00Z"}, "proof-expired"),
        ({"proofValue": "z"}, "proof"),
        ({"proofValue": "uAAAA"}, "proof"),
        ({"proofValue": encode_base58btc(bytes(64))}, "signature"),
        ({"verificationMethod": KEY.controller}, "key"),
    ],
)
def test_a_proof_with_a_fault_is_refused(change: dict[str, object], code: str) -> None:
    report = check(altered(lambda said: said["proof"][0].update(change)))
    assert report.verdict == "invalid"
    assert code in [found for _, found in failed(report)]


@pytest.mark.parametrize("proofs", [[], [{}], None, "text", 2])
def test_exactly_one_proof_is_accepted(proofs: object) -> None:
    assert check(altered(lambda said: said.update(proof=proofs))).verdict == "invalid"
    assert check(altered(lambda said: said.update(proof=said["proof"] * 2))).verdict == "cannot tell"


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
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"\\udc00":1}', "surrogate"),
        ('{"a":1}'.encode("utf-16"), "not UTF-8"),
    ],
)
def test_json_that_two_readers_could_understand_differently_is_refused(source: bytes, said: str) -> None:
    report = check(source)
    assert failed(report) == [("shape", "json")]
    assert said in worded(report.checks[0])
    assert [check.code for check in report.checks[1:]] == ["not-reached"] * 9
    assert report.credential is None


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b'{"a":' + b"1" * 5000 + b"}", "so large"),
        (b'{"a":' * 13 + b"1" + b"}" * 13, "levels"),
        (b"[" * 60_000, "levels"),
        (b'{"@context":"x","a":"' + b"x" * 70_000 + b'"}', "70,023 bytes"),
    ],
)
def test_more_than_we_read_leaves_it_open(source: bytes, said: str) -> None:
    report = check(source)
    assert (report.verdict, report.checks[0].code) == ("cannot tell", "json")
    assert said in worded(report.checks[0])


def test_a_draft_on_the_older_data_model_gets_an_honest_answer() -> None:
    for change in (
        lambda said: said["@context"].insert(0, "https://www.w3.org/2018/credentials/v1"),
        lambda said: said.update(vc={}),
    ):
        report = check(altered(change))
        assert (report.verdict, report.checks[0].code) == ("cannot tell", "older-standard")


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
