"""Who a row of a people file is, case by case (docs/people.md): what people expect of the next import."""

import pytest

from bot.domain.people.imports.model import AddressAnswers
from bot.domain.people.model import (
    NEVER_SEEN,
    AccountReference,
    LinkGround,
    MembershipStatus,
    PlatformFacts,
)
from bot.messages.platforms import Platform
from tests.fakes.imports import Staff, refused, said
from tests.fakes.worded import worded

MAYA = "Maya Lind,maya@x.example,,UMAYA,"
ANA = "Ana Souza,ana@x.example,maya@x.example,UANA,"
JO = "Jo Smith,jo@x.example,maya@x.example,UJO1,"
JOAN = "Joan Lee,jo@x.example,maya@x.example,UJO2,"


@pytest.fixture
def staff() -> Staff:
    """Maya and Ana, met on Slack."""
    staff = Staff()
    staff.imports(MAYA, ANA)
    staff.member("UMAYA", "Maya Lind", "maya@x.example")
    staff.member("UANA", "Ana Souza", "ana@x.example")
    return staff


# The address changed


@pytest.mark.parametrize("complete", [False, True])
def test_a_new_address_of_the_same_account_is_the_same_person(staff: Staff, complete: bool) -> None:
    before = staff.person("ana@x.example")
    married = "Ana Costa,ana.costa@x.example,maya@x.example,UANA,"
    plan = staff.imports(MAYA, married, complete=complete)
    assert said(plan) == ["Ana Costa: name Ana Souza → Ana Costa, e-mail ana@x.example → ana.costa@x.example"]
    assert (plan.findings, staff.person("ana.costa@x.example").id) == ((), before.id)
    assert len(staff.people()) == 2


def test_without_an_id_the_address_that_the_workspace_vouches_for_is_the_same_person(staff: Staff) -> None:
    before = staff.person("ana@x.example")
    staff.member("UANA", "Ana Costa", "ana.costa@x.example")
    plan = staff.imports(MAYA, "Ana Costa,ana.costa@x.example,maya@x.example,,", complete=True)
    assert staff.person("ana.costa@x.example").id == before.id
    assert [person.left for person in staff.people()] == [False, False], said(plan)


def test_two_may_swap_their_addresses(staff: Staff) -> None:
    ids = [staff.person("maya@x.example").id, staff.person("ana@x.example").id]
    plan = staff.imports("Ana Souza,maya@x.example,,UANA,", "Maya Lind,ana@x.example,,UMAYA,", complete=True)
    assert plan.findings == ()
    assert [staff.person("ana@x.example").id, staff.person("maya@x.example").id] == ids


def test_an_address_that_its_owner_leaves_in_the_same_file_may_be_a_new_persons(staff: Staff) -> None:
    ana = staff.person("ana@x.example")
    plan = staff.imports(MAYA, "Ana Lima,ana@x.example,,,", "Ana Souza,ana.souza@x.example,,UANA,")
    assert plan.findings == ()
    assert staff.person("ana.souza@x.example").id == ana.id
    assert staff.person("ana@x.example").id != ana.id


def test_a_person_under_the_old_and_the_new_address_is_one_person_twice(staff: Staff) -> None:
    plan = staff.imports(MAYA, "Ana Souza,ana@x.example,,,", "Ana Souza,ana.souza@x.example,,UANA,")
    assert refused(plan) == [(4, "ana.souza@x.example again")]
    assert (len(staff.people()), staff.holder("UANA").email) == (2, "ana@x.example")


def test_an_id_in_the_row_of_a_new_person_beside_its_own_persons_row_is_a_mistake(staff: Staff) -> None:
    plan = staff.imports(MAYA, "Ana Souza,ana@x.example,,,", "Tyra Typo,tyra@x.example,,UANA,")
    assert refused(plan) == [(4, "the slack_id “UANA” of Ana Souza (ana@x.example)")]
    assert staff.holder("UANA").email == "ana@x.example"


# The name changed


def test_another_name_of_the_same_account_or_address_is_the_same_person(staff: Staff) -> None:
    plan = staff.imports(MAYA, "Ana Costa,ana@x.example,maya@x.example,,")
    assert said(plan) == ["Ana Costa: name Ana Souza → Ana Costa"]


