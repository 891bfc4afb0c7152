"""`CredentialRepository`: credentials and the links that open one download."""

from dataclasses import replace

import pytest

from bot.context.store import Stale
from bot.domain.credentials.downloads import DownloadLink, RecordLink
from bot.domain.credentials.model import AwardCountFilter, Credential, CredentialStage, HeldSummary
from tests.fakes.town import DAY, IDS, NOW, Town, achievement


def added(town: Town, *credentials: Credential) -> None:
    with town.begin() as store:
        for credential in credentials:
            store.credentials.add(credential)


def ended(credential: Credential, stage: CredentialStage = CredentialStage.REVOKED) -> Credential:
    return replace(credential, stage=stage, undone_at=NOW + DAY, ended_reason="A mistake")


def test_a_credential_is_read_as_it_was_added_by_each_of_its_ids(town: Town) -> None:
    credential = town.credential(
        "ana", "maya", citation="🎉 ‘quoted’\nand more", was_shared=True, shared_at=NOW
    )
    added(town, credential)
    with town.begin() as store:
        assert store.credentials.get(credential.id) == credential
        assert store.credentials.by_public_id(credential.public_id) == credential
        assert store.credentials.by_public_id(IDS.public_id()) is None
        with pytest.raises(town.engine.not_found):
            store.credentials.get(IDS.new_id())


def test_a_case_leads_to_one_credential(town: Town) -> None:
    case = town.nominated("ana", "ben")
    credential = town.credential("ana", "maya", nomination_id=case.id)
    added(town, credential)
    with town.begin() as store:
        assert store.credentials.of_case(case.id) == credential
        assert store.credentials.of_case(IDS.new_id()) is None
    with pytest.raises(town.engine.unique_violation):
        added(town, town.credential("ana", "maya", nomination_id=case.id))


def test_a_public_id_names_one_credential(town: Town) -> None:
    credential = town.credential("ana", "maya")
    added(town, credential)
    with pytest.raises(town.engine.unique_violation):
        added(town, replace(credential, id=IDS.new_id()))


def test_a_change_counts_a_revision_and_saves_what_may_change(town: Town) -> None:
    credential = town.credential("ana", "maya")
    added(town, credential)
    changed = replace(
        ended(credential, CredentialStage.UNDONE),
        achievement_id=town.achievements["ship-it"].id,
        citation="Other words",
        amended_at=NOW,
        celebrated_at=NOW,
        shared_at=NOW,
        citation_included_at=NOW,
        was_shared=True,
    )
    with town.begin() as store:
        after = store.credentials.change(changed)
    assert after == replace(changed, revision=1)
    with town.begin() as store:
        assert store.credentials.get(credential.id) == after


def test_a_change_of_what_was_changed_meanwhile_is_stale(town: Town) -> None:
    credential = town.credential("ana", "maya")
    added(town, credential)
    with town.begin() as store:
        after = store.credentials.change(replace(credential, citation="first"))
    with pytest.raises(Stale), town.begin() as store:
        store.credentials.change(replace(credential, citation="second"))
    with town.begin() as store:
        assert store.credentials.get(credential.id).citation == "first"
        store.credentials.change(replace(after, citation="third"))


def test_a_persons_credentials_come_newest_first(town: Town) -> None:
    older, newer = (town.credential("ana", "maya", awarded_at=NOW + number * DAY) for number in (0, 1))
    twins = [town.credential("ana", "noor", awarded_at=NOW + 2 * DAY) for _ in range(2)]
    added(town, newer, older, *twins, town.credential("ben", "maya"))
    with town.begin() as store:
        found = store.credentials.of_recipient(town.id_of("ana"))
    assert [row.id for row in found] == [twins[1].id, twins[0].id, newer.id, older.id]


def test_who_holds_an_achievement_holds_it_in_any_version_while_it_is_valid(town: Town) -> None:
    gone = town.credential("noor", "maya")
    added(town, town.credential("ana", "maya"), gone, town.credential("ben", "maya", "ship-it"))
    with town.begin() as store:
        store.credentials.change(ended(gone))
        store.catalogue.retire(town.organisation.id, "mentor", NOW)
        second = achievement(town.organisation.id, "mentor", 2)
        store.catalogue.add(second)
        store.credentials.add(town.credential("maya", "noor", achievement_id=second.id))
    everyone = [person.id for person in town.people.values()]
    with town.begin() as store:
        holders = store.credentials.holders(town.organisation.id, "mentor", everyone)
        assert holders == {town.id_of("ana"), town.id_of("maya")}
        assert store.credentials.holders(town.organisation.id, "mentor", [town.id_of("ben")]) == frozenset()
        assert store.credentials.holders(IDS.new_id(), "mentor", everyone) == frozenset()


