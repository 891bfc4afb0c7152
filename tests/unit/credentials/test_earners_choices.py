"""Sharing, downloads and the words in the file as use cases of an earner."""

import pytest

from bot.domain.credentials.downloads import hash_token
from bot.domain.credentials.model import Credential
from bot.domain.events import EventKind
from bot.messages.refusals import Refusal
from bot.presenting.earners.own_places import OwnPlace, read_place
from bot.use_cases.credentials.award import award
from bot.use_cases.credentials.award_command import Award
from bot.use_cases.credentials.earn import (
    CreateDownload,
    ShowMore,
    create_download,
    create_record_download,
    show_more,
)
from bot.use_cases.credentials.share import (
    Celebrate,
    KeepPrivate,
    Share,
    Unshare,
    celebrate,
    close_celebration,
    keep_private,
    share,
    unshare,
)
from tests.fakes.company import achievement_of, context_of
from tests.fakes.memory.world import MemoryWorld


@pytest.fixture
def world() -> MemoryWorld:
    """The small company, without a database."""
    return MemoryWorld.open()


def given(world: MemoryWorld, citation: str = "Patient") -> Credential:
    with world.store() as store:
        command = Award((world.person("ana"),), achievement_of(world, store, "mentor"), citation, "general")
        [badge] = award(context_of(world, store, "maya"), command).badges
    return badge.credential


def test_a_button_on_any_page_of_the_list_leads_back_to_that_page(world: MemoryWorld) -> None:
    badge, place = given(world), OwnPlace("list", 1_020)
    assert read_place(place.token(badge)) == (badge.token, place)


def kinds(world: MemoryWorld) -> list[EventKind]:
    return [entry.kind for entry in world.trail()][2:]


async def test_each_choice_of_an_earner_is_one_event(world: MemoryWorld) -> None:
    badge = given(world)
    await world.settle()
    with world.store() as store:
        ctx = context_of(world, store, "ana")
        keep_private(ctx, KeepPrivate(badge.public_id))
        celebrate(ctx, Celebrate(badge.public_id))
        shared = share(ctx, Share(badge.public_id))
        assert shared.credential.shared_at == world.moment
        unshared = unshare(ctx, Unshare(badge.public_id))
    assert (unshared.credential.shared_at, unshared.credential.celebrated_at) == (None, None)
    assert kinds(world) == [
        EventKind.KEPT_PRIVATE,
        EventKind.CELEBRATED,
        EventKind.SHARED,
        EventKind.UNSHARED,
    ]


async def test_nobody_else_chooses_for_an_earner_and_the_attempt_is_audited(world: MemoryWorld) -> None:
    badge = given(world)
    await world.settle()
    with world.store() as store, pytest.raises(Refusal) as refusal:
        share(context_of(world, store, "maya"), Share(badge.public_id))
    assert (refusal.value.code, refusal.value.audited) == ("unknown_thing", True)


async def test_a_celebration_that_no_channel_lets_in_ends_and_may_be_tried_again(world: MemoryWorld) -> None:
    badge = given(world)
    await world.settle()
    with world.store() as store:
        celebrate(context_of(world, store, "ana"), Celebrate(badge.public_id))
        close_celebration(context_of(world, store, None), badge.id)
        assert store.credentials.get(badge.id).celebrated_at is None
        celebrate(context_of(world, store, "ana"), Celebrate(badge.public_id))
    closed = [entry for entry in world.trail() if entry.kind is EventKind.CELEBRATION_CLOSED]
    assert [(entry.actor_id, entry.subject_id) for entry in closed] == [(None, badge.id)]


async def test_a_download_waits_for_the_signature_and_its_secret_is_not_stored(world: MemoryWorld) -> None:
    badge = given(world)
    for make in (
        lambda ctx: create_download(ctx, CreateDownload(badge.public_id)),
        create_record_download,
    ):
        with world.store() as store, pytest.raises(Refusal) as refusal:
            make(context_of(world, store, "ana"))
        assert refusal.value.code in ("being_signed", "nothing_signed")
    await world.settle()
    with world.store() as store:
        ready = create_download(context_of(world, store, "ana"), CreateDownload(badge.public_id))
        everything = create_record_download(context_of(world, store, "ana"))
    assert list(world.database.tables.download_links) == [hash_token(ready.secret)]
    assert list(world.database.tables.record_links) == [hash_token(everything)]


async def test_the_words_are_included_and_left_out_once_each(world: MemoryWorld) -> None:
    badge = given(world)
    await world.settle()
    for included in (True, True, False, False):
        with world.store() as store:
            show_more(context_of(world, store, "ana"), ShowMore(badge.public_id, words=included))
            inside = store.credentials.get(badge.id).citation_included_at is not None
        assert inside is included
        await world.settle()
    assert kinds(world) == [EventKind.CITATION_INCLUDED, EventKind.CITATION_LEFT_OUT]


async def test_there_are_no_words_to_include_where_none_were_said(world: MemoryWorld) -> None:
    badge = given(world, citation="")
    await world.settle()
    with world.store() as store, pytest.raises(Refusal):
        show_more(context_of(world, store, "ana"), ShowMore(badge.public_id, words=True))
