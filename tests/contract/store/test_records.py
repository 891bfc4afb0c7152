"""`AuditTrail`, `RequestLog` and `DraftRepository`; and what holds for every transaction."""

from dataclasses import replace

import pytest

from bot.context.store import Stale
from bot.domain.audit.model import AuditEntry
from bot.domain.events import AboutInstallation, EventKind, facts_to_json
from bot.messages.cards import Card, Paragraph, Words
from bot.messages.forms import Draft, Form, TextField
from bot.messages.platforms import Conversation
from tests.fakes.town import DAY, IDS, NOW, Town


def entry(town: Town, **more: object) -> AuditEntry:
    facts = facts_to_json(EventKind.REFUSED, AboutInstallation("code"))
    given = AuditEntry(
        IDS.new_id(),
        town.organisation.id,
        NOW,
        town.id_of("ana"),
        EventKind.REFUSED.value,
        IDS.new_id(),
        "manager",
        "mentor@1",
        facts,
    )
    return replace(given, **more)  # type: ignore[arg-type] # fields by name


def draft(town: Town, **more: object) -> Draft:
    given = Draft(
        IDS.token()[:32],
        town.workspace.id,
        town.id_of("ana"),
        "decline",
        "a subject",
        Conversation("general"),
        NOW + DAY,
    )
    return replace(given, **more)  # type: ignore[arg-type] # fields by name


def test_the_trail_tells_about_subjects_oldest_first(town: Town) -> None:
    first = entry(town)
    second = entry(town, subject_id=first.subject_id, actor_id=None, at=NOW - DAY)
    third, other = entry(town), entry(town)
    assert first.subject_id
    assert third.subject_id
    with town.begin() as store:
        for recorded in (second, other, third, first):
            store.audit.record(recorded)
    with town.begin() as store:
        found = store.audit.entries_about([first.subject_id, third.subject_id])
        assert list(found) == [first, second, third], "in the order of their ids"
        assert list(store.audit.entries_about([IDS.new_id()])) == []


def test_many_entries_are_recorded_at_once(town: Town) -> None:
    entries = [entry(town) for _ in range(3)]
    subjects = [recorded.subject_id for recorded in entries if recorded.subject_id]
    with town.begin() as store:
        store.audit.record_all(entries)
    with town.begin() as store:
        assert list(store.audit.entries_about(subjects)) == entries


def test_an_entry_is_recorded_once(town: Town) -> None:
    recorded = entry(town)
    with town.begin() as store:
        store.audit.record(recorded)
    with pytest.raises(town.engine.unique_violation), town.begin() as store:
        store.audit.record(recorded)


def test_a_request_has_the_answer_it_got_first(town: Town, neighbours: Town) -> None:
    with town.begin() as store:
        assert store.requests.stored_answer(town.workspace.id, "k1") is None
        store.requests.remember(town.workspace.id, "k1", "null", NOW)
    with pytest.raises(Stale), town.begin() as store:
        store.requests.remember(town.workspace.id, "k1", "another", NOW)
    with town.begin() as store:
        assert store.requests.stored_answer(town.workspace.id, "k1") == "null"
        assert store.requests.stored_answer(town.workspace.id, "k2") is None
        assert store.requests.stored_answer(neighbours.workspace.id, "k1") is None


def test_a_draft_is_found_until_it_expires_and_in_its_workspace(town: Town, neighbours: Town) -> None:
    kept = draft(town)
    private = draft(town, conversation=Conversation("D-ana", direct=True))
    with town.begin() as store:
        store.drafts.keep(kept, NOW)
        store.drafts.keep(private, NOW)
    with town.begin() as store:
        assert store.drafts.find(town.workspace.id, kept.token, NOW) == kept
        assert store.drafts.find(town.workspace.id, private.token, NOW) == private
        assert store.drafts.find(town.workspace.id, kept.token, kept.expires_at) is None
        assert store.drafts.find(neighbours.workspace.id, kept.token, NOW) is None


def test_a_draft_keeps_its_form_and_ends_once(town: Town) -> None:
    hint = Card("Say it like this", (Paragraph((Words("Say it like this"),)),))
    form = Form("decline", "Decline", "", "Send", (TextField("reason", "Why", "Not yet"),), hint, draft="t")
    kept = draft(town, form=form)
    with town.begin() as store:
        store.drafts.keep(kept, NOW)
    with town.begin() as store:
        assert store.drafts.find(town.workspace.id, kept.token, NOW) == kept
        assert store.drafts.drop(town.workspace.id, kept.token)
    with town.begin() as store:
        assert store.drafts.find(town.workspace.id, kept.token, NOW) is None
        assert not store.drafts.drop(town.workspace.id, kept.token)
        assert store.drafts.find(town.workspace.id, "another", NOW) is None


def test_a_new_draft_sweeps_out_the_expired_ones(town: Town) -> None:
    old, new = draft(town), draft(town, expires_at=NOW + 3 * DAY)
    with town.begin() as store:
        store.drafts.keep(old, NOW)
        store.drafts.keep(new, NOW + DAY)
        assert store.drafts.find(town.workspace.id, old.token, NOW) is None, (
            "even at a time when it was valid"
        )
        assert store.drafts.find(town.workspace.id, new.token, NOW) == new


def test_a_transaction_that_fails_leaves_nothing_in_any_repository(town: Town) -> None:
    credential, letter, job, recorded, kept = (
        town.credential("ana", "maya"),
        town.letter("ana"),
        town.job(),
        entry(town),
        draft(town),
    )
    case = town.case("ana")
    assert recorded.subject_id

    def change_everything_and_fail() -> None:
        with town.begin() as store:
            store.people.change(replace(town.people["ana"], name="Anna"))
            store.catalogue.retire(town.organisation.id, "mentor", NOW)
            store.credentials.add(credential)
            store.nominations.add_case(case, "mentor")
            store.outbox.post(letter, [job])
            store.audit.record(recorded)
            store.requests.remember(town.workspace.id, "k", "null", NOW)
            store.drafts.keep(kept, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_everything_and_fail()
    with town.begin() as store:
        assert store.people.get(town.id_of("ana")) == town.people["ana"]
        assert len(store.catalogue.current(town.organisation.id)) == 2
        assert store.credentials.of_recipient(town.id_of("ana")) == []
        assert store.nominations.open_case(town.organisation.id, town.id_of("ana"), "mentor") is None
        assert store.outbox.letter(letter.id) is None
        assert list(store.audit.entries_about([recorded.subject_id])) == []
        assert store.requests.stored_answer(town.workspace.id, "k") is None
        assert store.drafts.find(town.workspace.id, kept.token, NOW) is None
    assert town.engine.job_keys(town.organisation.id) == []


def test_a_transaction_sees_what_it_wrote_and_others_see_it_once_it_ended(town: Town) -> None:
    credential, job = town.credential("ana", "maya"), town.job()
    with town.begin() as store:
        store.credentials.add(credential)
        store.outbox.queue(job)
        assert store.credentials.get(credential.id) == credential
        assert town.engine.job_keys(town.organisation.id) == []
    assert town.engine.job_keys(town.organisation.id) == [job.key]
    with town.begin() as store:
        assert store.credentials.get(credential.id) == credential
