"""Two persons who turn out to be one, one who turns out to be two: everything stays with the right person."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from bot.domain.credentials.model import Credential
from bot.domain.events import EventKind
from bot.domain.people.merging import PersonRole
from bot.domain.people.model import AccountLink, LinkGround, Person, PlatformFacts
from bot.messages.cards import Card
from bot.messages.platforms import Platform
from bot.messages.refusals import Refusal
from bot.use_cases.people.accounts import (
    EndLink,
    MergePeople,
    end_link,
    load_person_accounts,
    merge_people,
)
from bot.use_cases.people.learn import Report
from bot.use_cases.people.unmerging import UndoMerge, undo_merge
from tests.contract.nominations.test_nomination_life import nominated
from tests.fakes.chat_world import ChatWorld, shown
from tests.fakes.company import context_of, joins
from tests.fakes.platform import button

ANY_ENGINE = pytest.mark.engines("memory", "sqlite", "postgresql")


def acts(world: ChatWorld, who: str | None, use_case: Callable[..., Any], command: Any) -> Any:
    with world.store() as store:
        return use_case(context_of(world, store, who), command)


def badges_of(world: ChatWorld, person_id: UUID) -> list[Credential]:
    with world.read() as store:
        return list(store.credentials.of_recipient(person_id))


def person_by_id(world: ChatWorld, person_id: UUID) -> Person:
    with world.read() as store:
        return store.people.get(person_id)


async def other(world: ChatWorld) -> Person:
    """Chidi, who will turn out to be Ana: with a badge and a nomination of their own."""
    await world.types("maya", "/award @chidi customer-hero Stayed on the line")
    await world.types("chidi", "/nominate @ben mentor because he explains")
    await world.settle()
    return world.person("chidi")


@ANY_ENGINE
async def test_badges_and_nominations_of_both_stand_in_one_place(world: ChatWorld) -> None:
    merged, kept = await other(world), world.person("ana")
    await world.types("maya", "/award @ana ship-it Shipped")
    acts(world, "maya", merge_people, MergePeople(kept, merged))
    assert len(badges_of(world, kept.id)) == 2
    assert badges_of(world, merged.id) == []
    assert person_by_id(world, merged.id).id == kept.id
    listed = shown(await world.types("chidi", "/mybadges"))
    assert "Customer Hero" in repr(listed)
    assert "Ship It" in repr(listed)
    assert "Ben" in repr(shown(await world.types("ana", "/badges nominations")))


@ANY_ENGINE
async def test_undoing_a_merge_gives_everything_back(world: ChatWorld) -> None:
    merged, kept = await other(world), world.person("ana")
    await world.types("maya", "/award @ana ship-it Shipped")
    before = badges_of(world, merged.id), badges_of(world, kept.id)
    acts(world, "maya", merge_people, MergePeople(kept, merged))
    acts(world, "maya", undo_merge, UndoMerge(merged.id))
    assert (badges_of(world, merged.id), badges_of(world, kept.id)) == before
    assert person_by_id(world, merged.id).id == merged.id
    assert world.person("ana").id == kept.id
    assert "Customer Hero" in repr(shown(await world.types("chidi", "/mybadges")))
    assert "Customer Hero" not in repr(shown(await world.types("ana", "/mybadges")))


@ANY_ENGINE
async def test_what_came_in_since_goes_back_by_the_account_mentioned(world: ChatWorld) -> None:
    merged, kept = world.person("chidi"), world.person("ana")
    acts(world, "maya", merge_people, MergePeople(kept, merged))
    world.passes(minutes=1)
    await world.types("maya", "/award @chidi customer-hero Stayed on the line")
    await world.types("maya", "/award @ana ship-it Shipped")
    await world.types("chidi", "/nominate @ben mentor because he explains")
    await world.types("ben", "/nominate @chidi mentor because they explain")
    undone = acts(world, "maya", undo_merge, UndoMerge(merged.id))
    assert undone.unclear == ()
    assert "Customer Hero" in repr(shown(await world.types("chidi", "/mybadges")))
    assert "Ship It" not in repr(shown(await world.types("chidi", "/mybadges")))
    assert "Ship It" in repr(shown(await world.types("ana", "/mybadges")))
    assert "Customer Hero" not in repr(shown(await world.types("ana", "/mybadges")))
    assert "Ben" in repr(shown(await world.types("chidi", "/badges nominations")))
    assert "Ben" not in repr(shown(await world.types("ana", "/badges nominations")))
    await world.settle()
    await world.presses("maya", button(world.letters("maya")[-1], "approve"))
    assert len(badges_of(world, merged.id)) == 2, "the case that waited is theirs as well"


@ANY_ENGINE
async def test_what_the_account_decided_and_said_since_is_theirs_as_well(world: ChatWorld) -> None:
    merged, kept = joins(world, "zoe"), world.person("maya")
    acts(world, "maya", merge_people, MergePeople(kept, merged))
    world.passes(minutes=1)
    await world.types("ben", "/nominate @ana mentor because she explains")
    await world.settle()
    await world.presses("zoe", button(world.letters("zoe")[-1], "approve"))
    await world.types("zoe", "/award @ana customer-hero Stayed on the line")
    await world.is_away("zoe", "for 2 weeks")
    undone = acts(world, "maya", undo_merge, UndoMerge(merged.id))
    assert undone.unclear == ()
    awarders = {badge.awarder_id for badge in badges_of(world, world.person("ana").id)}
    assert awarders == {merged.id}
    with world.read() as store:
        absent = store.people.absences([kept.id, merged.id], world.moment)
    assert set(absent) == {merged.id}


@ANY_ENGINE
async def test_deputies_and_approvers_named_by_the_account_follow_it(world: ChatWorld) -> None:
    merged, kept = world.person("chidi"), world.person("noor")
    acts(world, "maya", merge_people, MergePeople(kept, merged))
    world.passes(minutes=1)
    await world.is_away("maya", "for 2 weeks, ask @chidi")
    await world.types("maya", "/badges approver @ana @chidi")
    acts(world, "maya", undo_merge, UndoMerge(merged.id))
    with world.read() as store:
        maya = world.person("maya").id
        assert store.people.absences([maya], world.moment)[maya].deputy_id == merged.id
    assert world.person("ana").approver_id == merged.id


@ANY_ENGINE
async def test_what_no_account_tells_stays_and_is_named(world: ChatWorld) -> None:
    merged, kept = world.person("chidi"), world.person("ana")
    acts(world, "maya", merge_people, MergePeople(kept, merged))
    world.passes(minutes=1)
    await world.types("maya", "/award chidi@example.org customer-hero Stayed on the line")
    card = shown(await world.types("maya", "/badge-admin people @ana"))
    answer = shown(await world.presses("maya", button(card, "undo_merge")))
    assert "stays with" in repr(answer)
    assert "Customer Hero" in repr(answer)
    assert [badge.recipient_id for badge in badges_of(world, kept.id)] == [kept.id]


@ANY_ENGINE
async def test_a_case_that_mentions_both_accounts_stays_whole_and_is_named(world: ChatWorld) -> None:
    merged, kept = world.person("chidi"), world.person("ana")
    acts(world, "maya", merge_people, MergePeople(kept, merged))
    world.passes(minutes=1)
    await world.types("ben", "/nominate @chidi mentor because they explain")
    await world.types("noor", "/nominate @ana mentor because they explain")
    undone = acts(world, "maya", undo_merge, UndoMerge(merged.id))
    assert [(row.role, row.badge) for row in undone.unclear] == [(PersonRole.NOMINEE, "Mentor")]
    with world.read() as store:
        [case] = store.nominations.cases_about(kept.id)
        assert {each.nominee_id for each in store.nominations.of_case(case.id)} == {kept.id}


@ANY_ENGINE
async def test_a_nomination_joined_to_a_case_that_goes_back_goes_with_it(world: ChatWorld) -> None:
    merged, kept = world.person("chidi"), world.person("ana")
    await world.types("ben", "/nominate @chidi mentor because they explain")
    acts(world, "maya", merge_people, MergePeople(kept, merged))
    world.passes(minutes=1)
    await world.types("noor", "/nominate @ana mentor because they explain")
    undone = acts(world, "maya", undo_merge, UndoMerge(merged.id))
    assert undone.unclear == ()
    with world.read() as store:
        [case] = store.nominations.cases_about(merged.id)
        assert {each.nominee_id for each in store.nominations.of_case(case.id)} == {merged.id}
        assert store.nominations.cases_about(kept.id) == []


@ANY_ENGINE
async def test_an_account_linked_since_by_the_address_goes_back_with_it(world: ChatWorld) -> None:
    """Ana has no address until the merge; whoever shows Chidi's afterwards is Chidi."""
    merged, kept = world.person("chidi"), world.person("ana")
    world.change(replace(kept, email=None))
    kept = replace(kept, email=None)
    acts(world, "maya", merge_people, MergePeople(kept, merged))
    world.passes(minutes=1)
    with world.store() as store:
        workspace = store.people.workspace(Platform.SANDBOX, "W")
        assert workspace is not None
        facts = PlatformFacts("U-NEW", "Chidi", "chidi@example.org")
        link = AccountLink(LinkGround.EMAIL, world.moment)
        store.people.identify(workspace.id, facts, kept.id, world.moment, link)
    acts(world, "maya", undo_merge, UndoMerge(merged.id))
    with world.read() as store:
        accounts = {account.external_id for account in store.people.accounts_of([merged.id])}
    assert accounts == {"U-CHIDI", "U-NEW"}


