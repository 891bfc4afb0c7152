"""Every card and form in the pseudo-locales: nothing bypasses the wording, and no layout breaks."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from adapters.slack.modal import modal
from adapters.slack.render import render
from adapters.teams.forms import form_json
from adapters.teams.render import card_json
from bot.messages.cards import Card, Paragraph, Words
from bot.messages.forms import Form, PeopleField
from tests.contract.teams.test_teams_cards import faults
from tests.fakes.slack.block_kit import faults as block_faults
from tests.fakes.slack.modal_kit import view_faults
from tests.fakes.teams.cards import ACHIEVEMENTS, ANA, BEN, CITATION, MAYA, SAY
from tests.fakes.wording.pseudo_locales import pseudo_language, spoken_by, unworded
from tests.journeys.card_scenes import Scene, scenes

URL = "https://badges.example"
PSEUDO = {tag: pseudo_language(tag) for tag in ("en-XA", "ar-XB")}


def spoken_scenes(tag: str) -> list[Scene]:
    with spoken_by(SAY, PSEUDO[tag]):
        return list(scenes())


SCENES = {tag: spoken_scenes(tag) for tag in PSEUDO}


def texts_in(value: object) -> Iterator[str]:
    """Every text in a value and its parts."""
    if isinstance(value, str):
        yield value
        yield from value.split("\n")
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts_in(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_in(part)


DATA = {
    *texts_in((ANA, BEN, MAYA, CITATION, *ACHIEVEMENTS.values())),
    *(f"{achievement.name}" for achievement in ACHIEVEMENTS.values()),
    *(
        "Deutsch",
        "English",
        "customer-hero@1",
        "Larkspur Labs",
        f"{URL}/issuer",
        "who@example.org",
        "Maya at Partner",
        "Ana Costa and Ben Okafor",
    ),
    *("Slack", "token_revoked", "missing_scope (users:read.email)"),
    *("DE-BY", "Erster Weihnachtstag", "Zweiter Weihnachtstag", "Neujahr"),
    *("Teams refused: 413 MessageSizeTooBig", "the signing key is not there", "the database is full"),
}
"""What scenes show that no wording holds: names, achievements, citations, and errors of other systems."""


@pytest.mark.parametrize("scene", SCENES["ar-XB"], ids=lambda scene: scene.name)
def test_no_sentence_bypasses_the_wording(scene: Scene) -> None:
    assert unworded(scene.shown, DATA) == []


def test_a_sentence_that_bypasses_the_wording_is_found() -> None:
    line = (*PSEUDO["ar-XB"].line("undo.files"), Words(" Well done, Ana Costa."))
    assert len(unworded(Card("", (Paragraph(line),)), DATA)) == 1


@pytest.mark.parametrize("tag", PSEUDO)
def test_longer_and_right_to_left_sentences_fit_both_platforms(tag: str) -> None:
    broken = []
    for scene in SCENES[tag]:
        if isinstance(scene.shown, Form):
            found = [*faults(form_json(scene.shown, URL)), *view_faults(modal(_on_slack(scene.shown)))]
        else:
            found = [*faults(card_json(scene.shown, {}, URL)), *block_faults(render(scene.shown, {}, URL))]
        broken += [f"{scene.name}: {fault}" for fault in found]
    assert broken == []


def test_the_pseudo_locales_are_longer_and_marked() -> None:
    english, pseudo = SAY.text("undo.files"), PSEUDO["en-XA"].text("undo.files")
    assert (pseudo[0], pseudo[-1]) == ("⟦", "⟧")
    assert len(pseudo) == pytest.approx(1.4 * len(english), abs=1)
    assert PSEUDO["ar-XB"].text_direction == "rtl"


def _on_slack(form: Form) -> Form:
    """The form with Slack's ids of people."""
    return replace(
        form,
        fields=tuple(
            replace(field, value=tuple("U0ANA" for _ in field.value))
            if isinstance(field, PeopleField)
            else field
            for field in form.fields
        ),
    )
