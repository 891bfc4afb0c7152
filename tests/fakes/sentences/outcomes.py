"""What became of a phrase, compared with what it means.

right: done at once, or a form (or a button) that needs one press and holds everything that was understood.
asked: asked back, with every word kept. lost: asked back or refused without the words. wrong: something else was done.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from adapters.files.wording import load_languages
from bot.dispatch.questions import CHANGE, GO_ON
from bot.messages.card_json import from_json
from bot.messages.cards import Button, Buttons, Card, Quote
from bot.messages.forms import Form, PeopleField, Reply, as_card
from bot.messages.platforms import Platform
from bot.messages.requests import TYPED_SUFFIX, Mention, TypedCommand
from bot.presenting.help_cards import help_card
from tests.fakes.sentences.company import CorpusCompany, anywhere
from tests.fakes.sentences.phrases import Phrase
from tests.fakes.sentences.wires import WHO, WIRES

Json = Any
DAY = re.compile(r"20\d\d-\d\d-\d\d")
"""A day that was understood."""
FEW_WORDS = 2
"""Nothing is lost with so few words behind a command."""
SAY = {language: load_languages().best(language) for language in ("en", "de")}
LINK = "https://badges.example/credentials/0"


class Outcome(Enum):
    """See the module."""

    RIGHT = "right"
    ASKED = "asked"
    LOST = "lost"
    WRONG = "wrong"


@dataclass(frozen=True)
class Result:
    """One phrase on one platform."""

    phrase: Phrase
    platform: str
    outcome: Outcome
    says: str
    """What was answered, and what was done, in short."""


@dataclass(frozen=True)
class Filled:
    """What a form holds."""

    action: str
    people: frozenset[str]
    badge: str
    words: str
    intro: str


READS = {
    "mybadges": ("mybadges", ""),
    "badges_list": ("badges", ""),
    "decide": ("badges", "decide"),
    "nominations": ("badges", "nominations"),
    "help": ("badges", "help"),
}


async def result(company: CorpusCompany, phrase: Phrase, platform: str) -> Result:
    """Sends a phrase and judges what comes back."""
    inbound, origin = WIRES[platform](phrase)
    reply = await company.answer(inbound, origin, phrase.language)
    done = _done(company)
    forms = list(_forms(company, reply)) if reply else []
    outcome = await _judge(company, phrase, platform, reply, done, forms)
    return Result(phrase, platform, outcome, f"{_short(reply)} {done or ''} {forms or ''}")


async def _judge(
    company: CorpusCompany,
    phrase: Phrase,
    platform: str,
    reply: Reply | None,
    done: list[tuple[str, ...]],
    forms: list[Filled],
) -> Outcome:
    if done:
        return Outcome.RIGHT if _as_meant(phrase, done) else Outcome.WRONG
    if reply is None:
        return Outcome.LOST
    shown = await _read_shown(company, phrase, platform, reply)
    fills = phrase.intention in ("award", "nominate", "away")
    if shown == phrase.intention or (fills and any(_form_fits(phrase, form) for form in forms)):
        return Outcome.RIGHT
    if shown not in (None, "help"):
        return Outcome.WRONG
    if not _keeps(phrase, reply, forms):
        return Outcome.LOST
    return Outcome.RIGHT if phrase.intention == "none" else Outcome.ASKED


def _done(company: CorpusCompany) -> list[tuple[str, ...]]:
    """What was written: (deed, person, badge, words)."""
    before, now = company.before, company.tables
    awarded = [
        ("award", company.name(row.recipient_id), company.slug(row.achievement_id), row.citation)
        for row in company.new_credentials()
    ]
    nominated = [
        (
            "nominate",
            company.name(now.cases[stored.nomination.case_id].case.nominee_id),
            stored.slug,
            stored.nomination.citation,
        )
        for key, stored in now.nominations.items()
        if key not in before.nominations
    ]
    away = [
        ("away", company.name(row.deputy_id) if row.deputy_id else "", "", str(row.until.date()))
        for key, row in now.absences.items()
        if key not in before.absences
    ]
    return [*awarded, *nominated, *away]


def _as_meant(phrase: Phrase, done: list[tuple[str, ...]]) -> bool:
    deeds = {deed for deed, *_ in done}
    if phrase.intention == "away":
        return deeds == {"away"} and done[0][1] == (phrase.person_to_ask or "")
    if deeds != {phrase.intention} or phrase.badge is None or not phrase.people:
        return False
    people = {person for _, person, _, _ in done}
    fits = people == phrase.people and {slug for _, _, slug, _ in done} == {phrase.badge}
    return fits and all(_holds(words, phrase) for _, _, _, words in done)


def _holds(citation: str, phrase: Phrase) -> bool:
    text = _plain_words(citation)
    return all(_plain_words(words) in text for words in phrase.words_to_keep)


def _plain_words(text: str) -> str:
    """Words as compared: mentions by name, white space as one space."""
    text = re.sub(rf"\b({'|'.join(WHO)})@example\.org", r"@\1", text, flags=re.IGNORECASE)
    text = re.sub(rf"@({'|'.join(WHO)})\b", lambda found: found[0].casefold(), text, flags=re.IGNORECASE)
    return " ".join(text.split())


async def _read_shown(company: CorpusCompany, phrase: Phrase, platform: str, reply: Reply) -> str | None:
    """The reading intention whose card this is."""
    if isinstance(reply, Card) and set(help_card(SAY[phrase.language]).blocks[2:-1]) <= set(reply.blocks):
        return "help"
    for intention, (command, words) in _reads(phrase):
        text = tuple(part for part in words if part)
        if as_card(reply) == await company.again(
            TypedCommand(command, text), anywhere(Platform(platform), intention)
        ):
            return intention
    return None


def _reads(phrase: Phrase) -> Iterator[tuple[str, tuple[str, tuple[str | Mention, ...]]]]:
    for intention, (command, word) in READS.items():
        yield intention, (command, (word,))
    yield "verify", ("badges", (f"verify {LINK}",))
    yield "back", ("badges", ("back",))
    if phrase.badge:
        yield "badge_show", ("badges", (phrase.badge,))
        whose = tuple(f"{who}@example.org " for who in sorted(phrase.people))
        yield "why", ("badges", ("why ", *whose, phrase.badge))


def _forms(company: CorpusCompany, reply: Reply) -> Iterator[Filled]:
    """The form that is shown, and those that buttons show or send."""
    if isinstance(reply, Form):
        yield _filled(reply)
        return
    buttons = [button for block in reply.blocks if isinstance(block, Buttons) for button in block.buttons]
    for button in buttons:
        draft = company.tables.drafts.get(button.token) if isinstance(button, Button) else None
        if draft and draft.action in (GO_ON, CHANGE):
            kept = json.loads(draft.subject)
            if draft.action == CHANGE:
                form = from_json(kept["form"])
                assert isinstance(form, Form)
                yield _filled(form)
            elif "form" in kept["request"]:
                yield _to_send(kept["request"])


def _form_fits(phrase: Phrase, form: Filled) -> bool:
    """Whether a form holds all that was meant."""
    if phrase.intention == "away":
        deputy = {*filter(None, [phrase.person_to_ask])}
        return form.action == "away" and form.people == deputy and bool(DAY.match(form.words))
    badge_fits = form.badge == phrase.badge if phrase.badge else True
    return form.people == phrase.people and badge_fits and _holds(form.words, phrase)


def _filled(form: Form) -> Filled:
    fields: dict[str, Json] = {}
    for field in form.fields:
        fields[field.name] = field.value
        if isinstance(field, PeopleField):
            fields[f"{field.name}{TYPED_SUFFIX}"] = field.typed
    return _to_send({"form": form.action, "fields": fields}, form.intro)


def _to_send(request: Mapping[str, Json], intro: str = "") -> Filled:
    """A form from the fields that it sends."""
    fields: Mapping[str, Json] = dict(request["fields"])
    people: list[str] = []
    for name, value in fields.items():
        if f"{name}{TYPED_SUFFIX}" in fields:
            typed = str(fields[f"{name}{TYPED_SUFFIX}"])
            people += [identifier.removeprefix("U0").removeprefix("29:") for identifier in value]
            people += [part.partition("@")[0] for part in typed.split(", ") if part]
    words = fields.get("citation", fields.get("until", ""))
    named = frozenset(name.casefold() for name in people)
    return Filled(str(request["form"]), named, str(fields.get("badge", "")), str(words), intro)


def _keeps(phrase: Phrase, reply: Reply, forms: list[Filled]) -> bool:
    """Whether nothing that was typed is lost: quoted as a whole, or in a form with its people, badge and words."""
    quoted = (
        [block.text for block in as_card(reply).blocks if isinstance(block, Quote)]
        if isinstance(reply, Card)
        else []
    )
    typed = _plain_words(re.sub(r"@laurel\b|^/\w+", " ", phrase.text, flags=re.IGNORECASE))
    quoted += [text for form in forms for text in (form.intro, form.words)]
    if len(typed.split()) <= FEW_WORDS or any(typed in _plain_words(text) for text in quoted):
        return True
    if not phrase.words_to_keep and not phrase.people and phrase.intention not in ("none", "away"):
        return isinstance(reply, Form)
    beside = _plain_words(re.sub(rf"@({'|'.join(WHO)})\b", " ", typed))
    return any(_form_fits(phrase, form) or beside in _plain_words(form.words) for form in forms)


def _short(reply: Reply | None) -> str:
    if reply is None:
        return "nothing"
    if isinstance(reply, Form):
        return f"form {reply.action}"
    return f"card {reply.summary[:110]!r}"