def test_awards_are_counted_by_achievement_direct_awarder_and_recipient(town: Town, neighbours: Town) -> None:
    case = town.nominated("ben", "ana")
    undone = town.credential("ana", "maya")
    added(
        town,
        town.credential("ana", "maya", awarded_at=NOW),
        town.credential("ana", "noor", "ship-it", awarded_at=NOW + DAY),
        town.credential("ben", "maya", nomination_id=case.id, awarded_at=NOW + DAY),
        town.credential("noor", "maya", awarded_at=NOW - DAY),
        undone,
    )
    added(neighbours, neighbours.credential("ana", "maya"))
    with town.begin() as store:
        store.credentials.change(ended(undone, CredentialStage.UNDONE))

    def number(**within: object) -> int:
        with town.begin() as store:
            return store.credentials.award_count(
                town.organisation.id,
                NOW,
                AwardCountFilter(**within),  # type: ignore[arg-type] # fields by name
            )

    assert number() == 3
    assert number(slug="mentor") == 2
    assert number(slug="mentor", recipient_id=town.id_of("ana")) == 1
    assert number(awarder_id=town.id_of("maya")) == 1, "an approval is no direct award"
    assert number(recipient_id=town.id_of("ana")) == 2
    assert number(recipient_id=town.id_of("noor")) == 0


def test_what_a_person_holds_is_counted_and_read_page_by_page(town: Town) -> None:
    held = [town.credential("ana", "maya", awarded_at=NOW + number * DAY) for number in range(5)]
    undone = town.credential("ana", "maya", awarded_at=NOW + 9 * DAY)
    added(town, *held, undone, town.credential("ben", "maya"))
    with town.begin() as store:
        store.credentials.change(ended(undone, CredentialStage.UNDONE))
        store.credentials.change(replace(held[0], shared_at=NOW, celebrated_at=NOW))
        store.credentials.change(replace(held[1], shared_at=NOW, stage=CredentialStage.ISSUED))
    with town.begin() as store:
        summary = store.credentials.summary_of(town.id_of("ana"))
        assert (summary.total, summary.shared, summary.celebrated, summary.private) == (5, 2, 1, 3)
        assert summary.signed == sum(row.stage is CredentialStage.ISSUED for row in held[2:]) + 1 + (
            held[0].stage is CredentialStage.ISSUED
        )
        pages = [store.credentials.newest_of(town.id_of("ana"), first, 2) for first in (0, 2, 4, 6)]
        assert [[row.id for row in page] for page in pages] == [
            [held[4].id, held[3].id],
            [held[2].id, held[1].id],
            [held[0].id],
            [],
        ]
        assert store.credentials.summary_of(town.id_of("noor")) == HeldSummary()


def test_the_last_award_is_that_of_one_giver_to_each_person_and_still_stands(town: Town) -> None:
    case = town.nominated("ben", "ana")
    undone = town.credential("noor", "maya", awarded_at=NOW + DAY)
    added(
        town,
        town.credential("ana", "maya", awarded_at=NOW),
        town.credential("ana", "maya", "ship-it", awarded_at=NOW + DAY),
        town.credential("ana", "noor", "ship-it", awarded_at=NOW + 2 * DAY),
        town.credential("ben", "maya", nomination_id=case.id, awarded_at=NOW),
        undone,
    )
    with town.begin() as store:
        store.credentials.change(ended(undone, CredentialStage.UNDONE))
    with town.begin() as store:
        asked = [town.id_of(name) for name in ("ana", "ben", "noor")]
        given = store.credentials.last_awards(town.id_of("maya"), asked)
        assert given == {town.id_of("ana"): NOW + DAY, town.id_of("ben"): NOW}
        assert store.credentials.last_awards(town.id_of("maya"), []) == {}


def test_to_its_giver_a_badge_that_was_turned_down_looks_like_one_that_stands(town: Town) -> None:
    given = town.credential("ana", "maya", awarded_at=NOW)
    added(town, given)
    with town.begin() as store:
        turned_down = store.credentials.change(ended(given, CredentialStage.TURNED_DOWN))
    ana, maya = town.id_of("ana"), town.id_of("maya")
    with town.begin() as store:
        assert store.credentials.last_awards(maya, [ana]) == {ana: NOW}
        slug = store.catalogue.get(given.achievement_id).slug
        found = store.credentials.awarded_since(turned_down.organisation_id, slug, [ana], NOW - DAY)
        assert [credential.id for credential in found] == [given.id]


