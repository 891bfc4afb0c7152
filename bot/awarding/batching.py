"""Many awards at once, from a file: each row is judged by itself. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.awarding.rules import refuse_unfit
from bot.catalogue.model import Achievement
from bot.grammar import nearest
from bot.people.model import Person, Standing
from bot.proposing import by_slug, names_of


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One award that a file asks for. `key` comes from what the row says, and tells it from every other."""

    line: int
    email: str
    """In small letters."""
    slug: str
    citation: str
    key: str


class Result(StrEnum):
    """What became of a row."""

    AWARDED = "awarded"
    BEFORE = "awarded before"
    WOULD = "would be awarded"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


class Refused(Exception):
    """A row that is not awarded; the message says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A row that may be awarded: to whom, what, and in whose name."""

    row: AwardRow
    recipient: Person
    achievement: Achievement
    awarder: Person


@dataclass(frozen=True)
class Court:
    """Judges rows: what can be earned, and the owners who stand behind what an operator awards."""

    achievements: tuple[Achievement, ...]
    owners: Sequence[Person]

    def judge(self, row: AwardRow, known: Mapping[str, Person]) -> Ground:
        """The ground on which it is awarded. Raises `Refused`, or `Refusal` by the rules of every award."""
        recipient = known.get(row.email)
        if recipient is None:
            raise Refused(
                "found nobody of this address; bring them in with `laurel people import`, and run the file again"
            )
        achievement = by_slug(self.achievements, row.slug)
        if achievement is None:
            near = nearest(row.slug, names_of(self.achievements)) or tuple(
                one.slug for one in self.achievements
            )
            raise Refused(f"found no achievement of this slug, expected one such as {', '.join(near[:5])}")
        return Ground(row, recipient, achievement, self._awarder(recipient))

    def _awarder(self, recipient: Person) -> Person:
        members = [one for one in self.owners if one.standing is Standing.MEMBER]
        for owner in members:
            if owner.id != recipient.id:
                refuse_unfit(owner, recipient, "self_award")
                return owner
        found = f"{recipient.name} as the only owner" if members else "no owner"
        raise Refused(
            f"found {found}, expected another one to stand behind this; run `laurel owner add EMAIL`"
        )
