"""One use case for chat, form, approval, file, shell and program: the same rules, the same events, the same refusals.

A way awards "mentor" to a person and says why not, if it does not. What it says is the refusal's own sentence.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from adapters.files.awards import parse_awards
from adapters.files.revocations import RevokeRow
from adapters.operations.bulk_award import Batch
from adapters.operations.bulk_revoke import RevokeResult, Revoking
from adapters.operations.issue import CannotIssue, Wanted, choose, issue
from adapters.operations.status import stand
from adapters.worker.status_lists import CannotChange
from bot.context.facts import about_credential
from bot.domain.audit.model import AuditEntry
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.credentials.rules import REASON_LIMIT
from bot.domain.events import EventKind
from bot.domain.people.model import MembershipStatus
from bot.messages.cards import Card
from bot.messages.forms import Form
from bot.messages.refusals import Refusal, refusal_card
from bot.messages.wording import Value
from bot.use_cases.credentials.award import award
from bot.use_cases.credentials.award_command import Award, InOwnersName
from bot.use_cases.credentials.correct import Revoke, Undo, revoke, undo
from tests.fakes.company import achievement_of, becomes, context_of, set_rules
from tests.fakes.platform import button
from tests.fakes.worded import worded
from tests.fakes.world import World, asked, shown

AwardWay = Callable[[World, str, str], Awaitable[str]]
"""Awards to a person, with a citation; returns what was said against it, or nothing."""


def sentence(world: World, refusal: Refusal) -> str:
    return refusal_card(refusal, world.application.say).summary


def says(world: World, code: str, **facts: Value) -> str:
    return sentence(world, Refusal(code, facts))


def held(world: World, who: str = "ana") -> list[Credential]:
    with world.read() as store:
        return list(store.credentials.of_recipient(world.person(who).id))


# ways to award


async def by_typing(world: World, who: str, citation: str) -> str:
    before = len(held(world, who))
    reply = await world.types("maya", f"/award @{who} mentor {citation}")
    return "" if len(held(world, who)) > before else summary(reply)


async def by_form(world: World, who: str, citation: str) -> str:
    before = len(held(world, who))
    form = asked(await world.types("maya", "/award"))
    reply = await world.fills_in(
        "maya", form, people=(f"U-{who.upper()}",), badge="mentor", citation=citation
    )
    return "" if len(held(world, who)) > before else summary(reply)


async def by_approval(world: World, who: str, citation: str) -> str:
    reply = shown(await world.types("ben", f"/nominate @{who} mentor because {citation}"))
    await world.settle()
    if not any(button_of(card, "approve") for card in world.letters("maya")[-1:]):
        return reply.summary
    before = len(held(world, who))
    reply = shown(await world.presses("maya", button(world.letters("maya")[-1], "approve")))
    return "" if len(held(world, who)) > before else reply.summary


async def by_file(world: World, who: str, citation: str) -> str:
    return await file_run(world, who, citation, as_operator=False)


async def file_run(world: World, who: str, citation: str, *, as_operator: bool) -> str:
    rows = parse_awards(f"email,achievement,citation\n{who}@example.org,mentor,{citation}\n".encode()).rows
    batch = Batch(world.application, world.organisation, False, as_operator, lambda: world.moment)
    await batch.prepare(rows)
    [outcome] = list(batch.run(rows, dry=False))
    return outcome.says if outcome.result == "refused" else ""


async def by_shell(world: World, who: str, citation: str) -> str:
    return await shell_run(world, Wanted("mentor", f"{who}@example.org", citation=citation))


async def shell_run(world: World, wanted: Wanted) -> str:
    chosen = choose(world.application, world.organisation, wanted)
    picture = await world.application.pictures.public(chosen.achievement)
    try:
        issue(world.application, world.organisation, chosen, picture, world.moment)
    except CannotIssue as problem:
        return str(problem)
    return ""


async def by_program(world: World, who: str, citation: str) -> str:
    try:
        with world.store() as store:
            badge = achievement_of(world, store, "mentor")
            award(context_of(world, store, "maya"), Award((world.person(who),), badge, citation))
    except Refusal as refusal:
        return sentence(world, refusal)
    return ""


WAYS: dict[str, tuple[AwardWay, str]] = {
    "typed": (by_typing, "manager"),
    "form": (by_form, "manager"),
    "approval": (by_approval, "approval"),
    "file": (by_file, "operator"),
    "shell": (by_shell, "operator"),
    "program": (by_program, "manager"),
}
"""Each with the authority that it is recorded with."""


def summary(reply: Card | Form) -> str:
    return shown(reply).summary


def button_of(card: Card, action: str) -> bool:
    try:
        return bool(button(card, action))
    except (AssertionError, LookupError, StopIteration):
        return False


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> tuple[AwardWay, str]:
    """Each way to award in turn."""
    return WAYS[request.param]


@pytest.mark.engines("sqlite")
async def test_each_way_in_records_the_same_events_with_the_same_facts(
    world: World, way: tuple[AwardWay, str]
) -> None:
    gives, authority = way
    assert await gives(world, "ana", "Patient") == ""
    await world.settle()
    [credential] = held(world)
    assert (credential.stage, credential.citation) == (CredentialStage.ISSUED, "Patient")
    assert credential.awarder_id == world.person("maya").id
    awarded, issued = trail(world, credential)
    assert (awarded.kind, awarded.authority, awarded.rule) == (EventKind.AWARDED, authority, "mentor@1")
    assert (issued.kind, issued.authority, issued.rule) == (EventKind.ISSUED, "signed", "mentor@1")
    assert awarded.event_facts == issued.event_facts == about_credential(credential)
    assert awarded.actor_id == (None if authority == "operator" else world.person("maya").id)


def trail(world: World, credential: Credential) -> list[AuditEntry]:
    return [entry for entry in world.trail() if entry.subject_id == credential.id]


LIMITS: dict[str, tuple[dict[str, Any], dict[str, Value]]] = {
    "cap_recipient": ({"most_to_recipient": 1}, {"most": 1, "badge": "Mentor", "name": "Ana"}),
    "cap_all": ({"most_in_all": 1}, {"most": 1, "badge": "Mentor"}),
    "too_soon_again": ({"repeat_after_days": 90}, {"count": 90, "badge": "Mentor", "name": "Ana"}),
}
FORBIDDEN: dict[str, tuple[dict[str, Any], dict[str, Value]]] = {
    "needs_evidence": ({"evidence": True}, {"badge": "Mentor"}),
    "not_in_pilot": ({"pilot": ("ben@example.org",)}, {"name": "Ana", "badge": "Mentor"}),
}


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("code", FORBIDDEN)
async def test_each_way_in_refuses_what_a_badges_rules_forbid_in_the_same_words(
    world: World, way: tuple[AwardWay, str], code: str
) -> None:
    rules, facts = FORBIDDEN[code]
    set_rules(world, "mentor", **rules)
    assert await way[0](world, "ana", "Patient") == says(world, code, **facts)
    assert held(world) == []


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("code", LIMITS)
async def test_each_way_in_keeps_the_limits_of_a_badge_whichever_way_the_first_one_came(
    world: World, way: tuple[AwardWay, str], code: str
) -> None:
    rules, facts = LIMITS[code]
    set_rules(world, "mentor", **rules)
    assert await by_program(world, "ana", "First") == ""
    assert await way[0](world, "ana", "Second") == says(world, code, **facts)
    assert len(held(world)) == 1


@pytest.mark.engines("sqlite")
async def test_each_way_in_gives_badges_to_members_only(world: World, way: tuple[AwardWay, str]) -> None:
    becomes(world, "ana", standing=MembershipStatus.GUEST)
    assert await way[0](world, "ana", "Patient") == says(world, "recipient_guest", name="Ana")


@pytest.mark.engines("sqlite")
async def test_nobody_awards_themselves_whichever_way(world: World) -> None:
    for gives in (by_typing, by_form, by_program):
        assert await gives(world, "maya", "Me") == says(world, "self_award")
    for gives in (by_file, by_shell):
        assert await gives(world, "maya", "Me") == says(world, "only_owner", name="Maya")
    assert held(world, "maya") == []


@pytest.mark.engines("sqlite")
async def test_without_the_right_chat_offers_a_nomination_and_the_shell_names_the_ways_out(
    world: World,
) -> None:
    set_rules(world, "mentor", award=("listed",))
    assert asked(await world.types("maya", "/award @ana mentor Patient")).action == "nominate"
    assert await by_program(world, "ana", "Patient") == says(world, "not_entitled", badge="Mentor")
    for gives in (by_file, by_shell):
        said = await gives(world, "ana", "Patient")
        assert said == says(world, "no_owner_entitled", badge="Mentor")
        assert "laurel owner add" in said
        assert "--as-operator" in said
    assert held(world) == []


@pytest.mark.engines("sqlite")
async def test_a_reviewer_badge_binds_each_way(world: World) -> None:
    set_rules(world, "mentor", reviewer_badge="ship-it")
    assert asked(await world.types("maya", "/award @ana mentor Patient")).action == "nominate"
    assert await by_program(world, "ana", "Patient") == says(world, "not_entitled", badge="Mentor")
    for gives in (by_file, by_shell):
        assert await gives(world, "ana", "Patient") == says(world, "no_owner_entitled", badge="Mentor")


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("rules", [{"award": ()}, *(found[0] for found in FORBIDDEN.values())], ids=str)
async def test_an_operator_passes_over_the_rules_when_asked_to_and_the_trail_says_so(
    world: World, rules: dict[str, Any]
) -> None:
    set_rules(world, "mentor", **rules)
    assert await file_run(world, "ana", "From a file", as_operator=True) == ""
    wanted = Wanted("mentor", "ana@example.org", citation="From the shell", as_operator=True)
    assert await shell_run(world, wanted) == ""
    assert [entry.authority for entry in world.trail() if entry.kind is EventKind.AWARDED] == [
        "operator_override"
    ] * 2


@pytest.mark.engines("sqlite")
async def test_an_operator_who_need_not_pass_over_rules_does_not(world: World) -> None:
    wanted = Wanted("mentor", "ana@example.org", as_operator=True)
    assert await shell_run(world, wanted) == ""
    assert trail(world, held(world)[0])[0].authority == "operator"


@pytest.mark.engines("sqlite")
async def test_the_shell_tells_an_earner_only_when_asked_to(world: World) -> None:
    await shell_run(world, Wanted("mentor", "ana@example.org"))
    await world.settle()
    assert world.letters("ana") == []
    await shell_run(world, Wanted("mentor", "ana@example.org", citation="Patient", tell=True))
    await world.settle()
    assert len(world.letters("ana")) == 1


@pytest.mark.engines("sqlite")
async def test_a_program_may_tell_no_earner_and_repeat_itself_without_awarding_twice(world: World) -> None:
    for _ in range(2):
        with world.store() as store:
            ana, ben = world.person("ana"), world.person("ben")
            command = Award(
                (ana, ben), achievement_of(world, store, "mentor"), "Patient", notify=False, key="a key"
            )
            awarded = award(context_of(world, store, "maya"), command)
        assert {badge.recipient for badge in awarded.badges} == {ana, ben}
    assert awarded.before
    await world.settle()
    assert len(held(world, "ana")) == len(held(world, "ben")) == 1
    assert world.letters("ana") == []


@pytest.mark.engines("sqlite")
async def test_an_unknown_address_becomes_a_person_in_the_shell_alone(world: World) -> None:
    assert "people import" in await by_file(world, "zoe", "Patient")
    assert await by_shell(world, "zoe", "Patient") == ""
    [joined] = [entry for entry in world.trail() if entry.kind is EventKind.PERSON_JOINED]
    assert joined.subject_id == world.person("zoe").id


@pytest.mark.engines("sqlite")
async def test_a_shell_award_that_is_refused_leaves_no_newcomer(world: World) -> None:
    set_rules(world, "mentor", evidence=True)
    assert await by_shell(world, "zoe", "Patient") == says(world, "needs_evidence", badge="Mentor")
    with world.read() as store:
        assert store.people.by_email(world.organisation.id, "zoe@example.org") is None


# ways to revoke


RevokeWay = Callable[[World, Credential, str], Awaitable[str]]


async def revoke_in_chat(world: World, _badge: Credential, reason: str) -> str:
    form = await world.types("maya", "/badges revoke @ana mentor")
    if not isinstance(form, Form):
        return form.summary
    reply = shown(await world.fills_in("maya", form, reason=reason)).summary
    return "" if held(world)[0].stage is CredentialStage.REVOKED else reply


async def revoke_by_file(world: World, badge: Credential, reason: str) -> str:
    run = Revoking(world.application, world.organisation, reason, lambda: world.moment)
    [outcome] = list(run.run([RevokeRow(2, badge.public_id)], dry=False))
    return "" if outcome.result is RevokeResult.REVOKED else outcome.says or outcome.result


async def revoke_in_shell(world: World, badge: Credential, reason: str) -> str:
    try:
        stand(world.application, world.organisation, badge.public_id, "revoked", reason, world.moment)
    except CannotChange as problem:
        return worded(problem.message)
    return ""


def revoke_by_program(who: str | None) -> RevokeWay:
    async def way(world: World, badge: Credential, reason: str) -> str:
        try:
            with world.store() as store:
                revoke(context_of(world, store, who), Revoke((badge.public_id,), reason))
        except Refusal as refusal:
            return sentence(world, refusal)
        return ""

    return way


REVOKE_WAYS: dict[str, tuple[RevokeWay, str]] = {
    "chat": (revoke_in_chat, "awarder"),
    "file": (revoke_by_file, "operator"),
    "shell": (revoke_in_shell, "operator"),
    "program": (revoke_by_program("maya"), "awarder"),
    "operator's program": (revoke_by_program(None), "operator"),
}


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("name", REVOKE_WAYS)
async def test_each_way_to_revoke_is_one_event_one_letter_and_one_end(public_world: World, name: str) -> None:
    world, (takes, authority) = public_world, REVOKE_WAYS[name]
    await by_typing(world, "ana", "Patient")
    await world.settle()
    [credential] = held(world)
    assert await takes(world, credential, "A mistake") == ""
    await world.settle()
    [after] = held(world)
    assert (after.stage, after.ended_reason) == (CredentialStage.REVOKED, "A mistake")
    [event] = [entry for entry in trail(world, after) if entry.kind is EventKind.REVOKED]
    assert (event.action, event.authority) == ("revoked", authority)
    assert event.event_facts == about_credential(after)
    told = world.application.say.text("revoke.letter", badge="Mentor")
    first, letter = world.letters("ana")
    assert letter.summary == told
    assert "it was taken back on" in first.summary, "the first letter offers nothing any more"


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("name", REVOKE_WAYS)
async def test_a_reason_that_is_too_long_is_refused_each_way(world: World, name: str) -> None:
    await by_typing(world, "ana", "Patient")
    await world.settle()
    [credential] = held(world)
    said = await REVOKE_WAYS[name][0](world, credential, "x" * (REASON_LIMIT + 1))
    assert said == says(world, "citation_too_long", found=REASON_LIMIT + 1, most=REASON_LIMIT)
    assert held(world)[0].stage is CredentialStage.ISSUED


@pytest.mark.engines("sqlite")
async def test_what_is_revoked_is_not_revoked_again_whichever_way(world: World) -> None:
    await by_typing(world, "ana", "Patient")
    await world.settle()
    [credential] = held(world)
    for takes, _ in REVOKE_WAYS.values():
        await takes(world, credential, "A mistake")
    await world.settle()
    kinds = [entry.kind for entry in trail(world, credential)]
    assert kinds.count(EventKind.REVOKED) == 1
    assert len(world.letters("ana")) == 2


# ways to undo


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("in_chat", [True, False], ids=["chat", "program"])
async def test_an_award_is_undone_within_a_day_in_chat_and_by_a_program(world: World, in_chat: bool) -> None:
    async def take_back(who: str) -> str:
        if in_chat:
            return shown(await world.presses(who, button(card, "undo"))).summary
        try:
            with world.store() as store:
                undo(context_of(world, store, who), Undo(held(world)[0].public_id))
        except Refusal as refusal:
            return sentence(world, refusal)
        return ""

    card = shown(await world.types("maya", "/award @ana mentor Patient"))
    await world.settle()
    assert await take_back("ben") == says(world, "not_your_award")
    world.passes(hours=25)
    assert await take_back("maya") == says(world, "too_late_to_undo")
    world.passes(hours=-2)
    await take_back("maya")
    [credential] = held(world)
    assert credential.stage is CredentialStage.UNDONE
    [event] = [entry for entry in trail(world, credential) if entry.kind is EventKind.UNDONE]
    assert (event.authority, event.rule) == ("awarder", "mentor@1")
    assert event.event_facts == about_credential(credential)


@pytest.mark.engines("sqlite")
async def test_an_award_in_an_owners_name_needs_no_caller(world: World) -> None:
    with world.store() as store:
        mentor = achievement_of(world, store, "mentor")
        command = Award((world.person("ana"),), mentor, "Patient", ground=InOwnersName())
        [badge] = award(context_of(world, store, None), command).badges
    assert (badge.authority, badge.credential.awarder_id) == ("operator", world.person("maya").id)
