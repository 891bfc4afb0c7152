"""Putting a credential into an SVG picture and taking it out again (Open Badges 3.0 §5.3.2, "SVGs").

    svg = svg_showing_png(png, "Customer Hero badge, gold", 512)
    extract_svg(bake_svg(svg, credential)) == credential

JSON stands in a CDATA section of one `credential` element straight after `<svg>`, a JWS in its `verify` attribute.
Open Badges 2.0 has an `assertion` element of a namespace of its own instead, where JSON comes with its address in
`verify`. The picture is spliced, not rewritten.
XML that two programs could read differently is refused: document types other than the W3C's own for SVG, entities,
processing instructions, a second credential, another encoding.

The picture is drawn once, as PNG; the SVG frames it and carries the credential. Bytes are spliced rather than
serialised anew, so nothing else in the file changes.
"""

import base64
import re
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

from issuer.baking.addresses import is_address_of
from issuer.baking.png import (
    MOST_CREDENTIAL_BYTES,
    MOST_PNG_BYTES,
    MOST_RECORD_BYTES,
    BakingError,
    NothingBaked,
    refuse_wrong_size,
)
from issuer.messages import Message, place_in_text

SVG = "http://www.w3.org/2000/svg"
MOST_SVG_BYTES = MOST_PNG_BYTES * 3 // 2