def test_where_the_platforms_spelling_counts_a_file_renames_nobody_whom_a_platform_knows() -> None:
    staff = Staff(names="platform")
    staff.imports(MAYA, ANA)
    staff.member("UANA", "Ana S.", "ana@x.example")
    assert staff.person("ana@x.example").name == "Ana S."
    assert said(staff.imports(MAYA, ANA)) == []
    assert said(staff.imports("Maya Lindqvist,maya@x.example,,UMAYA,", ANA)) == [
        "Maya Lindqvist: name Maya Lind → Maya Lindqvist"
    ], "no platform has said yet how Maya is called"


def test_where_the_files_spelling_counts_no_platform_changes_it_back(staff: Staff) -> None:
    staff.member("UANA", "ana 🌴 OOO till 5.1.", "ana@x.example")
    assert staff.person("ana@x.example").name == "Ana Souza"
    assert said(staff.imports(MAYA, ANA)) == []


# Rehired


def test_whoever_is_in_the_file_again_under_the_same_name_is_back(staff: Staff) -> None:
    before = staff.person("ana@x.example")
    staff.imports(MAYA, complete=True)
    plan = staff.imports(MAYA, ANA, complete=True)
    assert said(plan) == ["Ana Souza: is back"]
    assert (staff.person("ana@x.example").id, staff.person("ana@x.example").standing) == (before.id, "member")


def test_whoever_comes_back_with_another_account_has_both_and_uses_the_living_one(staff: Staff) -> None:
    staff.deactivates("UANA", "Ana Souza", "ana@x.example")
    staff.imports(MAYA, complete=True)
    plan = staff.imports(MAYA, "Ana Souza,ana@x.example,,UANA2,")
    assert (plan.findings, staff.holder("UANA2")) == ((), staff.holder("UANA"))
    assert staff.person("ana@x.example").standing is MembershipStatus.MEMBER
    with staff.database.read() as store:
        ana = staff.person("ana@x.example").id
        assert store.people.names(staff.places[Platform.SLACK].id, frozenset({ana})) == {ana: "UANA2"}


def test_whoever_is_back_without_a_living_account_is_a_member_as_soon_as_one_is_seen(staff: Staff) -> None:
    staff.deactivates("UANA", "Ana Souza", "ana@x.example")
    staff.imports(MAYA, complete=True)
    plan = staff.imports(MAYA, "Ana Souza,ana@x.example,maya@x.example,,")
    assert said(plan) == ["Ana Souza: is back, and a member as soon as a platform reports a living account"]
    assert staff.person("ana@x.example").standing is MembershipStatus.LEFT
    staff.member("UANA2", "Ana Souza", "ana@x.example")
    assert staff.holder("UANA2") == staff.holder("UANA")
    assert staff.person("ana@x.example").standing is MembershipStatus.MEMBER


# The address was given to another person


@pytest.fixture
def left_behind() -> Staff:
    """Jo left; the address is free for others."""
    staff = Staff()
    staff.imports(MAYA, JO)
    staff.member("UJO1", "Jo Smith", "jo@x.example")
    staff.deactivates("UJO1", "Jo Smith", "jo@x.example")
    staff.imports(MAYA, complete=True)
    return staff


@pytest.mark.parametrize("row", [JOAN, "Joan Lee,jo@x.example,maya@x.example,,"])
def test_another_name_under_a_leavers_address_is_asked_about_and_nothing_is_handed_over(
    left_behind: Staff, row: str
) -> None:
    jo = left_behind.person("jo@x.example")
    plan = left_behind.imports(MAYA, row, complete=True)
    assert [line for line, _ in refused(plan)] == [3]
    assert left_behind.person("jo@x.example") == jo
    assert "UJO2" not in str(left_behind.state())


def test_an_account_that_ended_and_another_name_are_asked_about_too() -> None:
    staff = Staff()
    staff.imports(MAYA, JO)
    staff.deactivates("UJO1", "Jo Smith", "jo@x.example")
    assert [line for line, _ in refused(staff.imports(MAYA, JOAN))] == [3]


