"""Keys: made, checked, written as text, sealed for the database."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from issuer.proofs.keys import (
    KeyMaterialError,
    KeyPair,
    checked_public_key,
    decrypt_key,
    encrypt_key,
    is_signature_of,
    key_binding,
)
from issuer.proofs.multibase import (
    MultibaseError,
    decode_base58btc,
    decode_multikey,
    encode_base58btc,
    encode_multikey,
)
from tests.fakes.worded import raises_worded

SECRET = b"an operator's secret, long and random"
NONCE = bytes(12)
BOUND = key_binding("northwind", "z6MkExample")

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def small_order_points() -> list[bytes]:
    """Walk the eight points, from one that doubles to a point with y = 0: there d·y⁴ + 2·y² = 1."""
    root = _root((1 + D) % P)
    y = next(y for sign in (1, -1) if (y := _root((sign * root - 1) * pow(D, -1, P) % P)))
    eighth = (_root((y * y - 1) * pow(D * y * y + 1, -1, P) % P), y)
    points, point = [], (0, 1)
    for _ in range(8):
        points.append(point)
        point = _add(point, eighth)
    assert point == (0, 1), "eight steps lead back to the beginning"
    assert len(set(points)) == 8, "and not before"
    return [(y | (x & 1) << 255).to_bytes(32, "little") for x, y in points]


def _root(square: int) -> int:
    """Return a square root modulo P, or 0 where there is none (RFC 8032 §5.1.3)."""
    root = pow(square, (P + 3) // 8, P)
    if root * root % P != square:
        root = root * pow(2, (P - 1) // 4, P) % P
    return root if root * root % P == square else 0


def _add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    (x1, y1), (x2, y2) = a, b
    cross = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + cross, -1, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - cross, -1, P) % P
    return x, y


def test_a_key_names_itself_and_where_it_is_found() -> None:
    pair = KeyPair.from_random(bytes(range(32)))
    assert pair.controller == f"did:key:{pair.multikey}"
    assert pair.verification_method == f"{pair.controller}#{pair.multikey}"
    assert KeyPair.from_random(bytes(32), "did:web:a.example").verification_method.startswith(
        "did:web:a.example#z6Mk"
    )


def test_a_key_signs_as_the_standard_says() -> None:
    """RFC 8032 §7.1, test 2."""
    pair = KeyPair.from_random(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    assert pair.public_key.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert pair.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert is_signature_of(pair.public_key, pair.sign(b"yes"), b"yes")
    assert not is_signature_of(pair.public_key, pair.sign(b"yes"), b"no")


def test_a_key_never_shows_its_private_half() -> None:
    private = bytes(range(32))
    assert repr(private) not in repr(KeyPair.from_random(private))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_keys_of_another_length_are_refused(length: int) -> None:
    with raises_worded(KeyMaterialError, f"found {length} bytes"):
        checked_public_key(bytes(length))
    with raises_worded(KeyMaterialError, f"found {length} bytes"):
        KeyPair.from_random(bytes(length))


@pytest.mark.parametrize("point", small_order_points(), ids=lambda point: point.hex()[:8])
def test_the_eight_points_of_small_order_are_refused(point: bytes) -> None:
    with raises_worded(KeyMaterialError, "small order"):
        checked_public_key(point)


def test_a_point_of_small_order_would_have_accepted_any_message() -> None:
    identity = small_order_points()[0]
    forged = identity + bytes(32)
    Ed25519PublicKey.from_public_bytes(identity).verify(forged, b"anything")  # the library does not mind
    with pytest.raises(KeyMaterialError):
        is_signature_of(identity, forged, b"anything")


@pytest.mark.parametrize("y", [P, P + 1, 2**255 - 1])
def test_a_second_way_to_write_a_key_is_refused(y: int) -> None:
    with raises_worded(KeyMaterialError, "canonical"):
        checked_public_key(y.to_bytes(32, "little"))


def test_a_sealed_key_opens_with_the_same_secret_for_the_same_organisation() -> None:
    assert decrypt_key(encrypt_key(b"k" * 32, SECRET, NONCE, BOUND), SECRET, BOUND) == b"k" * 32


def test_a_sealed_key_stays_shut_for_another_secret_or_organisation_or_key() -> None:
    sealed = encrypt_key(b"k" * 32, SECRET, NONCE, BOUND)
    for secret, bound in (
        (SECRET + b"!", BOUND),
        (SECRET, key_binding("contoso", "z6MkExample")),
        (SECRET, key_binding("northwind", "z6MkOther")),
        (SECRET, key_binding("northwindz6Mk", "Example")),
    ):
        with raises_worded(KeyMaterialError, "does not open"):
            decrypt_key(sealed, secret, bound)


@given(st.integers(0, 60), st.integers(1, 255))
def test_a_sealed_key_that_was_changed_stays_shut(position: int, change: int) -> None:
    sealed = bytearray(encrypt_key(b"k" * 32, SECRET, NONCE, BOUND))
    sealed[position] ^= change
    with pytest.raises(KeyMaterialError):
        decrypt_key(bytes(sealed), SECRET, BOUND)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(12), b"\x02" + bytes(60)])
def test_what_was_never_sealed_gets_a_plain_answer(sealed: bytes) -> None:
    with pytest.raises(KeyMaterialError):
        decrypt_key(sealed, SECRET, BOUND)


def test_a_short_secret_and_a_wrong_nonce_are_refused() -> None:
    with raises_worded(KeyMaterialError, "secret of 4 bytes"):
        encrypt_key(b"k" * 32, b"1234", NONCE, BOUND)
    with raises_worded(KeyMaterialError, "nonce of 8 bytes"):
        encrypt_key(b"k" * 32, SECRET, bytes(8), BOUND)


@given(st.binary(max_size=80))
def test_base58_gives_back_what_it_was_given(source: bytes) -> None:
    assert decode_base58btc(encode_base58btc(source)) == source


def test_base58_writes_what_the_standard_shows() -> None:
    """Controlled Identifiers 1.0 §3.4; draft-msporny-base58."""
    assert encode_base58btc(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
    assert encode_base58btc(bytes.fromhex("0000287fb4cd")) == "z11233QC4"


@pytest.mark.parametrize("text", ["", "u123", "z0", "zI", "z" + "2" * 500, "zé"])
def test_text_that_is_not_base58_is_refused(text: str) -> None:
    with raises_worded(MultibaseError, "found"):
        decode_base58btc(text)


def test_a_multikey_of_another_kind_is_refused() -> None:
    assert decode_multikey(encode_multikey(b"k" * 32)) == b"k" * 32
    for other in (b"\xec\x01" + bytes(32), b"\xed\x01" + bytes(31), b"\xed\x01" + bytes(33)):
        with raises_worded(MultibaseError, "not an Ed25519 key"):
            decode_multikey(encode_base58btc(other))
