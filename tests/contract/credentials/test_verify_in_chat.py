"""`/badges verify` in chat: for whoever asks alone, in time for the platform, and without keeping anything."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.composition.web import build_site
from adapters.gateway import bot_gateway as asking
from adapters.gateway.rates import RateLimiter
from adapters.verifier_pool.answers import AnswerPlayer
from adapters.verifier_pool.checker import BadgeChecker
from bot.messages.cards import Buttons, Card, Facts, LinkButton
from issuer.strict_json import compact_json
from issuer.verifying import VerificationReport
from tests.fakes.badges.badges import KEY, OTHER_KEY, credential
from tests.fakes.badges.tampering import signed
from tests.fakes.site import here
from tests.fakes.world import World, shown


def with_checker(world: World) -> World:
    checker = BadgeChecker(
        here, AnswerPlayer({}), lambda: world.moment, known={KEY.controller: "Northwind Traders"}
    )
    world.application.ask = replace(world.application.ask, check=checker.check)
    return world


def button(card: Card) -> LinkButton:
    [row] = [block for block in card.blocks if isinstance(block, Buttons)]
    [found] = row.buttons
    assert isinstance(found, LinkButton)
    return found


async def test_a_pasted_badge_gets_its_verdict_and_the_way_to_the_page(small_world: World) -> None:
    card = shown(await with_checker(small_world).types("ana", f"/badges verify {credential().decode()}"))
    assert card.summary == "This badge is genuine and valid"
    [facts] = [block for block in card.blocks if isinstance(block, Facts)]
    assert [label for label, _ in facts.rows] == ["Badge", "Calls its issuer"]
    assert button(card).path == "/verify"


async def test_a_badge_of_a_stranger_is_never_called_genuine(small_world: World) -> None:
    with_checker(small_world)
    for name, title in (("Contoso", "do not know its issuer"), ("N0rthwind Traders", "Beware")):
        for until in (None, "2026-03-01T09:10:00Z"):
            dates = {"validUntil": until} if until else {}
            badge = signed(
                lambda said, n=name, d=dates: (
                    said["issuer"].update(id=OTHER_KEY.controller, name=n),
                    said.update(d),
                ),
                OTHER_KEY,
            )
            card = shown(await small_world.types("ana", f"/badges verify {compact_json(badge)}"))
            assert title in card.summary
            assert "enuine" not in card.summary
            assert ("expired" in card.summary) == (until is not None and name == "Contoso")


async def test_a_forged_one_is_called_so_and_why(small_world: World) -> None:
    forged = credential().decode().replace("Customer Hero", "Customer Zero")
    card = shown(await with_checker(small_world).types("ana", f"/badges verify {forged}"))
    assert card.summary.startswith("This badge is not valid")
    assert "The signature does not fit" in str(card.blocks)


async def test_a_link_that_does_not_answer_cannot_be_told(small_world: World) -> None:
    card = shown(await with_checker(small_world).types("ana", "/badges verify https://issuer.invalid/badge"))
    assert card.summary.startswith("I cannot tell")


async def test_without_anything_to_check_it_says_what_to_type(small_world: World) -> None:
    card = shown(await with_checker(small_world).types("ana", "/badges verify"))
    assert "a link to the badge" in card.summary


async def test_what_takes_longer_than_the_platform_waits_goes_to_the_page(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: bytes) -> VerificationReport:
        await asyncio.sleep(60)
        raise AssertionError

    monkeypatch.setattr(asking, "LOOK_UP_SECONDS", 0.05)
    small_world.application.ask = replace(small_world.application.ask, check=never)
    card = shown(await small_world.types("ana", "/badges verify https://slow.example/"))
    assert "did not answer in time" in str(card.blocks)
    assert button(card).path == "/verify"


async def test_whoever_checks_too_often_waits_and_others_do_not(small_world: World) -> None:
    with_checker(small_world)
    small_world.application.ask = replace(small_world.application.ask, rates=RateLimiter(3))
    asked = [shown(await small_world.types("ana", "/badges verify x")) for _ in range(5)]
    assert ["Please wait" in card.summary for card in asked] == [False, False, False, True, True]
    assert "Please wait" not in shown(await small_world.types("maya", "/badges verify x")).summary


async def test_the_page_and_chat_have_the_same_limit(tmp_path: Path) -> None:
    world = World.open(f"sqlite:///{tmp_path}/laurel.db", rate_verify=7)
    assert (
        build_site(world.application, world.organisation).rate_verify
        == world.application.ask.rates.a_minute
        == 7
    )
    world.close()


async def test_the_page_and_chat_know_the_same_issuers(tmp_path: Path) -> None:
    known = {"did:web:university.example": "Example University"}
    world = World.open(f"sqlite:///{tmp_path}/laurel.db", known_issuers=known)
    checker = build_site(world.application, world.organisation).checker
    assert world.application.checks.served is checker
    assert checker.known == known
    world.close()
    report = await replace(checker, verify=here).check(
        compact_json(signed(lambda said: said["issuer"].update(name="Examp1e University"))).encode()
    )
    assert [check_result.code for check_result in report.checks if check_result.name == "issuer known"] == [
        "look-alike"
    ]
