"""The earner's choices: keep private, celebrate, share by link, withdraw sharing."""

from bot.context.context import RequestContext
from bot.context.lookup import own_credential
from bot.context.notify import post, refresh
from bot.domain.outbox.model import NotificationKind, ToConversation
from bot.domain.sharing import rules
from bot.messages.forms import Reply
from bot.messages.refusals import Refusal
from bot.presenting import sharing_cards as cards


def keep(turn: RequestContext, token: str) -> Reply:
    """Confirms that the badge stays private, which is the default."""
    credential = own_credential(turn, token)
    turn.record("keep_private", credential.id, "recipient")
    return cards.kept_private_card(turn.say, turn.store.catalogue.get(credential.achievement_id))


def celebrate(turn: RequestContext, token: str) -> Reply:
    """Posts the celebration in the channel of the award, or in the organisation's channel."""
    credential = own_credential(turn, token)
    home = turn.organisation.celebration_channel
    channel = credential.conversation or home
    if channel is None:
        raise Refusal("no_channel")
    celebrated = turn.store.credentials.change(rules.consent_to_celebration(credential, turn.now))
    addressee = ToConversation(channel, home if home != channel else None)
    # The channel belongs to the workspace of the award, even if the earner pressed the button elsewhere.
    began_in = celebrated.workspace_id if celebrated.conversation else None
    post(turn, NotificationKind.CELEBRATION, celebrated.id, addressee, turn.now.isoformat(), began_in)
    refresh(turn, celebrated.id)
    turn.record("celebrate", celebrated.id, "recipient")
    return cards.celebrating_card(turn.say, turn.store.catalogue.get(celebrated.achievement_id))


def share(turn: RequestContext, token: str) -> Reply:
    """Opens the badge's page to anyone with the link."""
    credential = turn.store.credentials.change(rules.consent_to_page(own_credential(turn, token), turn.now))
    refresh(turn, credential.id)
    turn.record("share", credential.id, "recipient")
    return cards.shared_card(turn.say, credential, turn.store.catalogue.get(credential.achievement_id))


def take_back(turn: RequestContext, token: str) -> Reply:
    """Makes the page private (410 from now on) and removes the name from the celebration."""
    credential = turn.store.credentials.change(rules.withdraw_consent(own_credential(turn, token)))
    refresh(turn, credential.id)
    turn.record("take_back", credential.id, "recipient")
    return cards.taken_back_card(turn.say, turn.store.catalogue.get(credential.achievement_id))
