"""Every card and form that Laurel shows, by chapter, as people would meet them: for those who look at them.

`scenes()` gives each with a name. `tests/contract/credentials/test_card_scenes.py` finds the composer that is in none.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from adapters.files.wording import load_languages
from bot.domain.audit.model import AuditEntry
from bot.domain.authority import Authority
from bot.domain.credentials.model import CredentialStage, HeldSummary
from bot.domain.nominations.model import (
    Approval,
    ApprovalRequest,
    ApproverReason,
    Decision,
    NominationOutcome,
    SkippedApprover,
)
from bot.domain.nominations.rules import EXPIRES_AFTER
from bot.domain.nominations.signals import Signal
from bot.domain.outbox.tasks import JobKind
from bot.domain.people.absence_phrases.model import Reading
from bot.domain.people.merging import PersonRole
from bot.domain.people.model import (
    AccountLink,
    Identity,
    LinkGround,
    MembershipStatus,
    Merge,
    MergedFields,
    Person,
    PlatformFacts,
)
from bot.domain.people.working_hours import WorkCalendar
from bot.domain.public_holidays import find_region
from bot.messages.cards import Button, Card, Style, Words
from bot.messages.forms import Form, PeopleField, Reply
from bot.messages.platforms import Conversation, Platform
from bot.messages.questions import Question
from bot.messages.refusals import Refusal, refusal_card
from bot.presenting import (
    absence_cards,
    approver_cards,
    decision_answers,
    help_cards,
    home_cards,
    preference_cards,
    why_cards,
)
from bot.presenting import award_cards as awarding
from bot.presenting import catalogue_cards as catalogue
from bot.presenting import nomination_cards as nominating
from bot.presenting.decision_answers import DecidedOn
from bot.presenting.earners import badge_list_cards as listing
from bot.presenting.earners import download_cards as downloading
from bot.presenting.earners import earner_cards as earning
from bot.presenting.earners import sharing_cards as sharing
from bot.presenting.earners.own_places import ON_LETTER
from bot.presenting.owners import account_cards
from bot.presenting.owners import retries as stuck
from bot.presenting.owners.admin_cards import admin_card, signals_card
from bot.presenting.preference_cards import holidays_card
from bot.presenting.question_cards import question_card
from bot.presenting.verify_cards import unfinished_card, unread_file_card, verdict_card
from bot.use_cases.credentials.earn import HeldBadge, HeldPage
from bot.use_cases.credentials.share import CelebrationChannel
from bot.use_cases.home import Home, TeamMember
from bot.use_cases.nominations.case_signals import CaseSignals, OrganisationSignals
from bot.use_cases.nominations.case_view import CaseView
from bot.use_cases.nominations.nominate import Nominated, NominatedPerson
from bot.use_cases.nominations.nominator_view import NominatorView
from bot.use_cases.nominations.waiting_cases import WaitingCases
from bot.use_cases.people import accounts
from bot.use_cases.people.absences import AbsenceBegun, AbsenceEnded
from bot.use_cases.people.unmerging import MergeUndone, UnclearRow
from bot.use_cases.why import Explained, History
from issuer.celebration import Audience, Consent, Extras, GivenWords, Giver, Giving, Part
from issuer.verifying import CheckResult, VerificationReport
from issuer.verifying.report import ISSUER, ClaimedIssuer, complete_rows
from tests.fakes.teams.cards import (
    ACHIEVEMENTS,
    ANA,
    AT,
    BEN,
    CELEBRATED,
    CELEBRATION,
    CITATION,
    GENERAL,
    HERO,
    MAYA,
    SAY,
    badge_page,
    credential,
    forms,
    held,
    nomination,
)

MENTOR, SHIP_IT = ACHIEVEMENTS["mentor"], ACHIEVEMENTS["ship-it"]
LANGUAGES = load_languages()
PRIVATE, SHARED = credential(1), held(2, MENTOR, shared_at=AT, celebrated_at=AT)
TOKEN = "0" * 32
KNOWN = CheckResult(ISSUER, True, "issuer-known", "We know this issuer.")
MOVING = "She taught two newcomers how to read our traces, and one of them found the leak."


class Scene(NamedTuple):
    """What somebody sees at some moment."""

    chapter: str
    name: str
    shown: Reply


def scenes() -> tuple[Scene, ...]:
    """All of them, chapter by chapter."""
    chapters = {
        "home": _home(),
        "looking": _looking(),
        "asking back": _asking(),
        "awarding": _awarding(),
        "nominating": _nominating(),
        "deciding": _deciding(),
        "earning": _earning(),
        "sharing": _sharing(),
        "trouble": _trouble(),
        "people": _people(),
    }
    return tuple(Scene(chapter, name, shown) for chapter, told in chapters.items() for name, shown in told)


Told = Iterator[tuple[str, Reply]]


def _home() -> Told:
    page = badge_page(SHARED, _nominated_badge(), held(4, SHIP_IT, celebrated_at=AT), held(6))
    everything = tuple(ACHIEVEMENTS.values())
    full = Home(
        person=MAYA,
        held=HeldPage(page.summary, page.newest, ()),
        catalogue=everything,
        waiting=WaitingCases((nomination(),), more=True),
        nominations=(_own(NominationOutcome.OPEN), _own(NominationOutcome.APPROVED)),
        may_nominate=True,
        may_award=True,
        team=(TeamMember(BEN, None), TeamMember(ANA, AT)),
        stuck=2,
    )
    yield "a manager's home", home_cards.home_card(SAY, page.organisation, full, page.rows[:3])
    nothing = replace(
        full,
        held=HeldPage(HeldSummary(), (), ()),
        waiting=WaitingCases((), more=False),
        nominations=(),
        team=(),
        stuck=0,
    )
    newcomer = replace(nothing, person=BEN, may_award=False)
    yield "a newcomer's home", home_cards.home_card(SAY, page.organisation, newcomer, ())
    audience = preference_cards.audience_card(SAY, Audience.COLLEAGUES)
    yield "an answer at home", home_cards.way_back(SAY, audience)


def _looking() -> Told:
    yield "help", help_cards.help_card(SAY)
    yield "the languages", preference_cards.languages_card(SAY, LANGUAGES)
    yield "a language chosen", preference_cards.language_card(SAY, automatic=False)
    yield "the public name", preference_cards.public_name_card(SAY, "Ana Costa", changed=False)
    yield "another public name", preference_cards.public_name_card(SAY, "Ana Costa", changed=True)
    yield "what can be earned", catalogue.browse(SAY, tuple(ACHIEVEMENTS.values()))
    yield "what can be earned: the last page", catalogue.browse(SAY, tuple(ACHIEVEMENTS.values()), 2)
    yield "badges found", catalogue.found(SAY, (MENTOR,), "teach")
    yield "no badge found", catalogue.found(SAY, (), "juggling")
    yield "one badge", catalogue.show(SAY, HERO)
    yield "one badge of the list", catalogue.show(SAY, HERO, 0)
    trail = tuple(
        AuditEntry(UUID(int=at), ANA.organisation_id, AT, who.id, action, None, authority, "customer-hero@1")
        for at, (who, action, authority) in enumerate(
            ((BEN, "nominated", "anyone"), (MAYA, "approved", "manager"), (MAYA, "awarded", "approval"))
        )
    )
    told = History(HERO, trail, {who.id: who for who in (BEN, MAYA)})
    yield "why", why_cards.history_card(SAY, Explained(ANA, (told,)))
    yield (
        "a verdict",
        verdict_card(
            SAY,
            VerificationReport(
                "valid",
                complete_rows([KNOWN]),
                ClaimedIssuer("https://badges.example/issuer", "Larkspur Labs"),
                None,
            ),
        ),
    )
    yield "a verdict that takes long", unfinished_card(SAY)
    yield "a file that cannot be read", unread_file_card(SAY)


def _asking() -> Told:
    conversation = Conversation("C")
    hero, other = (
        Button(HERO.name, "go_on", TOKEN, Style.PRIMARY),
        Button(SAY.text("ask.other"), "change_words", TOKEN),
    )
    asked = SAY.line("ask.badge", found="Costumer Hero", near=HERO.name)
    meant = Question((asked,), (), frozenset(), conversation, "key", typed=CITATION)
    yield "did you mean", question_card(meant, (hero, other))
    send = Button(SAY.text("nominate.form_submit"), "go_on", TOKEN, Style.PRIMARY)
    change = Button(SAY.text("ask.change_form"), "change_words", TOKEN)
    facts = ((SAY.text("form.people"), (Words("Ana Costa"),)), (SAY.text("form.badge"), (Words(HERO.name),)))
    understood = Question(
        ((Words(SAY.text("ask.sure")),),), (), frozenset(), conversation, "key", facts=facts, typed=CITATION
    )
    yield "did I understand", question_card(understood, (send, change))
    yield "not understood", help_cards.not_understood_card(SAY, CITATION)
    yield "help for a command", help_cards.help_card(SAY, "award")


def _awarding() -> Told:
    yield "award: the form", forms()["award"]
    yield "awarded", awarding.award_card(SAY, HERO, ((ANA, PRIVATE),), CITATION)
    several = ((ANA, PRIVATE), (BEN, credential(3)))
    yield "several awarded", awarding.award_card(SAY, HERO, several, CITATION)
    yield "from a file", awarding.bulk_award_letter(SAY, {HERO.name: 120, MENTOR.name: 4}, quiet=False)
    yield "one from a file, quietly", awarding.bulk_award_letter(SAY, {HERO.name: 1}, quiet=True)
    undone = replace(credential(3), stage=CredentialStage.UNDONE, undone_at=AT + timedelta(minutes=2))
    yield "one of several undone", awarding.award_card(SAY, HERO, ((ANA, PRIVATE), (BEN, undone)), CITATION)
    yield "undone", awarding.undo_card(SAY, (ANA,), HERO)
    later = replace(undone, undone_at=AT + timedelta(hours=5), was_shared=True)
    yield "undone, to the earner", awarding.undone_letter(SAY, later, HERO, MAYA)
    yield "undone, on the letter of the award", awarding.ended_earlier(SAY, later, HERO)
    yield "undone within minutes", awarding.ended_earlier(SAY, undone, HERO)
    yield "revoke: the form", forms()["revoke"]
    yield "revoked", awarding.revoke_card(SAY, (ANA, BEN), HERO)
    ended = replace(PRIVATE, stage=CredentialStage.REVOKED, ended_reason="It was given to the wrong Ana.")
    yield "revoked, to the earner", awarding.revoked_letter(SAY, ended, HERO)
    yield "amend: the form", forms()["amend"]
    yield "amended", awarding.amend_card(SAY, ANA, HERO)
    yield "amended, to the earner", earning.amended_letter(SAY, held(1), GENERAL)


def _nominated(*away: UUID) -> Nominated:
    """Maya is asked about Ana."""
    return Nominated(HERO, CITATION, (NominatedPerson(ANA, UUID(int=1), (MAYA,), frozenset(away)),))


def _own(outcome: NominationOutcome, reason: str = "") -> NominatorView:
    shown = nomination(
        decision=None if outcome is NominationOutcome.OPEN else Decision(outcome, MAYA.id, AT, reason)
    )
    return NominatorView(
        shown.snapshot.nominations[0], shown.case, ANA, HERO, (MAYA,), shown.case.opened_at + EXPIRES_AFTER
    )


def _named(form: Form) -> Form:
    """The form with everyday names."""
    fields = tuple(
        replace(field, names=(ANA.name, BEN.name)) if isinstance(field, PeopleField) else field
        for field in form.fields
    )
    return replace(form, fields=fields)


def _nominating() -> Told:
    yield "nominate: the form", _named(forms()["nominate"])
    yield "nominated", nominating.nomination_card(SAY, _nominated())
    yield (
        "nominated, and nobody is there",
        nominating.nomination_card(SAY, _nominated(MAYA.id)),
    )
    reason = "It was her shift, and she had asked for it."
    all_ = tuple(
        _own(literal, reason if literal is NominationOutcome.DECLINED else "")
        for literal in (
            NominationOutcome.OPEN,
            NominationOutcome.APPROVED,
            NominationOutcome.DECLINED,
            NominationOutcome.WITHDRAWN,
            NominationOutcome.EXPIRED,
        )
    )
    yield "your nominations", nominating.own_nominations(SAY, all_, AT + timedelta(days=2))
    yield "reminded", nominating.nudge_card(SAY, (MAYA,))
    yield "change words: the form", forms()["edit_nomination"]
    yield "changed", nominating.edit_card(SAY, ANA, HERO)
    withdrawn = nominating.withdrawn_line(SAY, ANA, HERO)
    yield "withdrawn", nominating.own_nominations(SAY, all_[1:], AT + timedelta(days=2), withdrawn)
    yield "approved, to the nominator", nominating.decided_letter(SAY, _own(NominationOutcome.APPROVED))
    yield (
        "declined, to the nominator",
        nominating.decided_letter(SAY, _own(NominationOutcome.DECLINED, reason)),
    )
    yield "run out, to the nominator", nominating.decided_letter(SAY, _own(NominationOutcome.EXPIRED))
    yield "the approver cannot be reached", nominating.approver_unreachable(SAY, MAYA, ())
    yield "the approver was passed over", nominating.approver_unreachable(SAY, MAYA, (BEN,))


def _several() -> CaseView:
    case_view = nomination()
    first = case_view.snapshot.nominations[0]
    second = replace(first, id=UUID(int=31), nominator_id=MAYA.id, citation=MOVING)
    return replace(case_view, snapshot=replace(case_view.snapshot, nominations=(first, second)))


def _deciding() -> Told:
    to_decide = approver_cards.decision_card
    yield "to decide", to_decide(SAY, nomination())
    yield "a reminder", to_decide(SAY, nomination(), SAY.line("decide.reminder"))
    yield "a nudge", to_decide(SAY, nomination(), SAY.line("decide.nudge"))
    yield "several nominators", to_decide(SAY, _several())
    around = (Signal("pair", (BEN.id, ANA.id)), Signal("burst_received", (ANA.id,), 4))
    yield "signals", to_decide(SAY, replace(nomination(), signals=around))
    skipped = replace(
        nomination().snapshot,
        approval_requests=(
            ApprovalRequest(MAYA.id, 0, ApproverReason.OWNER, AT, skipped=(SkippedApprover("away", BEN.id),)),
        ),
    )
    yield "why it came here", to_decide(SAY, replace(nomination(), snapshot=skipped))
    mine = replace(
        nomination().snapshot,
        approvals=(Approval(MAYA.id, 0, AT, Authority("manager"), skipped.content_digest),),
    )
    yield "yours is in", to_decide(SAY, replace(nomination(), snapshot=mine))
    yield "decline: the form", forms()["decline"]
    yield "your answer: approved", decision_answers.approval_card(SAY, ANA, HERO, PRIVATE)
    yield "your answer: declined", decision_answers.decline_card(SAY, ANA, HERO)
    for outcome in (NominationOutcome.APPROVED, NominationOutcome.DECLINED):
        decided = nomination(decision=Decision(outcome, MAYA.id, AT))
        yield f"the card afterwards: {outcome}", to_decide(SAY, decided)
        yield f"a late click: {outcome}", decision_answers.already_decided_card(SAY, decided)
    for outcome, by in ((NominationOutcome.WITHDRAWN, BEN.id), (NominationOutcome.EXPIRED, None)):
        yield (
            f"the card afterwards: {outcome}",
            to_decide(SAY, nomination(decision=Decision(outcome, by, AT))),
        )
    yield "one of two", decision_answers.partial_approval_card(SAY, ANA, HERO, 1, None)
    yield "the words changed", approver_cards.content_changed(SAY, nomination(MOVING))
    yield (
        "what waits",
        approver_cards.waiting_list(SAY, (nomination(), _several(), nomination(MOVING)), more=True),
    )
    yield "nothing waits", approver_cards.waiting_list(SAY, (), more=False)
    said = decision_answers.approval_card(SAY, ANA, HERO, PRIVATE, DecidedOn.LIST).blocks
    yield "approved in the list", approver_cards.waiting_list(SAY, (nomination(MOVING),), False, said)
    yield "opened from the list", to_decide(SAY, _several(), place=DecidedOn.CASE)
    yield "no form here", approver_cards.reason_form(SAY, ANA, HERO, "case").hint
    yield "away", absence_cards.away(SAY, AbsenceBegun(AT + timedelta(days=4), BEN, 2))
    yield "away until when?", _question_when_away()
    yield "back", absence_cards.back(SAY, AbsenceEnded(1))
    yield "was not away", absence_cards.was_not_away(SAY)
    yield "another approver", absence_cards.approver(SAY, ANA, BEN, 1)


def _question_when_away() -> Card:
    calendar, readings = WorkCalendar(region=find_region("DE")), (Reading(date(2026, 12, 25)),)
    lines = tuple(absence_cards.ask_until(SAY, readings, calendar, BEN))
    labels = [
        absence_cards.answer_until(SAY, at, number=number, is_only=True)
        for number, at in enumerate(absence_cards.returns(readings, calendar))
    ]
    buttons = (*labels, SAY.text("ask_away.another"))
    question = Question(lines, (), frozenset(), Conversation("C"), "key", note=SAY.line("ask.nothing_yet"))
    return question_card(question, tuple(Button(label, "go_on", TOKEN) for label in buttons))


def _nominated_badge() -> HeldBadge:
    """A badge that two people nominated Ana for, and Maya approved."""
    ben, chidi = (Giver(UUID(int=n), name, Part.NOMINATED) for n, name in ((12, BEN.name), (14, "Chidi Eze")))
    maya = Giver(MAYA.id, MAYA.name, Part.APPROVED)
    words = (GivenWords("she covered my late shift.", ben), GivenWords(MOVING, chidi))
    return replace(held(5), giving=Giving((ben, chidi, maya), words))


def _earning() -> Told:
    yield "no badge yet", listing.my_badges(SAY, badge_page())
    yield "earned, privately", earning.earned_letter(SAY, held(1), GENERAL)
    yield "earned by nominations", earning.earned_letter(SAY, _nominated_badge(), GENERAL)
    yield "kept private", earning.earned_letter(SAY, held(1, kept_private_at=AT), GENERAL)
    yield "shared by link", earning.earned_letter(SAY, held(1, shared_at=AT), ())
    several = (held(1), SHARED, held(4, SHIP_IT, celebrated_at=AT), _nominated_badge(), held(6), held(7))
    yield "my badges", listing.my_badges(SAY, badge_page(*several))
    yield (
        "my badges: what was done",
        listing.my_badges(SAY, badge_page(*several), SAY.line("share.celebrating", badge=HERO.name)),
    )
    yield "one of my badges", earning.own_badge_card(SAY, _nominated_badge(), GENERAL)
    shared = SAY.line("share.shared", badge=MENTOR.name)
    yield "one of my badges, shared", earning.own_badge_card(SAY, SHARED, GENERAL, said=shared)
    yield (
        "found among my badges",
        listing.found_badges(SAY, replace(badge_page(SHARED, held(1)), rows=((SHARED, GENERAL),)), "tea"),
    )
    yield "a badge I do not have", listing.not_held(SAY, SHIP_IT)
    yield "words that are none", listing.unknown_words(SAY, "goals")
    yield "help with my badges", listing.my_badges_help(SAY)
    yield "my settings", preference_cards.settings_card(SAY, LANGUAGES, ANA)
    yield "who may read my name", preference_cards.audience_card(SAY, Audience.COLLEAGUES)
    yield "may everybody read your name?", preference_cards.ask_giver_card(SAY, MAYA, ANA, HERO)
    public = replace(MAYA, named_to=Audience.PUBLIC)
    yield "everybody may", preference_cards.ask_giver_card(SAY, public, ANA, HERO)
    yield "download", downloading.download(SAY, PRIVATE, HERO, "s" * 22)
    yield "everything", downloading.download_all(SAY, "s" * 22)
    yield "what the page shows: the form", _drafted(downloading.shows_form(SAY, _nominated_badge()))
    both = replace(PRIVATE, citation_included_at=AT, givers_included_at=AT)
    yield "the words and names inside", downloading.citation_choice_card(SAY, both, HERO)
    yield "turn down?", earning.confirm_turn_down(SAY, PRIVATE, HERO, ON_LETTER)
    yield "turned down", earning.turn_down_card(SAY, HERO)
    yield "the earner cannot be reached", earning.earner_unreachable(SAY, ANA, HERO)


def _drafted(form: Form) -> Form:
    """The form as the dispatcher returns it."""
    return replace(
        form, draft="d" * 22, subject="", missing=SAY.text("form.needed"), yes=SAY.text("form.yes")
    )


def _sharing() -> Told:
    yield "kept", sharing.kept_private_card(SAY, HERO)
    two = (*GENERAL, CelebrationChannel("C0WINS", "celebrations"))
    yield "celebrate: the form", _drafted(sharing.celebration_form(SAY, held(1), GENERAL, ON_LETTER))
    yield (
        "celebrate: in which channel",
        _drafted(sharing.celebration_form(SAY, _nominated_badge(), two, ON_LETTER)),
    )
    yield "on its way", sharing.celebrating_card(SAY, HERO)
    bare = Consent(in_chat=True, by_link=False)
    yield "celebrated", sharing.celebration_card(SAY, held(1), ANA, bare, CELEBRATION)
    yield (
        "celebrated with words and names",
        sharing.celebration_card(SAY, _nominated_badge(), ANA, CELEBRATED, CELEBRATION),
    )
    names = replace(CELEBRATED, by_link=False, chat_extras=Extras(givers=True))
    yield "celebrated with names", sharing.celebration_card(SAY, _nominated_badge(), ANA, names, CELEBRATION)
    yield "celebrated before there were addresses", sharing.celebration_card(SAY, held(1), ANA, bare)
    yield "shared", sharing.shared_card(SAY, PRIVATE, HERO)
    yield "taken back", sharing.taken_back_card(SAY, HERO)
    nothing = Consent(in_chat=False, by_link=False)
    yield "taken back, in a channel that keeps it", sharing.celebration_card(SAY, held(1), ANA, nothing)
    yield "a closed channel", sharing.closed_channel(SAY, HERO)


def _people() -> Told:
    facts = PlatformFacts("U0XEVE", "Maya at Partner", MAYA.email, MembershipStatus.STRANGER)
    stranger = Person(UUID(int=77), ANA.organisation_id, facts.name, standing=MembershipStatus.STRANGER)
    link = AccountLink(LinkGround.NEW, AT, None, MAYA.id, None, TOKEN)
    account = Identity(UUID(int=3), "U0XEVE", stranger, AT, facts, link)
    waiting = accounts.WaitingAccount(account, MAYA, Platform.SLACK)
    yield "an account shows an owner's address", account_cards.waiting_account_card(SAY, waiting)
    yield "what waits", account_cards.waiting_accounts_card(SAY, [waiting] * 9)
    yield "no account waits", account_cards.waiting_accounts_card(SAY, [])
    yield "decided meanwhile", account_cards.settled_account_card(SAY, account)
    for is_same in (True, False):
        decided = accounts.AccountDecided(account, MAYA, is_same)
        yield f"decided: {'same' if is_same else 'other'}", account_cards.decided_account_card(SAY, decided)
    own = Identity(UUID(int=3), "U0ANA", ANA, AT, PlatformFacts("U0ANA", ANA.name, ANA.email))
    was = MergedFields.of(ANA)
    merge = Merge(ANA.id, stranger.id, AT, was, was, was)
    shown = accounts.PersonAccounts(ANA, ((own, Platform.SLACK), (account, Platform.TEAMS)), ((merge, BEN),))
    yield "accounts of a person", account_cards.person_accounts_card(SAY, shown, lambda _: TOKEN)
    alone = accounts.PersonAccounts(BEN, (), ())
    yield "no account", account_cards.person_accounts_card(SAY, alone, lambda _: TOKEN)
    yield "one person?", account_cards.ask_to_merge(SAY, ANA, BEN, TOKEN)
    yield "one person", account_cards.merged_card(SAY, ANA, BEN)
    unclear = UnclearRow(PersonRole.RECIPIENT, HERO.name, AT)
    yield "two persons", account_cards.unmerged_card(SAY, MergeUndone(BEN, ANA, (unclear,)))
    yield "a person of its own", account_cards.parted_card(SAY, BEN)


def _trouble() -> Told:
    yield "holidays", holidays_card(SAY, find_region("DE-BY"), date(2026, 12, 14), is_own=True)
    pair, copied = Signal("pair", (ANA.id, BEN.id), 4), Signal("copied", (BEN.id,), 1)
    case, people = CaseSignals(ANA, HERO.name, (copied,)), {ANA.id: ANA, BEN.id: BEN}
    yield "what owners can do", admin_card(SAY, ("signals",))
    yield "what owners can do, not understood", admin_card(SAY, ("signals",), "colourless green ideas")
    yield "worth a look", signals_card(SAY, OrganisationSignals((pair,) * 21, (case,), people))
    yield "nothing worth a look", signals_card(SAY, OrganisationSignals((), (), {}))
    yield "a refusal", refusal_card(Refusal("self_nomination"), SAY)
    yield "not yours to decide", refusal_card(Refusal("not_your_decision", {"name": ANA.name}), SAY)
    yield "an unknown address", refusal_card(Refusal("unknown_address", {"found": "who@example.org"}), SAY)
    yield "a form cannot be shown", awarding.needs_form(SAY)
    yield "nor here", nominating.edit_form(SAY, nomination().snapshot.nominations[0]).hint
    yield "a stuck letter", stuck.stuck_letter(SAY, ANA, "Teams refused: 413 MessageSizeTooBig", TOKEN)
    yield "a stuck signature", stuck.stuck_signature(SAY, ANA, HERO, "the signing key is not there", TOKEN)
    yield "stuck work", stuck.stuck_work(SAY, JobKind.SEAL, "the database is full")
    yield "people are being checked", stuck.being_checked_card(SAY)
    yield "an app refused", stuck.app_refused_notice(SAY, Platform.SLACK, "token_revoked", silent=True)
    missing = "missing_scope (users:read.email)"
    yield "a permission missing", stuck.app_refused_notice(SAY, Platform.SLACK, missing, silent=False)
    yield "it is tried again", stuck.retry_answer(SAY, anew=True)
