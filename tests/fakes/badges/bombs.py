"""What is slow though every limit on its form is kept: a learner record full of badges full of results, and others."""

import json
from collections.abc import Mapping
from functools import cache

from issuer.issuing.learner_record import CLR_CONTEXTS
from issuer.strict_json import compact_json
from tests.fakes.badges import formats
from tests.fakes.badges.badges import credential


@cache
def slow_credential() -> bytes:
    """Some 700 kB that keep a processor busy for many seconds. Nothing in it is signed, which shows only at the end."""
    badge = json.loads(credential())
    badge["credentialSubject"]["result"] = [
        {
            "id": f"urn:x:{number}",
            "type": ["Result"],
            "value": str(number),
            "alignment": [
                {"id": f"urn:y:{number}", "type": ["Alignment"], "targetName": "x", "targetUrl": "urn:z:1"}
            ],
        }
        for number in range(99)
    ]
    record = {
        "@context": list(CLR_CONTEXTS),
        "id": "urn:x:record",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": badge["issuer"],
        "validFrom": badge["validFrom"],
        "credentialSubject": {"id": "urn:x:s", "type": ["ClrSubject"], "verifiableCredential": [badge] * 40},
        "proof": badge["proof"],
    }
    return compact_json(record).encode()


@cache
def crowded_badge() -> bytes:
    """Some 60 kB, as one badge may have: a hundred identities to be told apart, and results full of alignments."""
    badge = json.loads(credential())
    alignments = [{"type": ["Alignment"], "targetName": f"t{i}", "targetUrl": "urn:z:1"} for i in range(6)]
    badge["credentialSubject"]["result"] = [
        {"type": ["Result"], "value": str(number), "alignment": alignments} for number in range(30)
    ]
    badge["credentialSubject"]["identifier"] = [
        {"type": "IdentityObject", "hashed": True, "identityHash": str(i), "identityType": "x"}
        for i in range(100)
    ]
    return compact_json(badge).encode()


@cache
def crowded_picture() -> bytes:
    """An SVG of almost 2 MiB, most of it elements that show nothing."""
    picture = formats.baked_svg(credential())
    return picture.replace(b"<title>", b"<a/>" * 480_000 + b"<title>")


def mixed() -> Mapping[str, bytes]:
    """One of each kind, by name."""
    return {
        "record": slow_credential(),
        "badge": crowded_badge(),
        "picture": crowded_picture(),
        "baked": formats.baked(crowded_badge()),
        "brackets": b"[" * 2_000_000,
    }
