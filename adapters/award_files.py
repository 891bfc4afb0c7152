"""Reads a list of awards: a CSV file in UTF-8 with the columns email, achievement and citation, in any order.

    file = read_awards(Path("awards.csv"))

Every row has a key that comes from what it says, so that a file that is run again awards nothing twice.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.csv_rows import Columns, Unreadable, read_rows
from bot.awarding.batching import AwardRow
from bot.catalogue.fields import shown, tidy
from bot.grammar import CITATION_LIMIT, cleaned
from bot.people.addresses import address

COLUMNS = Columns(("email", "achievement"), ("citation",))
LARGEST = 64 * 1024 * 1024
"""Bytes in one file: room for a hundred thousand long reasons."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that cannot be read, and why."""

    line: int
    says: str


@dataclass(frozen=True, slots=True)
class AwardFile:
    """A whole file."""

    rows: tuple[AwardRow, ...]
    unread: tuple[Unread, ...]
    ignored: tuple[str, ...] = ()


def read_awards(path: Path) -> AwardFile:
    """The file at that path. Raises `Unreadable` if all of it is of no use."""
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"no file that opens ({error.strerror})", "a CSV file", "check its path") from None
    if len(content) > LARGEST:
        raise Unreadable("a file too large", f"at most {LARGEST >> 20} MiB", "award it in parts")
    return parse_awards(content)


def parse_awards(content: bytes) -> AwardFile:
    """The bytes of a file. Raises `Unreadable` if its first line is of no use, or nothing is below it."""
    ignored, records = read_rows(content, COLUMNS)
    rows: list[AwardRow] = []
    unread: list[Unread] = []
    seen: Counter[str] = Counter()
    for record in records:
        try:
            rows.append(_row(record.line, record.cells(), seen))
        except Unreadable as problem:
            found, expected, mend = problem.parts
            unread.append(Unread(record.line, f"found {found}, expected {expected}; {mend}"))
    if not rows and not unread:
        raise Unreadable("no rows", "a row for each award", "add them below the first line")
    return AwardFile(tuple(rows), tuple(unread), tuple(ignored))


def _row(line: int, cells: Mapping[str, str], seen: "Counter[str]") -> AwardRow:
    email = address(tidy(cells["email"]))
    if email is None:
        found = f"{shown(cells['email'])} in email" if cells["email"].strip() else "no email"
        raise Unreadable(found, "an e-mail address", "write it as name@example.com")
    slug = tidy(cells["achievement"])
    if not slug:
        raise Unreadable("no achievement", "the slug of one", "see them with `laurel catalogue plan`")
    citation = cleaned(cells.get("citation", ""))
    if len(citation) > CITATION_LIMIT:
        found = f"a citation of {len(citation):,} characters"
        raise Unreadable(found, f"at most {CITATION_LIMIT:,}", "shorten it")
    said = json.dumps([email, slug, citation], ensure_ascii=False)
    seen[said] += 1
    # The same row twice in one file means two awards; the same file twice means one run that was repeated.
    key = hashlib.sha256(f"{said}#{seen[said]}".encode()).hexdigest()
    return AwardRow(line, email, slug, citation, key)
