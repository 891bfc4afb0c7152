"""Badges by what is typed into a picker."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import BadgeIndex
from tests.fakes.town import achievement

ORGANISATION = UUID(int=1)


def badge(slug: str, name: str, description: str) -> Achievement:
    return replace(achievement(ORGANISATION, slug), name=name, description=description)


CATALOGUE = [
    badge("mentor", "Mentor", "Taught a colleague"),
    badge("customer-hero", "Customer Hero", "Stayed on the line"),
    badge("hero-of-calm", "Hero of Calm", "Kept a cool head for a customer"),
    badge("cafe", "Café Chef", "Cooked"),
]


def found(typed: str, most: int = 100) -> list[str]:
    return [one.slug for one in BadgeIndex(CATALOGUE).find(typed, most)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ["cafe", "customer-hero", "hero-of-calm", "mentor"]),
        ("cust", ["customer-hero", "hero-of-calm"]),
        ("hero", ["hero-of-calm", "customer-hero"]),
        ("hero cust", ["customer-hero", "hero-of-calm"]),
        ("taught", ["mentor"]),
        ("CAFE", ["cafe"]),
        ("mentr", ["mentor"]),
        ("nothing of the kind", []),
        ("🎉", ["cafe", "customer-hero", "hero-of-calm", "mentor"]),
    ],
)
def test_the_likeliest_badges_come_first(typed: str, expected: list[str]) -> None:
    assert found(typed) == expected


@given(st.text(max_size=60), st.integers(1, 5))
def test_any_text_finds_some_badges_or_none(typed: str, most: int) -> None:
    assert len(found(typed, most)) <= most