@ANY_ENGINE
async def test_the_trail_keeps_under_which_name_things_happened(world: ChatWorld) -> None:
    merged, kept = await other(world), world.person("ana")
    before = list(world.trail())
    acts(world, "maya", merge_people, MergePeople(kept, merged))
    assert list(world.trail())[: len(before)] == before
    assert world.trail()[-1].kind is EventKind.PEOPLE_MERGED
    acts(world, "maya", undo_merge, UndoMerge(merged.id))
    assert world.trail()[-1].kind is EventKind.PEOPLE_PARTED


@pytest.mark.engines("memory")
async def test_a_case_that_waits_is_decided_after_its_nominee_was_merged(world: ChatWorld) -> None:
    card = await nominated(world)
    joins(world, "zoe", "maya")
    acts(world, "maya", merge_people, MergePeople(world.person("zoe"), world.person("ana")))
    assert "changed" in shown(await world.presses("maya", button(card, "approve"))).summary
    await world.settle()
    await world.presses("maya", button(world.letters("maya")[-1], "approve"))
    assert len(badges_of(world, world.person("zoe").id)) == 1


@pytest.mark.engines("memory")
async def test_only_owners_merge_part_and_look(world: ChatWorld) -> None:
    ana, ben = world.person("ana"), world.person("ben")
    for use_case, command in (
        (merge_people, MergePeople(ana, ben)),
        (undo_merge, UndoMerge(ben.id)),
        (load_person_accounts, ana),
    ):
        with pytest.raises(Refusal, match="owners_only"):
            acts(world, "ana", use_case, command)


