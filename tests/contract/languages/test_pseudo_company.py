"""A company that speaks a pseudo-locale: no answer, letter or refusal bypasses the wording."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.composition import application
from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.people.people import PeopleStore
from adapters.files.wording import load_wording
from bot.domain.people.model import MembershipStatus
from bot.messages.forms import Reply
from bot.messages.languages import Languages
from tests.fakes.company import set_rules
from tests.fakes.databases import fresh_sqlite
from tests.fakes.platform import button
from tests.fakes.wording.pseudo_locales import pseudo_language, unworded
from tests.fakes.world import World, asked, shown

TYPED = (
    ("ana", "/badges help"),
    ("ana", "/badges"),
    ("ana", "/badges customer-hero"),
    ("ana", "/badges xyzzy"),
    ("ana", "/badges customer"),
    ("ana", "/badges why"),
    ("ana", "/badges why mentor"),
    ("ana", "/badges why @ben mentor"),
    ("ana", "/badges decide"),
    ("ana", "/badges nominations"),
    ("ana", "/badges back"),
    ("ana", "/badges away"),
    ("ana", "/badges away until Friday, ask @Kim"),
    ("ana", "/badges verify"),
    ("ana", "/badges revoke"),
    ("ana", "/badges revoke @ben mentor"),
    ("ana", "/badges amend @ben mentor"),
    ("ana", "/badges approver @ben @noor"),
    ("ana", "/mybadges"),
    ("ana", "/mybadges language"),
    ("ana", "/mybadges language klingon"),
    ("ana", "/award"),
    ("ana", "/award @ana mentor"),
    ("ana", "/award @ben mentor"),
    ("ana", "/award who@example.org mentor"),
    ("ana", "/award @ben xyzzy"),
    ("ana", "/award @Kim mentor"),
    ("ana", "/award @everyone mentor"),
    ("ana", f"/award @ben mentor {'long ' * 1700}"),
    ("ana", "/nominate"),
    ("ana", "/nominate @ana mentor because"),
    ("maya", "/badges approver @ana @ana"),
    ("maya", "/badges approver @ana @noor"),
    ("maya", "/badges approver @ana nobody"),
    ("maya", "/badges away until Friday, ask @noor"),
    ("maya", "/badges back"),
)
OTHERS = (
    "/badges away",
    "customer",
    "xyzzy",
    "klingon",
    "who@example.org",
    "Kim",
    "English",
    "everyone",
    "@",
    "https://badges.example",
    "#general",
    "“She explains”",
    "“Patient”",
)


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Everybody in it, and the organisation, speaks the pseudo-locale that runs right to left."""
    languages = Languages((load_wording(), pseudo_language("ar-XB")))
    monkeypatch.setattr(application, "load_languages", lambda: languages)
    world = World.open(fresh_sqlite(tmp_path))
    with world.application.database.write() as connection:
        people = PeopleStore(connection)
        organisation = people.organisation(world.organisation.id)
        people.change_organisation(replace(organisation, language="ar-XB"))
    yield world
    world.close()


def data(world: World) -> set[str]:
    """What the company's cards show that no wording holds."""
    with world.application.database.read() as connection:
        people = PeopleStore(connection).all(world.organisation.id)
        achievements = CatalogueStore(connection).current(world.organisation.id)
    said = {text for person in people for text in (person.name, person.email or "")}
    for achievement in achievements:
        said |= {achievement.name, achievement.slug, achievement.description, achievement.behaviour}
        said |= {
            achievement.goal,
            *achievement.criteria.split("\n"),
            *achievement.skills,
            achievement.edition,
        }
    return {*said, *OTHERS}


def wrong(world: World, *replies: Reply) -> list[str]:
    return [text for reply in replies for text in unworded(reply, data(world))]


@pytest.mark.parametrize(("who", "typed"), TYPED, ids=[typed[:40] for _, typed in TYPED])
async def test_every_answer_is_worded(company: World, who: str, typed: str) -> None:
    assert wrong(company, await company.types(who, typed)) == []


async def test_every_card_of_a_nomination_and_its_badge_is_worded(company: World) -> None:
    answers = [await company.types("ben", "/nominate @ana mentor because she explains")]
    await company.settle()
    to_decide = company.letters("maya")[-1]
    answers += [
        await company.types("maya", "/badges decide"),
        await company.types("ben", "/badges nominations"),
        await company.presses("maya", button(to_decide, "approve")),
        await company.presses("maya", button(to_decide, "approve")),
        await company.presses("ben", button(to_decide, "decline")),
    ]
    await company.settle()
    earned = company.letters("ana")[-1]
    answers += [
        await company.types("ana", "/mybadges"),
        await company.presses("ana", button(earned, "celebrate")),
        await company.types("ana", "/badges why mentor"),
    ]
    await company.settle()
    answers += [seen.card for seen in (*company.platform.seen, *company.platform.first)]
    assert wrong(company, *answers) == []
    assert len(company.platform.seen) > 3


async def test_every_card_of_an_award_that_is_revoked_is_worded(company: World) -> None:
    award = shown(await company.types("maya", "/award @ana @ben mentor Patient"))
    await company.settle()
    form = asked(await company.types("maya", "/badges revoke @ben mentor"))
    amend = asked(await company.types("maya", "/badges amend @ana mentor"))
    answers = [
        award,
        form,
        amend,
        await company.fills_in("maya", amend, citation="Kind"),
        await company.fills_in("maya", form, reason=""),
        await company.presses("ana", button(award, "undo")),
        await company.presses("maya", button(award, "undo")),
    ]
    await company.settle()
    answers += [seen.card for seen in company.platform.seen]
    assert wrong(company, *answers) == []


async def test_refusals_by_rules_and_standing_are_worded(company: World) -> None:
    set_rules(company, "mentor", award=(), nominate=("owner",))
    company.change(replace(company.person("chidi"), standing=MembershipStatus.GUEST))
    answers = [
        await company.types("ana", "/nominate @ben mentor because he explains"),
        await company.types("maya", "/award @chidi customer-hero Patient"),
        await company.types("chidi", "/nominate @ben customer-hero because he explains"),
    ]
    assert wrong(company, *answers) == []