def test_the_answer_another_person_gives_the_address_to_a_new_person_once(left_behind: Staff) -> None:
    jo = left_behind.holder("UJO1")
    another = AddressAnswers(another=frozenset({"jo@x.example"}))
    left_behind.imports(MAYA, JOAN, answers=another)
    joan = left_behind.person("jo@x.example")
    assert joan.id != jo.id
    assert (left_behind.holder("UJO1").id, left_behind.holder("UJO2").id) == (jo.id, joan.id)
    assert (left_behind.holder("UJO1").email, left_behind.holder("UJO1").left) == (None, True)
    for again in (AddressAnswers(), another):
        assert (said(plan := left_behind.imports(MAYA, JOAN, answers=again)), plan.findings) == ([], ())


def test_the_answer_same_person_brings_the_leaver_back_under_the_other_name(left_behind: Staff) -> None:
    jo = left_behind.person("jo@x.example")
    same = AddressAnswers(same=frozenset({"jo@x.example"}))
    left_behind.imports(MAYA, JOAN, answers=same)
    assert (left_behind.person("jo@x.example").id, left_behind.holder("UJO2").id) == (jo.id, jo.id)
    assert said(left_behind.imports(MAYA, JOAN)) == []


def test_a_new_colleague_met_before_the_file_gets_the_address_by_the_same_answer(left_behind: Staff) -> None:
    left_behind.member("UJO2", "Joan Lee", "jo@x.example")
    joan = left_behind.holder("UJO2")
    assert joan.id != left_behind.holder("UJO1").id
    assert [line for line, _ in refused(left_behind.imports(MAYA, JOAN))] == [3]
    left_behind.imports(MAYA, JOAN, answers=AddressAnswers(another=frozenset({"jo@x.example"})))
    assert left_behind.person("jo@x.example").id == joan.id
    assert left_behind.account("UJO2").link.candidate_id is None, "the owners need not decide any more"


# Two persons who are one


def test_a_person_known_from_an_account_alone_is_one_with_the_holder_of_the_address() -> None:
    staff = Staff()
    staff.imports("Ana Souza,ana@x.example,,,")
    staff.member("UANA", "Ana Souza", None)
    ana = staff.person("ana@x.example")
    assert staff.holder("UANA").id != ana.id
    plan = staff.imports("Ana Souza,ana@x.example,,UANA,")
    assert "Ana Souza: is one person with Ana Souza, known from a platform alone" in said(plan)
    assert staff.holder("UANA").id == ana.id
    assert (staff.account("UANA").link.ground, len(staff.people())) == (LinkGround.FILE, 1)
    assert said(staff.imports("Ana Souza,ana@x.example,,UANA,")) == []


def test_an_account_of_another_name_is_not_taken_for_the_holder_of_the_address(staff: Staff) -> None:
    staff.member("UOTTO", "Otto Other", None)
    plan = staff.imports(MAYA, "Ana Souza,ana@x.example,,UOTTO,")
    assert refused(plan) == [(3, "the slack_id “UOTTO” of Otto Other")]
    assert staff.holder("UOTTO").id != staff.person("ana@x.example").id


def test_a_namesake_is_not_taken_for_a_person_whose_account_lives(staff: Staff) -> None:
    staff.member("UANA2", "Ana Souza", None)
    staff.imports(MAYA, "Ana Souza,ana@x.example,maya@x.example,UANA2,")
    assert staff.holder("UANA2").id != staff.holder("UANA").id


def test_an_id_of_one_person_in_the_row_of_another_names_both_and_changes_neither(staff: Staff) -> None:
    before = staff.state()
    plan = staff.imports("Otto Other,maya@x.example,,UANA,", complete=True)
    assert refused(plan) == [
        (2, "what belongs to two known persons: Ana Souza (ana@x.example), and Maya Lind (maya@x.example)")
    ]
    assert staff.state() == before


def test_a_row_with_the_accounts_of_two_persons_names_both(staff: Staff) -> None:
    staff.platform_reports(PlatformFacts("29:ben", "Ben Okafor", "ben@x.example"), on=Platform.TEAMS)
    plan = staff.imports(MAYA, "Ana Souza,ana.s@x.example,,UANA,29:ben", complete=True)
    assert refused(plan) == [
        (3, "what belongs to two known persons: Ana Souza (ana@x.example), and Ben Okafor (ben@x.example)")
    ]
    assert not any(person.left for person in staff.people()), "both are in the file, whoever is meant"


