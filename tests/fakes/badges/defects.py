"""A corpus of defects: named files, what is wrong with each in its name, and the verdict each must get.

    python -m tests.fakes.badges.defects FOLDER      # writes the files and expected.json

Everything is made from our own credentials, with our own keys, so that nothing but the named defect is wrong.
"""

import gzip
import json
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from issuer.baking.png import KEYWORD
from issuer.proofs.data_integrity import add_proof
from issuer.proofs.jwt import JwtKey, sign_compact, wrap
from issuer.proofs.multibase import (
    decode_base58btc,
    decode_base64url,
    encode_base58btc,
    encode_base64url,
    encode_multikey,
)
from issuer.strict_json import Document, compact_json, parse_document
from tests.fakes.badges import formats
from tests.fakes.badges.badges import AWARDED, KEY, NOW, OTHER_KEY, WEB_KEY, credential, web_credential
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.formats import KID
from tests.fakes.badges.rich_badges import STATUS
from tests.fakes.badges.tampering import altered, signed, signed_or_not
from tests.fakes.badges.tokens import ES256, rs256


@dataclass(frozen=True)
class Defect:
    """One file; `genuine` ones are there to show that the neighbours fail for their defect alone."""

    name: str
    source: bytes
    verdict: str = "invalid"
    listed: bytes | None = None
    """What the issuer's status list address answers, where it is not the usual."""


OPEN = frozenset(
    {
        # larger or deeper than what we read
        "json-integer-of-5000-digits", "json-integer-beyond-doubles", "json-integer-below-doubles",
        "json-thirteen-levels", "json-sixty-thousand-brackets", "json-sixty-thousand-objects",
        "json-more-than-64-kib", "json-padded-with-two-mebibytes", "status-list-bomb-64-mebibytes",
        "png-credential-of-64-kib.png", "png-ten-thousand-chunks.png", "png-more-than-2-mebibytes.png",
        # no badge, or one of an older standard
        "json-html", "json-gzip", "json-pdf", "jpeg.jpg", "gif.gif", "png-without-credential.png",
        "svg-without-credential.svg", "svg-sixty-five-levels.svg", "svg-other-namespace.svg",
        "svg-credential-in-no-namespace.svg", "svg-html-inside.svg",
        "member-type-other", "member-type-text", "token-json-serialization", "token-claim-vc-beside",
        "context-older-data-model", "open-badges-2-open-badges-1",
        # more in it than we understand, though it is signed
        "graph-iri-member", "graph-compact-iri-member",
         "context-remote",
        "context-inline-vocab", "context-inline-term", "context-inline-import", "proof-previous-proof",
        # kinds of proofs, keys, headers and pictures that we do not check
        "proof-type-other", "proof-suite-jcs", "proof-suite-legacy", "proof-suite-ecdsa", "proof-twice",
        "key-other-kind", "token-alg-RS512", "token-alg-PS256", "token-alg-ES256K", "token-header-jku",
        "token-header-x5u", "token-header-x5c", "token-header-zip", "token-header-jwk-kty-text",
        "token-header-jwk-crv-text", "token-header-jwk-alg-text", "png-in-text-chunk.png",
        "png-in-ztxt-chunk.png", "png-two-keywords.png", "svg-document-type-elsewhere.svg",
        "svg-document-type-with-entity-in-attribute.svg",
        "svg-entity-file.svg", "svg-entity-network.svg", "svg-parameter-entity.svg", "svg-billion-laughs.svg",
        "svg-stylesheet.svg", "svg-utf-16.svg",
        # documents that are elsewhere, unreadable, or by an authority that is not known
        "status-list-of-another-issuer", "status-list-not-json", "status-list-duplicate-members",
        "status-list-http", "open-badges-2-hosted-by-http",
        "open-badges-2-revoked-by-its-own-words", "bomb-nested-organisations",
    }
)  # fmt: skip
"""Files that cannot be told: nothing in them is forged as far as anyone can see, and none of them is valid."""
HARMLESS = frozenset(
    {
        "member-issuer-as-text", "context-one-more", "token-header-cty", "token-claim-exp-added",
        "token-claim-aud-added", "svg-document-type.svg",
    }
)  # fmt: skip
"""Files that are odd, and allowed by their standards."""

W3C_TYPE = (
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
)
Change = Callable[[dict], object]


def corpus() -> Iterator[Defect]:
    """Yield every file."""
    for part in (
        _genuine,
        _json,
        _members,
        _graph,
        _contexts,
        _proofs,
        _keys,
        _tokens,
        _endorsed,
        _times,
        _lists,
        _png,
        _svg,
        _older,
        _bombs,
    ):
        for defect in part():
            verdict = "cannot tell" if defect.name in OPEN else defect.verdict
            yield replace(defect, verdict="valid" if defect.name in HARMLESS else verdict)


def _bytes(said: Document) -> bytes:
    return compact_json(said).encode()


