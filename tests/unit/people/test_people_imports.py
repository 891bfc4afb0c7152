"""Importing people: what a file says, and what it changes among those who are known."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.files.people import parse_people
from bot.domain.people.imports.model import PeopleFile, PersonRow
from bot.domain.people.model import AccountReference, MembershipStatus, Person
from bot.domain.people.reporting_loops import loops
from bot.messages.platforms import Platform
from issuer.messages import Message
from tests.fakes.imports import (
    ORGANISATION,
    OTHER_WORKSPACE,
    WORKSPACE,
    account,
    after,
    known_people,
    planned,
    refused,
    said,
)
from tests.fakes.worded import english_lines, in_english, worded

ANA = Person(UUID(int=11), ORGANISATION, "Ana", "ana@x.example", UUID(int=12), listed=True)
BEN = Person(UUID(int=12), ORGANISATION, "Ben", "ben@x.example", listed=True)
MAYA = Person(UUID(int=13), ORGANISATION, "Maya", "maya@x.example", owner=True, listed=True)
SAM = Person(UUID(int=14), ORGANISATION, "sam.s", None)
"""Known from Slack alone, which keeps e-mail addresses to itself."""

HEADER = b"name,email,manager_email,slack_id,teams_id\n"
FULL = (
    HEADER
    + b"Ana,ana@x.example,ben@x.example,,\nBen,ben@x.example,maya@x.example,,\nMaya,maya@x.example,,,\n"
)


# What a file says


def test_columns_may_come_in_any_order_with_commas_or_semicolons_and_a_byte_order_mark() -> None:
    file = parse_people(b"\xef\xbb\xbfE-Mail;Slack ID;Name\r\nAna@X.example;U1;Costa, Ana\r\n", "people.csv")
    assert file == PeopleFile(
        "people.csv", (PersonRow(2, "Costa, Ana", "ana@x.example", None, {Platform.SLACK: "U1"}),)
    )


def test_other_columns_are_ignored_with_a_note() -> None:
    file = parse_people(b"name,email,desk\nAna,ana@x.example,4\n", "people.csv")
    assert (len(file.rows), file.notes) == (1, (Message("file.note.columns_ignored", names="desk"),))


def test_a_bad_row_is_reported_with_its_line_and_costs_no_other() -> None:
    rows = (
        'Ána,ana@x.example,,,\n"Ben,ben@x.example,,,\nCas,cas,,,\nDov,dov@x.example,,,,x\n'.encode()
        + b"\xe9,e@x.example,,,\n,f@x.example,,,\n\nGil,gil@x.example,,,\n"
    )
    file = parse_people(HEADER + rows, "people.csv")
    assert [row.name for row in file.rows] == ["Ána", "Gil"]
    assert [finding.line for finding in file.findings] == [3, 4, 5, 6, 7]
    assert "quotation mark" in in_english(file.findings[0]).found
    assert english_lines(file.findings)[1] == (
        "people.csv, line 4: found “cas” in email, expected an e-mail address; write it as name@example.com"
    )
    assert in_english(file.findings[3]).found == "the byte 0xE9, which is not UTF-8"


def test_a_quotation_mark_left_open_is_the_problem_of_its_own_row() -> None:
    rows = '"Bén,ben@x.example,,,\n'.encode() + b'\xe9,e@x.example,,,\n"Cas,cas@x.example,,,\n'
    findings = parse_people(HEADER + rows, "people.csv").findings
    assert ["quotation mark" in line for line in english_lines(findings)] == [True, False, True]


def test_a_cell_may_hold_line_breaks_and_lines_are_still_counted() -> None:
    file = parse_people(b'name,email,notes\nAna,ana@x.example,"a\nb"\nBen,ben@x.example,c\n', "people.csv")
    assert [(row.line, row.name) for row in file.rows] == [(2, "Ana"), (4, "Ben")]


def test_a_file_without_the_columns_it_needs_says_which() -> None:
    (finding,) = parse_people(b"name,mail\nAna,ana@x.example\n", "people.csv").findings
    assert (finding.line, in_english(finding).found) == (1, "no column email")


def test_a_file_without_rows_is_no_list_of_people() -> None:
    assert in_english(parse_people(HEADER, "people.csv").findings[0]).found == "no rows"


@given(st.binary(max_size=400) | st.text(alphabet='abn@.,;"\n\r\té', max_size=200).map(str.encode))
@settings(max_examples=60, deadline=None)
def test_whatever_bytes_a_file_holds_there_is_a_plan_for_them(content: bytes) -> None:
    for source in (content, HEADER + content):
        plan = planned(
            source, known_people(ANA, BEN, MAYA, SAM, accounts=[account("U9", SAM)]), complete=True
        )
        assert all(said(plan))
        assert any(
            person.owner for person in {MAYA.id: MAYA, **{c.after.id: c.after for c in plan.changes}}.values()
        )


# What it changes


def test_a_file_that_says_what_is_known_changes_nothing() -> None:
    known = known_people(ANA, replace(BEN, manager_id=MAYA.id), MAYA)
    plan = planned(FULL, known, complete=True)
    assert (plan.changes, plan.findings, plan.absent) == ((), (), ())


def test_a_region_in_the_file_counts_and_an_empty_cell_keeps_what_the_person_chose() -> None:
    chose = replace(MAYA, holidays="FR")
    header = b"name,email,holidays\n"
    assert planned(header + b"Maya,maya@x.example,\n", known_people(chose)).changes == ()
    plan = planned(header + b"Maya,maya@x.example,DE-BY\n", known_people(chose))
    assert said(plan) == ["Maya: public holidays FR → DE-BY"]
    assert planned(header + b"New,new@x.example,DE-BY\n", known_people()).changes[0].after.holidays == "DE-BY"


def test_new_people_are_added_whatever_the_order_of_managers_in_the_file() -> None:
    plan = planned(FULL, known_people())
    assert [change.event for change in plan.changes] == ["person_joined"] * 3
    assert after(plan, "Ana").manager_id == after(plan, "Ben").id
    assert said(plan)[0] == "new: Ana (ana@x.example), manager Ben"


def test_each_change_is_reported() -> None:
    plan = planned(
        b"name,email,manager_email\nAna Costa,ANA@x.example,maya@x.example\n", known_people(ANA, BEN, MAYA)
    )
    assert said(plan) == ["Ana Costa: name Ana → Ana Costa, manager Ben → Maya"]


def test_a_file_without_managers_leaves_them_as_they_are() -> None:
    assert planned(b"name,email\nAna,ana@x.example\n", known_people(ANA, BEN)).changes == ()


def test_an_empty_cell_says_that_somebody_has_no_manager() -> None:
    plan = planned(b"name,email,manager_email\nAna,ana@x.example,\n", known_people(ANA, BEN))
    assert said(plan) == ["Ana: manager Ben → none"]


def test_somebody_known_by_an_account_alone_is_adopted() -> None:
    known = known_people(SAM, accounts=[account("U7", SAM)])
    plan = planned(b"name,email,slack_id\nSam,sam@x.example,U7\n", known)
    assert after(plan, "Sam").id == SAM.id
    assert (after(plan, "Sam").email, plan.accounts) == ("sam@x.example", [])


def test_an_account_of_somebody_with_another_address_stays_theirs() -> None:
    plan = planned(
        b"name,email,slack_id\nBen,ben@x.example,U7\n", known_people(ANA, BEN, accounts=[account("U7", ANA)])
    )
    assert refused(plan) == [(2, "the slack_id “U7” of Ana (ana@x.example)")]
    assert plan.changes == ()


def test_a_new_account_is_linked_in_the_one_workspace_there_is() -> None:
    plan = planned(b"name,email,slack_id\nBen,ben@x.example,U8\n", known_people(BEN))
    ((change, linked),) = [(change, linked) for change in plan.changes for linked in change.accounts]
    assert (change.after.id, linked.reference) == (BEN.id, AccountReference(WORKSPACE, "U8"))
    assert said(plan) == ["Ben: slack account U8"]


def test_accounts_are_not_used_where_they_could_mean_no_workspace_or_several() -> None:
    content = b"name,email,slack_id\nBen,ben@x.example,U8\n"
    several = known_people(BEN, workspaces={Platform.SLACK: (WORKSPACE, OTHER_WORKSPACE)})
    for known, says in ((known_people(BEN, workspaces={}), "no workspace"), (several, "2 workspaces")):
        plan = planned(content, known)
        assert (plan.accounts, plan.findings) == ([], ())
        assert says in worded(plan.notes[0])


def test_the_second_row_of_a_person_is_reported() -> None:
    plan = planned(b"name,email\nAna,ana@x.example\nAnna,Ana@x.example\n", known_people())
    assert refused(plan) == [(3, "ana@x.example again")]
    assert [change.after.name for change in plan.changes] == ["Ana"]


# Managers that cannot be


def test_with_an_unknown_manager_a_new_person_has_none() -> None:
    plan = planned(b"name,email,manager_email\nAna,ana@x.example,who@x.example\n", known_people(BEN))
    assert refused(plan) == [(2, "the manager “who@x.example”, whom nobody knows")]
    assert after(plan, "Ana").manager_id is None


@pytest.mark.parametrize("cell", ["who@x.example", "Ben", "N/A", "ben@x.example; maya@x.example", "ben@x"])
def test_a_cell_that_names_no_manager_keeps_the_known_one_and_is_reported(cell: str) -> None:
    plan = planned(f"name,email,manager_email\nAna,ana@x.example,{cell}\n".encode(), known_people(ANA, BEN))
    assert [line for line, _ in refused(plan)] == [2]
    assert plan.changes == ()


def test_nobody_manages_themselves() -> None:
    plan = planned(b"name,email,manager_email\nAna,ana@x.example,ana@x.example\n", known_people())
    assert refused(plan) == [(2, "the manager “ana@x.example”, who is the person of this row")]


def test_managers_in_a_ring_are_reported_and_kept_as_written() -> None:
    rows = b"Ana,ana@x.example,ben@x.example,,\nBen,ben@x.example,ana@x.example,,\n"
    plan = planned(HEADER + rows, known_people())
    assert refused(plan) == [(2, "managers in a ring (Ana → Ben → Ana)")]
    assert after(plan, "Ben").manager_id == after(plan, "Ana").id


def test_every_ring_is_found_once() -> None:
    ways = {"a": "b", "b": "c", "c": "b", "d": "d", "e": "a", "f": None, "g": "nobody"}
    assert loops(ways) == [("b", "c"), ("d",)]


@given(st.dictionaries(st.integers(0, 9), st.none() | st.integers(0, 9)))
def test_rings_are_closed_and_share_nobody(ways: dict[int, int | None]) -> None:
    rings = loops(ways)
    for ring in rings:
        assert [ways[person] for person in ring] == [*ring[1:], ring[0]]
    members = [person for ring in rings for person in ring]
    assert len(members) == len(set(members))


# Who is not in the file


def test_whoever_is_missing_is_only_named() -> None:
    plan = planned(b"name,email\nMaya,maya@x.example\n", known_people(ANA, BEN, MAYA))
    assert (plan.absent, plan.changes) == ((ANA, BEN), ())


def test_whoever_is_missing_from_a_complete_file_has_left_and_loses_all_rights() -> None:
    owner = Person(UUID(int=15), ORGANISATION, "Olu", "olu@x.example", owner=True)
    plan = planned(b"name,email\nMaya,maya@x.example\n", known_people(owner, MAYA), complete=True)
    assert (after(plan, "Olu").standing, after(plan, "Olu").left) == (MembershipStatus.LEFT, True)
    assert said(plan)[0].startswith("left: Olu (olu@x.example), an owner, and an owner again if")


def test_the_last_owner_cannot_be_made_to_leave() -> None:
    plan = planned(b"name,email\nAna,ana@x.example\n", known_people(ANA, BEN, MAYA), complete=True)
    assert refused(plan) == [
        (None, "no row for Maya (maya@x.example), an owner, in a file that is everybody")
    ]
    assert [(c.after.name, c.event) for c in plan.changes] == [("Ben", "person_left")]


def test_nobody_leaves_by_a_file_with_rows_that_could_not_be_read() -> None:
    plan = planned(
        b"name,email\nMaya,maya@x.example\nAna,ana(at)x.example\n", known_people(ANA, MAYA), complete=True
    )
    assert (plan.changes, plan.absent) == ((), (ANA,))
    assert worded(plan.notes[0]).startswith("nobody was marked as having left")


def test_guests_strangers_and_bots_are_not_missed() -> None:
    others = [
        Person(UUID(int=20 + number), ORGANISATION, standing, None, standing=standing)
        for number, standing in enumerate(
            (MembershipStatus.GUEST, MembershipStatus.STRANGER, MembershipStatus.BOT)
        )
    ]
    assert (
        planned(b"name,email\nMaya,maya@x.example\n", known_people(MAYA, *others), complete=True).changes
        == ()
    )


def test_somebody_who_left_is_a_member_again_when_they_are_in_the_file_again() -> None:
    gone = replace(BEN, standing=MembershipStatus.LEFT, left=True)
    plan = planned(b"name,email\nBen,ben@x.example\n", known_people(gone))
    assert [change.event for change in plan.changes] == ["person_returned"]
    assert said(plan) == ["Ben: is back"]


def test_somebody_who_leaves_by_this_file_becomes_nobodys_manager_by_it() -> None:
    rows = b"name,email,manager_email\nMaya,maya@x.example,\nAna,ana@x.example,ben@x.example\n"
    below_maya = replace(ANA, manager_id=MAYA.id)
    plan = planned(rows, known_people(below_maya, BEN, MAYA), complete=True)
    assert refused(plan) == [(3, "the manager “ben@x.example”, who has left")]
    assert said(plan) == ["left: Ben (ben@x.example)"]
