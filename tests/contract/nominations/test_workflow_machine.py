"""Whatever six people in each of three organisations do, in any order, some things never happen.

Nobody approves for themselves or what they nominated; a case ends once; whoever decided was entitled when they did; a
credential exists if and only if its case was approved; everybody hears once. `LAUREL_STORIES` sets how many stories
are tried on SQLite (25 unless told, of thirty steps each); on PostgreSQL a fifth of that.
"""

import json
import os
from collections import Counter
from datetime import timedelta
from uuid import UUID

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from adapters.database.audit.trail import audit
from adapters.database.catalogue.catalogue import achievements
from adapters.database.credentials.credentials import credentials
from adapters.database.nominations.cases import approvals
from adapters.database.nominations.nominations import nominations
from adapters.database.people.absences import absences
from adapters.database.queue.letter_rows import letters
from bot.domain.people.model import MembershipStatus
from bot.messages.forms import Form
from bot.messages.requests import ButtonPress, FormSubmission, Mention, TypedCommand
from tests.fakes.workflow import ORGANISATIONS, PEOPLE, Land, OnPostgresql, OnSqlite

PLACE = st.sampled_from([0, 0, 0, 0, *range(ORGANISATIONS)])
"""Mostly one organisation, so that stories meet; the others look on, and press what is not theirs."""
WHO = st.sampled_from([0, 0, 1, 1, *range(PEOPLE)])
FURTHER = st.sampled_from([1, 2, 3, 4, 5, 0])
"""How far the nominee sits from the nominator; nought is themselves."""
BADGE = st.sampled_from([0, 0, 1, 2, 3])
STORIES = int(os.environ.get("LAUREL_STORIES", "25"))
WORDS = st.sampled_from(["they helped", "they stayed late", "they taught me"])


