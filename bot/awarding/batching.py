"""Many awards at once, from a file: each row is judged by itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.awarding import rules
from bot.awarding.limits import may_review, refuse_beyond
from bot.awarding.model import Tally
from bot.catalogue.model import Achievement
from bot.grammar import nearest
from bot.people.model import Person, Standing
from bot.people.places import Organisation
from bot.ports import Store
from bot.proposing import names_of


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
    overridden: bool = False
    """Whether the badge's rules let no owner award it directly, and the operator did all the same."""


@dataclass(frozen=True)
class Court:
    """Judges rows by the rules of every award: what can be earned, and the owners who stand behind an operator.

    The owner must be one who could award the row in chat: named by the badge's rules, and holding the badge that
    reviewers need. `as_operator` awards what no owner could.

    What a giver may give in a month is not asked, for an operator is none; nor the budget, which binds no owner.
    """

    organisation: Organisation
    achievements: Mapping[str, Achievement]
    """By slug."""
    owners: Sequence[Person]
    store: Store
    now: datetime
    decided: Counter[Tally] = field(default_factory=Counter)
    """What was let through and is not in the store yet."""
    as_operator: bool = False

    def judge(self, row: AwardRow, known: Mapping[str, Person]) -> Ground:
        """The ground on which it is awarded. Raises `Refused`, or `Refusal` by the rules of every award."""
        recipient = known.get(row.email)
        if recipient is None:
            raise Refused(
                "found nobody of this address; bring them in with `laurel people import`, and run the file again"
            )
        achievement = self.achievements.get(row.slug)
        if achievement is None:
            near = nearest(row.slug, names_of(tuple(self.achievements.values()))) or tuple(self.achievements)
            raise Refused(f"found no achievement of this slug, expected one such as {', '.join(near[:5])}")
        awarder, overridden = self._awarder(recipient, achievement)
        rules.refuse_not_in_pilot(recipient, achievement)
        rules.refuse_without_evidence(achievement, row.citation)
        refuse_beyond(self, None, recipient, achievement, lambda tally: self.decided[tally])
        self.decided.update((Tally(row.slug), Tally(row.slug, recipient_id=recipient.id)))
        return Ground(row, recipient, achievement, awarder, overridden)

    def _awarder(self, recipient: Person, achievement: Achievement) -> tuple[Person, bool]:
        members = [one for one in self.owners if one.standing is Standing.MEMBER]
        others = [one for one in members if one.id != recipient.id]
        if not others:
            found = f"{recipient.name} as the only owner" if members else "no owner"
            raise Refused(
                f"found {found}, expected another one to stand behind this; run `laurel owner add EMAIL`"
            )
        rules.refuse_unfit(others[0], recipient, "self_award")
        for owner in others:
            if rules.authority(owner, recipient, achievement) and may_review(self, owner.id, achievement):
                return owner, False
        if self.as_operator:
            return others[0], True
        raise Refused(
            f"found no owner whom the rules of {achievement.name} let award it directly, expected one; have it "
            "nominated, or run the file again with --as-operator, which is recorded"
        )
