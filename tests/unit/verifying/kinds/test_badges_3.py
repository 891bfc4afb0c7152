"""Open Badges 3.0 as its standard allows it: issuers as ids, further contexts, digests of each kind, large pictures."""

import base64
import hashlib
import json
from itertools import permutations

import pytest

from issuer.canonical.pyld import ContextResolver, jsonld
from issuer.proofs.did import did_document, did_web_address
from issuer.proofs.keys import KeyPair
from issuer.proofs.multibase import encode_base58btc, encode_base64url
from issuer.strict_json import Document, Json
from issuer.verifying import VerificationReport
from issuer.verifying.checks.contexts import BASES, HARMLESS
from tests.fakes.badges import formats
from tests.fakes.badges.badges import KEY, NOW
from tests.fakes.badges.contexts import contexts, index
from tests.fakes.badges.tampering import altered, check, failed, row, signed
from tests.fakes.worded import worded

PICTURE = formats.picture()
ADDRESS = "https://badges.example/achievements/1.png"

# The issuer


def test_an_issuer_may_be_its_id_alone() -> None:
    report = check(signed(lambda said: said.update(issuer=said["issuer"]["id"])))
    assert report.issuer is not None
    assert (report.verdict, report.issuer.id, report.issuer.name) == ("valid", KEY.controller, None)
    assert "no name" in worded(row(report, "issuer known"))
    for odd in (5, None, [], [KEY.controller], "_:b0", "northwind"):
        assert check(altered(lambda said, odd=odd: said.update(issuer=odd))).verdict in (
            "invalid",
            "cannot tell",
        )


@pytest.mark.parametrize(
    ("did", "address"),
    [
        ("did:web:w.example:~ana", "https://w.example/~ana/did.json"),
        ("did:web:w.example:u%40x", "https://w.example/u%40x/did.json"),
        ("did:web:W.Example", "https://w.example/.well-known/did.json"),
    ],
)
def test_a_did_web_may_have_any_plain_path_and_capitals_in_its_host(did: str, address: str) -> None:
    key = KeyPair.from_random(bytes(range(3, 35)), did)
    source = signed(lambda said: said["issuer"].update(id=did), key)
    assert did_web_address(did) == address
    assert check(source, documents={did: did_document(did, [key.public_key])}).verdict == "valid"


# Contexts


def with_contexts(*more: Json) -> VerificationReport:
    return check(signed(lambda said: said["@context"].extend(more)))


@pytest.mark.parametrize("context", sorted(HARMLESS))
def test_a_further_context_of_ours_changes_nothing(context: str) -> None:
    assert with_contexts(context).verdict == "valid"
    forged = signed(lambda said: said["@context"].append(context))
    assert check({**forged, "name": "Other"}).verdict == "invalid"
    assert check({**forged, "nickname": "x"}).verdict == "invalid"


def test_each_context_that_is_allowed_is_among_ours_and_redefines_nothing() -> None:
    """Byte for byte: `index.json` names the files whose checksums ORIGIN.md lists, which another test compares."""
    assert set(index()) >= HARMLESS
    for kind, bases in BASES.items():
        for base in bases:
            for more in permutations(sorted(HARMLESS - set(base)), 2):
                before, after = active(base), active([*base, *more])
                changed = {term for term in before if after.get(term) != before[term]}
                assert changed == set(), (kind, base, more)


def active(addresses: list[str]) -> dict[str, object]:
    """What each term means after these contexts, and the settings for all other words."""

    def load(address: str, _: object) -> dict[str, object]:
        return {"contextUrl": None, "documentUrl": address, "document": contexts()[address], "tag": "static"}

    options = {"base": "", "documentLoader": load, "processingMode": "json-ld-1.1"}
    options["contextResolver"] = ContextResolver({}, load)
    processor = jsonld.JsonLdProcessor()
    found = processor.process_context(processor._get_initial_context(options), addresses, options)
    settings = {
        name: found.get(name) for name in ("@vocab", "@base", "@language", "@direction", "@propagate")
    }
    return {**found["mappings"], **settings}


@pytest.mark.parametrize(
    "more",
    [
        ("https://schema.org",),
        ("https://w3id.org/vc/status-list/2021/v1",),
        ("https://w3id.org/security/data-integrity/v1",),
        ({"nickname": "https://schema.org/alternateName"},),
        ("https://w3id.org/security/data-integrity/v2",) * 2,
        tuple(f"https://x.example/{number}" for number in range(9)),
        ("https://www.w3.org/ns/did/v1", "https://schema.org"),
    ],
    ids=str,
)
def test_any_other_context_leaves_open_what_the_badge_says(more: tuple[Json, ...]) -> None:
    report = check(altered(lambda said: said["@context"].extend(more)))
    assert (report.verdict, row(report, "contexts").code, report.needs) == ("cannot tell", "contexts", ())


@pytest.mark.parametrize(
    "listed",
    [
        [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        ],
        ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context.json"],
    ],
)
def test_another_edition_of_the_standard_cannot_be_told(listed: list[Json]) -> None:
    report = check(altered(lambda said: said.update({"@context": listed})))
    assert (report.verdict, row(report, "contexts").code) == ("cannot tell", "contexts")
    assert "another edition" in worded(row(report, "contexts"))


# Digests


def multihash(code: bytes, name: str, content: bytes = PICTURE, base: str = "z") -> Document:
    raw = code + hashlib.new(name, content).digest()
    return {"digestMultibase": encode_base58btc(raw) if base == "z" else "u" + encode_base64url(raw)}


