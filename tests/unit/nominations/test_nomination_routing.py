"""Who decides: the order, the reasons, and that whoever is asked may decide."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.authority import Authority
from bot.domain.catalogue.award_policy import Step
from bot.domain.nominations.approvers import ApproverPool, authority, disqualification, find_candidates
from bot.domain.people.model import MembershipStatus, Person

HOUSE = UUID(int=99)


def person(number: int, **more: object) -> Person:
    return Person(UUID(int=number), HOUSE, f"P{number}", f"p{number}@example.org", **more)  # type: ignore[arg-type]  # a test's own fields


NOMINEE, NOMINATOR, MANAGER, ABOVE, OWNER, DEPUTY, OTHER = (person(number) for number in range(1, 8))


def around(**more: object) -> ApproverPool:
    usual: dict[str, object] = {"managers": (MANAGER, ABOVE), "owners": (OWNER,)}
    return ApproverPool(NOMINEE, frozenset({NOMINATOR.id}), **{**usual, **more})  # type: ignore[arg-type]  # a test's own fields


def asked(pool: ApproverPool, step: Step | None = None) -> list[tuple[str, str]]:
    return [
        (candidate.person.name, candidate.why.value) for candidate in find_candidates(pool, step or Step())
    ]


def test_the_order_is_override_directory_group_owners() -> None:
    gone = person(3, standing=MembershipStatus.LEFT)
    assert asked(around(override=OTHER, group=(DEPUTY,))) == [("P7", "override")]
    assert asked(around(group=(DEPUTY,))) == [("P3", "manager")]
    assert asked(around(managers=(gone,), group=(DEPUTY,))) == [("P6", "group")]
    assert asked(around(managers=(gone,))) == [("P5", "owner")]
    assert asked(around(managers=(), owners=())) == []


def test_each_person_passed_over_is_remembered_with_the_reason() -> None:
    pool = around(managers=(NOMINATOR, ABOVE), deputies={ABOVE.id: None})
    [candidate] = find_candidates(pool, Step())
    assert [(approver.code, approver.person_id) for approver in candidate.skipped] == [
        ("nominator", NOMINATOR.id),
        ("away", ABOVE.id),
    ]


def test_a_deputy_may_decide_only_while_their_principal_is_away() -> None:
    assert authority(around(deputies={MANAGER.id: DEPUTY}), Step(), DEPUTY.id) == Authority(
        "deputy", MANAGER.id
    )
    assert authority(around(), Step(), DEPUTY.id) is None


def test_who_is_away_may_still_decide() -> None:
    assert authority(around(deputies={MANAGER.id: DEPUTY}), Step(), MANAGER.id) == Authority("manager")


def test_a_manager_further_up_decides_only_if_those_between_cannot() -> None:
    assert authority(around(), Step(), ABOVE.id) is None
    assert authority(around(managers=(NOMINATOR, ABOVE)), Step(), ABOVE.id) == Authority("upline")


def test_an_owner_does_not_decide_a_managers_stage_while_a_manager_can() -> None:
    assert authority(around(), Step("manager"), OWNER.id) is None
    assert authority(around(managers=()), Step("manager"), OWNER.id) == Authority("owner")


def test_a_group_that_is_too_small_without_the_parties_asks_nobody() -> None:
    assert asked(around(group=(NOMINATOR, OTHER)), Step("group", 2)) == []
    assert len(asked(around(group=(NOMINATOR, OTHER, DEPUTY)), Step("group", 2))) == 2


PEOPLE = [person(number) for number in range(1, 8)]
SOME = st.lists(st.sampled_from(PEOPLE), max_size=4, unique=True)
STEPS = st.sampled_from([Step(), Step("manager"), Step("owner"), Step("group", 1), Step("group", 2)])
CIRCLES = st.builds(
    ApproverPool,
    st.sampled_from(PEOPLE),
    st.frozensets(st.sampled_from([known.id for known in PEOPLE]), max_size=3),
    managers=SOME,
    override=st.none() | st.sampled_from(PEOPLE),
    group=SOME,
    owners=SOME,
    listed=SOME,
    deputies=st.dictionaries(
        st.sampled_from([known.id for known in PEOPLE]), st.none() | st.sampled_from(PEOPLE), max_size=3
    ),
    reviewers=st.none() | st.frozensets(st.sampled_from([known.id for known in PEOPLE])),
    silent=st.frozensets(st.sampled_from([known.id for known in PEOPLE]), max_size=3),
    unreachable=st.frozensets(st.sampled_from([known.id for known in PEOPLE]), max_size=3),
)


@given(CIRCLES, STEPS)
def test_whoever_is_asked_may_decide(pool: ApproverPool, step: Step) -> None:
    for candidate in find_candidates(pool, step):
        assert authority(pool, step, candidate.person.id) is not None


@given(CIRCLES, STEPS)
def test_nobody_is_asked_whom_no_platform_reaches(pool: ApproverPool, step: Step) -> None:
    assert not {candidate.person.id for candidate in find_candidates(pool, step)} & pool.unreachable


@given(CIRCLES, STEPS, st.sampled_from(PEOPLE))
def test_no_party_and_no_leaver_ever_may_decide(pool: ApproverPool, step: Step, actor: Person) -> None:
    if disqualification(pool, actor) in ("nominee", "nominator", "left", "unreviewed", "approved"):
        assert authority(pool, step, actor.id) is None