_COMPACT_JWS = re.compile(rb"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_MAX_DEPTH = 256
_UTF_8 = frozenset({"utf-8", "utf8"})
_LIKE_ASCII = frozenset({"us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin1", "windows-1252"})
"""Encodings in which a file of ASCII characters alone means the same."""
_W3C = "http://www.w3.org/Graphics/SVG/"
_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_UNDECLARED_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
"""An entity without a declaration. After an unfetched document type, expat silently skips it in attributes."""


@dataclass(frozen=True)
class CredentialElement:
    """The element that holds a credential, in one version of the standard."""

    namespace: str
    name: str
    max_bytes: int = MOST_CREDENTIAL_BYTES
    """The most bytes that the credential may have."""

    @property
    def key(self) -> str:
        return f"{self.namespace} {self.name}"


CREDENTIAL = CredentialElement("https://purl.imsglobal.org/ob/v3p0", "credential")
ASSERTION = CredentialElement("http://openbadges.org", "assertion")
"""Open Badges 2.0's."""
RECORD = CredentialElement("https://purl.imsglobal.org/clr/v2p0", "credential", MOST_RECORD_BYTES)
"""Comprehensive Learner Record 2.0's."""
_TAGS = {tag.key: tag for tag in (CREDENTIAL, ASSERTION, RECORD)}


def svg_showing_png(png: bytes, shows: str, size: int) -> bytes:
    """Return an SVG picture of `size` pixels that shows a PNG; `shows` is its text alternative."""
    data = base64.b64encode(png).decode()
    label = escape(shows, quote=True)
    return (
        f'<svg xmlns="{SVG}" width="{size}" height="{size}" viewBox="0 0 {size} {size}" role="img" '
        f'aria-label="{label}"><title>{label}</title>'
        f'<image width="{size}" height="{size}" href="data:image/png;base64,{data}"/></svg>\n'
    ).encode()


def bake_svg(
    svg: bytes, credential: bytes, tag: CredentialElement = CREDENTIAL, address: str | None = None
) -> bytes:
    """Return the picture with this credential in it, replacing every earlier one, of whichever standard.

    `address` is that of a hosted assertion of Open Badges 2.0.
    """
    refuse_wrong_size(credential, tag.max_bytes)
    found = _scan(svg)
    for baked in reversed(found.baked):
        svg = svg[: baked.start] + svg[baked.end :]
    return svg[: found.after_root] + _element(credential, tag, address) + svg[found.after_root :]


def count_credentials(svg: bytes) -> int:
    """Return how many credentials `bake_svg` would replace."""
    return len(_scan(svg).baked)


def extract_svg(svg: bytes, tag: CredentialElement = CREDENTIAL) -> bytes:
    """Return the credential that was baked into a picture: JSON, or a compact JWS."""
    return _only([baked for baked in _scan(svg).baked if baked.tag == tag])


def extract_any_svg(svg: bytes) -> bytes:
    """Return the one credential of any kind that was baked into a picture: JSON, a compact JWS, or an address."""
    return _only(_scan(svg).baked)


def _only(baked: "list[_BakedElement]") -> bytes:
    if not baked:
        raise NothingBaked
    if len(baked) > 1:
        of_each = len({element.tag for element in baked}) == len(baked)
        raise BakingError(Message("found.credentials_inside", count=len(baked)), undecided=of_each)
    credential = baked[0].text.strip().encode()
    refuse_wrong_size(credential, MOST_RECORD_BYTES)
    return credential


def _element(credential: bytes, tag: CredentialElement, address: str | None) -> bytes:
    opened = f'<openbadges:{tag.name} xmlns:openbadges="{tag.namespace}"'.encode()
    if _COMPACT_JWS.fullmatch(credential):
        return opened + b' verify="' + credential + b'"/>'
    verify = f' verify="{escape(address, quote=True)}"'.encode() if address else b""
    # "]]>" would end the CDATA section; JSON can write ">" as an escape, with the same meaning
    inside = credential.replace(b"]]>", b"]]\\u003e")
    return opened + verify + b"><![CDATA[" + inside + b"]]></openbadges:" + tag.name.encode() + b">"


@dataclass(frozen=True)
class _BakedElement:
    """An element with a credential, and its position in the file."""

    tag: CredentialElement
    text: str
    start: int
    end: int


@dataclass
class _SvgScan:
    """Handles the parser's events: collects credentials, their positions, and the start of the root's content."""

    parser: expat.XMLParserType
    source: bytes
    after_root: int = 0
    baked: list[_BakedElement] = field(default_factory=list)
    depth: int = 0
    inside: list[str] | None = None
    verify: str | None = None
    started: int = 0

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise BakingError(Message("found.levels", most=_MAX_DEPTH), undecided=True)
        if self.inside is not None:
            raise BakingError(Message("found.elements_inside"))
        if self.depth == 1:
            self._check_root(name)
        elif name in _TAGS:
            if self.depth != 2:
                raise BakingError(Message("found.deep_credential"))
            self.started = self.parser.CurrentByteIndex
            self.verify, self.inside = attributes.get("verify"), []

    def end_element(self, name: str) -> None:
        self.depth -= 1
        if self.inside is None:
            return
        end = self.parser.CurrentByteIndex
        if self.source[end : end + 2] == b"</":  # an empty element has no end tag
            end = self.source.index(b">", end) + 1
        tag, text = _TAGS[name], "".join(self.inside)
        if self.verify is not None and text.strip():
            _refuse_two_places(tag, self.verify, text)
        elif self.verify is not None:
            text = self.verify
        self.baked.append(_BakedElement(tag, text, self.started, end))
        self.inside = None

    def character_data(self, text: str) -> None:
        if self.inside is not None:
            self.inside.append(text)

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        """Refuse an encoding in which another program could read other characters from the same bytes."""
        alike = encoding is None or encoding.lower() in _UTF_8
        if not (alike or (str(encoding).lower() in _LIKE_ASCII and self.source.isascii())):
            raise BakingError(Message("found.other_encoding", found=str(encoding)[:20]), undecided=True)

    def _check_root(self, name: str) -> None:
        if name != f"{SVG} svg":
            raise BakingError(Message("found.no_svg"), undecided=True)
        self.after_root = _end_of_tag(self.source, self.parser.CurrentByteIndex)


def _refuse_two_places(tag: CredentialElement, verify: str, text: str) -> None:
    """Accept a hosted assertion of Open Badges 2.0 with its own address in `verify`; raise `BakingError` otherwise."""
    if tag != ASSERTION or not is_address_of(verify, text):
        raise BakingError(Message("found.two_places"))


def _end_of_tag(source: bytes, start: int) -> int:
    """Return the position after the `>` that ends the tag, ignoring those inside quotation marks."""
    quote = b""
    for position in range(start, len(source)):
        character = source[position : position + 1]
        if quote:
            quote = b"" if character == quote else quote
        elif character in (b'"', b"'"):
            quote = character
        elif character == b">":
            if source[position - 1 : position] == b"/":
                break
            return position + 1
    raise BakingError(Message("found.empty_svg"))


def _scan(svg: bytes) -> _SvgScan:
    if len(svg) > MOST_SVG_BYTES:
        raise BakingError(Message("found.picture_size", found=len(svg), most=MOST_SVG_BYTES), undecided=True)
    if b"<!DOCTYPE" in svg and _UNDECLARED_ENTITY.search(_CDATA.sub(b"", svg)):
        _refuse_construct()
    parser = expat.ParserCreate("UTF-8", " ")
    parser.buffer_text = False  # buffering would shift the byte positions
    reading = _SvgScan(parser, svg)
    parser.StartElementHandler = reading.start_element
    parser.EndElementHandler = reading.end_element
    parser.CharacterDataHandler = reading.character_data
    parser.XmlDeclHandler = reading.declaration
    parser.StartDoctypeDeclHandler = _refuse_other_doctypes
    for event in ("EntityDeclHandler", "SkippedEntityHandler", "ProcessingInstructionHandler"):
        setattr(parser, event, _refuse_construct)
    try:
        parser.Parse(svg, True)
    except expat.ExpatError as problem:
        where = place_in_text(problem.lineno, problem.offset + 1)
        raise BakingError(Message("found.malformed_svg", reason=where)) from None
    return reading


def _refuse_construct(*_: object) -> None:
    raise BakingError(Message("found.document_type"), undecided=True)


def _refuse_other_doctypes(_name: str, system: str | None, public: str | None, inside: int) -> None:
    """Accept a document type that declares nothing, and the W3C's own, which is never fetched; refuse any other."""
    of_w3c = (public or "").startswith("-//W3C//DTD SVG ") or (system or "").startswith(_W3C)
    if inside or (not of_w3c and (public or system)):
        _refuse_construct()
