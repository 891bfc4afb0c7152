"""Reads a list of awards: a CSV file with the columns email, achievement and citation, in any order.

    file = read_awards(Path("awards.csv"))

Every row has a key derived from its content, so that running a file again awards no row twice.

A row's key comes from address, achievement, citation and which of several like rows it is, and is kept for good: a
corrected file awards only what was corrected.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.files.csv_rows import (
    Columns,
    UnreadableRow,
    no_address,
    read_content,
    read_rows,
    split_rows,
    tidy_cell,
)
from adapters.files.text_lines import Unreadable
from bot.messages.email_addresses import parse_address
from bot.messages.parsing import CITATION_LIMIT, clean_citation, tidy_citation
from issuer.messages import Message

COLUMNS = Columns(("email", "achievement"), ("citation",))


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One award that a file asks for. `key` is derived from the row's contents and identifies it."""

    line: int
    email: str
    """In lower case."""
    slug: str
    citation: str
    key: str


@dataclass(frozen=True, slots=True)
class AwardFile:
    """A whole file."""

    rows: tuple[AwardRow, ...]
    unreadable_rows: tuple[UnreadableRow, ...]
    ignored_columns: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()


def read_awards(path: Path) -> AwardFile:
    """The file at that path. Raises `Unreadable` if it is unusable as a whole."""
    return parse_awards(read_content(path, Message("file.fix.award_in_parts")))


def parse_awards(content: bytes) -> AwardFile:
    """The bytes of a file. Raises `Unreadable` if its first line is unusable, or no rows follow it."""
    table = read_rows(content, COLUMNS)
    seen: Counter[str] = Counter()
    rows, unread = split_rows(table.records, lambda record: _row(record.line, record.cells(), seen))
    if not rows and not unread:
        expected, fix = Message("file.expected.award_rows"), Message("file.fix.add_rows")
        raise Unreadable(Message("file.found.no_rows"), expected, fix)
    return AwardFile(rows, unread, table.ignored_columns, table.notes)


def _row(line: int, cells: Mapping[str, str], seen: "Counter[str]") -> AwardRow:
    email = parse_address(tidy_cell(cells["email"]))
    if email is None:
        raise no_address(cells["email"])
    slug = tidy_cell(cells["achievement"])
    if not slug:
        found, expected = Message("file.found.no_achievement"), Message("file.expected.slug_of_one")
        raise Unreadable(found, expected, Message("file.fix.see_slugs"))
    citation = clean_citation(cells.get("citation", ""))
    if len(citation) > CITATION_LIMIT:
        found = Message("file.found.long_citation", size=len(citation))
        expected = Message("file.expected.at_most", most=CITATION_LIMIT)
        raise Unreadable(found, expected, Message("file.fix.shorten"))
    said = json.dumps([email, slug, tidy_citation(cells.get("citation", ""))], ensure_ascii=False)
    seen[said] += 1
    # The same row twice in one file means two awards; the same file twice means one run that was repeated.
    key = hashlib.sha256(f"{said}#{seen[said]}".encode()).hexdigest()
    return AwardRow(line, email, slug, citation, key)
