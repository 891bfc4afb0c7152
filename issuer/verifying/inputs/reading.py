"""Parses the input of a verification to a document of the right shape.

Input is JSON, a token (compact JWS), a PNG or SVG picture that holds either, or the address of any of these. Later
steps use only what is parsed here; pictures are never drawn.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from issuer.baking.pictures import is_svg
from issuer.baking.png import PNG_SIGNATURE, BakingError, extract_any
from issuer.baking.svg import extract_any_svg
from issuer.messages import Message
from issuer.strict_json import BYTE_ORDER_MARK, MOST_BYTES, Document, StrictJsonError, parse_document
from issuer.verifying.inputs.documents import MOST_DOCUMENT_BYTES, Documents, bytes_at, is_gone
from issuer.verifying.inputs.ob2_shape import ASSERTION, looks_like_open_badges_2
from issuer.verifying.inputs.shape import ShapeProblem, overfull_array, shape_problems
from issuer.verifying.inputs.token import (
    COMPACT_JWS,
    MOST_TOKEN_CHARACTERS,
    ParsedJws,
    TokenError,
    read_token,
)
from issuer.verifying.report import SHAPE, CheckResult

_LINK = re.compile(rb"https?://[!-~]{3,2000}")
_CLAIMS = frozenset({"iss", "jti", "nbf", "sub", "exp", "iat"})
_MOST_NAMED = 3
_LARGE = frozenset({"ClrCredential", "StatusListCredential"})
"""Kinds that may have a mebibyte: they hold other credentials, or a long list."""


@dataclass(frozen=True)
class ParsedInput:
    """A parsed credential; `token` if it came as one, `unbaked` is the picture without it if it came in one."""

    document: Document
    kind: str
    token: ParsedJws | None = None
    unbaked: bytes | None = None


@dataclass(frozen=True)
class ParseFailure:
    """Why the input could not be parsed; `missing` is an address that must be fetched first."""

    check: CheckResult
    missing: str | None = None


def read_credential(source: bytes) -> tuple[Document | None, CheckResult]:
    """Return the document and a passed shape check, or None and a check that says what is wrong."""
    found, check = parse_input(source, {})
    return (found.document if isinstance(found, ParsedInput) else None), check


def parse_input(
    source: bytes, documents: Documents, kind: str | None = None
) -> tuple[ParsedInput | ParseFailure, CheckResult]:
    """Return the parsed input with a passed shape check, or the failure with a check that says why.

    `kind` is the class that it must be of; without it, the document decides.
    """
    unbaked = None
    for _ in range(3):  # an address, the picture it serves, the address in that picture: no badge needs more
        try:
            text, picture = _extract_from_picture(source)
        except BakingError as problem:
            return _failure(
                CheckResult(SHAPE, False, "picture", Message("check.shape.picture", problem=problem.message))
            )
        unbaked = picture if picture is not None else unbaked
        if len(text) > MOST_TOKEN_CHARACTERS:
            finding = Message(
                "check.shape.unreadable",
                problem=Message("found.bytes", size=len(text), most=MOST_TOKEN_CHARACTERS),
            )
            return _failure(CheckResult(SHAPE, False, "json", finding))
        link = _LINK.fullmatch(text.strip().removeprefix(BYTE_ORDER_MARK))
        if link is None:
            return _parse_text(text.strip(b" \t\r\n"), unbaked, kind)
        address = link[0].decode()
        behind = bytes_at(documents, address)
        if is_gone(documents, address):
            finding = Message("check.shape.gone", address=address)
            return _failure(CheckResult(SHAPE, None, "gone", finding))
        if behind is None:
            finding = Message("check.shape.document_missing", address=address)
            missing = CheckResult(SHAPE, None, "document-missing", finding)
            return ParseFailure(missing, address), missing
        source = behind
    return _failure(CheckResult(SHAPE, False, "links", Message("check.shape.links")))


def check_shape(document: Document, kind: str, in_picture: bool = False) -> CheckResult:
    """Compare a document with the closed vocabulary of its kind."""
    crowded = overfull_array(document)
    if crowded:
        return CheckResult(SHAPE, None, "too-many", Message("check.shape.too_many", problem=crowded.message))
    problems = shape_problems(document, kind)
    title = Message(f"kind.{kind}")
    if problems:
        return CheckResult(
            SHAPE, False, "shape", Message("check.shape.wrong", kind=title, problems=_first_few(problems))
        )
    form = ("ok_older_" if kind == ASSERTION else "ok_") + ("picture" if in_picture else "document")
    return CheckResult(SHAPE, True, "ok", Message(f"check.shape.{form}", kind=title))


def kind_of_credential(document: Document) -> str:
    """Return the class that a document names; OpenBadgeCredential if it names none that we know."""
    if looks_like_open_badges_2(document):
        return ASSERTION
    types = document.get("type")
    for kind in ("ClrCredential", "EndorsementCredential"):
        if isinstance(types, list) and kind in types:
            return kind
    return "OpenBadgeCredential"


def _extract_from_picture(source: bytes) -> tuple[bytes, bytes | None]:
    if source.startswith(PNG_SIGNATURE):
        return extract_any(source)
    if is_svg(source):
        return extract_any_svg(source), b""
    return source, None


def _parse_text(
    text: bytes, unbaked: bytes | None, kind: str | None
) -> tuple[ParsedInput | ParseFailure, CheckResult]:
    token = None
    try:
        bare = text.removeprefix(BYTE_ORDER_MARK)
        if COMPACT_JWS.fullmatch(bare):
            token = read_token(bare.decode("ascii"))
            document = {name: value for name, value in token.payload.items() if name not in _CLAIMS}
            document = document if "@context" in document else token.payload
        else:
            document = parse_document(text, MOST_DOCUMENT_BYTES)
    except (StrictJsonError, TokenError) as problem:
        return _failure(
            CheckResult(SHAPE, False, "json", Message("check.shape.unreadable", problem=problem.message))
        )
    kind = kind or kind_of_credential(document)
    most = MOST_TOKEN_CHARACTERS // 16 if token else MOST_BYTES
    if kind not in _LARGE and len(text) > most:
        return _failure(
            CheckResult(
                SHAPE,
                False,
                "json",
                Message("check.shape.unreadable", problem=Message("found.bytes", size=len(text), most=most)),
            )
        )
    older = _check_older_standard(document)
    check = older or check_shape(document, kind, in_picture=unbaked is not None)
    if not check.passed:
        return ParseFailure(check), check
    return ParsedInput(document, kind, token, unbaked), check


def _check_older_standard(document: Document) -> CheckResult | None:
    """Name the standard if it is Open Badges 1, or a draft of Open Badges 3.0 on VC Data Model 1.1; else None."""
    contexts = document.get("@context")
    listed = contexts if isinstance(contexts, list) else [contexts]
    if "vc" in document or "https://www.w3.org/2018/credentials/v1" in listed:
        finding = Message("check.shape.older_model")
    elif "https://w3id.org/openbadges/v1" in listed:
        finding = Message("check.shape.older_badge")
    else:
        return None
    return CheckResult(SHAPE, False, "older-standard", finding)


def _failure(check: CheckResult) -> tuple[ParseFailure, CheckResult]:
    return ParseFailure(check), check


def _first_few(problems: Sequence[ShapeProblem]) -> tuple[Message, ...]:
    named = tuple(problem.message for problem in problems[:_MOST_NAMED])
    more = len(problems) - _MOST_NAMED
    return (*named, Message("problem.more", count=more)) if more > 0 else named
