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

from issuer.messages import Message, MessageError, reason_of

MOST_BYTES = 2 * 1024 * 1024
MOST_ISSUERS = 5_000
_MOST_CHARACTERS = 200
_STARTS = ("did:web:", "did:key:", "did:jwk:", "https://")


class KnownIssuersError(MessageError):
    """The file cannot be used; the message gives the line, what was found and what was expected."""


def read_known_issuers(path: Path) -> Mapping[str, str]:
    """Names by id. Raises `KnownIssuersError`."""
    try:
        with path.open("rb") as opened:
            source = opened.read(MOST_BYTES + 1)
    except OSError as problem:
        raise KnownIssuersError(
            Message("file.issuers.not_opened", file=str(path), reason=str(problem.strerror))
        ) from None
    try:
        return known_issuers(source)
    except KnownIssuersError as problem:
        raise KnownIssuersError(
            Message("file.issuers.in_file", file=str(path), problem=problem.message)
        ) from None


def known_issuers(source: bytes) -> Mapping[str, str]:
    """Names by id, from the file's bytes. Other columns are ignored. Raises `KnownIssuersError`."""
    if len(source) > MOST_BYTES:
        raise KnownIssuersError(Message("file.issuers.too_large", most=MOST_BYTES))
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise KnownIssuersError(Message("file.issuers.no_utf8", position=str(problem.start))) from None
    rows = csv.DictReader(io.StringIO(text, newline=""), restval="")
    found: dict[str, str] = {}
    try:
        columns = {str(name).strip().lower(): name for name in rows.fieldnames or ()}
        if not {"id", "name"} <= set(columns):
            raise KnownIssuersError(Message("file.issuers.no_columns"))
        for line, row in _nonempty_rows(rows):
            id_, name = row[columns["id"]].strip(), row[columns["name"]].strip()
            _refuse_odd(line, id_, name)
            if found.setdefault(id_, name) != name:
                raise KnownIssuersError(Message("file.issuers.again", line=str(line), id=id_))
    except csv.Error as problem:
        raise KnownIssuersError(
            Message("file.issuers.no_csv", line=str(rows.line_num), reason=reason_of(problem))
        ) from None
    if len(found) > MOST_ISSUERS:
        raise KnownIssuersError(Message("file.issuers.too_many", size=len(found), most=MOST_ISSUERS))
    return found


def _nonempty_rows(rows: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    for row in rows:
        if any(isinstance(text, str) and text.strip() for text in row.values()):
            yield rows.line_num, row


def _refuse_odd(line: int, id_: str, name: str) -> None:
    if not id_.startswith(_STARTS) or not id_.isascii() or " " in id_:
        facts = {"line": str(line), "id": repr(id_[:80]), "starts": ", ".join(_STARTS)}
        raise KnownIssuersError(Message("file.issuers.id", **facts))
    if not 0 < len(name) <= _MOST_CHARACTERS or not name.isprintable():
        facts = {"line": str(line), "name": repr(name[:80]), "most": str(_MOST_CHARACTERS)}
        raise KnownIssuersError(Message("file.issuers.name", **facts))
