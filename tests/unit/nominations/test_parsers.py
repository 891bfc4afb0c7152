"""Each parser that meets what strangers send: whatever the bytes, an answer and never a traceback."""

import base64
import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.baking.png import BakingError, extract_any
from issuer.baking.svg import extract_any_svg
from issuer.proofs.bitstring import StatusListError, decode_list
from issuer.proofs.did import DidError, did_web_address
from issuer.proofs.keys import KeyMaterialError
from issuer.strict_json import StrictJsonError, compact_json, parse_document, walk
from issuer.verifying.inputs.token import TokenError, read_token
from issuer.verifying.keys.issuer_names import looks_like
from issuer.verifying.keys.key_addresses import is_below
from issuer.verifying.keys.public_keys import key_of_jwk, key_of_multikey, key_of_pem
from tests.fakes.badges import formats
from tests.fakes.badges.badges import credential
from tests.fakes.badges.rich_badges import STATUS
from tests.fakes.badges.tampering import check, put

REFUSALS = (BakingError, StatusListError, DidError, KeyMaterialError, StrictJsonError, TokenError)
PARSERS: list[Callable[[bytes], object]] = [
    parse_document,
    extract_any,
    extract_any_svg,
    lambda source: read_token(source.decode("latin-1")),
    lambda source: decode_list(source.decode("latin-1")),
    lambda source: decode_list("u" + base64.urlsafe_b64encode(source).decode().rstrip("=")),
    lambda source: did_web_address(source.decode("latin-1")),
    lambda source: did_web_address("did:web:" + source.decode("latin-1")),
    lambda source: key_of_multikey(source.decode("latin-1")),
    lambda source: key_of_pem(source.decode("latin-1")),
]
SEEDS = st.sampled_from(
    [credential(), formats.baked(credential()), formats.baked_svg(credential()), formats.token()]
)


@pytest.mark.parametrize("parser", PARSERS, ids=range(len(PARSERS)))
@settings(max_examples=60, deadline=None)
@given(source=st.binary(max_size=200))
def test_arbitrary_bytes_are_read_or_refused(parser: Callable[[bytes], object], source: bytes) -> None:
    with suppress(*REFUSALS):
        parser(source)


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.data())
def test_a_genuine_file_with_a_piece_of_it_changed_is_read_or_refused(
    seed: bytes, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(seed)))
    length = data.draw(st.integers(0, 20))
    changed = seed[:start] + data.draw(st.binary(max_size=20)) + seed[start + length :]
    assert check(changed).verdict in ("invalid", "cannot tell") or same(changed, seed)


def same(changed: bytes, seed: bytes) -> bool:
    """Whether a file that still counts says the same: spaces around it, or pixels nobody signed, may differ."""
    return all(
        credential()[start : start + 40] in changed for start in range(0, len(credential()) - 40, 40)
    ) or (changed.strip() == seed.strip())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["kty", "crv", "n", "e", "x", "y", "alg", "use", "d"]), JSON | st.just("AQAB")
    )
)
def test_any_jwk_is_read_or_refused(jwk: dict[str, object]) -> None:
    with suppress(KeyMaterialError):
        key_of_jwk(jwk)  # type: ignore[arg-type]  # whatever JSON holds


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(max_size=8), JSON, max_size=4), JSON)
def test_any_fetched_document_gets_a_verdict(document: dict[str, object], other: object) -> None:
    documents = {**formats.documents_2(), formats.ADDRESSES.issuer: document, formats.ADDRESSES.key: other}
    assert check(formats.signed_2(), documents=documents).verdict in ("invalid", "cannot tell")
    lists = formats.web_documents((STATUS.list_address, compact_json(document).encode()))  # type: ignore[arg-type]  # as above
    assert check(formats.rich(), documents=lists).verdict in ("invalid", "cannot tell")


def test_every_claim_of_a_token_is_covered() -> None:
    head, body, signature = formats.token().decode().split(".")
    payload = json.loads(base64.urlsafe_b64decode(body + "=="))
    for path, leaf in list(walk(payload)):
        if isinstance(leaf, dict | list):
            continue
        said = json.loads(json.dumps(payload))
        put(said, path, f"{leaf}x" if isinstance(leaf, str) else 5)
        changed = base64.urlsafe_b64encode(compact_json(said).encode()).decode().rstrip("=")
        source = f"{head}.{changed}.{signature}".encode()
        expected = "cannot tell" if path == ("type", 1) else "invalid"  # with another type it is no badge
        assert check(source, documents=formats.web_documents()).verdict == expected, path


@pytest.mark.parametrize("step", [0, 1, 2, 3, 4, 5, 6])
def test_each_kind_of_changed_character_makes_a_token_invalid(step: int) -> None:
    token = formats.token()
    for position in range(step * 3, len(token), 211):
        changed = bytearray(token)
        changed[position] ^= 1 << step
        assert check(bytes(changed), documents=formats.web_documents()).verdict in ("invalid", "cannot tell")


@given(st.text(max_size=30), st.text(max_size=30))
def test_names_are_compared_without_a_complaint_and_alike_both_ways(first: str, second: str) -> None:
    assert looks_like(first, second) == looks_like(second, first)


@given(st.text(max_size=40))
def test_no_address_outside_its_own_host_is_an_issuers(text: str) -> None:
    assert not is_below("did:web:badges.example", f"https://evil.example/{text}")
    assert not is_below("did:web:badges.example", f"https://badges.example.evil.example/{text}")
    assert not is_below("https://badges.example/i/1", f"https://badges.example/i/2/{text}")
