"""What is slow though every limit on its form is kept: a learner record full of badges full of results."""

import json
from functools import cache

from issuer.credential.learner_record import CLR_CONTEXTS
from issuer.strict_json import compact
from tests.fakes.badges import credential


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
    return compact(record).encode()
