"""A canonical form compiled once and filled per credential.

All credentials of one achievement differ in a few values, so JSON-LD runs once, on a sample. Its statements are
kept as line patterns; a credential's canonical form is then: fill in, label the blank nodes, sort. This gives the
same bytes as the full algorithm (RDFC-1.0 §4.4) if all first-degree hashes of blank nodes (§4.6) differ, which is
checked for every credential; if two are equal, `fill` returns None and the caller must run the full algorithm.

Decision: docs/decisions/0100.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from issuer.canonical.canonical_form import CanonicalError
from issuer.canonical.nquads import (
    XSD_STRING,
    Quad,
    Term,
    control_character,
    escape_literal,
    is_absolute_iri,
    needs_escaping,
)
from issuer.messages import Message, MessageError
from issuer.strict_json import Document, compact_json, json_string, walk


class _Pattern:
    """A text with places for values, `%(name)s`; a lone percent sign is written `%%`.

    Joining parts takes a tenth of the time of %-formatting a text of this length.
    """

    def __init__(self, text: str) -> None:
        self._parts, self._names = [""], list[str]()
        for piece in _PIECE.split(text):
            if piece.startswith("%("):
                self._names.append(piece[2:-2])
                self._parts += ["", ""]
            else:
                self._parts[-1] += "%" if piece == "%%" else piece

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with these values."""
        parts = self._parts.copy()
        parts[1::2] = [values[name] for name in self._names]
        return "".join(parts)


_PIECE = re.compile(r"(%%|%\([^)]*\)s)")


@dataclass(frozen=True)
class _Line:
    """A statement, and the variable names of its open values."""

    quad: Quad
    names: Mapping[str, str]

    @property
    def variables(self) -> set[str]:
        return {self.names[term.value] for term in self.quad.terms if self._is_open(term)}

    @property
    def ids(self) -> set[str]:
        """The variables that must be absolute ids."""
        return {self.names[t.value] for t in self.quad.terms if self._is_open(t) and t.kind == "iri"}

    @property
    def blanks(self) -> set[str]:
        return {term.value for term in self.quad.terms if term.kind == "blank"}

    def pattern(self, labels: Mapping[str, str] | None = None) -> str:
        """Write a %-pattern: `%(name)s` for a variable, `%(_:b0)s` for a blank node without a label yet."""
        return " ".join(self._serialise(term, labels or {}) for term in self.quad.terms) + " .\n"

    def first_degree_form(self, blank: str) -> str:
        """Write the line as the first-degree hash needs it: this node is `_:a`, every other `_:z`."""
        return self.pattern({other: "_:a" if other == blank else "_:z" for other in self.blanks})

    def _is_open(self, term: Term) -> bool:
        return term.kind != "blank" and term.value in self.names

    def _serialise(self, term: Term, labels: Mapping[str, str]) -> str:
        if term.kind == "blank":
            return labels.get(term.value, f"%({term.value})s")
        value = (
            f"%({self.names[term.value]})s"
            if self._is_open(term)
            else _escape_percent(escape_literal(term.value))
        )
        if term.kind == "iri":
            return f"<{value}>"
        if term.language:
            return f'"{value}"@{_escape_percent(term.language)}'
        return (
            f'"{value}"' if term.datatype == XSD_STRING else f'"{value}"^^<{_escape_percent(term.datatype)}>'
        )