def _genuine() -> Iterator[Defect]:
    for name, source in {
        "genuine.json": credential(),
        "genuine-did-web.json": web_credential(),
        "genuine.png": formats.baked(credential()),
        "genuine.svg": formats.baked_svg(credential()),
        "genuine.jwt": formats.token(),
        "genuine-rs256.jwt": formats.token(rs256(), f"{WEB_KEY.controller}#{rs256().kid}"),
        "genuine-with-status.json": formats.rich(),
        "genuine-spaces-and-order.json": json.dumps(
            dict(reversed(json.loads(credential()).items())), indent=3
        ).encode(),
        "genuine-after-a-byte-order-mark.json": b"\xef\xbb\xbf" + credential(),
        "genuine-after-a-byte-order-mark.jwt": b"\xef\xbb\xbf" + formats.token(),
        "genuine-after-a-byte-order-mark.svg": b"\xef\xbb\xbf" + formats.baked_svg(credential()),
        "genuine-with-a-byte-order-mark-inside.png": formats.baked(b"\xef\xbb\xbf" + credential()),
        "genuine-open-badges-2-hosted.json": formats.hosted(),
        "genuine-open-badges-2-signed.jwt": formats.signed_2(),
    }.items():
        yield Defect(name, source, "valid")


def _json() -> Iterator[Defect]:
    text = credential()
    files = {
        "empty": b"",
        "only-spaces": b"   \n",
        "null": b"null",
        "array": b"[" + text + b"]",
        "string": b'"badge"',
        "number": b"1",
        "two-documents": text + text,
        "trailing-text": text + b" extra",
        "trailing-comma": text[:-1] + b",}",
        "comment": b"/* a badge */" + text,
        "single-quotes": text.replace(b'"', b"'"),
        "cut-short": text[:-1],
        "two-byte-order-marks": b"\xef\xbb\xbf" * 2 + text,
        "utf-16": text.decode().encode("utf-16"),
        "utf-16-without-mark": text.decode().encode("utf-16-le"),
        "utf-32": text.decode().encode("utf-32"),
        "latin-1": text.replace(b"Customer", "Cüstomer".encode("latin-1")),
        "nul-byte": text.replace(b"Customer", b"Cust\x00mer"),
        "raw-control-character": text.replace(b"Customer", b"Cust\x07mer"),
        "overlong-utf-8": text.replace(b"Customer", b"Cust\xc1\xafmer"),
        "lone-surrogate": text.replace(b"Customer", b"Cust\\ud800mer"),
        "lone-surrogate-in-name": text.replace(b'"name"', b'"name\\udc00"', 1),
        "surrogates-in-wrong-order": text.replace(b"Customer", b"\\udc00\\ud800"),
        "duplicate-member": text.replace(b'{"@context"', b'{"name":"Other","@context"', 1),
        "duplicate-member-escaped": text.replace(b'{"@context"', b'{"\\u006eame":"Other","@context"', 1),
        "duplicate-issuer": text.replace(b'"issuer":', b'"issuer":{"id":"did:key:z6Mk"},"issuer":', 1),
        "duplicate-deep": text.replace(b'"hashed":true', b'"hashed":false,"hashed":true'),
        "not-a-number": text[:-1] + b',"creditsEarned":NaN}',
        "infinity": text[:-1] + b',"x":Infinity}',
        "number-too-large": text[:-1] + b',"x":1e999}',
        "integer-of-5000-digits": text[:-1] + b',"x":' + b"9" * 5000 + b"}",
        "integer-beyond-doubles": text[:-1] + b',"x":9007199254740992}',
        "integer-below-doubles": text[:-1] + b',"x":-9007199254740992}',
        "thirteen-levels": b'{"a":' * 13 + b"1" + b"}" * 13,
        "sixty-thousand-brackets": b"[" * 60_000,
        "sixty-thousand-objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        "more-than-64-kib": text[:-1] + b',"x":"' + b"x" * 66_000 + b'"}',
        "padded-with-two-mebibytes": text + b" " * (2 * 1024 * 1024),
        "yaml": b"name: Customer Hero\n",
        "html": b"<!doctype html><title>Badge</title>",
        "gzip": gzip.compress(text),
        "pdf": b"%PDF-1.7\n" + text,
    }
    for name, source in files.items():
        yield Defect(f"json-{name}", source)


