"""Awarding: from `/award` through the signature to the private letter, and back within a day."""

import json

import pytest

from adapters.database.credentials.credentials import CredentialStore, credentials
from adapters.database.queue.letter_rows import letters
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.people.model import AccountReference, MembershipStatus
from bot.messages.cards import Button, Buttons, Paragraph, PersonName, Quote, plain
from bot.messages.requests import Mention, TypedCommand
from issuer.verifying import verify
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.chat_world import ChatWorld, asked, shown
from tests.fakes.platform import button, text
from tests.fakes.world import World

pytestmark = pytest.mark.engines("memory")


def held(world: ChatWorld, who: str) -> list[Credential]:
    with world.read() as store:
        return list(store.credentials.of_recipient(world.person(who).id))


@pytest.mark.engines("sqlite", "postgresql")
async def test_a_manager_awards_and_the_earner_hears_privately_with_a_verifiable_badge(world: World) -> None:
    reply = shown(await world.types("maya", "/award @ana customer-hero Stayed on the line until it worked"))
    assert "Customer Hero" in reply.summary
    assert not world.letters("ana"), "nobody is told before the credential is signed"
    await world.settle()
    [letter] = world.letters("ana")
    maya = PersonName(world.person("maya").id, "Maya")
    assert Quote("Stayed on the line until it worked", maya) in letter.blocks
    [credential] = held(world, "ana")
    assert credential.stage is CredentialStage.ISSUED
    with world.application.database.read() as connection:
        document = CredentialStore(connection).document(credential.id)
    assert document is not None
    report = verify(document.body, canonicaliser=canonicaliser(), now=world.moment)
    assert report.verdict == "valid"


async def test_several_people_are_awarded_at_once(world: ChatWorld) -> None:
    await world.types("maya", "/award @ana and @ben team-player for the move")
    await world.settle()
    assert len(world.letters("ana")) == len(world.letters("ben")) == 1


async def test_one_person_who_may_not_be_awarded_stops_the_whole_command(world: ChatWorld) -> None:
    world.platform.users["U-BOT"] = world.platform.users["U-BEN"].__class__(
        "U-BOT", "Robot", None, MembershipStatus.BOT
    )
    await world.types("maya", "/award @ana @maya team-player well done us")
    await world.settle()
    assert world.rows(credentials) == 0


async def test_nobody_awards_themselves_and_the_answer_says_why(world: ChatWorld) -> None:
    reply = shown(await world.types("maya", "/award @maya customer-hero I did it"))
    assert "yourself" in reply.summary
    assert world.rows(credentials) == 0


async def test_who_may_not_award_is_offered_a_nomination_filled_in(world: ChatWorld) -> None:
    form = asked(await world.types("ben", "/award @ana customer-hero She stayed"))
    assert form.action == "nominate"
    given = {field.name: field.value for field in form.fields}
    assert given == {"people": ("U-ANA",), "badge": "customer-hero", "citation": "She stayed"}
    assert world.rows(credentials) == 0


async def test_a_badge_that_nobody_knows_is_answered_with_the_nearest_names(world: ChatWorld) -> None:
    reply = shown(await world.types("maya", "/award @ana custommer-heroe well done"))
    assert "Customer Hero" in reply.summary


async def test_what_is_missing_opens_a_form_with_the_rest_filled_in(world: ChatWorld) -> None:
    form = asked(await world.types("maya", "/award @ana"))
    reply = await world.fills_in("maya", form, badge="mentor", citation="Patient and kind")
    assert "Mentor" in shown(reply).summary
    await world.settle()
    assert len(held(world, "ana")) == 1


@pytest.mark.engines("sqlite", "postgresql")
async def test_the_same_request_delivered_three_times_awards_once_and_answers_alike(world: ChatWorld) -> None:
    replies = [
        await world.types("maya", "/award @ana mentor Patient", key="trigger-1"),
        await world.types("maya", "/award @ana mentor Patient", key="trigger-1"),
        await world.types("maya", "/award @ana mentor Patient", key="trigger-1"),
    ]
    assert replies[0] == replies[1] == replies[2]
    assert world.rows(credentials) == 1


async def test_an_award_is_undone_within_a_day_and_its_earner_is_told_plainly(world: ChatWorld) -> None:
    reply = shown(await world.types("maya", "/award @ana mentor Patient"))
    await world.settle()
    world.passes(hours=23)
    await world.presses("maya", button(reply, "undo"))
    await world.settle()
    [credential] = held(world, "ana")
    assert credential.stage is CredentialStage.UNDONE
    first, second = world.letters("ana")
    assert "If that surprises you, ask Maya" in second.summary
    assert "it was taken back on" in text(first), "and no choice stays on the first letter"
    assert not any(isinstance(block, Buttons) for block in first.blocks)
    assert "none" in shown(await world.types("ana", "/mybadges")).summary.lower() or not any(
        isinstance(block, Buttons) for block in shown(await world.types("ana", "/mybadges")).blocks
    )