# One person who is two


def test_a_corrected_id_ends_the_link_that_only_the_earlier_file_told() -> None:
    staff = Staff()
    staff.imports("Tyra Typo,tyra@x.example,,UOTTO,")
    plan = staff.imports("Tyra Typo,tyra@x.example,,UTYRA,")
    assert [line.partition(":")[2] for line in said(plan)] == [
        " slack account UTYRA",
        " the account UOTTO is theirs no more; an earlier file named it, and this one names another",
    ]
    staff.member("UOTTO", "Otto Other", "otto@x.example")
    assert staff.holder("UOTTO").id != staff.holder("UTYRA").id


def test_a_corrected_id_names_the_account_of_the_earlier_file_that_a_platform_knows_by_now() -> None:
    staff = Staff()
    staff.imports("Tyra Typo,tyra@x.example,,UOTTO,")
    staff.member("UOTTO", "Otto Other", None)
    assert staff.holder("UOTTO") == staff.person("tyra@x.example"), "no address speaks against it"
    plan = staff.imports("Tyra Typo,tyra@x.example,,UTYRA,")
    assert "Tyra Typo has the account UOTTO too" in worded(plan.notes[0])
    assert staff.holder("UTYRA") == staff.person("tyra@x.example")


def test_a_second_account_that_shows_the_same_address_is_no_mistake(staff: Staff) -> None:
    plan = staff.imports(MAYA, "Ana Souza,ana@x.example,maya@x.example,UANA2,")
    assert (plan.notes, staff.holder("UANA"), plan.findings) == ((), staff.holder("UANA2"), ())


def test_an_account_that_two_rows_name_is_linked_to_neither() -> None:
    staff = Staff()
    plan = staff.imports("Ana,ana@x.example,,U1,", "Ben,ben@x.example,,U1,")
    assert refused(plan) == [(line, "the slack_id “U1”, which another row names too") for line in (2, 3)]
    assert (len(staff.people()), plan.accounts) == (2, [])


# Ids of both kinds


def test_a_person_on_teams_is_known_by_the_directorys_id_and_by_teams_own() -> None:
    staff, object_id = Staff(), "0f8c6a52-7d1e-4b7a-9a55-3c1f6b0a9d21"
    staff.imports(f"Ana Souza,ana@x.example,,,{object_id.upper()}")
    met = PlatformFacts("29:ana", "Ana Souza", "ana.upn@corp.example", directory_id=object_id)
    staff.platform_reports(met, on=Platform.TEAMS)
    ana = staff.person("ana@x.example")
    assert staff.holder("29:ana", Platform.TEAMS) == ana
    for teams_id in (object_id, "29:ana"):
        staff.imports(f"Ana Souza,ana.{teams_id[:2]}@x.example,,,{teams_id}")
        assert [person.id for person in staff.people()] == [ana.id]


def test_ids_are_understood_as_people_type_them() -> None:
    staff = Staff()
    staff.imports("Ana,ana@x.example,,u0ana,0F8C6A52-7D1E-4B7A-9A55-3C1F6B0A9D21")
    assert (staff.holder("U0ANA").name, said(staff.imports("Ana,ana@x.example,,U0ANA,"))) == ("Ana", [])


# What platforms say about ids of a file


def reference(staff: Staff, external_id: str) -> AccountReference:
    return AccountReference(staff.places[Platform.SLACK].id, external_id)


@pytest.mark.parametrize("standing", [status for status in MembershipStatus if status != "member"])
def test_accounts_that_take_no_part_are_named_and_linked_as_what_they_are(standing: MembershipStatus) -> None:
    staff = Staff()
    facts = PlatformFacts("UGST", "Gus Guest", "gus@x.example", standing)
    plan = staff.imports("Gus Guest,gus@x.example,,UGST,", reports={reference(staff, "UGST"): facts})
    assert [line for line, _ in refused(plan)] == [2]
    assert staff.person("gus@x.example").standing is standing


