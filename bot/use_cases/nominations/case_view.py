"""The contents of an approver's card: the case, the people it names, why it came to the viewer, and the signals."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bot.context.store import Store
from bot.domain.credentials.model import Credential
from bot.domain.nominations.model import ApprovalRequest, Case, NominationOutcome, SkippedApprover
from bot.domain.nominations.signals import Signal
from bot.domain.people.model import Person
from bot.messages.cards import Line
from bot.messages.wording import Enumeration, Wording
from bot.use_cases.nominations.case_loading import CaseSnapshot, collect_signals, load_case


@dataclass(frozen=True)
class CaseView:
    """A case with all people its card names, for one viewer or for none in particular."""

    snapshot: CaseSnapshot
    people: Mapping[UUID, Person]
    signals: tuple[Signal, ...] = ()
    viewer_id: UUID | None = None
    credential: Credential | None = None
    """The awarded credential, if the case was approved."""

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.snapshot.case

    @property
    def request(self) -> ApprovalRequest | None:
        """The latest request to the viewer."""
        mine = [
            approval_request
            for approval_request in self.snapshot.approval_requests
            if approval_request.person_id == self.viewer_id
        ]
        return mine[-1] if mine else None

    def line(self, person_id: UUID) -> Line:
        """A person's mention, as a part of a sentence."""
        return (self.people[person_id].mention,)


def load_case_view(store: Store, case: Case, viewer_id: UUID | None = None) -> CaseView:
    """Loads what the card of a case shows. Signals are for open cases only."""
    snapshot = load_case(store, case)
    signals = () if case.decision else collect_signals(store, snapshot)
    named = {nomination.nominator_id for nomination in snapshot.shown_nominations} | {snapshot.nominee.id}
    named |= {person for signal in signals for person in signal.people}
    for asking in snapshot.approval_requests:
        named |= {skipped.person_id for skipped in asking.skipped if skipped.person_id}
        named |= {asking.deputy_of} if asking.deputy_of else set()
    named |= snapshot.progress.approved
    if case.decision and case.decision.by:
        named.add(case.decision.by)
    people = {person_id: store.people.get(person_id) for person_id in named}
    is_approved = case.outcome is NominationOutcome.APPROVED
    credential = store.credentials.of_case(case.id) if is_approved else None
    return CaseView(snapshot, people, signals, viewer_id, credential)


def assignment_reasons(say: Wording, case_view: CaseView) -> list[Line]:
    """Why it came to the viewer: their role, the skipped candidates before them, and the earlier approvers."""
    asking = case_view.request
    if asking is None:
        return []
    step = case_view.snapshot.achievement.rules.steps[asking.stage]
    if asking.deputy_of:
        lines = [say.line("why.deputy", away=case_view.line(asking.deputy_of))]
    elif step.by == "owner":
        lines = [say.line("why.owner_stage")]
    else:
        lines = [say.line(f"why.{asking.why}", nominee=case_view.snapshot.nominee.mention)]
    # A candidate in two roles, such as manager and owner, is listed once.
    lines += [
        _skipped_line(say, case_view, skipped)
        for skipped in dict.fromkeys(asking.skipped)
        if asking.deputy_of is None or skipped.person_id != asking.deputy_of
    ]
    now_open = case_view.snapshot.progress
    if now_open.approved and asking.stage == now_open.stage:
        people = Enumeration(tuple(case_view.line(person_id) for person_id in sorted(now_open.approved)))
        lines.append(say.line("decide.so_far", people=people))
    return lines


def _skipped_line(say: Wording, case_view: CaseView, skipped: SkippedApprover) -> Line:
    if skipped.person_id is None:
        if skipped.code == "loop":
            return say.line("skipped.loop", nominee=case_view.snapshot.nominee.mention)
        return say.line("skipped.missing", nominee=case_view.snapshot.nominee.mention)
    if skipped.code == "only_you":
        return say.line("skipped.only_you")
    return say.line(f"skipped.{skipped.code}", person=case_view.line(skipped.person_id))


def signal_lines(say: Wording, case_view: CaseView) -> list[Line]:
    """The signals worth a second look before deciding."""
    return [_signal_line(say, case_view, signal) for signal in case_view.signals]


def _signal_line(say: Wording, case_view: CaseView, signal: Signal) -> Line:
    people = Enumeration(tuple(case_view.line(person) for person in signal.people))
    match signal.code:
        case "pair":
            return say.line("signal.pair", people=people)
        case "ring":
            return say.line("signal.ring", people=people)
        case "copied":
            return say.line("signal.copied", people=people)
        case "burst_given":
            return say.line("signal.burst_given", people=people, count=signal.count)
        case _:
            return say.line("signal.burst_received", people=people, count=signal.count)
