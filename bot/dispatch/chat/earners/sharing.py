"""The earner's sharing buttons and their forms, as commands.

The answer is the place where the button was, as it stands then: the letter, the list, or one badge opened from it.
"""

from bot.context.context import RequestContext
from bot.context.lookup import credential_id
from bot.dispatch.chat.earners.own_badges import answer_there, channels_of
from bot.messages.cards import on_letter
from bot.messages.forms import CHECKED, Reply
from bot.messages.requests import FormSubmission
from bot.presenting.earners import download_cards, earner_cards
from bot.presenting.earners import sharing_cards as cards
from bot.presenting.earners.own_places import OwnPlace, read_place
from bot.use_cases.credentials import correct, earn
from bot.use_cases.credentials import share as sharing


def keep(ctx: RequestContext, token: str) -> Reply:
    """Confirms that the badge stays private."""
    token, place = read_place(token)
    badge = sharing.keep_private(ctx, sharing.KeepPrivate(credential_id(token)))
    return answer_there(ctx, place, cards.kept_private_card(ctx.say, badge.achievement))


def celebrate(ctx: RequestContext, token: str) -> Reply:
    """Asks what to show in the channel, where a form can be shown; elsewhere celebrates with nothing more."""
    credential, place = read_place(token)
    held = earn.find_own_badge(ctx, credential_id(credential))
    channels = channels_of(ctx, held.credential)
    sharing.refuse_celebrating(ctx, held.credential)
    if ctx.forms:
        return cards.celebration_form(ctx.say, held, channels, place)
    return _celebrate(ctx, place, sharing.Celebrate(held.credential.public_id))


def celebrate_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Posts the celebration."""
    token, place = read_place(form.subject)
    words, givers = (form.fields.get(name) == CHECKED for name in ("words", "givers"))
    channel = str(form.fields.get("channel", ""))
    return _celebrate(ctx, place, sharing.Celebrate(credential_id(token), words, givers, channel))


def share(ctx: RequestContext, token: str) -> Reply:
    """Opens the badge's page to anyone with the link; from the list the badge is opened, with its address."""
    token, place = read_place(token)
    badge = sharing.share(ctx, sharing.Share(credential_id(token)))
    if place.kind == "list":
        place = OwnPlace("badge", place.page)
    said = cards.shared_card(ctx.say, badge.credential, badge.achievement)
    return answer_there(ctx, place, said, badge.credential)


def take_back(ctx: RequestContext, token: str) -> Reply:
    """Takes all sharing back."""
    token, place = read_place(token)
    badge = sharing.unshare(ctx, sharing.Unshare(credential_id(token)))
    return answer_there(ctx, place, cards.taken_back_card(ctx.say, badge.achievement), badge.credential)


def ask_what_is_shown(ctx: RequestContext, token: str) -> Reply:
    """Asks what the file and the page say of the award."""
    token, place = read_place(token)
    held = earn.find_own_badge(ctx, credential_id(token))
    form = download_cards.shows_form(ctx.say, held, place)
    return form if ctx.forms else form.hint


def show_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Changes what they say."""
    token, place = read_place(form.subject)
    words, givers = (form.fields.get(name) == CHECKED for name in ("words", "givers"))
    held = earn.find_own_badge(ctx, credential_id(token))
    wanted = earn.ShowMore(held.credential.public_id, words if held.credential.citation else None, givers)
    badge = earn.show_more(ctx, wanted)
    said = download_cards.citation_choice_card(ctx.say, badge.credential, badge.achievement)
    return answer_there(ctx, place, said, badge.credential)


def turn_down(ctx: RequestContext, token: str) -> Reply:
    """Asks for confirmation, because turning a badge down is final."""
    token, place = read_place(token)
    credential = correct.find_own_active(ctx, credential_id(token))
    achievement = ctx.store.catalogue.get(credential.achievement_id)
    return earner_cards.confirm_turn_down(ctx.say, credential, achievement, place)


def turn_down_now(ctx: RequestContext, token: str) -> Reply:
    """Turns the badge down for its earner; what was opened from the list is the list again."""
    token, place = read_place(token)
    turned_down = correct.turn_down(ctx, correct.TurnDown(credential_id(token)))
    if place.kind == "badge":
        place = OwnPlace("list", place.page)
    said = on_letter(earner_cards.turn_down_card(ctx.say, turned_down.achievement))
    return answer_there(ctx, place, said)


def keep_it(ctx: RequestContext, token: str) -> Reply:
    """Shows the badge again where it was: the way back from a question or a form."""
    token, place = read_place(token)
    held = earn.find_own_badge(ctx, credential_id(token))
    card = earner_cards.own_badge_card(ctx.say, held, channels_of(ctx, held.credential), place.page)
    return answer_there(ctx, place, on_letter(card), held.credential, silently=True)


def _celebrate(ctx: RequestContext, place: OwnPlace, command: sharing.Celebrate) -> Reply:
    badge = sharing.celebrate(ctx, command)
    return answer_there(ctx, place, cards.celebrating_card(ctx.say, badge.achievement), badge.credential)
