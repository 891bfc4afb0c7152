"""`Outbox`: letters and jobs as the use cases queue them."""

from dataclasses import replace

import pytest

from bot.domain.outbox.model import ToCaller, ToConversation, ToPerson
from bot.domain.people.model import Person, PlatformFacts
from tests.fakes.town import DAY, IDS, NOW, Town


def test_a_letter_is_queued_once_for_its_key(town: Town) -> None:
    first, second = town.letter("ana", "a key"), town.letter("ana", "a key")
    first, second = (replace(letter, key=f"{town.organisation.id}") for letter in (first, second))
    with town.begin() as store:
        assert store.outbox.post(first)
        assert not store.outbox.post(second)
    with town.begin() as store:
        assert store.outbox.letter(first.id) == first
        assert store.outbox.letter(second.id) is None


def test_a_letter_is_read_as_it_was_queued_whoever_it_is_for(town: Town) -> None:
    addressees = (
        ToConversation("general", "celebrations"),
        ToConversation("general"),
        ToCaller("U-ana", "r", "a"),
    )
    letters = [replace(town.letter("ana"), addressee=addressee, content=None) for addressee in addressees]
    with town.begin() as store:
        for letter in letters:
            assert store.outbox.post(letter)
    with town.begin() as store:
        assert [store.outbox.letter(letter.id) for letter in letters] == letters


def test_many_letters_are_queued_at_once_under_keys_that_are_new(town: Town) -> None:
    letters = [town.letter(who) for who in ("ana", "ben")]
    with town.begin() as store:
        store.outbox.post_all(letters)
        store.outbox.post_all([])
    with town.begin() as store:
        assert [store.outbox.letter(letter.id) for letter in letters] == letters
    again = [town.letter("ana"), replace(town.letter("ana"), key=letters[0].key)]
    with pytest.raises(town.engine.unique_violation), town.begin() as store:
        store.outbox.post_all(again)
    with town.begin() as store:
        assert store.outbox.letter(again[0].id) is None


def test_jobs_beside_a_letter_are_queued_though_the_letter_is_not(town: Town) -> None:
    letter, first, second = town.letter("ana"), town.job("first"), town.job("second")
    first, second = (replace(job, key=f"{job.key}{job.id}") for job in (first, second))
    with town.begin() as store:
        assert store.outbox.post(letter, [first])
        assert not store.outbox.post(replace(letter, id=IDS.new_id()), [second])
    assert town.engine.job_keys(town.organisation.id) == sorted([first.key, second.key])


def test_a_letter_that_ended_is_to_be_sent_no_more(town: Town) -> None:
    letter = town.letter("ana")
    with town.begin() as store:
        store.outbox.post(letter)
    town.engine.end_letter(letter.id, "sent", NOW)
    with town.begin() as store:
        assert store.outbox.letter(letter.id) is None
        assert not store.outbox.post(replace(letter, id=IDS.new_id())), "its key stays used"


def test_a_job_waits_once_for_its_key(town: Town) -> None:
    job, other = town.job(), town.job()
    with town.begin() as store:
        store.outbox.queue(job)
        store.outbox.queue(replace(town.job(), key=job.key), other)
        store.outbox.queue()
    assert town.engine.job_keys(town.organisation.id) == sorted([job.key, other.key])


def test_queueing_a_job_that_was_given_up_starts_it_again(town: Town) -> None:
    job = town.job()
    with town.begin() as store:
        store.outbox.queue(job)
    town.engine.give_up(job.id, NOW)
    assert town.engine.job_keys(town.organisation.id) == []
    with town.begin() as store:
        store.outbox.queue(replace(town.job(), key=job.key))
    assert town.engine.job_keys(town.organisation.id) == [job.key]


def test_only_what_was_given_up_is_retried_and_only_in_its_own_organisation(
    town: Town, neighbours: Town
) -> None:
    dead, alive, abroad = town.job(), town.job(), neighbours.job()
    with town.begin() as store:
        store.outbox.queue(dead, alive, abroad)
    for job in (dead, abroad):
        town.engine.give_up(job.id, NOW)
    asked = [dead.id, alive.id, abroad.id, IDS.new_id()]
    with town.begin() as store:
        assert list(store.outbox.retry(town.organisation.id, asked, NOW)) == [dead.id]
        assert list(store.outbox.retry(town.organisation.id, asked, NOW)) == [], "it is at work again"
    assert town.engine.job_keys(town.organisation.id) == sorted([dead.key, alive.key])
    assert town.engine.job_keys(neighbours.organisation.id) == []


def test_what_failed_too_often_is_counted_for_each_organisation(town: Town, neighbours: Town) -> None:
    dead, alive, abroad = town.job(), town.job(), neighbours.job()
    letter = town.letter("ana")
    with town.begin() as store:
        store.outbox.queue(dead, alive, abroad)
        store.outbox.post(letter)
        assert store.outbox.count_stuck(town.organisation.id) == 0
    for each in (dead, abroad, letter):
        town.engine.give_up(each.id, NOW)
    with town.begin() as store:
        assert store.outbox.count_stuck(town.organisation.id) == 2


def test_a_letter_that_was_given_up_is_to_be_sent_again_when_retried(town: Town) -> None:
    letter = town.letter("ana")
    with town.begin() as store:
        store.outbox.post(letter)
    town.engine.give_up(letter.id, NOW)
    with town.begin() as store:
        assert store.outbox.letter(letter.id) is None
        assert list(store.outbox.retry(town.organisation.id, [letter.id], NOW)) == [letter.id]
        assert store.outbox.letter(letter.id) == letter


def test_a_letter_that_waits_for_an_account_goes_out_once_there_is_one(town: Town) -> None:
    zoe = Person(IDS.new_id(), town.organisation.id, "Zoe")
    with town.begin() as store:
        store.people.add(zoe)
    letter = replace(town.letter("ana"), addressee=ToPerson(zoe.id))
    other = town.letter("ana")
    with town.begin() as store:
        store.outbox.post(letter)
        store.outbox.post(other)
    for waiting in (letter, other):
        town.engine.end_letter(waiting.id, "unmet", NOW)
    with town.begin() as store:
        assert store.outbox.letter(letter.id) is None
        store.people.identify(town.workspace.id, PlatformFacts("U-zoe", "Zoe"), zoe.id, NOW + DAY)
        assert store.outbox.letter(letter.id) == letter
        assert store.outbox.letter(other.id) is None, "another person's"