def _members() -> Iterator[Defect]:
    changes: dict[str, Change] = {
        "unknown-member": lambda said: said.update(nickname="x"),
        "unknown-member-deep": lambda said: said["credentialSubject"]["achievement"].update(rank="x"),
        "prototype-member": lambda said: said.update({"__proto__": {"id": "x"}}),
        "no-issuer": lambda said: said.pop("issuer"),
        "no-subject": lambda said: said.pop("credentialSubject"),
        "no-achievement": lambda said: said["credentialSubject"].pop("achievement"),
        "no-valid-from": lambda said: said.pop("validFrom"),
        "no-id": lambda said: said.pop("id"),
        "no-criteria": lambda said: said["credentialSubject"]["achievement"].pop("criteria"),
        "issuer-as-text": lambda said: said.update(issuer=said["issuer"]["id"]),
        "issuers-two": lambda said: said.update(issuer=[said["issuer"], said["issuer"]]),
        "subjects-two": lambda said: said.update(credentialSubject=[said["credentialSubject"]] * 2),
        "name-as-number": lambda said: said.update(name=1),
        "name-as-object": lambda said: said.update(name={"en": "Hero"}),
        "name-null": lambda said: said.update(name=None),
        "id-null": lambda said: said.update(id=None),
        "tags-empty": lambda said: said["credentialSubject"]["achievement"].update(tag=[]),
        "tags-101": lambda said: said["credentialSubject"]["achievement"].update(
            tag=[str(i) for i in range(101)]
        ),
        "date-only": lambda said: said.update(validFrom="2026-03-01"),
        "date-without-zone": lambda said: said.update(validFrom="2026-03-01T09:00:00"),
        "date-on-no-calendar": lambda said: said.update(validFrom="2026-02-30T09:00:00Z"),
        "type-other": lambda said: said.update(type=["VerifiableCredential", "Diploma"]),
        "type-text": lambda said: said.update(type="VerifiableCredential"),
        "type-achievement-missing": lambda said: said["credentialSubject"]["achievement"].update(
            type=["Badge"]
        ),
        "hashed-as-text": lambda said: said["credentialSubject"]["identifier"][0].update(hashed="true"),
        "language-unreal": lambda said: said["credentialSubject"]["achievement"].update(
            inLanguage="klingon!"
        ),
        "achievement-type-unlisted": lambda said: said["credentialSubject"]["achievement"].update(
            achievementType="Medal"
        ),
        "criteria-empty": lambda said: said["credentialSubject"]["achievement"].update(
            criteria={"type": "Criteria"}
        ),
        "subject-of-nobody": lambda said: [
            said["credentialSubject"].pop(literal) for literal in ("id", "identifier")
        ],
    }
    for name, change in changes.items():
        verdict = "cannot tell" if name == "tags-101" else "invalid"  # more than we look at may be right
        yield Defect(f"member-{name}", _bytes(signed_or_not(change)), verdict)
    whole = json.loads(credential())
    for member in ("name", "id", "validFrom", "awardedDate"):
        yield Defect(
            f"changed-{member}",
            _bytes(
                {
                    **whole,
                    member: "2026-02-28T09:00:00Z"
                    if "a" in member[-4:] and member != "name"
                    else "urn:x:other",
                }
            ),
        )
    for member in ("identityHash", "salt", "hashed"):
        value: object = False if member == "hashed" else "other"
        yield Defect(
            f"changed-{member}",
            _bytes(
                altered(
                    lambda said, m=member, v=value: said["credentialSubject"]["identifier"][0].update({m: v})
                )
            ),
        )
    for member in ("name", "description", "id", "version"):
        yield Defect(
            f"changed-achievement-{member}",
            _bytes(
                altered(
                    lambda said, m=member: said["credentialSubject"]["achievement"].update({m: "urn:x:other"})
                )
            ),
        )


def _graph() -> Iterator[Defect]:
    """Genuine signatures over graphs that another arrangement of the JSON says too."""
    changes: dict[str, Change] = {
        "included": lambda said: said["issuer"].update(
            {"@included": [{"id": said["id"], "validUntil": "2020-01-01T00:00:00Z"}]}
        ),
        "reverse": lambda said: said["issuer"].update({"@reverse": {"issuer": {"id": said["id"]}}}),
        "graph": lambda said: said.update({"@graph": [{"id": said["id"]}]}),
        "nest": lambda said: said.update({"@nest": {"name": "x"}}),
        "at-id": lambda said: said.update({"@id": said.pop("id")}),
        "at-type": lambda said: said.update({"@type": said.pop("type")}),
        "value-object": lambda said: said.update(name={"@value": "Hero"}),
        "language-object": lambda said: said.update(name={"@value": "Hero", "@language": "en"}),
        "set-object": lambda said: said.update(name={"@set": ["Hero"]}),
        "list-object": lambda said: said["credentialSubject"]["achievement"].update(tag={"@list": ["x"]}),
        "inline-context": lambda said: said["credentialSubject"].update(
            {"@context": {"name": "https://x.example/n"}}
        ),
        "context-null-below": lambda said: said["issuer"].update({"@context": None}),
        "blank-node-id": lambda said: said["credentialSubject"].update(id="_:b0"),
        "relative-id": lambda said: said["issuer"].update(id="issuer"),
        "expiry-hidden-in-subject": lambda said: said["credentialSubject"].update(
            validUntil="2020-01-01T00:00:00Z"
        ),
        "status-hidden-in-issuer": lambda said: said["issuer"].update(
            credentialStatus={"id": "urn:x:1", "type": "BitstringStatusListEntry"}
        ),
        "second-credential-inside": lambda said: said["credentialSubject"].update(
            verifiableCredential=[{"id": said["id"]}]
        ),
        "iri-member": lambda said: said.update({"https://schema.org/name": "Other"}),
        "compact-iri-member": lambda said: said.update({"cred:issuer": "did:key:z6Mk"}),
        "id-with-space": lambda said: said["credentialSubject"].update(id="urn:x y"),
    }
    for name, change in changes.items():
        yield Defect(f"graph-{name}", _bytes(signed_or_not(change)))


def _contexts() -> Iterator[Defect]:
    changes: dict[str, Change] = {
        "reversed": lambda said: said["@context"].reverse(),
        "missing-open-badges": lambda said: said["@context"].pop(),
        "missing-credentials": lambda said: said["@context"].pop(0),
        "as-text": lambda said: said.update({"@context": said["@context"][0]}),
        "one-more": lambda said: said["@context"].append("https://w3id.org/security/data-integrity/v2"),
        "remote": lambda said: said["@context"].append("https://evil.example/context"),
        "inline-vocab": lambda said: said["@context"].append({"@vocab": "https://evil.example/"}),
        "inline-term": lambda said: said["@context"].append({"name": "https://evil.example/name"}),
        "inline-import": lambda said: said["@context"].append({"@import": "https://evil.example/c"}),
        "null": lambda said: said.update({"@context": None}),
        "null-inside": lambda said: said["@context"].insert(0, None),
        "with-fragment": lambda said: said["@context"].__setitem__(0, said["@context"][0] + "#"),
        "http": lambda said: said["@context"].__setitem__(1, said["@context"][1].replace("https", "http")),
        "upper-case": lambda said: said["@context"].__setitem__(0, said["@context"][0].upper()),
        "twice": lambda said: said["@context"].insert(0, said["@context"][0]),
        "older-data-model": lambda said: said["@context"].__setitem__(
            0, "https://www.w3.org/2018/credentials/v1"
        ),
    }
    for name, change in changes.items():
        yield Defect(f"context-{name}", _bytes(signed_or_not(change)))


