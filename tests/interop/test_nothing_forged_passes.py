"""Of every shape that is accepted, nothing that a holder could change passes.

A forger holds the file, and nothing of the issuer's site. So each word of the file is changed, taken away or put beside
others, each signature exchanged, and each picture given another badge; what is still `valid` must be the issuer's own
words, as they stand on its site.
"""

import copy
import json
from collections.abc import Callable, Iterator, Mapping

import pytest

from issuer.baking.pictures import extract_credential, is_svg
from issuer.baking.png import PNG_SIGNATURE
from issuer.proofs.jwt import JwtKey, sign_compact
from issuer.proofs.keys import KeyPair
from issuer.proofs.multibase import decode_base64url, encode_base64url
from issuer.strict_json import Document, Json, Path, compact_json, parse_document, walk
from issuer.verifying import VerificationReport
from tests.fakes.badges.others_badges import Shape
from tests.fakes.badges.platforms import PLATFORMS
from tests.fakes.badges.tampering import check, drop, put

EVE = "eve@evil.example"
STRANGER = JwtKey.es256_from_random(bytes(range(40, 72)))
STRANGERS_DID = KeyPair.from_random(bytes(range(40, 72))).controller
each_platform = pytest.mark.parametrize("shape", PLATFORMS.values(), ids=PLATFORMS)


def judged(source: bytes, shape: Shape) -> VerificationReport:
    return check(source, documents=shape.answers)


def is_forged(report: VerificationReport, genuine: VerificationReport) -> bool:
    """Whether something passed that is not what the issuer says.

    Contexts that redefine nothing say nothing, and of several proofs one is enough.
    """
    shown = [(words(found.credential), found.badge, found.issuer) for found in (report, genuine)]
    return report.verdict == "valid" and shown[0] != shown[1]


def words(credential: Mapping[str, Json] | None) -> dict[str, Json]:
    return {name: json for name, json in (credential or {}).items() if name not in ("@context", "proof")}


def payload_of(source: bytes) -> Document:
    """The JSON of a badge: its own, or its token's."""
    if source.startswith(PNG_SIGNATURE) or is_svg(source):
        source = extract_credential(source)
    if source.startswith(b"ey"):
        source = decode_base64url(source.decode().split(".")[1])
    return parse_document(source, 1024 * 1024)


def written(said: Document, source: bytes) -> bytes:
    """The changed badge in the form of the genuine one: a token keeps its header and its signature."""
    text = compact_json(said)
    if not source.startswith(b"ey"):
        return text.encode()
    head, _, signature = source.decode().split(".")
    return f"{head}.{encode_base64url(text.encode())}.{signature}".encode()


def changes(said: Document) -> Iterator[tuple[Path, Document]]:
    """The badge with each value changed, and with each member and entry taken away."""
    for path, leaf in list(walk(said))[1:]:
        values: list[Json] = [EVE, None, "", STRANGERS_DID, "2039-01-01T00:00:00Z", True, 5, [], {}]
        if isinstance(leaf, str) and not leaf.startswith("data:"):
            values += [f"{leaf}x", leaf.upper(), [leaf, EVE]]
        for value in values if not isinstance(leaf, dict | list) else values[:2]:
            if value != leaf:
                changed = copy.deepcopy(said)
                put(changed, path, value)
                yield path, changed
        without = copy.deepcopy(said)
        drop(without, path)
        yield path, without


@each_platform
def test_no_value_can_be_changed_or_taken_away(shape: Callable[[], Shape]) -> None:
    made = shape()
    if made.source.startswith(PNG_SIGNATURE):
        return  # it holds an address alone
    genuine = judged(made.source, made)
    for path, changed in changes(payload_of(made.source)):
        assert not is_forged(judged(written(changed, made.source), made), genuine), path


