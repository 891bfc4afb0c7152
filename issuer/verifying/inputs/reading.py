"""Parses the input of a verification to a document of the right shape.

Input is JSON, a token (compact JWS), a PNG or SVG picture that holds either, a web page that links to any of these, or
the address of any of these. Later steps use only what is parsed here; pictures are never drawn.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from issuer.baking.pictures import is_svg
from issuer.baking.png import PNG_SIGNATURE, BakingError, NothingBaked, extract_any
from issuer.baking.svg import extract_any_svg
from issuer.messages import Message
from issuer.strict_json import BYTE_ORDER_MARK, MOST_BYTES, Document, StrictJsonError, parse_document, walk
from issuer.verifying.inputs.documents import MOST_DOCUMENT_BYTES, Documents, bytes_at, final_address, is_gone
from issuer.verifying.inputs.kinds import check_kind, kind_of_credential
from issuer.verifying.inputs.no_badge import foreign_file, is_web_page, linked_badge
from issuer.verifying.inputs.ob2_plain import plain_document
from issuer.verifying.inputs.ob2_shape import ASSERTION
from issuer.verifying.inputs.revocation import revocation_at, revoked_address
from issuer.verifying.inputs.shape import ShapeProblem, overfull_array, shape_problems
from issuer.verifying.inputs.token import (
    COMPACT_JWS,
    MOST_TOKEN_CHARACTERS,
    ParsedJws,
    TokenError,
    credential_of,
    read_token,
)
from issuer.verifying.inputs.wrapped import Wrapping, token_in_envelope, unwrap
from issuer.verifying.report import SHAPE, CheckResult

_LINK = re.compile(rb"https?://[!-~]{3,2000}")
_MOST_STEPS = 6
"""An address, the page there, the picture it links to, the address in that picture, the badge: no badge needs more."""
_MOST_NAMED = 3
_WEB_PAGE = Message("check.shape.web_page")
_LARGE = frozenset({"ClrCredential", "StatusListCredential"})
"""Kinds that may have a mebibyte: they hold other credentials, or a long list."""
_WRAPPED = "Wrapping"


@dataclass(frozen=True)
class ParsedInput:
    """A parsed credential; `token` if it came as one, `unbaked` is the picture without it if it came in one."""

    document: Document
    kind: str
    token: ParsedJws | None = None
    unbaked: bytes | None = None
    wrapping: Wrapping | None = None
    """For a presentation or the answer of a service: the credentials in it."""

    @property
    def valid_until(self) -> str | None:
        """The end of its validity: its own, or else its token's `exp` (Open Badges 3.0 §8.2.4.4)."""
        said = self.document.get("validUntil", self.token.expires if self.token else None)
        return str(said) if said is not None else None


@dataclass(frozen=True)
class ParseFailure:
    """Why the input could not be parsed; `missing` is an address that must be fetched first."""

    checks: tuple[CheckResult, ...]
    missing: str | None = None


Parsed = tuple[ParsedInput | ParseFailure, CheckResult]
"""The parsed input with the check of its shape, or the failure with a check that says why."""


def read_credential(source: bytes) -> tuple[Document | None, CheckResult]:
    """Return the document and a passed shape check, or None and a check that says what is wrong."""
    found, check = parse_input(source, {})
    return (found.document if isinstance(found, ParsedInput) else None), check


def parse_input(source: bytes, documents: Documents, kind: str | None = None) -> Parsed:
    """Return the parsed input with the check of its shape, or the failure with a check that says why.

    `kind` is the class that it must be of; without it, the document decides.
    """
    trail = _Trail(source)
    for _ in range(_MOST_STEPS):
        found = trail.read(kind)
        if not isinstance(found, str):
            return found
        stopped = _stop_at(found, documents)
        if stopped:
            return stopped
        trail.source = bytes_at(documents, found) or b""
        trail.address = final_address(documents, found)
    return _failure(CheckResult(SHAPE, None, "links", Message("check.shape.links")))


@dataclass
class _Trail:
    """The way from the input to the badge: an address may lead to a page, a picture, or another address."""

    source: bytes
    address: str | None = None
    """Where the source came from, unless it was brought here."""
    unbaked: bytes | None = None
    from_page: bool = False

    def read(self, kind: str | None) -> Parsed | str:
        """Return the parsed input, or the address that it leads to."""
        foreign = foreign_file(self.source)
        if foreign:
            return _no_badge(Message("check.shape.no_badge_file", kind=foreign))
        if is_web_page(self.source):
            self.from_page = True
            return linked_badge(self.source, self.address) or _no_badge(_WEB_PAGE)
        try:
            text = self._take_out_of_picture()
        except BakingError as problem:
            return _unusable_picture(problem)
        if len(text) > MOST_TOKEN_CHARACTERS:
            return _too_large(len(text), MOST_TOKEN_CHARACTERS)
        text = text.strip(b" \t\r\n\0")  # some programs end a text with NUL
        link = _LINK.fullmatch(text.removeprefix(BYTE_ORDER_MARK))
        if link:
            return link[0].decode()
        found = _parse_text(text, self.unbaked, kind)
        failed = isinstance(found, tuple) and isinstance(found[0], ParseFailure)
        return _no_badge(_WEB_PAGE) if failed and self.from_page else found

    def _take_out_of_picture(self) -> bytes:
        if self.source.startswith(PNG_SIGNATURE):
            text, self.unbaked = extract_any(self.source)
            return text
        if is_svg(self.source):
            self.unbaked = b""
            return extract_any_svg(self.source)
        return self.source


