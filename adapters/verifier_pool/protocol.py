"""Messages between the server and the verifying processes: a question, a report, and their frames."""

import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from issuer.verifying import VerificationReport
from issuer.verifying.inputs.documents import Documents

HEAD = struct.Struct(">I")
MOST_FRAME = 64 * 1024 * 1024


@dataclass(frozen=True)
class VerifierQuestion:
    """One call of `issuer.verifying.verify`, without its canonicaliser."""

    source: bytes
    now: datetime
    documents: Documents = field(default_factory=dict)
    known_issuers: Mapping[str, str] = field(default_factory=dict)
    recipient: str | None = None


@dataclass(frozen=True)
class VerifierReply:
    """The result of a question: a report, or why there is none."""

    report: VerificationReport | None = None
    mistake: str = ""
    """Where our own program failed, for the log; it holds no content of the badge."""


def frame(value: object) -> bytes:
    """Frames a value with its length. Both ends are this program: no other process can write to the socket."""
    body = pickle.dumps(value)
    return HEAD.pack(len(body)) + body
