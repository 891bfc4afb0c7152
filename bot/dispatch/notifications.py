"""The kinds of letters, one row each: how it is composed, what it is about, whether it still counts, who hears instead.

card = compose(letter, store, say)
if still_counts(letter, store): …
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from bot.context.context import UseCaseContext
from bot.context.store import Store
from bot.domain.nominations.model import not_withdrawn
from bot.domain.outbox.model import Letter, NotificationKind, ToPerson
from bot.domain.people.model import MembershipStatus
from bot.domain.sharing.rules import consent
from bot.messages.forms import Reply
from bot.messages.platforms import Platform
from bot.messages.wording import Wording
from bot.presenting import letters
from bot.use_cases.credentials.share import close_celebration
from bot.use_cases.nominations.case_timers import replace_unreachable


class LetterSubject(Enum):
    """What the id of a letter's subject names. Its changes update the posted card."""

    CASE = auto()
    NOMINATION = auto()
    CREDENTIAL = auto()
    NOTHING = auto()


def _always(_letter: Letter, _store: Store) -> bool:
    return True


@dataclass(frozen=True)
class Notification:
    """One kind of letter."""

    compose: Callable[[Letter, Store, Wording], Reply]
    about: LetterSubject
    still_counts: Callable[[Letter, Store], bool] = _always
    """Whether a queued letter should still be sent, given what happened since."""
    tell_others: Callable[[UseCaseContext, Letter], None] | None = None
    """Tells the people who can help if the platform does not deliver it; None where there are none."""
    waits_for_account: bool = True
    """Whether it is sent when its addressee gets an account; else it is dropped."""
    vanishes: bool = False
    """Whether a posted card is deleted, where the platform can do that, once the letter does not count any more."""


def compose(letter: Letter, store: Store, say: Wording) -> Reply:
    """The letter's card, from the current state."""
    return NOTIFICATIONS[letter.topic].compose(letter, store, say)


def still_counts(letter: Letter, store: Store) -> bool:
    """Whether a queued letter should still be sent: an award may be undone before its earner is told."""
    return NOTIFICATIONS[letter.topic].still_counts(letter, store)


def has_vanished(letter: Letter, store: Store) -> bool:
    """Whether a posted card is to be deleted."""
    kind = NOTIFICATIONS[letter.topic]
    return kind.vanishes and not kind.still_counts(letter, store)


def _is_badge_active(letter: Letter, store: Store) -> bool:
    return store.credentials.get(letter.subject_id).stage.is_active


def _is_case_open(letter: Letter, store: Store) -> bool:
    return store.nominations.case(letter.subject_id).decision is None


def _is_addressee_member(letter: Letter, store: Store) -> bool:
    """A request to decide goes to members alone; others were asked when a platform reported that this one is none."""
    to = letter.addressee
    return not isinstance(to, ToPerson) or store.people.get(to.person_id).standing is MembershipStatus.MEMBER


def _is_celebrated(letter: Letter, store: Store) -> bool:
    return consent(store.credentials.get(letter.subject_id)).in_chat


def _tell_awarder(ctx: UseCaseContext, letter: Letter) -> None:
    """Of awards from the shell or a file, the report says whose letters wait."""
    if ctx.workspace.platform is Platform.CLI:
        return
    awarder = ToPerson(ctx.store.credentials.get(letter.subject_id).awarder_id)
    _post_instead(ctx, letter, replace(letter, topic=NotificationKind.EARNER_AWAY, addressee=awarder))


def _tell_earner(ctx: UseCaseContext, letter: Letter) -> None:
    """The celebration ends, so that the earner may choose another channel."""
    close_celebration(ctx, letter.subject_id)
    earner = ToPerson(ctx.store.credentials.get(letter.subject_id).recipient_id)
    _post_instead(ctx, letter, replace(letter, topic=NotificationKind.CLOSED_CHANNEL, addressee=earner))


def _tell_nominators(ctx: UseCaseContext, letter: Letter) -> None:
    """Other approvers are asked at once."""
    if not isinstance(letter.addressee, ToPerson):
        return
    approver_id = letter.addressee.person_id
    if not replace_unreachable(ctx, letter.subject_id, approver_id):
        return
    unreachable = replace(
        letter, topic=NotificationKind.APPROVER_AWAY, content=json.dumps({"person": str(approver_id)})
    )
    for nomination in not_withdrawn(ctx.store.nominations.of_case(letter.subject_id)):
        nominator, where = ToPerson(nomination.nominator_id), nomination.workspace_id
        _post_instead(ctx, letter, replace(unreachable, addressee=nominator, workspace_id=where))


def _post_instead(ctx: UseCaseContext, undelivered: Letter, letter: Letter) -> None:
    """Queues a letter in the place of one that is not delivered, once for each addressee."""
    if isinstance(letter.addressee, ToPerson):
        key = f"closed:{letter.addressee.person_id}:{undelivered.id}"
        ctx.store.outbox.post(replace(letter, id=ctx.ids.new_id(), key=key, queued_at=ctx.now))


CASE, CREDENTIAL = LetterSubject.CASE, LetterSubject.CREDENTIAL
NOTIFICATIONS: Mapping[NotificationKind, Notification] = {
    NotificationKind.REPLY: Notification(letters.stored_reply, LetterSubject.NOTHING),
    NotificationKind.NOTICE: Notification(letters.stored_reply, LetterSubject.NOTHING),
    # sent even if its case is decided by now, so that the approver sees the outcome
    NotificationKind.TO_DECIDE: Notification(
        letters.approval_request, CASE, _is_addressee_member, _tell_nominators
    ),
    # the request that they are about waits for the account itself
    NotificationKind.REMINDER: Notification(letters.reminder, CASE, _is_case_open, _tell_nominators, False),
    NotificationKind.NUDGE: Notification(letters.nudge, CASE, _is_case_open, _tell_nominators, False),
    NotificationKind.DECIDED: Notification(letters.outcome, LetterSubject.NOMINATION),
    NotificationKind.APPROVER_AWAY: Notification(letters.unreachable_approver, CASE),
    NotificationKind.EARNED: Notification(letters.earned, CREDENTIAL, _is_badge_active, _tell_awarder),
    NotificationKind.GIVER_ASKED: Notification(letters.giver_asked, CREDENTIAL, _is_badge_active),
    NotificationKind.ACCOUNT_WAITS: Notification(letters.account_waits, LetterSubject.NOTHING),
    NotificationKind.AMENDED: Notification(letters.amended, CREDENTIAL, _is_badge_active),
    NotificationKind.UNDONE: Notification(letters.undone, CREDENTIAL),
    NotificationKind.REVOKED: Notification(letters.revoked, CREDENTIAL),
    NotificationKind.CELEBRATION: Notification(
        letters.celebration, CREDENTIAL, _is_celebrated, _tell_earner, vanishes=True
    ),
    NotificationKind.CLOSED_CHANNEL: Notification(letters.closed_channel, CREDENTIAL),
    NotificationKind.EARNER_AWAY: Notification(letters.unreachable_earner, CREDENTIAL),
}