class CanonicalTemplate:
    """The canonical form of one document, with some of its values left open."""

    def __init__(self, quads: Iterable[Quad], sample: Mapping[str, str]) -> None:
        """Compile a sample's statements; `sample` maps variable names to the sample's values."""
        names = {value: name for name, value in sample.items()}
        lines = [_Line(quad, names) for quad in quads]
        self._ids = sorted({name for line in lines for name in line.ids})
        self._finished = sorted(
            _without_line_end(_Pattern(line.pattern()).fill({}))
            for line in lines
            if not line.variables and not line.blanks
        )
        self._open = _Pattern("".join(line.pattern() for line in lines if line.variables or line.blanks))
        self._fixed_hashes: dict[str, str] = {}
        self._open_hashes: dict[str, _FirstDegreeForm] = {}
        blanks = sorted({blank for line in lines for blank in line.blanks})
        self._only_label = {blanks[0]: "_:c14n0"} if len(blanks) == 1 else {}
        for blank in blanks:
            about = [line for line in lines if blank in line.blanks]
            form = _FirstDegreeForm([line.first_degree_form(blank) for line in about])
            if any(line.variables for line in about):
                self._open_hashes[blank] = form
            else:
                self._fixed_hashes[blank] = form.hash({})

    def fill(self, values: Mapping[str, str]) -> str | None:
        """Return the canonical form for these values, or None when two blank nodes look alike.

        Raises `CanonicalError` for values that no canonical form could hold.
        """
        written = self._escape_values(values)
        labels = self._only_label or self._labels(written)
        if labels is None:
            return None
        written.update(labels)
        lines = self._open.fill(written).split(
            "\n"
        )  # not splitlines: values may hold other line ends of Unicode
        lines.pop()
        lines.sort()
        lines += self._finished  # two sorted parts: quicker to sort than a mixture
        lines.sort()
        distinct = lines if len(set(lines)) == len(lines) else dict.fromkeys(lines)
        return "\n".join(distinct) + "\n"

    def _labels(self, written: Mapping[str, str]) -> dict[str, str] | None:
        """Number the blank nodes by their hashes; None when two have the same."""
        hashes = dict(self._fixed_hashes)
        for blank, form in self._open_hashes.items():
            hashes[blank] = form.hash(written)
        if len(set(hashes.values())) < len(hashes):
            return None
        return {
            blank: f"_:c14n{number}" for number, blank in enumerate(sorted(hashes, key=hashes.__getitem__))
        }

    def _escape_values(self, values: Mapping[str, str]) -> dict[str, str]:
        for name in self._ids:  # no character of an IRI needs escaping
            if name in values and not is_absolute_iri(values[name]):
                raise CanonicalError(Message("found.no_absolute_id_for", found=values[name][:80], place=name))
        if not needs_escaping(" ".join(values.values())):  # at once, for speed
            return dict(values)
        for name, value in values.items():
            unseen = control_character(value)
            if unseen:
                raise CanonicalError(Message("found.control_character_in", found=unseen, place=name))
        return {name: escape_literal(value) for name, value in values.items()}


class _FirstDegreeForm:
    """The lines about one blank node, for its first-degree hash (RDFC-1.0 §4.6.3)."""

    def __init__(self, lines: list[str]) -> None:
        lines.sort()
        self._pattern = _Pattern("".join(lines))
        starts = [line.partition("%")[0] for line in lines]
        self._is_sorted = not any(
            after.startswith(before) or before.startswith(after) for before, after in pairwise(starts)
        )
        """Whether they stay in this order whatever the values: each pair differs before its first value."""

    def hash(self, written: Mapping[str, str]) -> str:
        """Return the hash for these values, which are escaped."""
        text = self._pattern.fill(written)
        if not self._is_sorted:
            text = "".join(sorted({f"{line}\n" for line in text.split("\n")[:-1]}))
        return hashlib.sha256(text.encode()).hexdigest()


def _without_line_end(line: str) -> str:
    return line.removesuffix("\n")


def _escape_percent(text: str) -> str:
    return text.replace("%", "%%")


class JsonTemplate:
    """The JSON of one document, with some of its values left open."""

    def __init__(self, document: Document, sample: Mapping[str, str]) -> None:
        """Compile a document; each value of `sample` must occur in it exactly once, as a whole value."""
        leaves = Counter(leaf for _, leaf in walk(document) if isinstance(leaf, str))
        pattern = _escape_percent(compact_json(document))
        for name, value in sample.items():
            if leaves[value] != 1:
                raise ReservedTextError(Message("found.reserved", found=value))
            pattern = pattern.replace(compact_json(value), f"%({name})s")
        self._pattern = _Pattern(pattern)

    def fill(self, values: Mapping[str, str]) -> str:
        """Return compact JSON with these values."""
        return self._pattern.fill({name: json_string(value) for name, value in values.items()})


class ReservedTextError(MessageError):
    """The document holds a text that templates reserve to mark open values."""