def _proofs() -> Iterator[Defect]:
    members: dict[str, Document] = {
        "type-other": {"type": "Ed25519Signature2020"},
        "type-list": {"type": ["DataIntegrityProof"]},
        "suite-jcs": {"cryptosuite": "eddsa-jcs-2022"},
        "suite-legacy": {"cryptosuite": "eddsa-2022"},
        "suite-ecdsa": {"cryptosuite": "ecdsa-rdfc-2019"},
        "suite-missing": {"cryptosuite": None},
        "purpose-authentication": {"proofPurpose": "authentication"},
        "purpose-list": {"proofPurpose": ["assertionMethod"]},
        "created-changed": {"created": "2026-03-01T09:00:01Z"},
        "created-in-2098": {"created": "2098-01-01T00:00:00Z"},
        "created-no-date": {"created": "yesterday"},
        "expires-past": {"expires": "2026-03-01T09:10:00Z"},
        "expires-added": {"expires": "2030-01-01T00:00:00Z"},
        "domain-added": {"domain": "https://x.example"},
        "challenge-added": {"challenge": "x"},
        "method-list": {"verificationMethod": [KEY.verification_method]},
        "method-object": {"verificationMethod": {"id": KEY.verification_method}},
        "method-without-fragment": {"verificationMethod": KEY.controller},
        "method-of-another": {"verificationMethod": OTHER_KEY.verification_method},
        "method-other-scheme": {"verificationMethod": "xxx:z6Mk#z6Mk"},
        "method-other-did": {"verificationMethod": "did:example:1#key"},
        "value-empty": {"proofValue": ""},
        "value-hex": {"proofValue": "z" + "0" * 60},
        "value-base64": {"proofValue": "uAAAA"},
        "value-short": {"proofValue": encode_base58btc(bytes(63))},
        "value-long": {"proofValue": encode_base58btc(bytes(65))},
        "value-zeros": {"proofValue": encode_base58btc(bytes(64))},
        "value-number": {"proofValue": 1},
        "previous-proof": {"previousProof": "urn:x:1"},
        "context-inside": {"@context": "https://w3id.org/security/data-integrity/v2"},
    }
    for name, change in members.items():
        yield Defect(f"proof-{name}", _bytes(altered(lambda said, c=change: said["proof"][0].update(c))))
    yield Defect("proof-none", _bytes(altered(lambda said: said.pop("proof"))))
    yield Defect("proof-empty-array", _bytes(altered(lambda said: said.update(proof=[]))))
    yield Defect("proof-twice", _bytes(altered(lambda said: said.update(proof=said["proof"] * 2))))
    yield Defect("proof-text", _bytes(altered(lambda said: said.update(proof="trust me"))))
    yield Defect(
        "proof-of-another-badge",
        _bytes(altered(lambda said: said.update(proof=json.loads(web_credential())["proof"]))),
    )
    order = 2**252 + 27742317777372353535851937790883648493
    value = json.loads(credential())["proof"][0]["proofValue"]
    raw = decode_base58btc(value)
    malleable = raw[:32] + (int.from_bytes(raw[32:], "little") + order).to_bytes(32, "little")
    yield Defect(
        "proof-malleable-signature",
        _bytes(altered(lambda said: said["proof"][0].update(proofValue=encode_base58btc(malleable)))),
    )


def _keys() -> Iterator[Defect]:
    yield Defect("key-of-another", _bytes(signed(key=OTHER_KEY)))
    prime = 2**255 - 19
    eight = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
    small = {
        "zero": 0,
        "one": 1,
        "minus-one": prime - 1,
        "order-eight": eight,
        "order-eight-minus": prime - eight,
        "not-canonical": prime + 1,
    }
    for name, y in small.items():
        for sign in (0, 1):
            weak = encode_multikey((y | sign << 255).to_bytes(32, "little"))
            forged = altered(lambda said, w=weak: said["issuer"].update(id=f"did:key:{w}"))
            forged["proof"][0].update(
                verificationMethod=f"did:key:{weak}#{weak}",
                proofValue=encode_base58btc((1).to_bytes(32, "little") + bytes(32)),
            )  # type: ignore[index, union-attr, call-overload]  # as it was signed
            yield Defect(f"key-small-order-{name}-{sign}", _bytes(forged))
    short = encode_base58btc(b"\xed\x01" + bytes(31))
    for name, key in {
        "too-short": short,
        "other-kind": "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
        "empty": "z",
    }.items():
        forged = altered(lambda said, k=key: said["issuer"].update(id=f"did:key:{k}"))
        forged["proof"][0].update(verificationMethod=f"did:key:{key}#{key}")  # type: ignore[index, union-attr, call-overload]  # as it was signed
        yield Defect(f"key-{name}", _bytes(forged))