def test_a_persons_credentials_of_one_achievement_come_in_any_version_and_stage(town: Town) -> None:
    first = town.credential("ana", "maya")
    added(town, first, town.credential("ana", "maya", "ship-it"), town.credential("ben", "maya"))
    with town.begin() as store:
        store.credentials.change(ended(first))
        store.catalogue.retire(town.organisation.id, "mentor", NOW)
        version = achievement(town.organisation.id, "mentor", 2)
        store.catalogue.add(version)
        second = town.credential("ana", "maya", achievement_id=version.id, awarded_at=NOW + DAY)
        store.credentials.add(second)
    with town.begin() as store:
        found = store.credentials.of_achievement(town.organisation.id, town.id_of("ana"), "mentor")
        elsewhere = store.credentials.of_achievement(IDS.new_id(), town.id_of("ana"), "mentor")
    assert [row.id for row in found] == [second.id, first.id]
    assert elsewhere == []


def test_a_credential_has_one_document_the_last_that_was_stored(town: Town) -> None:
    credential, unsigned = town.credential("ana", "maya"), town.credential("ben", "maya")
    added(town, credential, unsigned)
    first, second = town.document(credential), replace(town.document(credential, b"[]"), salt=None, jwt=None)
    with town.begin() as store:
        store.credentials.add_document(first)
        assert store.credentials.document(credential.id) == first
        store.credentials.add_document(second)
    with town.begin() as store:
        assert store.credentials.document(credential.id) == second
        assert store.credentials.document(unsigned.id) is None


def test_a_signed_document_is_forgotten_and_the_credential_is_not(town: Town) -> None:
    kept, gone = town.credential("ana", "maya"), town.credential("ben", "maya")
    added(town, kept, gone)
    with town.begin() as store:
        for credential in (kept, gone):
            store.credentials.add_document(town.document(credential))
        store.credentials.forget_document(gone.id)
    with town.begin() as store:
        assert store.credentials.get(gone.id) == gone
        assert store.credentials.document(gone.id) is None
        assert store.credentials.document(kept.id)


def test_many_credentials_are_added_with_their_documents(town: Town) -> None:
    new = [town.credential(who, "maya") for who in ("ana", "ben", "noor")]
    signed = [(credential, town.document(credential)) for credential in new]
    with town.begin() as store:
        store.credentials.add_all(signed)
    with town.begin() as store:
        for credential, document in signed:
            assert store.credentials.get(credential.id) == credential
            assert store.credentials.document(credential.id) == document
    with pytest.raises(town.engine.unique_violation), town.begin() as store:
        store.credentials.add_all([(town.credential("ana", "noor"), signed[0][1]), signed[0]])
    with town.begin() as store:
        assert len(store.credentials.of_recipient(town.id_of("ana"))) == 1


def test_the_key_of_an_award_is_claimed_once_in_an_organisation(town: Town, neighbours: Town) -> None:
    first, second = town.credential("ana", "maya"), town.credential("ben", "maya")
    organisation_id = town.organisation.id
    with town.begin() as store:
        assert store.credentials.claim_keys(organisation_id, {"row 1": first.id}, NOW) == {"row 1"}
        store.credentials.add(first)
    with town.begin() as store:
        claims = {"row 1": second.id, "row 2": second.id}
        assert store.credentials.claim_keys(organisation_id, claims, NOW) == {"row 2"}
        store.credentials.add(second)
    with town.begin() as store:
        awarded = store.credentials.awarded_by_keys(organisation_id, ["row 1", "row 2", "row 3"])
        elsewhere = store.credentials.awarded_by_keys(neighbours.organisation.id, ["row 1"])
    assert awarded == {"row 1": first.public_id, "row 2": second.public_id}
    assert elsewhere == {}


def test_a_new_link_sweeps_out_those_that_expired_long_ago(town: Town) -> None:
    credential = town.credential("ana", "maya")
    added(town, credential)
    old, late, new = (IDS.token() for _ in range(3))
    with town.begin() as store:
        store.credentials.add_link(DownloadLink(old, credential.id, NOW))
        store.credentials.add_link(DownloadLink(late, credential.id, NOW + DAY))
        store.credentials.add_link(DownloadLink(new, credential.id, NOW + DAY + DAY))
        store.credentials.add_record_link(RecordLink(f"r{old}", town.id_of("ana"), NOW))
        store.credentials.add_record_link(RecordLink(f"r{new}", town.id_of("ana"), NOW + 2 * DAY))
    assert town.engine.link_hashes() & {old, late, new, f"r{old}", f"r{new}"} == {late, new, f"r{new}"}


def test_a_link_is_given_out_once(town: Town) -> None:
    credential = town.credential("ana", "maya")
    added(town, credential)
    link, record = (
        DownloadLink(IDS.token(), credential.id, NOW),
        RecordLink(IDS.token(), town.id_of("ana"), NOW),
    )
    with town.begin() as store:
        store.credentials.add_link(link)
        store.credentials.add_record_link(record)
    with pytest.raises(town.engine.unique_violation), town.begin() as store:
        store.credentials.add_link(link)
    with pytest.raises(town.engine.unique_violation), town.begin() as store:
        store.credentials.add_record_link(record)
