"""Bulk awards from a file: each row is checked by itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.context.store import Store
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import names_of
from bot.domain.credentials import rules
from bot.domain.credentials.model import AwardCountFilter
from bot.domain.organisations import Organisation
from bot.domain.people.model import MembershipStatus, Person
from bot.messages.parsing import nearest
from bot.use_cases.credentials.limits import may_review, refuse_over_limits


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One award that a file asks for. `key` is derived from the row's contents and identifies it."""

    line: int
    email: str
    """In lower case."""
    slug: str
    citation: str
    key: str


class AwardRowResult(StrEnum):
    """The result of a row."""

    AWARDED = "awarded"
    BEFORE = "awarded before"
    WOULD = "would be awarded"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


class IneligibleRow(Exception):
    """A row that may not be awarded; the message says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class EligibleRow:
    """A row that may be awarded, with its recipient, achievement and awarder."""

    row: AwardRow
    recipient: Person
    achievement: Achievement
    awarder: Person
    overridden: bool = False
    """Whether the rules let no owner award the badge directly, and the operator overrode them."""


@dataclass(frozen=True)
class BulkEligibility:
    """Checks rows by the same rules as awards in chat, and picks the owner who is recorded as awarder.

    The owner must be able to award the row in chat: entitled by the badge's rules, and holding the badge that
    reviewers need. `as_operator` also awards what no owner could.

    The monthly limit of a giver does not apply, because an operator is not a giver; nor does the budget, which does
    not bind owners.
    """

    organisation: Organisation
    achievements: Mapping[str, Achievement]
    """By slug."""
    owners: Sequence[Person]
    store: Store
    now: datetime
    accepted: Counter[AwardCountFilter] = field(default_factory=Counter)
    """Accepted awards that are not in the store yet."""
    as_operator: bool = False

    def check(self, row: AwardRow, known: Mapping[str, Person]) -> EligibleRow:
        """The row with its award's details. Raises `IneligibleRow`, or `Refusal` where an award rule forbids it."""
        recipient = known.get(row.email)
        if recipient is None:
            raise IneligibleRow(
                "found nobody of this address; bring them in with `laurel people import`, and run the file again"
            )
        achievement = self.achievements.get(row.slug)
        if achievement is None:
            near = nearest(row.slug, names_of(tuple(self.achievements.values()))) or tuple(self.achievements)
            raise IneligibleRow(
                f"found no achievement of this slug, expected one such as {', '.join(near[:5])}"
            )
        awarder, overridden = self._awarder(recipient, achievement)
        rules.refuse_not_in_pilot(recipient, achievement)
        rules.refuse_without_evidence(achievement, row.citation)
        refuse_over_limits(self, None, recipient, achievement, lambda tally: self.accepted[tally])
        self.accepted.update(
            (AwardCountFilter(row.slug), AwardCountFilter(row.slug, recipient_id=recipient.id))
        )
        return EligibleRow(row, recipient, achievement, awarder, overridden)

    def _awarder(self, recipient: Person, achievement: Achievement) -> tuple[Person, bool]:
        members = [person for person in self.owners if person.standing is MembershipStatus.MEMBER]
        others = [person for person in members if person.id != recipient.id]
        if not others:
            found = f"{recipient.name} as the only owner" if members else "no owner"
            raise IneligibleRow(
                f"found {found}, expected another one to stand behind this; run `laurel owner add EMAIL`"
            )
        rules.refuse_unfit(others[0], recipient, "self_award")
        for owner in others:
            if rules.authority(owner, recipient, achievement) and may_review(self, owner.id, achievement):
                return owner, False
        if self.as_operator:
            return others[0], True
        raise IneligibleRow(
            f"found no owner whom the rules of {achievement.name} let award it directly, expected one; have it "
            "nominated, or run the file again with --as-operator, which is recorded"
        )