def _token(header: Document, payload: bytes | None = None, key: JwtKey = ES256) -> bytes:
    body = payload or decode_base64url(formats.token().split(b".")[1].decode())
    return sign_compact(header, body, key).encode()


_OF_EACH_KIND: Document = {
    "null": None,
    "true": True,
    "number": 1,
    "fraction": 0.5,
    "text": "x",
    "array": [],
    "array-of-text": ["ES256"],
    "object": {},
    "object-of-text": {"id": "x"},
}
"""One JSON value of each kind."""


def _tokens() -> Iterator[Defect]:
    usual: Document = {"alg": "ES256", "kid": KID, "typ": "JWT"}
    head, body, signature = formats.token().decode().split(".")
    plain = json.loads(decode_base64url(body))

    def encoded(header: Document) -> str:
        return encode_base64url(compact_json(header).encode())

    for name in ("none", "None", "NONE", "nOnE"):
        yield Defect(f"token-alg-{name}", f"{encoded({**usual, 'alg': name})}.{body}.".encode())
        yield Defect(
            f"token-alg-{name}-with-signature",
            f"{encoded({**usual, 'alg': name})}.{body}.{signature}".encode(),
        )
    for name in ("HS256", "RS256", "RS512", "PS256", "ES256K", "EdDSA", ""):
        yield Defect(
            f"token-alg-{name or 'empty'}", f"{encoded({**usual, 'alg': name})}.{body}.{signature}".encode()
        )
    extra: dict[str, Document] = {
        "jku": {"jku": KID}, "x5u": {"x5u": KID}, "x5c": {"x5c": ["AA"]}, "crit": {"crit": ["exp"]}, "crit-empty": {"crit": []},
        "b64-false": {"b64": False, "crit": ["b64"]}, "typ-other": {"typ": "at+jwt"}, "cty": {"cty": "vc"}, "zip": {"zip": "DEF"},
        "kid-elsewhere": {"kid": "https://evil.example/keys/one"}, "kid-file": {"kid": "file:///etc/passwd"},
        "kid-traversal": {"kid": "https://badges.example/keys/../../x"}, "kid-deeper": {"kid": "https://badges.example/o/x/keys/one"},
        "kid-user-info": {"kid": "https://badges.example@evil.example/keys/one"}, "kid-other-did": {"kid": "did:example:1#k"},
    }  # fmt: skip
    for name, more in extra.items():
        yield Defect(f"token-header-{name}", _token({**usual, **more}))
    for member in ("alg", "kid", "typ", "jwk"):
        for word, value in _OF_EACH_KIND.items():
            if not (member in ("kid", "alg", "typ") and isinstance(value, str)):
                yield Defect(f"token-header-{member}-{word}", _token({**usual, member: value}))
    for member in ("kty", "crv", "x", "y", "alg", "use", "n", "e"):
        for word, value in _OF_EACH_KIND.items():
            odd = {**ES256.public_jwk, member: value}
            yield Defect(f"token-header-jwk-{member}-{word}", _token({"alg": "ES256", "jwk": odd}))
    other = JwtKey.es256_from_random(bytes(range(2, 34)))
    yield Defect("token-header-jwk-of-attacker", _token({"alg": "ES256", "jwk": other.public_jwk}, key=other))
    yield Defect("token-header-jwk-beside-kid", _token({**usual, "jwk": other.public_jwk}, key=other))
    yield Defect(
        "token-header-duplicate",
        f"{encode_base64url(b'{' + compact_json(usual)[1:-1].encode() + b',' + compact_json(usual)[1:].encode())}.{body}.{signature}".encode(),
    )
    yield Defect("token-no-kid-no-jwk", _token({"alg": "ES256"}))
    claims: dict[str, Document] = {
        "iss-other": {"iss": "did:web:evil.example"}, "sub-other": {"sub": "urn:x:1"}, "jti-other": {"jti": "urn:x:1"},
        "nbf-other": {"nbf": 1}, "nbf-text": {"nbf": str(plain["nbf"])}, "nbf-true": {"nbf": True}, "exp-added": {"exp": 4_000_000_000},
        "exp-null": {"exp": None}, "iat-text": {"iat": "now"}, "iat-in-2100": {"iat": 4_102_444_800}, "vc-beside": {"vc": {"type": "x"}}, "aud-added": {"aud": "x"},
    }  # fmt: skip
    for name, change in claims.items():
        yield Defect(f"token-claim-{name}", _token(usual, compact_json({**plain, **change}).encode()))
    for name in ("iss", "sub", "jti", "nbf"):
        without = {claim: value for claim, value in plain.items() if claim != name}
        yield Defect(f"token-claim-{name}-missing", _token(usual, compact_json(without).encode()))
    yield Defect("token-payload-duplicate", _token(usual, b'{"name":"x",' + compact_json(plain)[1:].encode()))
    yield Defect(
        "token-payload-changed",
        f"{head}.{encode_base64url(compact_json({**plain, 'name': 'Zero'}).encode())}.{signature}".encode(),
    )
    yield Defect("token-two-parts", f"{head}.{body}".encode())
    yield Defect("token-four-parts", f"{head}.{body}.{signature}.{signature}".encode())
    yield Defect("token-five-parts", f"{head}.{body}.{signature}.a.b".encode())
    yield Defect("token-padding", f"{head}=.{body}.{signature}".encode())
    yield Defect(
        "token-signature-bits",
        f"{head}.{body}.{signature[:-1]}{'B' if signature[-1] == 'A' else 'A'}".encode(),
    )
    yield Defect(
        "token-signature-der", f"{head}.{body}.{encode_base64url(bytes([48, 6, 2, 1, 1, 2, 1, 1]))}".encode()
    )
    yield Defect("token-signature-zeros", f"{head}.{body}.{encode_base64url(bytes(64))}".encode())
    yield Defect(
        "token-json-serialization",
        compact_json({"payload": body, "signatures": [{"protected": head, "signature": signature}]}).encode(),
    )
    changed = web_credential().replace(b"Customer Hero", b"Customer Zero")
    stranger = JwtKey.es256_from_random(bytes(range(4, 36)))
    yield Defect("token-of-a-stranger-around-a-genuine-badge", wrap(web_credential(), stranger, KID).encode())
    yield Defect("token-around-forged-proof", wrap(changed, ES256, KID).encode())


