"""The contents of an approver's card: the case, the people it names, why it came to the viewer, and the signals."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bot.context.store import Store
from bot.domain.credentials.model import Credential
from bot.domain.nominations.model import Asking, Case, Outcome, Skipped
from bot.domain.nominations.signals import Signal
from bot.domain.people.model import Person
from bot.messages.cards import Line
from bot.messages.wording import Wording, listed
from bot.use_cases.nominations.case_loading import Docket, docket, noticed


@dataclass(frozen=True)
class Shown:
    """A case with all people its card names, for one viewer or for none in particular."""

    docket: Docket
    people: Mapping[UUID, Person]
    signals: tuple[Signal, ...] = ()
    viewer_id: UUID | None = None
    credential: Credential | None = None
    """The awarded credential, if the case was approved."""

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.docket.case

    @property
    def asking(self) -> Asking | None:
        """The latest request to the viewer."""
        mine = [one for one in self.docket.askings if one.person_id == self.viewer_id]
        return mine[-1] if mine else None

    def line(self, person_id: UUID) -> Line:
        """A person's mention, as a part of a sentence."""
        return (self.people[person_id].mention,)


def shown(store: Store, case: Case, viewer_id: UUID | None = None) -> Shown:
    """Loads what the card of a case shows. Signals are for open cases only."""
    one = docket(store, case)
    signals = () if case.decision else noticed(store, one)
    named = {nomination.nominator_id for nomination in one.told} | {one.nominee.id}
    named |= {person for signal in signals for person in signal.people}
    for asking in one.askings:
        named |= {skipped.person_id for skipped in asking.skipped if skipped.person_id}
        named |= {asking.deputy_of} if asking.deputy_of else set()
    named |= one.progress.approved
    if case.decision and case.decision.by:
        named.add(case.decision.by)
    people = {person_id: store.people.get(person_id) for person_id in named}
    is_approved = case.outcome is Outcome.APPROVED
    credential = store.credentials.of_case(case.id) if is_approved else None
    return Shown(one, people, signals, viewer_id, credential)


def why(say: Wording, one: Shown) -> list[Line]:
    """Why it came to the viewer: their role, the skipped candidates before them, and the earlier approvers."""
    asking = one.asking
    if asking is None:
        return []
    step = one.docket.achievement.rules.steps[asking.stage]
    if asking.deputy_of:
        lines = [say.line("why.deputy", away=one.line(asking.deputy_of))]
    elif step.by == "owner":
        lines = [say.line("why.owner_stage")]
    else:
        lines = [say.line(f"why.{asking.why}", nominee=one.docket.nominee.mention)]
    # A candidate in two roles, such as manager and owner, is listed once.
    lines += [
        _skipped(say, one, skipped)
        for skipped in dict.fromkeys(asking.skipped)
        if asking.deputy_of is None or skipped.person_id != asking.deputy_of
    ]
    now_open = one.docket.progress
    if now_open.approved and asking.stage == now_open.stage:
        people = listed(tuple(one.line(person_id) for person_id in sorted(now_open.approved)))
        lines.append(say.line("decide.so_far", people=people))
    return lines


def _skipped(say: Wording, one: Shown, skipped: Skipped) -> Line:
    if skipped.person_id is None:
        if skipped.code == "loop":
            return say.line("skipped.loop", nominee=one.docket.nominee.mention)
        return say.line("skipped.missing", nominee=one.docket.nominee.mention)
    if skipped.code == "only_you":
        return say.line("skipped.only_you")
    return say.line(f"skipped.{skipped.code}", person=one.line(skipped.person_id))


def second_looks(say: Wording, one: Shown) -> list[Line]:
    """The signals worth a second look before deciding."""
    return [_signal(say, one, signal) for signal in one.signals]


def _signal(say: Wording, one: Shown, signal: Signal) -> Line:
    people = listed(tuple(one.line(person) for person in signal.people))
    match signal.code:
        case "pair":
            return say.line("signal.pair", people=people)
        case "ring":
            return say.line("signal.ring", people=people)
        case "copied":
            return say.line("signal.copied", people=people)
        case "burst_given":
            return say.line("signal.burst_given", people=people, count=str(signal.count))
        case _:
            return say.line("signal.burst_received", people=people, count=str(signal.count))
