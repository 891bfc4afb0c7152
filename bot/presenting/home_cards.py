"""A person's home, where a platform has one: everything at a glance, and the ways on.

On Slack it is the tab "Home" of the app. The answer to a button of it takes its place, and leads back (`way_back`).
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.organisations import Organisation
from bot.messages.cards import (
    AnswerPlace,
    Block,
    Button,
    Buttons,
    Card,
    Divider,
    Heading,
    Hero,
    Line,
    Note,
    Paragraph,
    Style,
)
from bot.messages.wording import Wording
from bot.presenting.approver_cards import waiting_rows
from bot.presenting.badge_pictures import badge_collage
from bot.presenting.earners.badge_list_cards import BadgePage, badge_counts, badge_row
from bot.presenting.earners.earner_cards import Channels
from bot.presenting.nomination_cards import status_row
from bot.presenting.people import mention_of
from bot.use_cases.credentials.earn import HeldBadge
from bot.use_cases.home import Home, TeamMember

MOST_NOMINATIONS = 3
MOST_PEOPLE = 10
"""Rows of each kind: home is a glance, and Slack shows a hundred blocks."""


def home_card(
    say: Wording, organisation: Organisation, home: Home, rows: Sequence[tuple[HeldBadge, Channels]]
) -> Card:
    """Everything at a glance. `rows`: the newest badges."""
    blocks = [
        *_welcome(say, home),
        *_waiting(say, home),
        *_badges(say, organisation, home, rows),
        *_nominations(say, home),
        *_team(say, organisation, home),
        *_owner(say, home),
        Divider(),
        _foot(say),
    ]
    return Card(_title(say, home), tuple(blocks), AnswerPlace.HOME)


def way_back(say: Wording, card: Card) -> Card:
    """An answer that was shown at home, with the way back."""
    back = Buttons((Button(say.text("home.back"), "home", ""),))
    return replace(card, blocks=(*card.blocks, Divider(), back))


def _title(say: Wording, home: Home) -> str:
    return say.text("home.title", name=home.person.name)


def _welcome(say: Wording, home: Home) -> list[Block]:
    buttons = []
    if home.may_nominate:
        buttons.append(Button(say.text("home.recognise"), "recognise", "", Style.PRIMARY))
    if home.may_award:
        buttons.append(Button(say.text("home.award"), "start_award", ""))
    head: list[Block] = [Heading(_title(say, home)), Paragraph(say.line("home.welcome"))]
    return [*head, *([Buttons(tuple(buttons))] if buttons else [])]


def _waiting(say: Wording, home: Home) -> list[Block]:
    cases = home.waiting.cases
    if not cases:
        return []
    count = f"{say.number(len(cases))}+" if home.waiting.more else len(cases)
    more = [Buttons((Button(say.text("home.all_waiting"), "waiting", ""),))] if home.waiting.more else []
    return [
        Divider(),
        Heading(say.text("decide.waiting", number=count)),
        *waiting_rows(say, cases)[1:],
        *more,
    ]


def _badges(
    say: Wording, organisation: Organisation, home: Home, rows: Sequence[tuple[HeldBadge, Channels]]
) -> list[Block]:
    title: list[Block] = [Divider(), Heading(say.text("mybadges.title"))]
    if not home.held.summary.total:
        pictures = [Hero(badge_collage(say, home.catalogue))] if home.catalogue else []
        return [*title, Paragraph(say.line("mybadges.none")), *pictures]
    blocks: list[Block] = [*title, Note(badge_counts(say, home.held.summary))]
    if home.held.summary.total > 1:
        blocks.append(Hero(badge_collage(say, home.held.newest)))
    page = BadgePage(organisation, home.held.summary, home.held.newest, tuple(rows))
    blocks += [block for held, channels in rows for block in badge_row(say, held, channels, page)]
    return [*blocks, Buttons((Button(say.text("home.all_badges"), "mybadges", "0"),))]


def _nominations(say: Wording, home: Home) -> list[Block]:
    if not home.nominations:
        return []
    shown = [status_row(say, view) for view in home.nominations[:MOST_NOMINATIONS]]
    button = Buttons((Button(say.text("home.all_nominations"), "nominations", ""),))
    return [Divider(), Heading(say.text("mine.title")), *shown, button]


def _team(say: Wording, organisation: Organisation, home: Home) -> list[Block]:
    if not home.team:
        return []
    shown = [Paragraph(_member(say, organisation, member)) for member in home.team[:MOST_PEOPLE]]
    more = len(home.team) - len(shown)
    rest = [Note(say.line("home.team_more", count=more))] if more else []
    return [Divider(), Heading(say.text("home.team")), *shown, *rest, Note(say.line("home.team_how"))]


def _member(say: Wording, organisation: Organisation, member: TeamMember) -> Line:
    if member.recognised_at is None:
        return say.line("home.never_recognised", person=mention_of(member.person))
    day = say.date(organisation.day_of(member.recognised_at))
    return say.line("home.recognised", person=mention_of(member.person), day=day)


def _owner(say: Wording, home: Home) -> list[Block]:
    if not home.stuck:
        return []
    return [
        Divider(),
        Heading(say.text("home.stuck_title")),
        Paragraph(say.line("home.stuck", count=home.stuck)),
    ]


def _foot(say: Wording) -> Buttons:
    catalogue = Button(say.text("home.catalogue"), "catalogue", "")
    return Buttons((catalogue, Button(say.text("home.settings"), "settings", "")))