def _endorsed() -> Iterator[Defect]:
    """Genuine badges with something in the place of an endorsement that is none."""
    about = json.loads(credential())["id"]
    badge = json.loads(formats.web_without_proof())
    badge["credentialSubject"]["id"] = about
    others: dict[str, str] = {
        "a-badge": formats.token(source=_bytes(badge)).decode(),
        "a-link": "https://evil.example/endorsement",
        "older-badge": formats.hosted().decode(),
        "token-of-older-badge": f"{encode_base64url(b'{}')}.{encode_base64url(formats.hosted())}.AA",
        "words": "Ana is great",
    }
    for name, text in others.items():
        yield Defect(
            f"endorsement-{name}", _bytes(signed(lambda said, t=text: said.update(endorsementJwt=[t])))
        )


def _times() -> Iterator[Defect]:
    later, earlier = (NOW + timedelta(days=1)).isoformat(), (NOW - timedelta(minutes=10)).isoformat()
    yield Defect("time-not-yet", _bytes(signed(lambda said: said.update(validFrom=later))))
    yield Defect("time-expired", _bytes(signed(lambda said: said.update(validUntil=earlier))), "expired")
    yield Defect(
        "time-ends-before-it-begins",
        _bytes(signed(lambda said: said.update(validUntil="2020-01-01T00:00:00Z"))),
    )
    yield Defect("time-signed-tomorrow", _bytes(signed(created=NOW + timedelta(days=1))))


