"""Mistakes: an award is revoked for a reason, corrected under the same id, or turned down by its earner."""

import json

import pytest
from sqlalchemy import select

from adapters.database.credentials.credentials import documents
from bot.domain.credentials.model import Credential, CredentialStage
from tests.fakes.chat_world import ChatWorld, asked, shown
from tests.fakes.company import set_rules
from tests.fakes.platform import button, text
from tests.fakes.world import World

pytestmark = pytest.mark.engines("memory")


def held(world: ChatWorld, who: str) -> list[Credential]:
    with world.read() as store:
        return list(store.credentials.of_recipient(world.person(who).id))


def signed(world: World) -> list[dict[str, object]]:
    with world.application.database.read() as connection:
        return [json.loads(body) for body in connection.execute(select(documents.c.body)).scalars()]


async def awarded(world: ChatWorld, *people: str) -> None:
    names = " ".join(f"@{person}" for person in people)
    await world.types("maya", f"/award {names} mentor taught them")
    await world.settle()


async def test_a_revoked_badge_is_gone_and_its_earner_reads_why(world: ChatWorld) -> None:
    await awarded(world, "ana")
    world.passes(days=60)
    form = asked(await world.types("maya", "/badges revoke @ana mentor"))
    await world.fills_in("maya", form, reason="It was meant for somebody else")
    await world.settle()
    assert held(world, "ana")[0].stage is CredentialStage.REVOKED
    assert "meant for somebody else" in text(world.letters("ana")[-1])
    assert "No badge yet" in text(shown(await world.types("ana", "/mybadges")))


async def test_several_are_revoked_together_or_none(world: ChatWorld) -> None:
    await awarded(world, "ana", "ben")
    refused = shown(await world.types("maya", "/badges revoke @ana @chidi mentor"))
    assert "no such badge" in refused.summary
    form = asked(await world.types("maya", "/badges revoke @ana @ben mentor"))
    await world.fills_in("maya", form, reason="A mistake in the list")
    await world.settle()
    assert [held(world, who)[0].stage for who in ("ana", "ben")] == [CredentialStage.REVOKED] * 2
    assert all("mistake in the list" in text(world.letters(who)[-1]) for who in ("ana", "ben"))


async def test_revoking_needs_a_reason_and_a_right(small_world: ChatWorld) -> None:
    await awarded(small_world, "ana")
    form = asked(await small_world.types("maya", "/badges revoke @ana mentor"))
    assert "needs a reason" in shown(await small_world.fills_in("maya", form, reason=" ")).summary
    assert (
        "no such badge that you gave"
        in shown(await small_world.types("noor", "/badges revoke @ana mentor")).summary
    )


@pytest.mark.engines("sqlite", "postgresql")
async def test_a_corrected_badge_keeps_its_id_and_is_valid_from_the_correction(world: ChatWorld) -> None:
    await awarded(world, "ana")
    [before] = signed(world)
    world.passes(days=3)
    form = asked(await world.types("maya", "/badges amend @ana mentor"))
    await world.fills_in("maya", form, citation="taught the whole team")
    await world.settle()
    [after] = signed(world)
    assert before["id"] == after["id"]
    assert str(before["validFrom"]) < str(after["validFrom"])
    subject, same = before["credentialSubject"], after["credentialSubject"]
    assert isinstance(subject, dict)
    assert isinstance(same, dict)
    assert (subject["id"], subject["identifier"]) == (same["id"], same["identifier"])
    assert "corrected" in world.letters("ana")[-1].summary
    assert "Taught the whole team" in text(world.letters("ana")[-1])


@pytest.mark.engines("sqlite", "postgresql")
async def test_a_badge_that_was_turned_down_is_nowhere(world: ChatWorld) -> None:
    await awarded(world, "ana")
    card = world.letters("ana")[-1]
    sure = shown(await world.presses("ana", button(card, "turn_down")))
    assert held(world, "ana")[0].stage is CredentialStage.ISSUED, "asked once more first"
    await world.presses("ana", button(sure, "turn_down_now"))
    await world.settle()
    assert signed(world) == []
    assert "No badge yet" in text(shown(await world.types("ana", "/mybadges")))
    with pytest.raises(AssertionError):
        button(world.letters("ana")[-1], "share")
    assert "turned down" in shown(await world.presses("ana", button(card, "share"))).summary


