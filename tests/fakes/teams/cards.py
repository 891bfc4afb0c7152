"""Every card that Laurel shows, as values: the gallery that renderers and their pictures are checked with.

>>> "earned" in gallery()
True
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.files.catalogue import read_catalogue
from adapters.files.wording import load_wording
from adapters.gateway.platforms import Names
from bot.domain.catalogue.model import MOST_IN_COLLAGE, Achievement
from bot.domain.credentials.celebrations import CelebrationConsent
from bot.domain.credentials.model import Credential, CredentialStage, HeldSummary
from bot.domain.nominations.model import (
    ApprovalRequest,
    ApproverReason,
    Case,
    Decision,
    Nomination,
    NominationOutcome,
)
from bot.domain.organisations import Organisation
from bot.domain.people.model import Person
from bot.messages.cards import (
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Hero,
    Link,
    LinkButton,
    Moment,
    Note,
    PageAddress,
    Paragraph,
    Passing,
    PersonName,
    Picture,
    Quote,
    Strong,
    Style,
    Words,
)
from bot.messages.forms import ChoiceField, Field, Form, PeopleField, TextField
from bot.messages.refusals import Refusal, refusal_card
from bot.presenting import approver_cards as approving
from bot.presenting import award_cards as awarding
from bot.presenting import catalogue_cards as catalogue
from bot.presenting import nomination_cards as nominating
from bot.presenting.earners import badge_list_cards as listing
from bot.presenting.earners import download_cards as downloading
from bot.presenting.earners import earner_cards as earning
from bot.presenting.earners import sharing_cards as sharing
from bot.presenting.earners.badge_list_cards import BadgePage
from bot.presenting.help_cards import help_card
from bot.use_cases.credentials.earn import HeldBadge
from bot.use_cases.credentials.share import CelebrationChannel
from bot.use_cases.nominations.case_loading import CaseSnapshot
from bot.use_cases.nominations.case_view import CaseView
from bot.use_cases.nominations.nominate import Nominated, NominatedPerson
from issuer.celebration import Consent, Extras, GivenWords, Giver, Giving, Part

SAY = load_wording()
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ORGANISATION = UUID(int=1)
LABS = Organisation(ORGANISATION, "Larkspur Labs")
CITATION = (
    "Stayed on the line for three hours until the outage was over, and wrote to every customer afterwards."
)
HOSTILE = (
    "**bold** _it_ [click](https://evil.example) <at>Everyone</at> <script>x</script> {{DATE(2026)}} | `a` \\ # x\n"
    "- y\n1. z"
)


def _person(number: int, name: str) -> Person:
    return Person(UUID(int=number), ORGANISATION, name, f"{name.partition(' ')[0].lower()}@example.org")


MAYA, ANA, BEN = _person(10, "Maya Lindqvist"), _person(11, "Ana Costa"), _person(12, "Ben Okafor")
NAMES: Names = {MAYA.id: "29:maya", ANA.id: "29:ana", BEN.id: "29:ben"}


def _achievements() -> dict[str, Achievement]:
    files = read_catalogue(
        Path(__file__).parents[3] / "templates" / "catalogue", lambda _name, _look: ()
    ).files
    assert files is not None
    return {
        file.slug: file.as_achievement(UUID(int=100 + at), ORGANISATION)
        for at, file in enumerate(files.achievements)
    }


ACHIEVEMENTS = _achievements()
HERO = ACHIEVEMENTS["customer-hero"]
GENERAL = (CelebrationChannel("C0GENERAL", "general"),)
CELEBRATION = CelebrationConsent(UUID(int=1), AT, "c" * 22, words=True, givers=True)
CELEBRATED = Consent(in_chat=True, by_link=True, chat_extras=Extras(words=True, givers=True))


def credential(number: int, achievement: Achievement = HERO) -> Credential:
    """A signed one, private."""
    return Credential(
        UUID(int=number), UUID(int=number), ORGANISATION, UUID(int=2), achievement.id, ANA.id, MAYA.id, None,
        CITATION, None, AT, CredentialStage.ISSUED,
    )  # fmt: skip


def held(number: int, achievement: Achievement = HERO, **changed: Any) -> HeldBadge:
    """A badge that Ana holds, from Maya."""
    maya = Giver(MAYA.id, MAYA.name, Part.AWARDED)
    given = Giving((maya,), (GivenWords(CITATION, maya),))
    return HeldBadge(replace(credential(number, achievement), **changed), achievement, given)


def badge_page(*rows: HeldBadge, number: int = 0) -> BadgePage:
    """A page with these badges of as many that there are."""
    held = [row.credential for row in rows]
    summary = HeldSummary(
        total=len(held),
        shared=sum(credential.shared_at is not None for credential in held),
        celebrated=sum(credential.celebrated_at is not None for credential in held),
        private=sum(credential.shared_at is credential.celebrated_at is None for credential in held),
        signed=sum(credential.stage is CredentialStage.ISSUED for credential in held),
    )
    newest = tuple(row.achievement for row in rows[:MOST_IN_COLLAGE])
    shown = tuple((row, GENERAL) for row in rows[number * 5 :][:5])
    return BadgePage(LABS, summary, newest, shown, number)


def nomination(
    citation: str = CITATION, nominator: Person = BEN, decision: Decision | None = None
) -> CaseView:
    """A nomination of Ana, as Maya is shown it."""
    case = Case(UUID(int=30), ORGANISATION, UUID(int=2), "t" * 22, HERO.id, ANA.id, AT, decision)
    nomination = Nomination(
        UUID(int=30), ORGANISATION, UUID(int=2), case.id, "n" * 22, HERO.id, ANA.id, nominator.id, citation, None, AT,
        case.outcome,
    )  # fmt: skip
    asking = ApprovalRequest(MAYA.id, 0, ApproverReason.MANAGER, AT)
    people = {person.id: person for person in (ANA, MAYA, nominator)}
    return CaseView(CaseSnapshot(case, HERO, ANA, (nomination,), (), (asking,)), people, (), MAYA.id)


def gallery() -> dict[str, Card]:
    """The cards by name."""
    mentor, ship_it = ACHIEVEMENTS["mentor"], ACHIEVEMENTS["ship-it"]
    shared = held(2, mentor, shared_at=AT, celebrated_at=AT)
    return {
        "help": help_card(SAY),
        "awarded": awarding.award_card(SAY, HERO, ((ANA, credential(1)),), CITATION),
        "earned": earning.earned_letter(SAY, held(1), GENERAL),
        "nominated": nominating.nomination_card(
            SAY, Nominated(HERO, CITATION, (NominatedPerson(ANA, UUID(int=30), (MAYA,), frozenset()),))
        ),
        "to-decide": approving.decision_card(SAY, nomination()),
        "decided": approving.decision_card(
            SAY, nomination(decision=Decision(NominationOutcome.APPROVED, MAYA.id, AT))
        ),
        "waiting": approving.waiting_list(SAY, (nomination(), nomination("She fixed it.")), more=True),
        "mybadges": listing.my_badges(SAY, badge_page(held(1), shared, held(3, ship_it))),
        "mybadges-none": listing.my_badges(SAY, badge_page()),
        "own-badge": earning.own_badge_card(SAY, shared, GENERAL),
        "celebration": sharing.celebration_card(SAY, held(1), ANA, CELEBRATED, CELEBRATION),
        "celebration-taken-back": sharing.celebration_card(
            SAY, held(1), ANA, Consent(in_chat=False, by_link=False)
        ),
        "download": downloading.download(SAY, credential(1), HERO, "s" * 22),
        "badges": catalogue.browse(SAY, tuple(ACHIEVEMENTS.values())),
        "badge": catalogue.show(SAY, HERO),
        "refused": refusal_card(Refusal("not_your_decision", {"name": "Ana Costa"}), SAY),
        "hostile": hostile(),
        "everything": everything(),
    }


def forms() -> dict[str, Form]:
    """The forms by name, as the dispatcher returns them."""
    say, back = SAY, Button("Back", "review", "t" * 22)
    options = tuple((achievement.slug, achievement.name) for achievement in ACHIEVEMENTS.values())
    citation = TextField("citation", say.text("form.citation"), CITATION, required=True)
    people = PeopleField("people", say.text("form.people"))
    named = replace(people, value=("29:ana", "29:ben"), names=("Ana Costa", HOSTILE), typed="kim@example.org")
    hint = Card("hint", ())

    def form(action: str, intro: str, *fields: Field, back: Button | None = None) -> Form:
        title, submit = say.text(f"{action}.form_title"), say.text(f"{action}.form_submit")
        needed, by_address = say.text("form.needed"), say.text("form.by_address")
        return Form(action, title, intro, submit, fields, hint, "", back, "d" * 22, needed, by_address)

    badge = ChoiceField("badge", say.text("form.badge"), options)
    reason = TextField("reason", say.text("decline.reason"), required=True)
    return {
        "award": form("award", say.text("award.missing"), people, badge, replace(citation, required=False)),
        "nominate": form(
            "nominate",
            say.text("nominate.missing"),
            named,
            replace(badge, value="mentor"),
            citation,
            back=back,
        ),
        "decline": form(
            "decline", say.text("decline.form_intro", name="Ana Costa", badge=HERO.name), reason, back=back
        ),
        "revoke": form(
            "revoke",
            say.text("revoke.form_intro", badge=HERO.name, people="Ana Costa and Ben Okafor"),
            replace(reason, label=say.text("revoke.reason")),
        ),
        "amend": form(
            "amend", say.text("amend.form_intro", badge=HERO.name), replace(citation, required=False)
        ),
        "edit_nomination": form("edit", say.text("edit.form_intro"), citation, back=back),
        "hostile": form("edit", HOSTILE, replace(citation, value=HOSTILE * 60, label=HOSTILE)),
    }


def hostile() -> Card:
    """People who type what machines read."""
    eve = replace(BEN, id=UUID(int=13), name="Eve **[x](y)** <at>All</at>")
    return approving.decision_card(
        SAY, nomination(HOSTILE, eve, Decision(NominationOutcome.DECLINED, MAYA.id, AT))
    )


def everything() -> Card:
    """Every block and span there is, far too much of some."""
    spans = (Words("Words, "), Strong("stress"), Words(", "), PersonName(ANA.id, "Ana Costa"), Words(" and "))
    return Card(
        "Everything",
        (
            Heading("Heading with a * in it"),
            Heading("Heading"),
            Paragraph((*spans, Link("a link", "/verify"), Words(" at "), Moment(AT))),
            Paragraph((Words("A link alone: "), Link("here", "https://badges.example/x?a=1&b=(2)"))),
            Paragraph((Words("Beside a picture"),), Picture("/achievements/mentor/1.png", "Mentor badge")),
            Quote("A quote\nof two lines, and long. " + "word " * 2000),
            Facts((("One", (Words("first"),)), ("Two", (Strong("second"),)))),
            Facts((("A*b", (Words("marked up"),)),)),
            Hero(Picture("/achievements/customer-hero/1.png", "")),
            Note((Words("Small print"),)),
            Paragraph(()),
            Quote(" "),
            Quote("A signed one", PersonName(BEN.id, BEN.name)),
            PageAddress("/credentials/0198aaaa-0000-7000-8000-000000000001"),
            Passing((Note((Words("For a day"),)), Buttons((Button("Undo", "undo", "t"),))), AT),
            Buttons(tuple(Button(f"Undo for person {number}", "undo", f"t{number}") for number in range(9))),
            Buttons((LinkButton("Open", "/x", Style.PRIMARY), Button("Stop", "stop", "t", Style.DANGER))),
        ),
    )
