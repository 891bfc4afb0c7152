"""Composes a letter's card at the moment it is sent, from the state of that moment: one function for each kind.

`bot/dispatch/notifications.py` says which function composes which kind.
"""

import json
from typing import assert_never
from uuid import UUID

from bot.context.store import Store
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.outbox.model import Letter, ToCaller, ToConversation, ToPerson
from bot.domain.people.working_hours import zone_of
from bot.domain.sharing.rules import consent
from bot.messages.card_json import from_json
from bot.messages.cards import Card, Line
from bot.messages.forms import Reply
from bot.messages.languages import Languages
from bot.messages.wording import Wording
from bot.presenting import approver_cards as approving
from bot.presenting import award_cards as awarding
from bot.presenting import earner_cards as earning
from bot.presenting import nomination_cards as nominating
from bot.presenting import sharing_cards as sharing
from bot.presenting.owners import account_cards
from bot.presenting.people import mention_of
from bot.use_cases.nominations.approval_requests import pending_requests
from bot.use_cases.nominations.case_loading import load_case
from bot.use_cases.nominations.case_view import load_case_view
from bot.use_cases.nominations.nominator_view import load_nominator_view
from bot.use_cases.people.accounts import load_waiting


def wording_for(letter: Letter, store: Store, languages: Languages, channel: str | None = None) -> Wording:
    """The language of a letter: its addressee's, else the organisation's; in a channel, the channel's.

    Moments are told in the addressee's time zone, else the organisation's. `channel` is where a letter to a
    conversation was posted, if not where it was meant for.
    """
    organisation = store.people.organisation(letter.organisation_id)
    match letter.addressee:
        case ToPerson(person_id):
            person = store.people.get(person_id)
            say = languages.best(person.language, organisation.language)
            return say.in_zone(zone_of(person, organisation))
        case ToConversation(external_id, fallback):
            elsewhere = channel is not None and channel != external_id and fallback is not None
            names = (channel or external_id, fallback if elsewhere and fallback else external_id)
            say = languages.best(organisation.language_in(*names), organisation.language)
            return say.in_zone(organisation.zone)
        case ToCaller():  # what it says is stored already
            return languages.best(organisation.language).in_zone(organisation.zone)
        case _:
            assert_never(letter.addressee)


def stored_reply(letter: Letter, _store: Store, _say: Wording) -> Reply:
    """An answer or a notice, composed when it was queued; a form, where an answer asks for more."""
    reply: Reply = from_json(json.loads(letter.content or ""))
    return reply


def approval_request(letter: Letter, store: Store, say: Wording, opening: Line = ()) -> Card:
    """Asks an approver to decide; with the decision, once there is one."""
    viewer = letter.addressee.person_id if isinstance(letter.addressee, ToPerson) else None
    case = store.nominations.case(letter.subject_id)
    return approving.decision_card(say, load_case_view(store, case, viewer), opening)


def reminder(letter: Letter, store: Store, say: Wording) -> Card:
    """Reminds an approver."""
    return approval_request(letter, store, say, say.line("decide.reminder"))


def nudge(letter: Letter, store: Store, say: Wording) -> Card:
    """Reminds an approver because a nominator asks."""
    return approval_request(letter, store, say, say.line("decide.nudge"))


def outcome(letter: Letter, store: Store, say: Wording) -> Card:
    """Tells a nominator the decision."""
    nomination = store.nominations.get(letter.subject_id)
    return nominating.decided_letter(say, load_nominator_view(store, nomination))


def unreachable_approver(letter: Letter, store: Store, say: Wording) -> Card:
    """Tells a nominator that the request could not be delivered, and who has it now.

    Letters of an older release do not name to whom.
    """
    if letter.content:
        person_id = UUID(json.loads(letter.content)["person"])
    else:
        person_id = store.nominations.approval_requests(letter.subject_id)[-1].person_id
    snapshot = load_case(store, store.nominations.case(letter.subject_id))
    asked = [asking.person_id for asking in pending_requests(store, snapshot, letter.queued_at)]
    others = tuple(store.people.get(each) for each in asked if each != person_id)
    return nominating.approver_unreachable(say, store.people.get(person_id), others)


def earned(letter: Letter, store: Store, say: Wording) -> Card:
    """Tells the earner of a badge."""
    credential, achievement = _badge_of(letter, store)
    if not credential.stage.is_active:
        return _ended(credential, achievement, say)
    awarder: Line = (mention_of(store.people.get(credential.awarder_id)),)
    return earning.earned_letter(say, credential, achievement, awarder)


def amended(letter: Letter, store: Store, say: Wording) -> Card:
    """Tells the earner of a correction."""
    credential, achievement = _badge_of(letter, store)
    if not credential.stage.is_active:
        return _ended(credential, achievement, say)
    return earning.amended_letter(say, credential, achievement)


def undone(letter: Letter, store: Store, say: Wording) -> Card:
    """Tells the earner that an award was undone."""
    return awarding.undone_letter(say, _badge_of(letter, store)[1])


def revoked(letter: Letter, store: Store, say: Wording) -> Card:
    """Tells the earner that a badge was revoked."""
    return awarding.revoked_letter(say, *_badge_of(letter, store))


def celebration(letter: Letter, store: Store, say: Wording) -> Card:
    """Celebrates a badge in a channel, as far as its earner consents at this moment."""
    credential, achievement = _badge_of(letter, store)
    recipient = store.people.get(credential.recipient_id)
    return sharing.celebration_card(say, recipient, achievement, consent(credential), credential.path)


def closed_channel(letter: Letter, store: Store, say: Wording) -> Card:
    """Tells the earner that no channel took the celebration."""
    return sharing.closed_channel(say, _badge_of(letter, store)[1])


def unreachable_earner(letter: Letter, store: Store, say: Wording) -> Card:
    """Tells the awarder that the earner could not be told."""
    credential, achievement = _badge_of(letter, store)
    return earning.earner_unreachable(say, store.people.get(credential.recipient_id), achievement)


def account_waits(letter: Letter, store: Store, say: Wording) -> Card:
    """Asks an owner whose an account is."""
    about = json.loads(letter.content or "{}")
    workspace = store.people.workspace_by_id(UUID(about["workspace"]))
    account = store.people.identities(workspace.id, [about["account"]])[about["account"]]
    waiting = load_waiting(store, account)
    if waiting is None:
        return account_cards.settled_account_card(say, account)
    return account_cards.waiting_account_card(say, waiting)


def _badge_of(letter: Letter, store: Store) -> tuple[Credential, Achievement]:
    credential = store.credentials.get(letter.subject_id)
    return credential, store.catalogue.get(credential.achievement_id)


def _ended(credential: Credential, achievement: Achievement, say: Wording) -> Card:
    """What a posted letter about a badge shows once the badge has ended."""
    match credential.stage:
        case CredentialStage.UNDONE:
            return awarding.undone_letter(say, achievement)
        case CredentialStage.REVOKED:
            return awarding.revoked_letter(say, credential, achievement)
        case _:
            return awarding.turn_down_card(say, achievement)