async def test_a_slip_that_is_undone_within_minutes_is_one_calm_sentence(world: ChatWorld) -> None:
    reply = shown(await world.types("maya", "/award @ana mentor Patient"))
    await world.settle()
    world.passes(minutes=2)
    await world.presses("maya", button(reply, "undo"))
    await world.settle()
    [only] = world.letters("ana")
    assert text(only) == (
        "Mentor was given by mistake a moment ago and is taken back. There is nothing you need to do."
    )


async def test_whoever_never_heard_of_a_badge_does_not_hear_that_it_is_gone(world: ChatWorld) -> None:
    reply = shown(await world.types("maya", "/award @ana mentor Patient"))
    world.platform.users.pop("U-ANA")
    with world.store() as store:
        for identity in store.people.accounts_of([world.person("ana").id]):
            store.people.forget_account(AccountReference(identity.workspace_id, identity.external_id))
    await world.settle()
    world.passes(hours=2)
    await world.presses("maya", button(reply, "undo"))
    await world.settle()
    assert world.letters("ana") == []


async def test_an_award_undone_before_it_was_signed_is_never_announced(world: ChatWorld) -> None:
    reply = shown(await world.types("maya", "/award @ana mentor Patient"))
    await world.presses("maya", button(reply, "undo"))
    await world.settle()
    assert world.letters("ana") == []


async def test_after_a_day_it_is_too_late_to_undo(world: ChatWorld) -> None:
    reply = shown(await world.types("maya", "/award @ana mentor Patient"))
    world.passes(hours=25)
    assert "24" in shown(await world.presses("maya", button(reply, "undo"))).summary
    assert held(world, "ana")[0].stage is not CredentialStage.UNDONE


async def test_only_the_awarder_or_an_owner_undoes(world: ChatWorld) -> None:
    reply = shown(await world.types("noor", "/award @chidi mentor Patient"))
    await world.presses("ben", button(reply, "undo"))
    assert held(world, "chidi")[0].stage is not CredentialStage.UNDONE
    await world.presses("maya", button(reply, "undo"))
    assert held(world, "chidi")[0].stage is CredentialStage.UNDONE


@pytest.mark.parametrize(
    "citation",
    [
        "<!channel> look",
        "&lt;b&gt; &amp; co",
        "شكرا جزيلا 🎉",
        "X" * 4000,
        "*bold* _it_ `code` <https://e.example|x>",
    ],
)
async def test_a_citation_arrives_as_it_was_typed(world: ChatWorld, citation: str) -> None:
    await world.types("maya", f"/award @ana mentor {citation}")
    await world.settle()
    maya = PersonName(world.person("maya").id, "Maya")
    assert Quote(citation, maya) in world.letters("ana")[0].blocks


@pytest.mark.engines("sqlite", "postgresql")
async def test_a_citation_is_not_in_the_credential(small_world: World) -> None:
    await small_world.types("maya", "/award @ana mentor a very private reason")
    await small_world.settle()
    with small_world.application.database.read() as connection:
        document = CredentialStore(connection).document(held(small_world, "ana")[0].id)
    assert document is not None
    assert b"private" not in document.body
    assert b"Ana" not in document.body
    assert json.loads(document.body)["credentialSubject"]["id"].startswith("urn:uuid:")


async def test_people_nobody_knew_are_learned_from_the_platform(world: ChatWorld) -> None:
    world.platform.users["U-ZOE"] = type(world.platform.users["U-ANA"])("U-ZOE", "Zoe", "zoe@example.org")
    await world.asks("maya", TypedCommand("award", (Mention("U-ZOE", "zoe"), " mentor")), "general", None)
    await world.settle()
    assert len(world.letters("zoe")) == 1
    assert world.rows(letters) == 1


def _texts(card: object) -> list[str]:
    return [plain(block.line) for block in getattr(card, "blocks", ()) if isinstance(block, Paragraph)]


def _buttons(card: object) -> list[str]:
    return [
        shown_button.action
        for block in getattr(card, "blocks", ())
        if isinstance(block, Buttons)
        for shown_button in block.buttons
        if isinstance(shown_button, Button)
    ]


async def test_an_address_names_somebody_of_the_people_file_or_of_the_platform(world: ChatWorld) -> None:
    world.platform.users["U-ZOE"] = type(world.platform.users["U-ANA"])("U-ZOE", "Zoe", "zoe@example.org")
    for address, name in (("ana@example.org", "Ana"), ("Zoe@Example.org", "Zoe")):
        told = shown(await world.types("maya", f"/award {address} customer-hero Stayed", "direct"))
        assert told.summary.startswith(f"You awarded Customer Hero to {name}")
    assert world.rows(credentials) == 2


async def test_an_address_that_nobody_has_is_said_back(world: ChatWorld) -> None:
    told = shown(await world.types("maya", "/award who@example.org customer-hero Stayed", "direct"))
    assert told.summary.startswith("I know nobody with the address who@example.org")
    assert world.rows(credentials) == 0


async def test_nobody_awards_themselves_by_their_address(world: ChatWorld) -> None:
    told = shown(await world.types("maya", "/award maya@example.org customer-hero Me", "direct"))
    assert told.summary.startswith("You cannot award a badge to yourself")
