"""Reads a list of awards: a CSV file in UTF-8 with the columns email, achievement and citation, in any order.

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

from adapters.files.csv_rows import Columns, Unreadable, UnreadableRow, read_content, read_rows, split_rows
from bot.domain.catalogue.fields import quote, tidy
from bot.messages.email_addresses import parse_address
from bot.messages.parsing import CITATION_LIMIT, clean_citation

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


def read_awards(path: Path) -> AwardFile:
    """The file at that path. Raises `Unreadable` if it is unusable as a whole."""
    return parse_awards(read_content(path, "award it in parts"))


def parse_awards(content: bytes) -> AwardFile:
    """The bytes of a file. Raises `Unreadable` if its first line is unusable, or no rows follow it."""
    ignored, records = read_rows(content, COLUMNS)
    seen: Counter[str] = Counter()
    rows, unread = split_rows(records, lambda record: _row(record.line, record.cells(), seen))
    if not rows and not unread:
        raise Unreadable("no rows", "a row for each award", "add them below the first line")
    return AwardFile(rows, unread, tuple(ignored))


def _row(line: int, cells: Mapping[str, str], seen: "Counter[str]") -> AwardRow:
    email = parse_address(tidy(cells["email"]))
    if email is None:
        found = f"{quote(cells['email'])} in email" if cells["email"].strip() else "no email"
        raise Unreadable(found, "an e-mail address", "write it as name@example.com")
    slug = tidy(cells["achievement"])
    if not slug:
        raise Unreadable("no achievement", "the slug of one", "see them with `laurel catalogue plan`")
    citation = clean_citation(cells.get("citation", ""))
    if len(citation) > CITATION_LIMIT:
        found = f"a citation of {len(citation):,} characters"
        raise Unreadable(found, f"at most {CITATION_LIMIT:,}", "shorten it")
    said = json.dumps([email, slug, citation], ensure_ascii=False)
    seen[said] += 1
    # The same row twice in one file means two awards; the same file twice means one run that was repeated.
    key = hashlib.sha256(f"{said}#{seen[said]}".encode()).hexdigest()
    return AwardRow(line, email, slug, citation, key)