def _lists() -> Iterator[Defect]:
    genuine = json.loads(formats.status_list())

    def resigned(**change: object) -> bytes:
        said = {name: value for name, value in {**genuine, **change}.items() if name != "proof"}
        return _bytes(add_proof(said, WEB_KEY, AWARDED, canonicaliser()))

    def with_bits(encoded: str) -> bytes:
        return resigned(credentialSubject={**genuine["credentialSubject"], "encodedList": encoded})

    def packed(raw: bytes) -> str:
        return "u" + encode_base64url(gzip.compress(raw, mtime=0))

    yield Defect("status-revoked", formats.rich(), "revoked", formats.status_list([STATUS.index]))
    yield Defect("status-list-stale", formats.rich(), "cannot tell", formats.status_list(days=-1))
    yield Defect(
        "status-list-stale-and-revoked",
        formats.rich(),
        "revoked",
        formats.status_list([STATUS.index], days=-1),
    )
    lists = {
        "unsigned": _bytes({name: value for name, value in genuine.items() if name != "proof"}),
        "signature-changed": formats.status_list([1]).replace(b'"statusPurpose"', b'"statusPurpose" ').replace(b"revocation", b"suspension"),
        "of-another-issuer": resigned(issuer="did:web:evil.example"),
        "of-another-address": resigned(id="https://badges.example/status/other"),
        "of-another-purpose": formats.status_list(purpose="suspension"),
        "bomb-64-mebibytes": with_bits(packed(bytes(64 * 1024 * 1024))),
        "too-short": with_bits(packed(bytes(100))),
        "not-gzip": with_bits("u" + encode_base64url(zlib.compress(bytes(16384)))),
        "no-multibase": with_bits(encode_base64url(gzip.compress(bytes(16384)))),
        "trailing-bytes": with_bits("u" + encode_base64url(gzip.compress(bytes(16384), mtime=0) + b"x")),
        "not-json": b"<html>",
        "not-a-list": web_credential(),
        "duplicate-members": formats.status_list().replace(b'{"@context"', b'{"id":"x","@context"', 1),
    }  # fmt: skip
    for name, listed in lists.items():
        yield Defect(f"status-list-{name}", formats.rich(), "invalid", listed)
    entry = {
        "id": f"{STATUS.list_address}#1",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": STATUS.list_address,
    }
    entries: dict[str, tuple[Document, str]] = {
        "index-negative": ({"statusListIndex": "-1"}, "invalid"),
        "index-words": ({"statusListIndex": "one"}, "invalid"),
        "index-leading-zero": ({"statusListIndex": "01"}, "invalid"),
        "index-beyond": ({"statusListIndex": "999999999"}, "invalid"),
        "index-arabic-digits": ({"statusListIndex": "\u0661"}, "invalid"),
        "index-number": ({"statusListIndex": 1}, "invalid"),
        "list-http": ({"statusListCredential": "http://badges.example/status/1"}, "invalid"),
        "list-data": ({"statusListCredential": "data:application/json,{}"}, "invalid"),
        "purpose-unknown": ({"statusPurpose": "message"}, "cannot tell"),
        "kind-unknown": ({"type": "StatusList2021Entry"}, "invalid"),
    }  # fmt: skip
    for name, (change, verdict) in entries.items():
        said = json.loads(web_credential())
        said.pop("proof")
        said["credentialStatus"] = {**entry, **change}
        try:
            source = _bytes(add_proof(said, WEB_KEY, AWARDED, canonicaliser()))
        except ValueError:
            source = _bytes({**said, "proof": []})
        yield Defect(f"status-{name}", source, verdict)
    yield Defect(
        "status-array", _bytes(signed_or_not(lambda said: said.update(credentialStatus=[entry, entry])))
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png() -> Iterator[Defect]:
    whole, text = formats.picture(), credential()
    end = whole.rindex(b"IEND") - 4
    start, tail = whole[:end], whole[end:]
    ours = _chunk(b"iTXt", KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + text)
    header_end = 8 + 25
    bomb = _chunk(b"IDAT", zlib.compress(bytes(8 * 1024 * 1024)))
    files = {
        "without-credential": whole,
        "two-credentials": start + ours + ours + tail,
        "two-different-credentials": start + _chunk(b"iTXt", KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + b"{}") + ours + tail,
        "two-keywords": start + ours + _chunk(b"iTXt", b"openbadges\0\0\0\0\0" + text) + tail,
        "compressed": start + _chunk(b"iTXt", KEYWORD + b"\0\x01\0\0\0" + zlib.compress(text)) + tail,
        "compressed-bomb": start + _chunk(b"iTXt", KEYWORD + b"\0\x01\0\0\0" + zlib.compress(bytes(1024 * 1024))) + tail,
        "in-text-chunk": start + _chunk(b"tEXt", KEYWORD + b"\0" + text) + tail,
        "in-ztxt-chunk": start + _chunk(b"zTXt", KEYWORD + b"\0\0" + zlib.compress(text)) + tail,
        "wrong-checksum": start + ours[:-4] + b"\0\0\0\0" + tail,
        "after-the-end": whole + ours,
        "trailing-bytes": start + ours + tail + b"more",
        "trailing-zip": start + ours + tail + b"PK\x05\x06" + bytes(18),
        "length-beyond-the-file": start + struct.pack(">I", 2**31) + ours[4:] + tail,
        "length-zero": start + struct.pack(">I", 0) + ours[4:] + tail,
        "cut-in-the-credential": (start + ours)[:-20],
        "no-header": whole[:8] + ours + tail,
        "header-twice": whole[:header_end] + whole[8:header_end] + ours + tail,
        "credential-before-header": whole[:8] + ours + whole[8:],
        "itxt-cut-short": start + _chunk(b"iTXt", KEYWORD + b"\0\0") + tail,
        "credential-of-64-kib": start + _chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + text[:-1] + b" " * 66_000 + b"}") + tail,
        "ten-thousand-chunks": start + _chunk(b"tIME", b"") * 10_001 + ours + tail,
        "more-than-2-mebibytes": start + _chunk(b"tEXt", b"Comment\0" + b"x" * (2 * 1024 * 1024)) + ours + tail,
        "signature-only": whole[:8],
        "forged-inside": formats.baked(text.replace(b"Customer Hero", b"Customer Zero")),
        "html-inside": formats.baked(b"<script>alert(1)</script>"),
    }  # fmt: skip
    for name, source in files.items():
        yield Defect(f"png-{name}.png", source)
    yield Defect("png-pixel-bomb-is-never-drawn.png", whole[:header_end] + bomb + ours + tail, "valid")
    yield Defect("jpeg.jpg", b"\xff\xd8\xff\xe0" + text)
    yield Defect("gif.gif", b"GIF89a" + text)


def _svg() -> Iterator[Defect]:
    ours = formats.baked_svg(credential())
    svg = formats.svg()
    cut = ours.index(b"<openbadges:")
    element = ours[cut : ours.index(b"</openbadges:credential>") + len(b"</openbadges:credential>")]
    laughs = (
        b'<!DOCTYPE svg [<!ENTITY a "ha">'
        + b"".join(
            b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (98 + i, 97 + i, 97 + i, 97 + i, 97 + i) for i in range(12)
        )
        + b"]>"
    )
    files = {
        "without-credential": svg,
        "two-credentials": ours.replace(element, element * 2),
        "credential-deep-inside": svg.replace(b"<title>", b"<g>" + element + b"</g><title>"),
        "element-inside-credential": ours.replace(b"<![CDATA[", b"<b/><![CDATA["),
        "document-type": b"<!DOCTYPE svg>" + ours,
        "document-type-elsewhere": b'<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd">' + ours,
        "document-type-with-skipped-entity": W3C_TYPE + ours.replace(b'{"@context"', b'&x;{"@context"'),
        "document-type-with-entity-in-attribute": W3C_TYPE + ours.replace(b"<openbadges:credential", b'<openbadges:credential a="&x;"'),
        "entity-file": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + ours.replace(b"A badge", b"&x;"),
        "entity-network": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "https://evil.example/">]>' + ours,
        "parameter-entity": b'<!DOCTYPE svg [<!ENTITY % x SYSTEM "https://evil.example/"> %x;]>' + ours,
        "billion-laughs": laughs + ours.replace(b"A badge", b"&m;"),
        "stylesheet": b'<?xml-stylesheet href="https://evil.example/x"?>' + ours,
        "utf-16": b'<?xml version="1.0" encoding="UTF-16"?>' + ours,
        "not-well-formed": ours[:-5],
        "other-namespace": ours.replace(b"http://www.w3.org/2000/svg", b"http://www.w3.org/2000/svh"),
        "credential-in-no-namespace": ours.replace(b"openbadges:credential", b"credential"),
        "forged-inside": formats.baked_svg(credential().replace(b"Customer Hero", b"Customer Zero")),
        "html-inside": svg.replace(b"<title>", b"<script>alert(1)</script><title>"),
        "sixty-five-levels": svg.replace(b"<title>", b"<g>" * 65 + b"</g>" * 65 + b"<title>"),
    }  # fmt: skip
    token = formats.token()
    files["half-as-attribute-and-half-as-text"] = svg.replace(
        b"<title>",
        b'<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0" verify="%s">%s</o:credential><title>'
        % (token[:40], token[40:]),
    )
    for name, source in files.items():
        yield Defect(f"svg-{name}.svg", source)
    yield Defect(
        "svg-with-script-that-never-runs.svg",
        ours.replace(b"<title>", b"<script>alert(1)</script><title>"),
        "valid",
    )