@pytest.mark.parametrize("facts", [None, PlatformFacts("UOTH", "Otto Other", "otto@x.example")])
def test_an_id_that_the_platform_does_not_know_or_knows_as_anothers_is_named_and_not_linked(
    facts: PlatformFacts | None,
) -> None:
    staff = Staff()
    plan = staff.imports("Tyra Typo,tyra@x.example,,UOTH,", reports={reference(staff, "UOTH"): facts})
    assert [line for line, _ in refused(plan)] == [2]
    assert (plan.accounts, staff.person("tyra@x.example").name) == ([], "Tyra Typo")


def test_a_confirmed_id_is_linked_with_what_the_platform_says() -> None:
    staff = Staff()
    facts = PlatformFacts("UANA", "Ana", "ana@x.example", timezone="Europe/Madrid")
    plan = staff.imports("Ana Souza,ana@x.example,,UANA,", reports={reference(staff, "UANA"): facts})
    assert (plan.findings, staff.account("UANA").facts) == ((), facts)
    assert staff.account("UANA").seen_at != NEVER_SEEN


def test_an_id_that_the_platform_did_not_know_at_first_sight_is_not_linked_again() -> None:
    staff = Staff()
    staff.imports("Ana,ana@x.example,,UTYPO,")
    staff.platform_reports(asked=["UTYPO"])
    plan = staff.imports("Ana,ana@x.example,,UTYPO,")
    assert refused(plan) == [(2, "the slack_id “UTYPO”, which its platform does not know")]
    assert plan.accounts == []


def test_an_id_that_turned_out_to_be_anothers_is_not_taken_back_by_the_same_file() -> None:
    staff = Staff()
    staff.imports("Tyra Typo,tyra@x.example,,UOTH,", "Otto Other,otto@x.example,,,")
    staff.member("UOTH", "Otto Other", "otto@x.example")
    assert staff.holder("UOTH") == staff.person("otto@x.example")
    plan = staff.imports("Tyra Typo,tyra@x.example,,UOTH,", "Otto Other,otto@x.example,,,", complete=True)
    assert refused(plan) == [(2, "the slack_id “UOTH” of Otto Other (otto@x.example)")]
    assert staff.holder("UOTH") == staff.person("otto@x.example")


# Who left


def test_nobody_whose_account_is_in_a_complete_file_has_left(staff: Staff) -> None:
    plan = staff.imports(MAYA, "Tyra Typo,tyra@x.example,,UANA,,", "Ben,ben@x.example,,UANA,", complete=True)
    assert not staff.holder("UANA").left, said(plan)


def test_a_complete_file_lets_a_listed_guest_leave_and_no_unlisted_one() -> None:
    staff = Staff()
    guest = PlatformFacts("UGUS", "Gus", "gus@x.example", MembershipStatus.GUEST)
    staff.imports(MAYA, "Gus,gus@x.example,,UGUS,")
    staff.platform_reports(guest, PlatformFacts("UGIA", "Gia", "gia@x.example", MembershipStatus.GUEST))
    staff.imports(MAYA, complete=True)
    assert [staff.holder("UGUS").left, staff.holder("UGIA").left] == [True, False]


def test_an_owner_left_out_by_a_wrong_file_is_an_owner_again_with_the_next(staff: Staff) -> None:
    staff.change(staff.person("maya@x.example"), owner=True)
    staff.change(staff.person("ana@x.example"), owner=True)
    staff.imports(MAYA, complete=True)
    assert staff.person("ana@x.example").standing is MembershipStatus.LEFT
    plan = staff.imports(MAYA, ANA, complete=True)
    assert said(plan) == ["Ana Souza: is back, is an owner again"]
    assert staff.person("ana@x.example").owner


def test_half_a_file_needs_a_confirmation() -> None:
    staff = Staff()
    rows = [f"Person {number},p{number}@x.example,,," for number in range(50)]
    staff.imports(*rows)
    for kept, needed in ((45, False), (44, True), (2, True)):
        assert staff.plans(*rows[:kept], complete=True).needs_confirmation is needed, kept
    few = Staff()
    few.imports(*rows[:8])
    assert not few.plans(*rows[:4], complete=True).needs_confirmation, "four leavers are no half of a company"
    assert few.plans(*rows[:3], complete=True).needs_confirmation