class Workflow(RuleBasedStateMachine):
    """One story."""

    land: Land
    copies: OnSqlite | OnPostgresql

    @initialize()
    def begins(self) -> None:
        self.land = self.copies.begin()
        self.seen: list[tuple[int, str]] = []
        self.ended: dict[object, object] = {}

    def teardown(self) -> None:
        if hasattr(self, "land"):
            self.copies.end(self.land)

    @rule(place=PLACE, who=WHO, further=FURTHER, badge=BADGE, words=WORDS)
    def nominates(self, place: int, who: int, further: int, badge: int, words: str) -> None:
        whom = (who + further) % PEOPLE
        text = (Mention(f"O{place}P{whom}", f"P{whom}"), f" badge-{badge} because {words}")
        self.land.ask(place, who, TypedCommand("nominate", text))
        self.seen += [(place, button) for button in self.land.buttons(place)]

    @rule(place=PLACE, who=WHO, whom=WHO, badge=BADGE)
    def awards(self, place: int, who: int, whom: int, badge: int) -> None:
        before = self.land.rows(credentials.c.id)
        text = (Mention(f"O{place}P{whom}", f"P{whom}"), f" badge-{badge} well done")
        self.land.ask(place, who, TypedCommand("award", text))
        if who == whom:
            assert self.land.rows(credentials.c.id) == before, "nobody awards themselves"

    @rule(data=st.data(), who=WHO, place=PLACE, at_home=st.booleans())
    def approves(self, data: st.DataObject, who: int, place: int, at_home: bool) -> None:
        """Anybody presses any card that was ever shown, old or new, their own organisation's or another's."""
        if self.seen:
            home, token = data.draw(st.sampled_from(self.seen[-12:]))
            place = home if at_home else place
            self._decides(home, place, who, lambda: self.land.ask(place, who, ButtonPress("approve", token)))

    @rule(data=st.data())
    def somebody_asked_approves(self, data: st.DataObject) -> None:
        """What usually happens: whoever is asked presses the card as it stands."""
        buttons = [(place, *asked) for place in range(ORGANISATIONS) for asked in self.land.asked(place)]
        if buttons:
            place, who, token = data.draw(st.sampled_from(buttons))
            self._decides(place, place, who, lambda: self.land.ask(place, who, ButtonPress("approve", token)))

    @rule(data=st.data(), who=WHO)
    def declines(self, data: st.DataObject, who: int) -> None:
        if self.seen:
            place, token = data.draw(st.sampled_from(self.seen[-12:]))
            form = self.land.ask(place, who, ButtonPress("decline", token))
            if isinstance(form, Form):
                filled = FormSubmission("decline", {"reason": "not this time"}, form.draft)
                self._decides(place, place, who, lambda: self.land.ask(place, who, filled))

    @rule(data=st.data(), place=PLACE, who=WHO, words=WORDS, withdraws=st.booleans())
    def thinks_again(self, data: st.DataObject, place: int, who: int, words: str, withdraws: bool) -> None:
        mine = [
            token
            for token, nominator in self.land.rows(nominations.c.token, nominations.c.nominator_id)
            if nominator == self.land.people[place][who]
        ]
        if not mine:
            return
        token = str(data.draw(st.sampled_from(mine)))
        reply = self.land.ask(place, who, ButtonPress("withdraw" if withdraws else "edit_nomination", token))
        if isinstance(reply, Form):
            self.land.ask(place, who, FormSubmission("edit_nomination", {"citation": words}, reply.draft))

    @rule(place=PLACE, who=WHO, deputy=st.none() | WHO)
    def goes_away(self, place: int, who: int, deputy: int | None) -> None:
        asks = () if deputy is None else (Mention(f"O{place}P{deputy}", f"P{deputy}"),)
        self.land.ask(place, who, TypedCommand("badges", ("away for 3 days, ask ", *asks)))

    @rule(place=PLACE, who=WHO)
    def comes_back(self, place: int, who: int) -> None:
        self.land.ask(place, who, TypedCommand("badges", ("back",)))

    @rule(place=PLACE, who=st.integers(1, PEOPLE - 1), owner=st.booleans())
    def rises_or_falls(self, place: int, who: int, owner: bool) -> None:
        self.land.change(place, who, owner=owner)

    @rule(place=PLACE, who=WHO, manager=WHO)
    def changes_manager(self, place: int, who: int, manager: int) -> None:
        """Also to themselves, or into a ring: directories hold such things."""
        self.land.change(place, who, manager_id=self.land.people[place][manager])

    @rule(place=PLACE, who=st.integers(1, PEOPLE - 1), left=st.booleans())
    def leaves_or_returns(self, place: int, who: int, left: bool) -> None:
        self.land.change(place, who, standing=MembershipStatus.LEFT if left else MembershipStatus.MEMBER)

    @rule(hours=st.sampled_from([1, 24, 72, 24 * 15, 24 * 31]))
    def time_passes(self, hours: int) -> None:
        self.land.passes(timedelta(hours=hours))

    @invariant()
    def a_case_ends_once(self) -> None:
        for case in self._cases():
            if case["outcome"] != "open":
                ending = (case["outcome"], case["decided_by"], case["decided_at"])
                assert self.ended.setdefault(case["id"], ending) == ending

    @invariant()
    def nobody_approves_for_themselves_or_what_they_nominated(self) -> None:
        made = self._rows(nominations.c.case_id, nominations.c.nominator_id)
        for case in self._cases():
            parties = {nominator for case_id, nominator in made if case_id == case["id"]} | {
                case["nominee_id"]
            }
            if case["outcome"] in ("approved", "declined"):
                assert case["decided_by"] not in parties
            if case["outcome"] == "approved":
                assert isinstance(case["id"], UUID)
                assert not {person for person, _, _ in self.land.approvals_of(case["id"])} & {
                    case["nominee_id"]
                }

    @invariant()
    def a_credential_exists_if_and_only_if_its_case_was_approved(self) -> None:
        given = Counter(
            nomination_id for (nomination_id,) in self._rows(credentials.c.nomination_id) if nomination_id
        )
        approved = Counter(case["id"] for case in self._cases() if case["outcome"] == "approved")
        assert given == approved

    @invariant()
    def an_approved_case_has_every_approval_that_its_rules_ask_for(self) -> None:
        needed = {
            achievement: sum(step["of"] for step in json.loads(str(content))["rules"]["steps"])
            for achievement, content in self._rows(achievements.c.id, achievements.c.content)
        }
        for case in self._cases():
            if case["outcome"] == "approved":
                assert isinstance(case["id"], UUID)
                given = self.land.approvals_of(case["id"])
                alike = [{approver for approver, _, of in given if of == shown} for _, _, shown in given]
                assert max(map(len, alike)) >= needed[case["achievement_id"]]

    @invariant()
    def every_ending_is_in_the_audit_trail_once(self) -> None:
        recorded = Counter(
            subject
            for action, subject in self._rows(audit.c.action, audit.c.subject_id)
            if action in ("approved", "declined", "expired")
        )
        decided = Counter(
            case["id"] for case in self._cases() if case["outcome"] in ("approved", "declined", "expired")
        )
        assert recorded == decided

    @invariant()
    def everybody_hears_once(self) -> None:
        heard = Counter(
            (topic, subject, addressee)
            for topic, subject, addressee in self._rows(
                letters.c.topic, letters.c.subject_id, letters.c.addressee
            )
            if topic == "decided"
        )
        assert all(times == 1 for times in heard.values())
        ended = [
            nomination
            for nomination, outcome in self._rows(nominations.c.id, nominations.c.outcome)
            if outcome in ("approved", "declined", "expired")
        ]
        assert len(heard) == len(ended)

    @invariant()
    def nominations_follow_their_case(self) -> None:
        outcome = {case["id"]: case["outcome"] for case in self._cases()}
        for case_id, own in self._rows(nominations.c.case_id, nominations.c.outcome):
            assert own in (outcome[case_id], "withdrawn")

    def _decides(self, home: int, place: int, who: int, deed: object) -> None:
        """Runs a decision; if anything was decided, whoever did it was entitled at that moment."""
        before = {case["id"]: case["outcome"] for case in self.land.cases()}
        yes_before = len(self._approvals())
        entitled = {case["id"]: self._could(case, home, who) for case in self.land.cases()}
        assert callable(deed)
        deed()
        changed = [case for case in self.land.cases() if case["outcome"] != before[case["id"]]]
        if changed or len(self._approvals()) > yes_before:
            assert home == place, "another organisation's card is nothing"
            assert all(entitled[case["id"]] for case in changed)
        for case in changed:
            event(f"a case was {case['outcome']}")

    def _could(self, case: dict[str, object], place: int, who: int) -> bool:
        """By a rule of its own, and generous: members who manage, own, are of the group, or stand in for such."""
        actor = self.land.person(place, who)
        if actor.standing is not MembershipStatus.MEMBER:
            return False
        everybody = {self.land.people[place][number]: number for number in range(PEOPLE)}
        nominee = case["nominee_id"]
        above, line = nominee, set()
        while above in everybody and above not in line:
            line.add(above)
            above = self.land.person(place, everybody[above]).manager_id  # type: ignore[index]  # it is a person's id

        def has_a_say(number: int) -> bool:
            person = self.land.person(place, number)
            return person.owner or person.id in line or number in (2, 3, 4)

        return has_a_say(who) or any(
            deputy == actor.id and has_a_say(everybody[principal])
            for principal, deputy in self._deputies()
            if principal in everybody
        )

    def _deputies(self) -> list[tuple[UUID, UUID | None]]:

        rows = self.land.rows(absences.c.person_id, absences.c.deputy_id, absences.c.until)
        return [(person, deputy) for person, deputy, until in rows if until > self.land.now]  # type: ignore[misc, operator]  # as the columns are

    def _approvals(self) -> list[tuple[object, ...]]:

        return self.land.rows(approvals.c.case_id, approvals.c.person_id, approvals.c.shown)

    def _cases(self) -> list[dict[str, object]]:
        return self.land.cases() if hasattr(self, "land") else []

    def _rows(self, *columns: object) -> list[tuple[object, ...]]:
        return self.land.rows(*columns) if hasattr(self, "land") else []


def settings_of(stories: int, steps: int) -> settings:
    return settings(
        max_examples=stories,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def test_whatever_happens_on_sqlite() -> None:
    class Stories(Workflow):
        copies = OnSqlite()

    run_state_machine_as_test(Stories, settings=settings_of(STORIES, 30))


def test_whatever_happens_on_postgresql(postgresql_url: str) -> None:
    """The same rules on the other engine; fewer stories, for each takes a database of its own."""
    place = OnPostgresql(postgresql_url)

    class Stories(Workflow):
        copies = place

    run_state_machine_as_test(Stories, settings=settings_of(max(1, STORIES // 5), 20))
    place.close()
