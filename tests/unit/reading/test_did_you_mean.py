"""What a misspelt name may mean, measured on typos of the starter catalogue's names, aliases and commands, and on words
that mean none of them (`tests/samples/sentences/typos.json`).

The matcher before this one (difflib's ratio above 0.5) offered a name for 70 of the 94 words that mean none, and for
"hlep" Customer Hero: it did not look at commands at all.
"""

import json
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest

from adapters.installation.catalogue_files import STARTER, read_valid_catalogue
from bot.dispatch.actions import VOCABULARY
from bot.domain.catalogue.names import names_of
from bot.messages.reading.matching import nearest, ranked, similarities

TYPOS = json.loads((Path(__file__).parents[2] / "samples" / "sentences" / "typos.json").read_text("utf-8"))


@cache
def names() -> dict[str, str]:
    """Every name and alias of the catalogue, and every command and word behind one."""
    files = read_valid_catalogue(STARTER).achievements
    badges = names_of([file.as_achievement(UUID(int=at), UUID(int=0)) for at, file in enumerate(files)])
    words = {word for command, behind in VOCABULARY.items() for word in (command, *behind)}
    return {**badges, **{word: word for word in words}}


def test_nearly_every_typo_leads_to_what_was_meant_first_of_all() -> None:
    first = [typed for typed, meant in TYPOS["typos"] if nearest(typed, names())[:1] == (meant,)]
    assert len(TYPOS["typos"]) >= 150
    assert len(first) / len(TYPOS["typos"]) >= 0.98


def test_words_that_mean_nothing_here_are_offered_hardly_anything() -> None:
    offered = [typed for typed in TYPOS["nothing"] if nearest(typed, names())]
    assert len(TYPOS["nothing"]) >= 60
    assert len(offered) / len(TYPOS["nothing"]) <= 0.03, offered


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hlep", "help"),
        ("Costumer Hero", "customer-hero"),
        ("hero customer", "customer-hero"),
        ("CustomerHero", "customer-hero"),
        ("customer-heor", "customer-hero"),
        ("incident", "incident-commander"),
        ("awrad", "award"),
    ],
)
def test_a_slip_an_order_or_a_part_of_a_name_is_recognised(typed: str, meant: str) -> None:
    assert nearest(typed, names())[:1] == (meant,)


@pytest.mark.parametrize(
    "typed", ["", " ", "x", "…", "a" * 10_000, "hero-worship of nobody at all in the world"]
)
def test_anything_may_be_compared(typed: str) -> None:
    assert nearest(typed, names()) == ()


def test_of_several_readings_the_likeliest_counts() -> None:
    scores = similarities(["custmer heroe stayed", "custmer heroe", "custmer"], names())
    assert ranked(scores)[0] == "customer-hero"
