"""Every sentence that the code asks for is in the wording file with the same placeholders, and no other is.

The code is read, not run: calls of `say.line(...)`, `say.text(...)` and `Refusal(...)` name a key and what fills it.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from adapters.cli.usage import USAGE_KEYS
from adapters.files.wording import (
    UnreadableWording,
    load_languages,
    load_wording,
    parse_wording,
    placeholders,
)
from adapters.operations.bulk_award import AwardRowResult
from adapters.operations.bulk_revoke import RevokeResult
from adapters.slack.manifest import COMMANDS as SLASH_COMMANDS
from adapters.slack.manifest import SHORTCUTS
from adapters.teams.manifest import COMMANDS as TEAMS_COMMANDS
from bot.dispatch.actions import WORDS
from bot.dispatch.chat.helping import LABELLED
from bot.domain.nominations.model import ApproverReason, MessageState
from bot.domain.people.merging import PersonRole
from bot.domain.people.model import LinkGround, MembershipStatus
from bot.domain.private_text import PRIVATE_KINDS
from bot.messages.platforms import Platform
from bot.presenting.help_cards import COMMANDS, USAGES
from bot.presenting.why_cards import AUTHORITIES
from bot.use_cases.why import SHOWN_EVENTS
from issuer.artwork.design import LEVELS
from issuer.celebration import Audience
from tests.house.sources import modules, place, tree_of

ROOT = Path(__file__).parents[2]

VALUES = {
    "result_key": tuple({result.value.replace(" ", "_") for result in (*AwardRowResult, *RevokeResult)}),
    "usage_key": tuple(USAGE_KEYS.values()),
    "work": ("status", "timer", "seal", "refresh", "request", "facts", "message"),
    "shortcut": tuple(SHORTCUTS),
    "seen": ("shared", "celebrated", "private"),
    "evidence.state": (MessageState.CHANGED.value, MessageState.GONE.value),
    "account.facts.standing": tuple(standing.value for standing in MembershipStatus),
    "account.link.ground": tuple(ground.value for ground in LinkGround),
    "audience": tuple(audience.value for audience in Audience),
    "row.role": tuple(role.value for role in PersonRole),
    "platform": tuple(platform.value for platform in Platform),
    "achievement.look.level": tuple(LEVELS),
    "file.look.level": tuple(LEVELS),
    "asking.why": tuple(reason.value for reason in ApproverReason),
    "skipped.code": (
        "nominee",
        "nominator",
        "left",
        "unreviewed",
        "approved",
        "silent",
        "unreachable",
        "away",
    ),
    "entry.authority": AUTHORITIES,
    "entry.kind.value": tuple(event.value for event in SHOWN_EVENTS),
    "found": (
        "valid",
        "expired",
        "suspended",
        "revoked",
        "superseded",
        "invalid",
        "unknown",
        "alike",
        "unread",
        "valid_stranger",
        "expired_stranger",
        "superseded_stranger",
    ),
    "action": ("award", "nominate"),
    "matter.kind": PRIVATE_KINDS,
    "word": tuple(WORDS["badge-admin"]),
    "command": COMMANDS,
    "about": USAGES,
    "intention.name": LABELLED,
    "slash_command": SLASH_COMMANDS,
    "command.split()[-1]": tuple(command.split()[-1] for command in TEAMS_COMMANDS),
    "recipient.standing": tuple(
        MembershipStatu.value
        for MembershipStatu in MembershipStatus
        if MembershipStatu is not MembershipStatus.MEMBER
    ),
}
"""What an expression inside a key's f-string can be, by how it is written."""

HANDED_ON = {"proposal_form": (3, ""), "refuse_unfit": (2, "refusal.")}
"""Functions that take a key and pass it on: in which argument, and what they put before it."""


@dataclass(frozen=True)
class Use:
    """A call that asks for a sentence."""

    key: str
    names: frozenset[str]
    place: str


def calls() -> Iterator[tuple[ast.Call, str]]:
    for path in modules("bot", "adapters"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call):
                yield node, f"{place(path)}:{node.lineno}"


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_spoken(call: ast.Call) -> bool:
    if not (isinstance(call.func, ast.Attribute) and call.func.attr in ("line", "text")):
        return False
    spoken_by = call.func.value.func if isinstance(call.func.value, ast.Call) else call.func.value
    return ast.unparse(spoken_by).split(".")[-1] in ("say", "wording", "of", "best")


def keys_of(node: ast.expr) -> list[str]:
    """The keys that an expression can be; none for a name, whose keys are found where they are handed on."""
    match node:
        case ast.Constant(str() as key):
            return [key]
        case ast.IfExp(body=one_way, orelse=other_way):
            return [*keys_of(one_way), *keys_of(other_way)]
        case ast.JoinedStr(parts):
            choices = [
                [str(part.value)]
                if isinstance(part, ast.Constant)
                else VALUES.get(ast.unparse(part.value), ())
                for part in parts
                if isinstance(part, ast.Constant | ast.FormattedValue)
            ]
            return ["".join(chosen) for chosen in product(*choices)]
        case _:
            return []


