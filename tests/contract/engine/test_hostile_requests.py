"""Requests that no client of a chat platform makes, but a program can: each is answered, on both engines."""

import pytest

from bot.dispatch.actions import BUTTONS, FORMS, WORDS
from bot.messages.forms import as_card
from bot.messages.requests import ButtonPress, FormSubmission, Mention, TypedCommand
from tests.fakes.chat_world import ChatWorld

pytestmark = [
    pytest.mark.engines("sqlite", "postgresql"),
    pytest.mark.parametrize(
        "hostile", ["", "\x00", f"{'0' * 31}\x00", "\ud83d", "\u202e\u2066<b>&*_", f"{'0' * 32}.{'1' * 32}"]
    ),
]


async def test_any_button_with_any_token(world: ChatWorld, hostile: str) -> None:
    for name in BUTTONS:
        answer = await world.asks("maya", ButtonPress(name, hostile), "direct", None, forms=True)
        assert as_card(answer).summary, name


async def test_any_form_with_any_words_and_draft(world: ChatWorld, hostile: str) -> None:
    names = ("badge", "citation", "reason", "channel", "people_typed", "from", "until", "deputy")
    for people in ((), ("U-ANA",), (hostile,)):
        fields = {**dict.fromkeys(names, hostile), "people": people}
        for name in FORMS:
            for draft in ("", hostile):
                answer = await world.asks("maya", FormSubmission(name, fields, draft), "general", None)
                assert as_card(answer).summary, name


async def test_any_word_with_anything_behind_it(world: ChatWorld, hostile: str) -> None:
    for command, words in WORDS.items():
        for word in ("", *words):
            text = (f"{word} ", Mention("U-ANA", hostile), f" mentor {hostile}")
            answer = await world.asks("maya", TypedCommand(command, text), "general", None)
            assert as_card(answer).summary, f"{command} {word}"
