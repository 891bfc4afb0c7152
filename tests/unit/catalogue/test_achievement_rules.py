"""The `[rules]` of an achievement's file: what they mean, what is said about a mistake, and how approvals add up."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.database.catalogue.catalogue import _rules
from adapters.files.catalogue import read_catalogue
from bot.domain.authority import Authority
from bot.domain.catalogue.award_policy import Rules, Step
from bot.domain.catalogue.checking import check_achievement
from bot.domain.catalogue.files import Mistake
from bot.domain.catalogue.organisation_checks import check_organisation
from bot.domain.nominations.model import Approval
from bot.domain.nominations.rules import progress
from tests.fakes.worded import in_english

STARTER = Path(__file__).parents[3] / "templates" / "catalogue"
MENTOR = (STARTER / "achievements" / "mentor.toml").read_text("utf-8")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def checked(rules: str) -> tuple[Rules | None, tuple[Mistake, ...]]:
    file, wrong = check_achievement(
        tomllib.loads(f"{MENTOR}\n[rules]\n{rules}\n"), "mentor.toml", lambda *_: ()
    )
    return (file.rules if file else None), tuple(map(in_english, wrong))


def test_a_file_without_rules_has_the_usual_ones() -> None:
    assert checked("")[0] == Rules()


def test_every_rule_is_read() -> None:
    rules, wrong = checked(
        """
        award = []
        nominate = ["manager", "owner"]
        approvals = { of = 2, group = ["Ana@Example.org", "ben@example.org", "cas@example.org"] }
        evidence = true
        reviewer_badge = "first-steps"
        most_by_giver = 3
        most_to_recipient = 1
        most_in_all = 20
        repeat_after_days = 365
        pilot = ["dov@example.org"]
        """
    )
    assert wrong == ()
    assert rules == Rules(
        (),
        ("manager", "owner"),
        (Step("group", 2),),
        ("ana@example.org", "ben@example.org", "cas@example.org"),
        True,
        "first-steps",
        3,
        1,
        20,
        365,
        ("dov@example.org",),
    )


def test_stages_are_read_in_their_order() -> None:
    rules, _ = checked('approvals = { stages = ["manager", "owner"] }')
    assert rules
    assert rules.steps == (Step("manager"), Step("owner"))


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ('award = ["boss"]', "“boss”"),
        ("award = true", "true or false"),
        ("nominate = []", "an empty list"),
        ('approvals = "two"', "“two”"),
        ("approvals = { of = 2 }", "`rules.approvals`"),
        ('approvals = { of = 3, group = ["a@b.co", "c@d.co"] }', "3 approvals of a group of 2"),
        ('approvals = { of = 1, group = ["nobody"] }', "“nobody”"),
        ('approvals = { stages = ["manager", "manager"] }', "the stage “manager”"),
        ("approvals = { stages = [] }", "`rules.approvals`"),
        ('evidence = "yes"', "as text"),
        ("most_by_giver = 0", "`rules.most_by_giver` 0"),
        ('reviewer_badge = "Not A Slug"', "“Not A Slug”"),
        ('pilot = ["everybody"]', "“everybody”"),
        ("most = 3", "unknown key `rules.most`"),
        ('approvers = ["a@b.co"]\napprovals = { of = 1, group = ["a@b.co"] }', "beside `rules.approvers`"),
    ],
)
def test_a_mistake_is_named_with_what_was_found_and_what_to_do(rules: str, found: str) -> None:
    read, wrong = checked(rules)
    assert read is None
    assert any(found in mistake.found for mistake in wrong), [mistake.found for mistake in wrong]
    assert all(mistake.expected and mistake.fix for mistake in wrong)


def test_a_mistake_in_a_file_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "achievements").mkdir()
    (tmp_path / "organisation.toml").write_text('name = "Larkspur"\n', "utf-8")
    text = f'{MENTOR}\n[rules]\nevidence = true\naward = [\n  "manager",\n  "boss",\n]\n'
    (tmp_path / "achievements" / "mentor.toml").write_text(text, "utf-8")
    [finding] = map(in_english, read_catalogue(tmp_path, lambda *_: ()).findings)
    assert finding.line == text[: text.index('"boss"')].count("\n") + 1


def test_reviewers_cannot_need_a_badge_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "achievements").mkdir()
    (tmp_path / "organisation.toml").write_text('name = "Larkspur"\n', "utf-8")
    file = tmp_path / "achievements" / "mentor.toml"
    file.write_text(f'{MENTOR}\n[rules]\nreviewer_badge = "no-such"\n', "utf-8")
    [finding] = map(in_english, read_catalogue(tmp_path, lambda *_: ()).findings)
    assert "“no-such”, which no file describes" in finding.found
    file.write_text(f'{MENTOR}\n[rules]\nreviewer_badge = "mentor"\n', "utf-8")
    assert read_catalogue(tmp_path, lambda *_: ()).findings == ()


def test_an_organisation_has_a_zone_and_a_budget() -> None:
    read, wrong = check_organisation({"name": "Larkspur", "timezone": "Europe/Berlin", "budget": 40})
    assert wrong == ()
    assert read
    assert (read.timezone, read.budget) == ("Europe/Berlin", 40)
    _, wrong = check_organisation({"name": "Larkspur", "timezone": "Mars/Base", "budget": 0})
    assert len(wrong) == 2


def test_what_was_stored_before_there_were_rules_reads_as_the_usual_ones() -> None:
    assert _rules({}) == Rules()


PEOPLE = [UUID(int=number) for number in range(4)]
STEPS = st.lists(st.builds(Step, st.just("route"), st.integers(1, 2)), min_size=1, max_size=3)
APPROVALS = st.lists(
    st.builds(
        Approval,
        st.sampled_from(PEOPLE),
        st.integers(0, 3),
        st.just(NOON),
        st.builds(Authority, st.just("deputy"), st.none() | st.sampled_from(PEOPLE)),
        st.sampled_from("xy"),
    )
)


@given(STEPS, APPROVALS)
def test_approvals_of_something_else_count_for_nothing(steps: list[Step], approvals: list[Approval]) -> None:
    only = [approval for approval in approvals if approval.shown == "x"]
    assert progress(steps, approvals, "x") == progress(steps, only, "x")


@given(STEPS, APPROVALS)
def test_nobody_counts_at_two_stages(steps: list[Step], approvals: list[Approval]) -> None:
    """To finish every step takes as many people as all of them need together."""
    if progress(steps, approvals, "x").step is None:
        people = {approval.person_id for approval in approvals if approval.shown == "x"}
        assert len(people) >= sum(step.of for step in steps)
