"""Issuers that an operator trusts: a CSV file with ids and names, for the page, chat and `laurel verify --known`.

    id,name
    did:web:university.example,Example University
    https://badges.example/issuer,Example Guild

Their badges are reported as of a known issuer, and unknown issuers with similar names are marked.

Known issuers are a file that an organisation's people can read; a registry would hear of each badge brought here.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

MOST_BYTES = 2 * 1024 * 1024
MOST_ISSUERS = 5_000
_MOST_CHARACTERS = 200
_STARTS = ("did:web:", "did:key:", "https://")


class KnownIssuersError(ValueError):
    """The file cannot be used; the message gives the line, what was found and what was expected."""


def read_known_issuers(path: Path) -> Mapping[str, str]:
    """Names by id. Raises `KnownIssuersError`."""
    try:
        with path.open("rb") as opened:
            source = opened.read(MOST_BYTES + 1)
    except OSError as problem:
        raise KnownIssuersError(f"{path}: cannot be opened ({problem.strerror})") from None
    try:
        return known_issuers(source)
    except KnownIssuersError as problem:
        raise KnownIssuersError(f"{path}: {problem}") from None


def known_issuers(source: bytes) -> Mapping[str, str]:
    """Names by id, from the file's bytes. Other columns are ignored. Raises `KnownIssuersError`."""
    if len(source) > MOST_BYTES:
        raise KnownIssuersError(f"found more than {MOST_BYTES:,} bytes; is it the right file?")
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise KnownIssuersError(f"found a byte at {problem.start} that is not UTF-8") from None
    rows = csv.DictReader(io.StringIO(text, newline=""), restval="")
    found: dict[str, str] = {}
    try:
        columns = {str(name).strip().lower(): name for name in rows.fieldnames or ()}
        if not {"id", "name"} <= set(columns):
            raise KnownIssuersError("found no columns “id” and “name” in the first line")
        for line, row in _nonempty_rows(rows):
            id_, name = row[columns["id"]].strip(), row[columns["name"]].strip()
            _refuse_odd(line, id_, name)
            if found.setdefault(id_, name) != name:
                raise KnownIssuersError(f"line {line}: found {id_} again, with another name")
    except csv.Error as problem:
        raise KnownIssuersError(f"line {rows.line_num}: found what is no CSV ({problem})") from None
    if len(found) > MOST_ISSUERS:
        raise KnownIssuersError(f"found {len(found):,} issuers where at most {MOST_ISSUERS:,} are looked at")
    return found


def _nonempty_rows(rows: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    for row in rows:
        if any(isinstance(text, str) and text.strip() for text in row.values()):
            yield rows.line_num, row


def _refuse_odd(line: int, id_: str, name: str) -> None:
    if not id_.startswith(_STARTS) or not id_.isascii() or " " in id_:
        raise KnownIssuersError(
            f"line {line}: found the id {id_[:80]!r}, expected one that begins with {', '.join(_STARTS)}"
        )
    if not 0 < len(name) <= _MOST_CHARACTERS or not name.isprintable():
        raise KnownIssuersError(
            f"line {line}: found the name {name[:80]!r}, expected 1 to {_MOST_CHARACTERS} characters to read"
        )
