"""Whatever platforms, files and owners say, in whatever order: rights need a living member account of one's own, no
badge changes hands, nothing is lost over merging and parting."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from adapters.files.people import parse_people
from bot.context.context import UseCaseContext
from bot.context.store import Store
from bot.domain.credentials.model import Credential
from bot.domain.events import EventKind
from bot.domain.people.imports.model import KnownPeople
from bot.domain.people.imports.plan import plan_import
from bot.domain.people.linking import best_standing, vouched_address
from bot.domain.people.model import AccountReference, Identity, LinkGround, MembershipStatus, PlatformFacts
from bot.messages.platforms import Platform
from bot.messages.refusals import Refusal
from bot.use_cases.people.accounts import (
    DecideAccount,
    EndLink,
    MergePeople,
    decide_account,
    end_link,
    merge_people,
)
from bot.use_cases.people.import_people import ImportPeople, import_people
from bot.use_cases.people.learn import Report
from bot.use_cases.people.unmerging import UndoMerge, undo_merge
from tests.fakes.memory.world import MemoryWorld

NAMES = ("Ana Souza", "Ben Okafor", "Maya Lind")
ADDRESSES = ("ana@example.org", "ben@example.org", "maya@example.org", None)
ACCOUNTS = tuple(f"A{number}" for number in range(5))
accounts, addresses, names = st.sampled_from(ACCOUNTS), st.sampled_from(ADDRESSES), st.sampled_from(NAMES)
standings = st.sampled_from(MembershipStatus)
people_numbers = st.integers(0, 30)


class Identities(RuleBasedStateMachine):
    """One organisation on one platform; Maya owns the programme."""

    def __init__(self) -> None:
        super().__init__()
        self.world = MemoryWorld.open()
        self.badges: dict[UUID, UUID] = {}
        """Who each badge was given to, when it was."""
        self.owned: set[UUID] = {self.world.person("maya").id}
        """Everybody whom an operator or a merge made an owner."""

    @initialize()
    def everybody_has_a_badge(self) -> None:
        with self.world.read() as store:
            people = store.people.all(self.world.organisation.id)
        for person in people:
            self._award(person.id)

    @rule(account=accounts, name=names, address=addresses, standing=standings)
    def a_platform_reports(
        self, account: str, name: str, address: str | None, standing: MembershipStatus
    ) -> None:
        self.world.passes(minutes=1)
        facts = PlatformFacts(account, name, address, standing)
        self.world.dispatcher.learn(Platform.SANDBOX, "W", Report((facts,)), self.world.moment)
        self._award(self._accounts()[account].person.id)

    @rule(account=accounts)
    def a_platform_forgets(self, account: str) -> None:
        report = Report((), frozenset({account}))
        self.world.dispatcher.learn(Platform.SANDBOX, "W", report, self.world.moment)

    @rule(
        lines=st.lists(st.tuples(names, st.sampled_from(ADDRESSES[:3])), max_size=3), complete=st.booleans()
    )
    def a_file_is_imported(self, lines: list[tuple[str, str]], complete: bool) -> None:
        rows = "".join(f"{name},{address}\n" for name, address in lines)
        file = parse_people(f"name,email\n{rows}".encode(), "people.csv")
        with self.world.store() as store:
            people = store.people.all(self.world.organisation.id)
            here = self._context(store).workspace
            known_accounts = store.people.accounts_of(person.id for person in people)
            places = {here.platform: [here.id]}
            aliases = store.people.former_addresses(here.organisation.id)
            known = KnownPeople(here.organisation.id, people, places, known_accounts, aliases)
            plan = plan_import(file, known, self.world.ids.new_id, complete=complete)
            import_people(self._context(store), ImportPeople(plan.changes))

    @rule(first=people_numbers, second=people_numbers)
    def owners_merge(self, first: int, second: int) -> None:
        with self.world.store() as store:
            people = store.people.all(self.world.organisation.id)
            kept, merged = people[first % len(people)], people[second % len(people)]
            if kept.id == merged.id:
                return
            merge_people(self._context(store), MergePeople(kept, merged))
            if merged.id in self.owned:
                self.owned.add(kept.id)

    @rule(number=people_numbers)
    def owners_undo_a_merge(self, number: int) -> None:
        with self.world.store() as store:
            people = store.people.all(self.world.organisation.id)
            merges = [merge for person in people for merge in store.people.merges_into(person.id)]
            if merges:
                undo_merge(self._context(store), UndoMerge(merges[number % len(merges)].merged_id))

    @rule(account=accounts)
    def owners_end_a_link(self, account: str) -> None:
        if account not in self._accounts():
            return
        with self.world.store() as store:
            ctx = self._context(store)
            try:
                end_link(ctx, EndLink(AccountReference(ctx.workspace.id, account)))
            except Refusal:
                return

    @rule(same=st.booleans())
    def owners_decide(self, same: bool) -> None:
        with self.world.store() as store:
            waiting = store.people.waiting_accounts(self.world.organisation.id)
            if waiting and waiting[0].link.token:
                if same and waiting[0].person.id in self.owned and waiting[0].link.candidate_id:
                    self.owned.add(store.people.get(waiting[0].link.candidate_id).id)
                decide_account(self._context(store), DecideAccount(waiting[0].link.token, is_same=same))

    @invariant()
    def a_right_needs_a_living_member_account_of_ones_own(self) -> None:
        for account in self._accounts().values():
            acting = account.acting_person
            if acting.standing is MembershipStatus.MEMBER:
                assert account.facts.standing is MembershipStatus.MEMBER
                assert not account.person.left

    @invariant()
    def an_account_that_vouches_for_nothing_is_linked_by_nothing_but_a_file_or_an_owner(self) -> None:
        with self.world.read() as store:
            for entry in store.audit.entries_about([row.person.id for row in self._accounts().values()]):
                if entry.kind is EventKind.ACCOUNT_ADDED and "email" in entry.facts:
                    assert '"ground":"email"' in entry.facts

    @invariant()
    def membership_is_the_best_of_the_accounts(self) -> None:
        with self.world.read() as store:
            for person in store.people.all(self.world.organisation.id):
                known = [account.facts.standing for account in store.people.accounts_of([person.id])]
                assert person.standing is best_standing(person.left, known)

    @invariant()
    def no_badge_changes_hands(self) -> None:
        with self.world.read() as store:
            for badge, given_to in self.badges.items():
                holder = store.credentials.by_public_id(badge)
                assert holder is not None
                assert store.people.get(holder.recipient_id).id == store.people.get(given_to).id

    @invariant()
    def only_an_owner_made_so_is_an_owner(self) -> None:
        with self.world.read() as store:
            for owner in store.people.owners(self.world.organisation.id):
                assert owner.id in self.owned

    def _award(self, person_id: UUID) -> None:
        with self.world.store() as store:
            person_id = store.people.get(person_id).id
            achievement = store.catalogue.current(self.world.organisation.id)[0]
            workspace = store.people.workspace(Platform.SANDBOX, "W")
            assert workspace is not None
            badge = Credential(
                *(self.world.ids.new_id(), self.world.ids.public_id(), self.world.organisation.id),
                *(workspace.id, achievement.id, person_id, person_id, None, "x", None),
                awarded_at=self.world.moment,
            )
            store.credentials.add(badge)
        self.badges[badge.public_id] = person_id

    def _context(self, store: Store) -> UseCaseContext:
        workspace = store.people.workspace(Platform.SANDBOX, "W")
        assert workspace is not None
        return UseCaseContext(workspace, None, self.world.moment, store, self.world.ids)

    def _accounts(self) -> dict[str, Identity]:
        with self.world.read() as store:
            return dict(store.people.identities(self._context(store).workspace.id, ACCOUNTS))


TestIdentities = pytest.mark.engines("memory")(Identities.TestCase)
TestIdentities.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@st.composite
def reports(draw: st.DrawFn) -> list[PlatformFacts]:
    """One report on each account; an address has one member account at most, as on every platform."""
    found, taken = [], set()
    for account in ACCOUNTS:
        facts = PlatformFacts(account, draw(names), draw(addresses), draw(standings))
        if vouched_address(facts) in taken:
            facts = replace(facts, email=None)
        taken.add(vouched_address(facts))
        found.append(facts)
    return draw(st.permutations(found))


@given(reports(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_platforms_report_does_not_matter(
    told: list[PlatformFacts], chance: object
) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    assert links_after(told) == links_after(shuffled)


def links_after(
    told: list[PlatformFacts],
) -> dict[str, tuple[str | None, LinkGround, MembershipStatus, bool]]:
    """Of each account: the address of its person, why it is theirs, its membership, and whether it waits."""
    world = MemoryWorld.open()
    for _ in range(2):  # what waits is found at the next report, if its candidate came later
        for facts in told:
            world.moment += timedelta(minutes=1)
            world.dispatcher.learn(Platform.SANDBOX, "W", Report((facts,)), world.moment)
    with world.read() as store:
        workspace = store.people.workspace(Platform.SANDBOX, "W")
        assert workspace is not None
        known = store.people.identities(workspace.id, ACCOUNTS)
    return {
        name: (
            row.person.email,
            row.link.ground,
            row.acting_person.standing,
            row.link.candidate_id is not None,
        )
        for name, row in known.items()
    }