def sri(*names: str, content: bytes = PICTURE) -> str:
    return " ".join(
        f"{name}-{base64.b64encode(hashlib.new(name, content).digest()).decode()}" for name in names
    )


def with_digest(digest: Document, answer: bytes | None = PICTURE) -> VerificationReport:
    def change(said: dict) -> None:
        said["credentialSubject"]["achievement"]["image"] = {"id": ADDRESS, "type": "Image"}
        said["relatedResource"] = [{"id": ADDRESS, "mediaType": "image/png", **digest}]

    return check(signed(change), documents={ADDRESS: answer} if answer is not None else {})


DIGESTS: list[Document] = [
    multihash(b"\x12\x20", "sha256"),
    multihash(b"\x20\x30", "sha384"),
    multihash(b"\x20\x30", "sha384", base="u"),
    multihash(b"\x13\x40", "sha512"),
    multihash(b"\x16\x20", "sha3_256"),
    {"digestSRI": sri("sha256")},
    {"digestSRI": sri("sha384")},
    {"digestSRI": sri("sha512")},
    {"digestSRI": sri("sha256", "sha384")},
    {"digestSRI": f"{sri('sha384')}?x"},
    {"digestSRI": f"{sri('sha384', content=b'an older picture')} {sri('sha384')}"},
    {"digestSRI": f"{sri('sha256', content=b'a collision')} {sri('sha512')}"},
    {"digestSRI": f"md5-AAAA {sri('sha256')}"},
    {**multihash(b"\x12\x20", "sha256"), "digestSRI": sri("sha512")},
]


@pytest.mark.parametrize("digest", DIGESTS)
def test_a_picture_is_compared_with_each_kind_of_digest(digest: Document) -> None:
    report = with_digest(digest)
    assert (report.verdict, row(report, "picture").code) == ("valid", "ok")
    exchanged = with_digest(digest, b"another picture")
    assert (exchanged.verdict, failed(exchanged)) == ("invalid", [("picture", "picture-changed")])
    unseen = with_digest(digest, None)
    assert (unseen.verdict, row(unseen, "picture").code, unseen.wants) == ("valid", "not-seen", (ADDRESS,))


@pytest.mark.parametrize(
    "digest",
    [
        {"digestSRI": f"{sri('sha256')} {sri('sha512', content=b'another')}"},
        {**multihash(b"\x12\x20", "sha256"), "digestSRI": sri("sha512", content=b"another")},
    ],
)
def test_every_digest_that_counts_must_fit(digest: Document) -> None:
    assert failed(with_digest(digest)) == [("picture", "picture-changed")]


@pytest.mark.parametrize(
    "digest",
    [
        {"digestSRI": "md5-AAAA"},
        {"digestMultibase": encode_base58btc(b"\x1e\x20" + bytes(32))},
        {"digestMultibase": "mAAAA"},
    ],
)
def test_a_digest_of_a_kind_that_we_do_not_compute_leaves_the_picture_open(digest: Document) -> None:
    report = with_digest(digest)
    assert (report.verdict, row(report, "picture").code) == ("valid", "digest-kind")


@pytest.mark.parametrize(
    "digest",
    [
        {"digestSRI": ""},
        {"digestSRI": "sha384"},
        {"digestSRI": "sha384-!!"},
        {"digestSRI": "sha384-AAAA"},
        {"digestMultibase": ""},
        {"digestMultibase": "z"},
        {"digestMultibase": "z0OIl"},
        {"digestMultibase": encode_base58btc(b"\x12\x20" + bytes(31))},
        {"digestMultibase": encode_base58btc(b"\x20\x20" + bytes(32))},
    ],
    ids=str,
)
def test_a_digest_that_is_none_is_refused(digest: Document) -> None:
    report = with_digest(digest)
    assert report.verdict in ("invalid", "cannot tell") or row(report, "picture").code == "digest-kind"
    assert report.verdict != "valid" or "digestMultibase" in digest


# Sizes and moments


def with_picture(characters: int) -> Document:
    picture = "data:image/png;base64," + "A" * characters
    return signed(
        lambda said: said["credentialSubject"]["achievement"].update(image={"id": picture, "type": "Image"})
    )


def test_a_picture_inside_a_badge_does_not_count_as_words() -> None:
    large = with_picture(300_000)
    assert check(large).verdict == "valid"
    in_svg = formats.baked_svg(b"{}").replace(b"<![CDATA[{}", b"<![CDATA[" + json.dumps(large).encode())
    assert check(in_svg).verdict == "valid"
    assert check({**large, "name": "Other"}).verdict == "invalid"
    beyond = check(with_picture(1_100_000))
    assert (beyond.verdict, beyond.checks[0].code) == ("cannot tell", "json")
    words = check(signed(lambda said: said.update(description="x" * 70_000)))
    assert (words.verdict, words.checks[0].code) == ("cannot tell", "json")


@pytest.mark.parametrize(
    ("moment", "verdict"),
    [
        ("2026-02-01T10:00:00.1234567890Z", "valid"),
        ("2026-02-28T24:00:00Z", "valid"),
        ("2026-03-01T24:00:00Z", "invalid"),
        ("2026-03-01T10:00Z", "invalid"),
        ("2026-03-01T10:00:00+01", "invalid"),
    ],
)
def test_moments_are_those_of_xml_schema(moment: str, verdict: str) -> None:
    assert check(signed(lambda said: said.update(validFrom=moment)), NOW).verdict == verdict
