"""The scenes that people look at: no composer is missing from them, and both platforms take every one."""

import importlib
import inspect
import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any

import pytest

from adapters.slack.modal import modal
from adapters.slack.render import render
from adapters.teams.forms import form_json
from adapters.teams.render import card_json
from bot.cards import Card
from bot.forms import Form, PeopleField
from tests.contract.test_teams_cards import faults
from tests.fakes.block_kit import faults as block_faults
from tests.fakes.modal_kit import view_faults
from tests.journeys.card_scenes import Scene, scenes

ROOT = Path(__file__).parents[2]
SCENES = scenes()
URL = "https://badges.example"


def composers() -> dict[str, FunctionType]:
    """Every public function of bot/**/*cards.py that makes a card."""
    found = {}
    for file in sorted((ROOT / "bot").rglob("*cards.py")):
        module = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        for name, one in vars(module).items():
            own = isinstance(one, FunctionType) and one.__module__ == module.__name__
            if own and not name.startswith("_") and inspect.signature(one).return_annotation is Card:
                found[f"{module.__name__}.{name}"] = one
    return found


def test_every_composer_of_a_card_appears_in_a_scene() -> None:
    codes = {one.__code__: name for name, one in composers().items()}
    called: set[str] = set()

    def look(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code in codes:
            called.add(codes[frame.f_code])

    sys.setprofile(look)
    try:
        scenes()
    finally:
        sys.setprofile(None)
    assert len(codes) > 30
    assert sorted(set(codes.values()) - called) == []


def test_scenes_have_names_of_their_own() -> None:
    names = [(one.chapter, one.name) for one in SCENES]
    assert len(set(names)) == len(names)


def _on_slack(form: Form) -> Form:
    """The form with Slack's ids of people."""
    fields = tuple(
        replace(one, value=tuple("U0ANA" for _ in one.value)) if isinstance(one, PeopleField) else one
        for one in form.fields
    )
    return replace(form, fields=fields)


@pytest.mark.parametrize("scene", SCENES, ids=lambda one: one.name)
def test_every_scene_is_what_both_platforms_take(scene: Scene) -> None:
    if isinstance(scene.shown, Form):
        assert faults(form_json(scene.shown, URL)) == []
        assert view_faults(modal(_on_slack(scene.shown))) == []
    else:
        assert faults(card_json(scene.shown, {}, URL)) == []
        assert block_faults(render(scene.shown, {}, URL)) == []