MORE: dict[str, Document] = {
    "a later end": {"validUntil": "2039-01-01T00:00:00Z", "expires": "2039-01-01T00:00:00Z"},
    "another name": {"name": "Doctor of Philosophy"},
    "words": {"narrative": "Summa cum laude", "description": "Summa cum laude"},
    "evidence": {"evidence": [{"id": "https://evil.example/", "type": ["Evidence"], "narrative": "x"}]},
    "a recipient": {"recipient": {"type": "email", "hashed": False, "identity": EVE}},
    "a subject": {"credentialSubject": {"id": "urn:x:1", "type": ["AchievementSubject"]}},
    "a class": {"badge": {"type": "BadgeClass", "id": "urn:x:1", "name": "PhD", "description": "d"}},
    "an issuer": {"issuer": STRANGERS_DID},
    "keywords": {"@included": [{"id": "urn:x:1"}], "@reverse": {}},
    "a context": {"@context": ["https://evil.example/context"]},
    "another type": {"type": ["VerifiablePresentation"]},
    "another way of verifying": {"verification": {"type": "hosted", "url": "https://evil.example/"}},
    "its alias": {"verify": {"type": "hosted", "url": "https://evil.example/"}},
    "an extension": {"extensions:recipientProfile": {"type": ["Extension"], "name": "Eve"}},
    "no status": {"credentialStatus": {"type": "None", "id": "urn:x:1"}},
    "a schema": {"credentialSchema": [{"id": "https://evil.example/s", "type": "x"}]},
    "another picture": {"image": {"id": "https://evil.example/x.png", "type": "Image"}},
    "not revoked": {"revoked": False},
    "another id": {"id": "https://evil.example/1"},
    "claims": {"exp": 4_000_000_000, "aud": "x", "sub": "x", "iat": 5, "nbf": 5},
}


@each_platform
@pytest.mark.parametrize("more", MORE.values(), ids=MORE)
def test_nothing_can_be_put_in_its_place_or_beside_it(shape: Callable[[], Shape], more: Document) -> None:
    made = shape()
    if made.source.startswith(PNG_SIGNATURE):
        return
    genuine, said = judged(made.source, made), payload_of(made.source)
    for name, value in more.items():
        for changed in ({**said, name: value}, {name: value, **said}, {**said, **more}):
            report = judged(written(changed, made.source), made)
            assert not is_forged(report, genuine), name
            old = said.get(name)
            if (
                changed != said
                and old is not None
                and name in ("recipient", "issuer", "credentialSubject", "evidence")
            ):
                assert report.verdict != "valid" or changed.get(name) == old, name


@each_platform
def test_a_stranger_cannot_sign_in_its_issuers_place(shape: Callable[[], Shape]) -> None:
    """With a key of the forger's own, however the token names it."""
    made = shape()
    said = payload_of(made.source) if not made.source.startswith(PNG_SIGNATURE) else {}
    claims: Document = {"iss": str(said.get("issuer")), "jti": said.get("id"), "nbf": 1769940000}
    unsigned = {name: value for name, value in said.items() if name != "proof"}
    headers: list[Document] = [
        {},
        {"kid": "https://evil.example/keys/1"},
        {"kid": f"{STRANGERS_DID}#x"},
        {"kid": "#key-1"},
        {"jwk": STRANGER.public_jwk},
    ]
    for header in headers:
        for payload in (said, {**unsigned, **claims}):
            token = sign_compact({"alg": "ES256", **header}, compact_json(payload).encode(), STRANGER)
            assert judged(token.encode(), made).verdict != "valid", header


@each_platform
def test_the_proof_of_another_badge_does_not_fit(shape: Callable[[], Shape]) -> None:
    made = shape()
    if made.source.startswith((PNG_SIGNATURE, b"ey")):
        return
    said = payload_of(made.source)
    for other in PLATFORMS.values():
        if other is shape:
            continue
        source = other().source
        proof = payload_of(source).get("proof") if not source.startswith((PNG_SIGNATURE, b"ey")) else None
        if proof is not None:
            answers = {**made.answers, **other().answers}
            assert check({**said, "proof": proof}, documents=answers).verdict != "valid"


@each_platform
def test_another_address_answering_for_its_issuer_is_not_believed(shape: Callable[[], Shape]) -> None:
    """The holder's own site answers everything; the badge still names its issuer's."""
    made = shape()
    if not made.answers:
        return
    elsewhere = {
        address.replace("-like.example", ".evil.example"): body for address, body in made.answers.items()
    }
    if elsewhere != dict(made.answers):
        assert check(made.source, documents=elsewhere).verdict != "valid"


@each_platform
def test_the_recipient_is_asked_of_the_issuers_words(shape: Callable[[], Shape]) -> None:
    made = shape()
    report = check(made.source, documents=made.answers, recipient=EVE)
    assert report.verdict in ("invalid", "cannot tell")
    if not made.source.startswith((PNG_SIGNATURE, b"ey")):
        said = json.loads(made.source)
        if "recipient" in said:
            said["recipient"] = {"type": "email", "hashed": False, "identity": EVE}
            forged = check(compact_json(said).encode(), documents=made.answers, recipient=EVE)
            assert forged.verdict != "valid"