def uses() -> Iterator[Use]:
    for call, where in calls():
        name = called(call)
        if is_spoken(call) and call.args:
            names = frozenset(str(keyword.arg) for keyword in call.keywords)
            yield from (Use(key, names, where) for key in keys_of(call.args[0]))
        elif name == "Refusal" and call.args:
            facts = call.args[1] if len(call.args) > 1 else None
            filled = (
                frozenset(ast.literal_eval(key) for key in facts.keys)
                if isinstance(facts, ast.Dict)
                else frozenset()
            )
            yield from (Use(f"refusal.{key}", filled, where) for key in keys_of(call.args[0]))
        elif name in HANDED_ON:
            position, before = HANDED_ON[name]
            yield from (Use(before + key, frozenset(), where) for key in keys_of(call.args[position]))


LANGUAGES = load_languages()
"""Reading them refuses a language that lacks a key or a placeholder of the English one, or has one more."""
ENTRIES = LANGUAGES.best("en").entries
SENTENCES = [
    (language, key, sentence)
    for language in LANGUAGES.available
    for key, entry in LANGUAGES.best(language).entries.items()
    for sentence in ([entry] if isinstance(entry, str) else entry.values())
]


@cache
def uses_in_code() -> tuple[Use, ...]:
    return tuple(uses())


def test_the_walk_finds_sentences_of_every_kind():
    found = {use.key for use in uses_in_code()}
    assert {
        "award.done",
        "award.usage",
        "refusal.recipient_guest",
        "refusal.self_award",
        "decide.done_approved",
    } <= found


def test_every_key_that_the_code_asks_for_is_worded():
    missing = sorted(f"{use.key} ({use.place})" for use in uses_in_code() if use.key not in ENTRIES)
    assert missing == []


def test_every_sentence_is_asked_for_somewhere():
    chat = ROOT / "templates" / "wording" / "en" / "chat.toml"
    ours = parse_wording({"en/chat.toml": chat.read_text("utf-8")}, "en").entries
    unused = sorted(set(ours) - {use.key for use in uses_in_code()})
    assert [key for key in unused if not key.startswith("typed.")] == []


def test_every_typed_word_is_understood_somewhere():
    source = "".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    typed = [key.removeprefix("typed.") for key in ENTRIES if key.startswith("typed.")]
    assert [word for word in typed if f'"{word}"' not in source and f"'{word}'" not in source] == []


def test_placeholders_are_what_the_code_fills_in():
    odd = [
        f"{use.place}: {use.key} fills {sorted(use.names)}, its sentence has {sorted(placeholders(ENTRIES[use.key]))}"
        for use in uses_in_code()
        if use.key in ENTRIES and placeholders(ENTRIES[use.key]) != use.names
    ]
    assert odd == []


def test_every_key_built_from_an_expression_has_known_values():
    unknown = [
        f"{place}: {ast.unparse(part.value)}"
        for call, place in calls()
        if (is_spoken(call) or called(call) == "Refusal")
        and call.args
        and isinstance(call.args[0], ast.JoinedStr)
        for part in call.args[0].values
        if isinstance(part, ast.FormattedValue) and ast.unparse(part.value) not in {*VALUES, "refusal.code"}
    ]
    assert unknown == []


def test_titles_and_buttons_fit_where_platforms_show_them():
    """Slack: 24 characters for a form's title and its submit button (views.open), 75 for a button."""
    long = [
        f"{language}: {key}"
        for language, key, sentence in SENTENCES
        if (key.endswith(("form_title", "form_submit")) and len(sentence) > 24)
        or (key.startswith("choice.") and len(sentence) > 30)
    ]
    assert long == []


def test_sentences_hold_no_loose_markup():
    """A star without its partner, or a brace that is no placeholder, would be shown as it stands."""
    loose = []
    for language in LANGUAGES.available:
        wording = LANGUAGES.best(language)
        for key, entry in wording.entries.items():
            filler = dict.fromkeys(placeholders(entry), "x") | {"count": 3}
            loose += [f"{language}: {key}" for _ in set(wording.text(key, **filler)) & set("*{}")]
    assert loose == []


def test_every_refusal_is_a_whole_sentence():
    refusals = [(language, key, text) for language, key, text in SENTENCES if key.startswith("refusal.")]
    assert [f"{language}: {key}" for language, key, text in refusals if text[-1] not in ".?"] == []


def test_an_unknown_language_names_those_there_are():
    with pytest.raises(UnreadableWording, match=r"found the language 'xx', expected one of .*en"):
        load_wording("xx")
