"""RDF statements and how the canonical form writes them (RDF Canonicalization 1.0, §5 "Serialization").

Canonical N-Quads write control characters, U+FFFE and U+FFFF as `\\uXXXX`, PyLD leaves them: verifiers built on it
compute another hash. So such text is refused when it is linted, and not trusted when it is found.
"""

import re
from dataclasses import dataclass
from typing import Literal

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"

_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\x7f-\x9f\ufffe\uffff]*")
_TO_ESCAPE = re.compile(r'[\x00-\x1f"\\\x7f\ufffe\uffff]')
_SHORT_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Term:
    """A subject, predicate, object or graph of a statement. A blank node's `value` is its label, such as `_:b0`."""

    kind: Literal["iri", "blank", "literal"]
    value: str
    datatype: str = XSD_STRING
    language: str | None = None


@dataclass(frozen=True)
class Quad:
    """One statement; `graph` is None in the default graph."""

    subject: Term
    predicate: Term
    object: Term
    graph: Term | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms in the order of N-Quads, without a missing graph."""
        places = (self.subject, self.predicate, self.object, self.graph)
        return tuple(term for term in places if term is not None)


def is_absolute_iri(text: str) -> bool:
    """Tell whether N-Quads can hold this text as an IRI, unescaped (RDF 1.1 §3.2)."""
    return _ABSOLUTE_IRI.fullmatch(text) is not None


def control_character(text: str) -> str | None:
    """Return the first control character other than tab and line ends as `U+0007`, or None.

    U+FFFE and U+FFFF, which are no characters, count too: canonical N-Quads write both kinds as \\uXXXX.
    Canonicalisers disagree in practice (PyLD does not escape them), so text that holds one is neither signed nor
    accepted.
    """
    found = _CONTROL_CHARACTER.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def needs_escaping(text: str) -> bool:
    """Tell whether N-Quads escape a character of this literal; control characters count."""
    return _TO_ESCAPE.search(text) is not None


def escape_literal(text: str) -> str:
    """Escape the text of a literal as canonical N-Quads do: only where required."""
    return _TO_ESCAPE.sub(_escape, text) if _TO_ESCAPE.search(text) else text


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"