def _older() -> Iterator[Defect]:
    said = json.loads(formats.hosted())
    changes: dict[str, Document] = {
        "hosted-changed": {"issuedOn": "2020-01-01T00:00:00Z"},
        "hosted-elsewhere": {"id": "https://evil.example/1"},
        "hosted-by-http": {"id": "http://badges.example/1"},
        "hybrid": {"credentialSubject": {}},
        "with-keyword": {"@reverse": {}},
        "inline-context": {"@context": ["https://w3id.org/openbadges/v2", {"name": "https://x.example/"}]},
        "no-recipient": {"recipient": None},
        "no-verification": {"verification": {}},
        "signed-but-bare": {"verification": {"type": "SignedBadge"}},
        "open-badges-1": {"@context": "https://w3id.org/openbadges/v1"},
        "no-date": {"issuedOn": "once"},
        "revoked-by-its-own-words": {"revoked": "true"},
    }  # fmt: skip
    for name, change in changes.items():
        verdict = "cannot tell" if name == "hosted-elsewhere" else "invalid"
        yield Defect(f"open-badges-2-{name}", _bytes({**said, **change}), verdict)
    payload = parse_document(decode_base64url(formats.signed_2().split(b".")[1].decode()))
    other = JwtKey.es256_from_random(bytes(range(3, 35)))
    yield Defect(
        "open-badges-2-signed-by-another", sign_compact({"alg": "ES256"}, _bytes(payload), other).encode()
    )
    creator = {**payload, "verification": {"type": "SignedBadge", "creator": "https://evil.example/key"}}
    yield Defect(
        "open-badges-2-creator-of-another", sign_compact({"alg": "RS256"}, _bytes(creator), rs256()).encode()
    )
    hosted = {**payload, "verification": {"type": "HostedBadge"}}
    yield Defect(
        "open-badges-2-token-that-says-hosted",
        sign_compact({"alg": "RS256"}, _bytes(hosted), rs256()).encode(),
    )


def _bombs() -> Iterator[Defect]:
    """Documents made to be slow: bounded here, and killed by the crew where bounds are not enough."""

    def nested(depth: int) -> Document:
        said = json.loads(credential())
        inner: Document = {"id": "urn:x:0", "type": ["Profile"]}
        for number in range(depth):
            inner = {"id": f"urn:x:{number + 1}", "type": ["Profile"], "parentOrg": inner}
        said["issuer"]["parentOrg"] = inner
        return said

    yield Defect("bomb-nested-organisations", _bytes(nested(9)))
    for count in (7, 50, 100):
        alike = [{"type": ["Alignment"], "targetName": "x", "targetUrl": "https://x.example/"}] * count
        yield Defect(
            f"bomb-{count}-alike-blank-nodes",
            _bytes(
                altered(lambda said, a=alike: said["credentialSubject"]["achievement"].update(alignment=a))
            ),
        )
    results = [
        {
            "type": ["Result"],
            "alignment": [{"type": ["Alignment"], "targetName": "x", "targetUrl": "https://x.example/"}] * 20,
        }
    ] * 20
    yield Defect(
        "bomb-alike-in-alike",
        _bytes(altered(lambda said: said["credentialSubject"].update(result=results))),
        "cannot tell",
    )
    identities = [
        {"type": "IdentityObject", "hashed": True, "identityHash": str(i), "identityType": "x"}
        for i in range(100)
    ]
    yield Defect(
        "bomb-100-identities",
        _bytes(altered(lambda said: said["credentialSubject"].update(identifier=identities))),
    )
    yield Defect("bomb-link-to-itself", b"https://badges.example/loop", "cannot tell")


def write(folder: Path) -> int:
    """Write the corpus, and `expected.json` with the verdicts; return how many files there are."""
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    for defect in corpus():
        (folder / defect.name).write_bytes(defect.source)
        expected[defect.name] = defect.verdict
        if defect.listed is not None:
            (folder / f"{defect.name}.status").write_bytes(defect.listed)
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n", "utf-8")
    return len(expected)


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]))} files\n")
