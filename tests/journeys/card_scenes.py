"""Every card and form that Laurel shows, by chapter, as people would meet them: for those who look at them.

`scenes()` gives each with a name. `tests/contract/credentials/test_card_scenes.py` finds the composer that is in none.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from bot.dispatch.help import help_card
from bot.domain.audit.model import Entry
from bot.domain.credentials.model import Stage
from bot.domain.nominations.model import Approval, Asking, Decision, Outcome, Skipped, Why
from bot.domain.nominations.signals import Signal
from bot.domain.outbox.model import Work
from bot.messages.forms import Form, PeopleField, Reply
from bot.messages.refusals import Refusal, refusal_card
from bot.presenting import absence_cards, approver_cards, why_cards
from bot.presenting import award_cards as awarding
from bot.presenting import catalogue_cards as catalogue
from bot.presenting import earner_cards as earning
from bot.presenting import nomination_cards as nominating
from bot.presenting import retries as stuck
from bot.presenting import sharing_cards as sharing
from bot.use_cases.nominations.case_view import Shown
from bot.use_cases.verify import unfinished_card, verdict_card
from issuer.celebration import Consent
from issuer.verifying import Check, Report
from issuer.verifying.report import ISSUER, FoundIssuer
from tests.fakes.teams.cards import (
    ACHIEVEMENTS,
    ANA,
    AT,
    BEN,
    CITATION,
    HERO,
    MAYA,
    SAY,
    credential,
    forms,
    nomination,
)

MENTOR, SHIP_IT = ACHIEVEMENTS["mentor"], ACHIEVEMENTS["ship-it"]
PRIVATE, SHARED = credential(1), replace(credential(2, MENTOR), shared_at=AT, celebrated_at=AT)
TOKEN = "0" * 32
KNOWN = Check(ISSUER, True, "issuer-known", "We know this issuer.")
MOVING = "She taught two newcomers how to read our traces, and one of them found the leak."


class Scene(NamedTuple):
    """What somebody sees at some moment."""

    chapter: str
    name: str
    shown: Reply


def scenes() -> tuple[Scene, ...]:
    """All of them, chapter by chapter."""
    chapters = {
        "looking": _looking(),
        "awarding": _awarding(),
        "nominating": _nominating(),
        "deciding": _deciding(),
        "earning": _earning(),
        "sharing": _sharing(),
        "trouble": _trouble(),
    }
    return tuple(Scene(chapter, name, shown) for chapter, told in chapters.items() for name, shown in told)


Told = Iterator[tuple[str, Reply]]


def _looking() -> Told:
    yield "help", help_card(SAY)
    yield "what can be earned", catalogue.browse(SAY, tuple(ACHIEVEMENTS.values())[:6])
    yield "one badge", catalogue.show(SAY, HERO)
    trail = tuple(
        Entry(UUID(int=at), ANA.organisation_id, AT, who.id, action, None, authority, "customer-hero@1")
        for at, (who, action, authority) in enumerate(
            ((BEN, "nominate", "anyone"), (MAYA, "approved", "manager"), (MAYA, "award", "approval"))
        )
    )
    told = why_cards.History(HERO, trail, {who.id: who for who in (BEN, MAYA)})
    yield "why", why_cards.why(SAY, ANA, (told,))
    yield (
        "a verdict",
        verdict_card(
            SAY,
            Report("valid", (KNOWN,), FoundIssuer("https://badges.example/issuer", "Larkspur Labs"), None),
        ),
    )
    yield "a verdict that takes long", unfinished_card(SAY)


def _awarding() -> Told:
    yield "award: the form", forms()["award"]
    yield "awarded", awarding.awarded(SAY, HERO, ((ANA, PRIVATE),), CITATION)
    several = ((ANA, PRIVATE), (BEN, credential(3)))
    yield "several awarded", awarding.awarded(SAY, HERO, several, CITATION)
    yield "from a file", awarding.awarded_from_file(SAY, {HERO.name: 120, MENTOR.name: 4}, quiet=False)
    yield "one from a file, quietly", awarding.awarded_from_file(SAY, {HERO.name: 1}, quiet=True)
    yield "undone", awarding.undone(SAY, ANA, HERO)
    yield "undone, to the earner", awarding.undone_letter(SAY, HERO)
    yield "revoke: the form", forms()["revoke"]
    yield "revoked", awarding.revoked(SAY, (ANA, BEN), HERO)
    ended = replace(PRIVATE, stage=Stage.REVOKED, ended_reason="It was given to the wrong Ana.")
    yield "revoked, to the earner", awarding.revoked_letter(SAY, ended, HERO)
    yield "amend: the form", forms()["amend"]
    yield "amended", awarding.amended(SAY, ANA, HERO)
    yield "amended, to the earner", earning.amended(SAY, PRIVATE, HERO)


def _own(outcome: Outcome, reason: str = "") -> nominating.Own:
    shown = nomination(decision=None if outcome is Outcome.OPEN else Decision(outcome, MAYA.id, AT, reason))
    return nominating.Own(shown.docket.nominations[0], shown.case, ANA, HERO, (MAYA,))


def _named(form: Form) -> Form:
    """The form with everyday names."""
    fields = tuple(
        replace(one, names=(ANA.name, BEN.name)) if isinstance(one, PeopleField) else one
        for one in form.fields
    )
    return replace(form, fields=fields)


def _nominating() -> Told:
    yield "nominate: the form", _named(forms()["nominate"])
    yield "nominated", nominating.nominated(SAY, HERO, ((ANA, (MAYA,)),), CITATION)
    yield (
        "nominated, and nobody is there",
        nominating.nominated(SAY, HERO, ((ANA, (MAYA,)),), CITATION, {MAYA.id}),
    )
    reason = "It was her shift, and she had asked for it."
    all_ = tuple(
        _own(one, reason if one is Outcome.DECLINED else "")
        for one in (Outcome.OPEN, Outcome.APPROVED, Outcome.DECLINED, Outcome.WITHDRAWN, Outcome.EXPIRED)
    )
    yield "your nominations", nominating.mine(SAY, all_, AT + timedelta(days=2))
    yield "reminded", nominating.nudged(SAY, (MAYA,))
    yield "change words: the form", forms()["edit_nomination"]
    yield "changed", nominating.edited(SAY, ANA, HERO)
    yield "withdrawn", nominating.withdrawn(SAY, ANA, HERO)
    yield "approved, to the nominator", nominating.decided_letter(SAY, _own(Outcome.APPROVED))
    yield "declined, to the nominator", nominating.decided_letter(SAY, _own(Outcome.DECLINED, reason))
    yield "run out, to the nominator", nominating.decided_letter(SAY, _own(Outcome.EXPIRED))
    yield "the approver cannot be reached", nominating.approver_away(SAY, MAYA)


def _several() -> Shown:
    one = nomination()
    first = one.docket.nominations[0]
    second = replace(first, id=UUID(int=31), nominator_id=MAYA.id, citation=MOVING)
    return replace(one, docket=replace(one.docket, nominations=(first, second)))


def _deciding() -> Told:
    to_decide = approver_cards.to_decide
    yield "to decide", to_decide(SAY, nomination())
    yield "a reminder", to_decide(SAY, nomination(), SAY.line("decide.reminder"))
    yield "a nudge", to_decide(SAY, nomination(), SAY.line("decide.nudge"))
    yield "several nominators", to_decide(SAY, _several())
    around = (Signal("pair", (BEN.id, ANA.id)), Signal("burst_received", (ANA.id,), 4))
    yield "signals", to_decide(SAY, replace(nomination(), signals=around))
    skipped = replace(
        nomination().docket, askings=(Asking(MAYA.id, 0, Why.OWNER, AT, skipped=(Skipped("away", BEN.id),)),)
    )
    yield "why it came here", to_decide(SAY, replace(nomination(), docket=skipped))
    mine = replace(nomination().docket, approvals=(Approval(MAYA.id, 0, AT, "manager", skipped.shown),))
    yield "yours is in", to_decide(SAY, replace(nomination(), docket=mine))
    yield "decline: the form", forms()["decline"]
    yield "your answer: approved", approver_cards.approved(SAY, ANA, HERO, PRIVATE)
    yield "your answer: declined", approver_cards.declined(SAY, ANA, HERO)
    for outcome in (Outcome.APPROVED, Outcome.DECLINED):
        decided = nomination(decision=Decision(outcome, MAYA.id, AT))
        yield f"the card afterwards: {outcome}", to_decide(SAY, decided)
        yield f"a late click: {outcome}", approver_cards.decided_before(SAY, decided)
    for outcome, by in ((Outcome.WITHDRAWN, BEN.id), (Outcome.EXPIRED, None)):
        yield (
            f"the card afterwards: {outcome}",
            to_decide(SAY, nomination(decision=Decision(outcome, by, AT))),
        )
    yield "one of two", approver_cards.approved_so_far(SAY, ANA, HERO, 1, None)
    yield "the words changed", approver_cards.content_changed(SAY, nomination(MOVING))
    yield "what waits", approver_cards.waiting(SAY, (nomination(), _several(), nomination(MOVING)), more=True)
    yield "nothing waits", approver_cards.waiting(SAY, (), more=False)
    yield "no form here", approver_cards.decline_hint(SAY)
    yield "away", absence_cards.away(SAY, AT + timedelta(days=4), BEN, 2)
    yield "back", absence_cards.back(SAY, 1)
    yield "was not away", absence_cards.was_not_away(SAY)
    yield "another approver", absence_cards.approver(SAY, ANA, BEN, 1)


def _earning() -> Told:
    yield "nobody yet", earning.my_badges(SAY, (), 0)
    yield "earned, privately", earning.earned(SAY, PRIVATE, HERO, (MAYA.mention,))
    held = ((PRIVATE, HERO), (SHARED, MENTOR), (credential(4, SHIP_IT), SHIP_IT))
    yield "my badges", earning.my_badges(SAY, held, 0)
    yield "download", earning.download(SAY, PRIVATE, HERO, "s" * 22)
    yield "everything", earning.everything(SAY, "s" * 22)
    yield "the words inside", earning.worded(SAY, PRIVATE, HERO, inside=True)
    yield "turn down?", awarding.turn_down_sure(SAY, PRIVATE, HERO)
    yield "turned down", awarding.turned_down(SAY, HERO)
    yield "the earner cannot be reached", earning.earner_away(SAY, ANA, HERO)


def _sharing() -> Told:
    yield "kept", sharing.kept(SAY, HERO)
    yield "on its way", sharing.celebrating(SAY, HERO)
    chat, both = Consent(in_chat=True, by_link=False), Consent(in_chat=True, by_link=True)
    yield "celebrated", sharing.celebratory(SAY, ANA, HERO, chat, PRIVATE.path)
    yield "shared", sharing.shared(SAY, PRIVATE, HERO)
    yield "celebrated and shared", sharing.celebratory(SAY, ANA, HERO, both, PRIVATE.path)
    yield "taken back", sharing.taken_back(SAY, HERO)
    nothing = Consent(in_chat=False, by_link=False)
    yield "taken back, in the channel", sharing.celebratory(SAY, ANA, HERO, nothing, PRIVATE.path)
    yield "a closed channel", sharing.closed_channel(SAY, HERO)


def _trouble() -> Told:
    yield "a refusal", refusal_card(Refusal("self_nomination"), SAY)
    yield "not yours to decide", refusal_card(Refusal("not_your_decision", {"name": ANA.name}), SAY)
    yield "an unknown address", refusal_card(Refusal("unknown_address", {"found": "who@example.org"}), SAY)
    yield "a form cannot be shown", awarding.needs_form(SAY)
    yield "nor here", nominating.needs_form(SAY)
    yield "a stuck letter", stuck.stuck_letter(SAY, ANA, "Teams refused: 413 MessageSizeTooBig", TOKEN)
    yield "a stuck signature", stuck.stuck_signature(SAY, ANA, HERO, "the signing key is not there", TOKEN)
    yield "stuck work", stuck.stuck_work(SAY, Work.SEAL, "the database is full")
    yield "it is tried again", stuck.tried_again(SAY, anew=True)
