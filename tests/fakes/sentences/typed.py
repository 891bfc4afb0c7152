"""What a test types: `@ana` and the like become mentions, `@heroes` one of a group."""

import re

from adapters.files.wording import load_languages
from bot.messages.parsing import normalise_name
from bot.messages.reading.proposals import ParsedProposal, parse_proposal
from bot.messages.reading.vocabulary import vocabulary
from bot.messages.requests import Mention, Text

PEOPLE = ("ana", "ben", "eve")
SLUGS = {
    "customer-hero": ("Customer Hero", "hero"),
    "team-player": ("Team Player", "teamwork"),
    "mentor": ("Mentor", "coach"),
    "green-steward": ("Green Steward", "green"),
    "ship-it": ("Ship It", "shipped"),
}
NAMES = {normalise_name(name): slug for slug, names in SLUGS.items() for name in (slug, *names)}
_MENTION = re.compile(r"(@(?:ana|ben|eve|heroes)\b)")


def typed(text: str) -> Text:
    """The text as an adapter brings it."""
    return tuple(_part(part) for part in _MENTION.split(text) if part)


def read(text: str, language: str = "en", *, spoken: bool = False) -> ParsedProposal:
    """The text as read."""
    return parse_proposal(typed(text), NAMES, vocabulary(load_languages().best(language)), spoken=spoken)


def people(parsed: ParsedProposal) -> list[str]:
    """The people read, by their handles."""
    return [mention.external_id.removeprefix("U-").casefold() for mention in parsed.people]


def _part(part: str) -> str | Mention:
    if not _MENTION.fullmatch(part):
        return part
    name = part[1:]
    return Mention(f"U-{name.upper()}", name.title(), "group" if name == "heroes" else "person")