@pytest.mark.engines("memory")
async def test_an_account_that_is_not_theirs_becomes_a_person_of_its_own(world: ChatWorld) -> None:
    from bot.domain.people.model import AccountReference  # noqa: PLC0415 - one name for one test

    facts = PlatformFacts("U-ANA-2", "Ana B.")
    ana = world.person("ana")
    with world.store() as store:
        workspace = store.people.workspace(Platform.SANDBOX, "W")
        assert workspace is not None
        store.people.identify(workspace.id, facts, ana.id, world.moment)
        reference = AccountReference(workspace.id, "U-ANA-2")
    parted = acts(world, "maya", end_link, EndLink(reference))
    assert parted.id != ana.id
    world.dispatcher.learn(Platform.SANDBOX, "W", Report((facts,)), world.moment)
    with world.read() as store:
        assert store.people.identities(workspace.id, ["U-ANA-2"])["U-ANA-2"].person.id == parted.id


@pytest.mark.engines("memory")
async def test_the_owner_decides_from_the_letter_and_every_copy_says_so(world: ChatWorld) -> None:
    twin = PlatformFacts("U-TWIN", "Ana Again", "ana@example.org")
    world.platform.users["U-TWIN"] = twin
    world.dispatcher.learn(Platform.SANDBOX, "W", Report((twin,)), world.moment)
    await world.settle()
    letter: Card = world.letters("maya")[-1]
    assert "may be Ana" in letter.summary
    answer = shown(await world.presses("maya", button(letter, "same_person")))
    assert "is now Ana" in answer.summary
    again = shown(await world.presses("maya", button(letter, "other_person")))
    assert "decided already" in again.summary
    await world.settle()
    assert "decided" in world.letters("maya")[-1].summary
