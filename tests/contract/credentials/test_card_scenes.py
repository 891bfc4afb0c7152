"""The scenes that people look at: no composer is missing from them, and both platforms take every one."""

import importlib
import inspect
import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any

import pytest
from PIL import Image

from adapters.slack.modal import modal
from adapters.slack.render import render
from adapters.teams.forms import form_json
from adapters.teams.render import card_json
from bot.messages.cards import Card
from bot.messages.forms import Form, PeopleField
from issuer.artwork.pictures.celebration import CHAT_SIZE, SIZE
from tests.contract.teams.test_teams_cards import faults
from tests.fakes.card_easel import drawn_for
from tests.fakes.slack.block_kit import faults as block_faults
from tests.fakes.slack.modal_kit import view_faults
from tests.journeys.card_scenes import Scene, scenes

ROOT = Path(__file__).parents[3]
SCENES = scenes()
URL = "https://badges.example"


def composers() -> dict[str, FunctionType]:
    """Every public function of bot/presenting/*cards.py that makes a card."""
    found = {}
    for file in sorted((ROOT / "bot" / "presenting").rglob("*cards.py")):
        module = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        for name, composer in vars(module).items():
            own = isinstance(composer, FunctionType) and composer.__module__ == module.__name__
            if own and not name.startswith("_") and inspect.signature(composer).return_annotation is Card:
                found[f"{module.__name__}.{name}"] = composer
    return found


def test_every_composer_of_a_card_appears_in_a_scene() -> None:
    codes = {function_type.__code__: name for name, function_type in composers().items()}
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
    names = [(scene.chapter, scene.name) for scene in SCENES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_every_picture_on_a_teams_card_is_as_small_as_teams_takes(scene: Scene) -> None:
    """1024 × 1024 pixels and 1 MB at most (learn.microsoft.com, "Format your bot messages")."""
    if isinstance(scene.shown, Form):
        return
    found = re.findall(
        r'"url": "https://badges\.example(/[^"]+\.png)"', json.dumps(card_json(scene.shown, {}, URL))
    )
    for path in found:
        png = drawn_for(path)
        with Image.open(io.BytesIO(png)) as picture:
            assert max(picture.size) <= 1024, path
        assert len(png) <= 1_000_000, path


def test_a_celebration_is_large_in_a_preview_and_fits_in_chat() -> None:
    assert max(SIZE) > 1024 >= max(CHAT_SIZE)
    assert SIZE[0] * CHAT_SIZE[1] == SIZE[1] * CHAT_SIZE[0]


def test_a_card_that_nobody_has_to_decide_any_more_does_not_ask_for_it() -> None:
    titles = {scene.name: str(scene.shown.blocks[0]) for scene in SCENES if isinstance(scene.shown, Card)}
    assert "for you to decide" in titles["to decide"]
    for outcome in ("approved", "declined", "withdrawn", "expired"):
        assert "for you to decide" not in titles[f"the card afterwards: {outcome}"]


def _on_slack(form: Form) -> Form:
    """The form with Slack's ids of people."""
    fields = tuple(
        replace(field, value=tuple("U0ANA" for _ in field.value)) if isinstance(field, PeopleField) else field
        for field in form.fields
    )
    return replace(form, fields=fields)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_every_scene_is_what_both_platforms_take(scene: Scene) -> None:
    if isinstance(scene.shown, Form):
        assert faults(form_json(scene.shown, URL)) == []
        assert view_faults(modal(_on_slack(scene.shown))) == []
    else:
        assert faults(card_json(scene.shown, {}, URL)) == []
        assert block_faults(render(scene.shown, {}, URL)) == []
