"""What addresses answered during a check, as a file: by it the check can be made again, without a network.

    {"https://issuer.example/.well-known/did.json": {"body": "{…}"},
     "https://issuer.example/badge": {"body": {"base64": "iVBORw0…"}, "hops": ["https://issuer.example/badge.png"]},
     "https://issuer.example/revoked": {"body": "", "gone": true}}

`body` is the text of the answer, or its bytes in base64 where they are not UTF-8; `hops` are the redirects that led to
it; `gone` stands for the status 410. An address that did not answer is absent.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.verifier_pool.checker import Fetch
from issuer.messages import Message, MessageError
from issuer.strict_json import Json, StrictJsonError, parse_document
from issuer.verifying.inputs.documents import FetchedResponse

MOST_BYTES = 64 * 1024 * 1024
"""Sixteen documents of two mebibytes, in base64."""
_MEMBERS = frozenset({"body", "hops", "gone"})


class AnswersError(MessageError):
    """The file holds no answers; the message says what was found and what was expected."""


@dataclass
class AnswerRecorder:
    """Fetches by another function, and keeps what it fetched."""

    fetch: Fetch
    answers: dict[str, FetchedResponse] = field(default_factory=dict)

    async def __call__(self, address: str) -> FetchedResponse | bytes | None:
        """The answer of that address."""
        answer = await self.fetch(address)
        if isinstance(answer, FetchedResponse):
            self.answers[address] = answer
        return answer


@dataclass(frozen=True)
class AnswerPlayer:
    """Answers from a file in place of the network."""

    answers: Mapping[str, FetchedResponse]

    async def __call__(self, address: str) -> FetchedResponse | None:
        """The answer of that address; None if it is not in the file."""
        return self.answers.get(address)


def write_answers(answers: Mapping[str, FetchedResponse]) -> bytes:
    """The answers as JSON."""
    said = {address: _as_json(answer) for address, answer in sorted(answers.items())}
    return json.dumps(said, indent=1, ensure_ascii=False).encode() + b"\n"


def read_answers(source: bytes) -> Mapping[str, FetchedResponse]:
    """The answers by address, from such a file or from a report with such a member `answers`.

    Raises `AnswersError`.
    """
    try:
        said = parse_document(source, MOST_BYTES)
    except StrictJsonError as problem:
        raise AnswersError(problem.message) from None
    inside = said.get("answers")
    return {
        address: _answer(address, found)
        for address, found in (inside if isinstance(inside, dict) else said).items()
    }


def _as_json(answer: FetchedResponse) -> dict[str, Json]:
    try:
        body: Json = answer.body.decode("utf-8")
    except UnicodeDecodeError:
        body = {"base64": base64.b64encode(answer.body).decode()}
    said: dict[str, Json] = {"body": body}
    if answer.redirects:
        said["hops"] = list(answer.redirects)
    if answer.gone:
        said["gone"] = True
    return said


def _answer(address: str, found: Json) -> FetchedResponse:
    said = found if isinstance(found, dict) else {}
    body, hops, gone = _body(said.get("body")), said.get("hops", []), said.get("gone", False)
    redirects = tuple(hop for hop in hops if isinstance(hop, str)) if isinstance(hops, list) else ()
    if body is None or not set(said) <= _MEMBERS or hops != list(redirects) or not isinstance(gone, bool):
        raise AnswersError(Message("file.answers.odd", address=address[:200]))
    return FetchedResponse(body, address, redirects, gone)


def _body(said: Json) -> bytes | None:
    if isinstance(said, str):
        return said.encode()
    try:
        encoded = said["base64"] if isinstance(said, dict) and set(said) == {"base64"} else None
        return base64.b64decode(encoded, validate=True) if isinstance(encoded, str) else None
    except (binascii.Error, ValueError):
        return None