async def test_nobody_turns_down_somebody_elses(small_world: ChatWorld) -> None:
    await awarded(small_world, "ana")
    card = small_world.letters("ana")[-1]
    await small_world.presses("ben", button(card, "turn_down"))
    assert held(small_world, "ana")[0].stage is CredentialStage.ISSUED


async def test_why_tells_how_a_badge_came_about(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @ana mentor because she taught me")
    await world.settle()
    await world.presses("maya", button(world.letters("maya")[0], "approve"))
    told = text(shown(await world.types("ana", "/badges why mentor")))
    assert "Ben nominated" in told
    assert "Maya approved (manager, mentor@1)" in told
    assert "Only an owner" in shown(await world.types("ben", "/badges why @ana mentor")).summary


async def test_an_awarder_corrects_their_own_award_though_somebody_gave_another_since(
    world: ChatWorld,
) -> None:
    await world.types("noor", "/award @chidi mentor one")
    await world.settle()
    world.passes(days=1)
    await world.types("maya", "/award @chidi mentor two")
    await world.settle()
    form = asked(await world.types("noor", "/badges revoke @chidi mentor"))
    await world.fills_in("noor", form, reason="a mistake")
    newest, older = held(world, "chidi")
    assert (newest.stage, older.stage) == (CredentialStage.ISSUED, CredentialStage.REVOKED)


async def test_corrected_words_show_the_evidence_that_the_badge_asks_for(world: ChatWorld) -> None:
    set_rules(world, "mentor", evidence=True)
    await world.types("maya", "/award @ana mentor see https://x.example/talk")
    await world.settle()
    form = asked(await world.types("maya", "/badges amend @ana mentor"))
    assert "evidence" in shown(await world.fills_in("maya", form, citation="no link")).summary
    assert held(world, "ana")[0].citation == "see https://x.example/talk"


async def test_only_the_newest_award_is_revoked_and_the_form_says_so(small_world: ChatWorld) -> None:
    await awarded(small_world, "ana")
    small_world.passes(days=1)
    await awarded(small_world, "ana", "ben")
    form = asked(await small_world.types("maya", "/badges revoke @ana @ben mentor"))
    assert "newest award of Mentor to Ana and Ben" in form.intro
    reply = shown(await small_world.fills_in("maya", form, reason="A mistake"))
    assert "Revoked for Ana and Ben: the newest award" in reply.summary
    assert [credential.stage for credential in held(small_world, "ana")] == [
        CredentialStage.REVOKED,
        CredentialStage.ISSUED,
    ]


async def test_two_people_cannot_be_corrected_at_once_whatever_they_hold(small_world: ChatWorld) -> None:
    reply = shown(await small_world.types("maya", "/badges amend @ana @ben mentor"))
    assert "with one person" in reply.summary


async def test_a_reason_that_nobody_can_see_is_none(small_world: ChatWorld) -> None:
    await awarded(small_world, "ana")
    form = asked(await small_world.types("maya", "/badges revoke @ana mentor"))
    reply = shown(await small_world.fills_in("maya", form, reason="\u200b \u2060"))
    assert "needs a reason" in reply.summary


async def test_words_typed_behind_the_badge_are_kept_in_the_form(small_world: ChatWorld) -> None:
    await awarded(small_world, "ana")
    form = asked(
        await small_world.types("maya", "/badges revoke @ana mentor because it was the wrong person")
    )
    assert [field.value for field in form.fields] == ["it was the wrong person"]
    form = asked(await small_world.types("maya", "/badges amend @ana mentor taught the whole team"))
    assert [field.value for field in form.fields] == ["taught the whole team"]
