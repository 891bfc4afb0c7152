"""What a person finds at home: their badges, what waits for them, their nominations, and the people they lead."""

from dataclasses import dataclass
from datetime import datetime

from bot.context.context import UseCaseContext
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.rules import may_award_something
from bot.domain.people.model import MembershipStatus, Person
from bot.use_cases.credentials.earn import HeldPage, held_page
from bot.use_cases.nominations.nominator_view import NominatorView, own_nominations
from bot.use_cases.nominations.waiting_cases import WaitingCases, find_waiting_cases

MOST_BADGES = 3
MOST_WAITING = 3
"""Cases shown at home; `/badges decide` lists more."""


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person of the caller's team, and when the caller last gave them a badge.

    Badges of others are not told: they are private until their earner says otherwise.
    """

    person: Person
    recognised_at: datetime | None


@dataclass(frozen=True, slots=True)
class Home:
    """Everything that a person finds at home."""

    person: Person
    held: HeldPage
    """Their badges, newest first."""
    catalogue: tuple[Achievement, ...]
    """What can be earned."""
    waiting: WaitingCases
    nominations: tuple[NominatorView, ...]
    may_nominate: bool
    may_award: bool
    team: tuple[TeamMember, ...]
    """The people they manage, the one they thanked the longest ago first."""
    stuck: int
    """For owners: letters and signatures that wait for a person."""


def look_home(ctx: UseCaseContext) -> Home:
    """Looks up what the caller finds at home."""
    caller, store = ctx.caller, ctx.store
    member = caller.standing is MembershipStatus.MEMBER
    reports = store.people.reports_of(caller.id) if member else ()
    given = store.credentials.last_awards(caller.id, [person.id for person in reports]) if reports else {}
    team = [TeamMember(person, given.get(person.id)) for person in reports]
    achievements = tuple(store.catalogue.current(ctx.organisation.id))
    return Home(
        person=caller,
        held=held_page(store, caller.id, 0, MOST_BADGES),
        catalogue=achievements,
        waiting=find_waiting_cases(ctx, MOST_WAITING) if member else WaitingCases((), more=False),
        nominations=own_nominations(ctx) if member else (),
        may_nominate=member,
        may_award=may_award_something(caller, achievements, leads=bool(reports)),
        team=tuple(sorted(team, key=_longest_ago)),
        stuck=store.outbox.count_stuck(ctx.organisation.id) if caller.owner else 0,
    )


def _longest_ago(member: TeamMember) -> tuple[bool, datetime | None]:
    return (member.recognised_at is not None, member.recognised_at)