def check_shape(document: Document, kind: str, in_picture: bool = False) -> CheckResult:
    """Compare a document with the closed vocabulary of its kind."""
    crowded = overfull_array(document)
    if crowded:
        return CheckResult(SHAPE, None, "too-many", Message("check.shape.too_many", problem=crowded.message))
    problems = shape_problems(document, kind)
    wrong = [problem for problem in problems if not problem.unknown]
    title = Message(f"kind.{kind}")
    if wrong:
        finding = Message("check.shape.wrong", kind=title, problems=_first_few(wrong))
        return CheckResult(SHAPE, False, "shape", finding)
    if problems:
        finding = Message("check.shape.members", kind=title, problems=_first_few(problems))
        return CheckResult(SHAPE, None, "members", finding)
    form = ("ok_older_" if kind == ASSERTION else "ok_") + ("picture" if in_picture else "document")
    return CheckResult(SHAPE, True, "ok", Message(f"check.shape.{form}", kind=title))


def _stop_at(address: str, documents: Documents) -> Parsed | None:
    """Return why an address leads no further: it is not fetched yet, or its badge is gone; None if it leads on."""
    revoked = revocation_at(address, documents)
    if revoked:
        return ParseFailure(revoked), revoked[0]
    if is_gone(documents, address):
        return _failure(CheckResult(SHAPE, None, "gone", Message("check.shape.gone", address=address)))
    if bytes_at(documents, address) is None:
        finding = Message("check.shape.document_missing", address=address)
        missing = CheckResult(SHAPE, None, "document-missing", finding)
        return ParseFailure((missing,), address), missing
    return None


def _parse_text(text: bytes, unbaked: bytes | None, kind: str | None) -> Parsed | str:
    """Return the parsed input; or the address to ask, of a badge of which only its revocation is left."""
    token = None
    try:
        bare = text.removeprefix(BYTE_ORDER_MARK)
        if COMPACT_JWS.fullmatch(bare):
            token = read_token(bare.decode("ascii"))
            document = credential_of(token)
        else:
            document = parse_document(text, MOST_DOCUMENT_BYTES)
    except (StrictJsonError, TokenError) as problem:
        form = "check.shape.beyond" if problem.undecided else "check.shape.unreadable"
        return _failure(CheckResult(SHAPE, problem.passed, "json", Message(form, problem=problem.message)))
    if kind is None:
        inside = token_in_envelope(document) if token is None else None
        if inside:
            return _parse_text(inside.encode(), unbaked, kind)
        other = _other_than_badge(document)
        if other is not None:
            return other
    return _parse_document(document, kind or kind_of_credential(document), token, unbaked, len(text))


def _other_than_badge(document: Document) -> Parsed | str | None:
    """Return what a document is if it is no badge: an address to ask, a wrapping, or something else; else None."""
    wrapping, foreign = unwrap(document), check_kind(document)
    if wrapping:
        return _wrapped(document, wrapping)
    return revoked_address(document) or (_failure(foreign) if foreign else None)


def _parse_document(
    document: Document, kind: str, token: ParsedJws | None, unbaked: bytes | None, size: int
) -> Parsed:
    most = MOST_TOKEN_CHARACTERS // 16 if token else MOST_BYTES
    weight = size - _picture_characters(document) * (4 if token else 3) // 3
    if kind not in _LARGE and weight > most:
        return _too_large(weight, most)
    plain = plain_document(document) if kind == ASSERTION else document
    check = check_shape(plain, kind, in_picture=unbaked is not None)
    if not check.passed and check.code != "members":
        return ParseFailure((check,)), check
    return ParsedInput(plain, kind, token, unbaked), check


def _wrapped(document: Document, wrapping: Wrapping) -> Parsed:
    finding = Message("check.shape.wrapped_plain", kind=wrapping.kind)
    return ParsedInput(document, _WRAPPED, wrapping=wrapping), CheckResult(SHAPE, None, "wrapped", finding)


def _picture_characters(document: Document) -> int:
    """The characters of pictures that are written into a document: they cost little, and are not drawn."""
    return sum(
        len(leaf) for _, leaf in walk(document) if isinstance(leaf, str) and leaf.startswith("data:image/")
    )


def _unusable_picture(problem: BakingError) -> Parsed:
    if isinstance(problem, NothingBaked):
        return _no_badge(Message("check.shape.no_credential"))
    form = "check.shape.picture_beyond" if problem.undecided else "check.shape.picture"
    return _failure(CheckResult(SHAPE, problem.passed, "picture", Message(form, problem=problem.message)))


def _too_large(size: int, most: int) -> Parsed:
    problem = Message("found.bytes", size=size, most=most)
    return _failure(CheckResult(SHAPE, None, "json", Message("check.shape.beyond", problem=problem)))


def _no_badge(finding: Message) -> Parsed:
    return _failure(CheckResult(SHAPE, None, "no-badge", finding))


def _failure(check: CheckResult) -> Parsed:
    return ParseFailure((check,)), check


def _first_few(problems: Sequence[ShapeProblem]) -> tuple[Message, ...]:
    named = tuple(problem.message for problem in problems[:_MOST_NAMED])
    more = len(problems) - _MOST_NAMED
    return (*named, Message("problem.more", count=more)) if more > 0 else named
