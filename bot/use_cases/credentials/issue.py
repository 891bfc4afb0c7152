"""What a credential says, and what follows its signature. Keys, status lists and transactions are the adapter's.

request = SigningRequest(credential, recipient, achievement, organisation)
facts = credential_facts(request, address, status, ids)       # pure
issue(ctx, Issue(request, document))                          # in the transaction that saves the document
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.context.context import UseCaseContext
from bot.context.facts import about_credential
from bot.context.ids import IdGenerator
from bot.context.notify import letter, refresh
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, CredentialStage, SignedDocument
from bot.domain.credentials.rules import links_in
from bot.domain.events import EventKind
from bot.domain.organisations import Organisation
from bot.domain.outbox.model import Letter, NotificationKind, ToPerson
from bot.domain.people.model import Person
from issuer.canonical.nquads import is_absolute_iri
from issuer.celebration import NOTHING_GIVEN, Audience, Extras, GivenWords, Giving, Part
from issuer.openbadges.model import CredentialFacts, Evidence, RevocationList, StatusListEntry, hash_email

GENRES = {Part.AWARDED: "Award", Part.NOMINATED: "Nomination", Part.APPROVED: "Approval"}
"""What a giver did, as a file says it: for programs, in English."""
SIGNED = "signed"
"""The authority of an issued credential: the award has been recorded before, and now it is signed."""


@dataclass(frozen=True, slots=True)
class SigningRequest:
    """A credential with everything that its document is made of."""

    credential: Credential
    recipient: Person
    achievement: Achievement
    organisation: Organisation
    replaced_document: SignedDocument | None = None
    """The document that it is to replace: the id, subject and salt stay."""
    giving: Giving = NOTHING_GIVEN
    """Who gave it; needed only where its earner shows more of that than nothing."""
    again_at: datetime | None = None
    """When it is signed again without a correction, as for another key: the later date marks the newer of two."""


@dataclass(frozen=True, slots=True)
class Issue:
    """The command to save a signed document. `notify`: whether a letter tells the earner."""

    request: SigningRequest
    document: SignedDocument
    notify: bool = True


def issue(ctx: UseCaseContext, command: Issue) -> Credential:
    """Saves the document: the credential is issued. Raises `Stale` if the credential changed meanwhile."""
    before = command.request.credential
    ctx.store.credentials.add_document(command.document)
    issued = ctx.store.credentials.change(replace(before, stage=CredentialStage.ISSUED))
    if command.notify:
        ctx.store.outbox.post(earner_letter(ctx, before))
    if before.stage is CredentialStage.ISSUED:
        refresh(ctx, before.id)
    else:
        edition = command.request.achievement.edition
        ctx.record(EventKind.ISSUED, before.id, SIGNED, about_credential(before), edition)
    return issued


def is_to_be_signed(credential: Credential, document: SignedDocument | None, *, again: bool) -> bool:
    """Whether a document is still to be made: not for what has ended, nor for what is signed as it is now."""
    if not credential.stage.is_active:
        return False
    if document is None or again:
        return True
    return credential.amended_at is not None and document.signed_at <= credential.amended_at


def credential_facts(
    request: SigningRequest,
    address: str,
    status: StatusListEntry | RevocationList | None,
    ids: IdGenerator,
) -> CredentialFacts:
    """What the document says beside the achievement. `address`: the credential's public id, as a URI.

    One that is signed again (Open Badges 3.0, "Refresh") keeps id, subject and salt, and is valid from later.
    """
    credential, before = request.credential, request.replaced_document
    email = request.recipient.email if request.organisation.recipient_email == "hashed" else None
    salt = ((before.salt if before else None) or ids.token()) if email else None
    subject = before.subject_id if before else ids.public_id()
    return CredentialFacts(
        id=address,
        subject_id=f"urn:uuid:{subject}",
        valid_from=request.again_at or credential.amended_at or credential.awarded_at,
        hashed_email=hash_email(email, salt) if email and salt else None,
        awarded_on=credential.awarded_at if before else None,
        valid_until=request.achievement.expires_after(credential.awarded_at),
        evidence=award_evidence(credential, request.achievement, request.giving),
        status=status,
    )


def shows_givers(credential: Credential) -> bool:
    """Whether its document says anything of who gave it, or of their words."""
    return credential.citation_included_at is not None or credential.givers_included_at is not None


def award_evidence(credential: Credential, achievement: Achievement, giving: Giving) -> tuple[Evidence, ...]:
    """The words and the givers of the award as evidence (Open Badges 3.0, §B.1.9), as far as the earner includes them.

    Each text has its author's name, if that may be shown; links in it have entries of their own where the achievement
    asks for evidence. Givers who are the author of no text follow, with what they did as `genre`.
    """
    extras = Extras(credential.citation_included_at is not None, credential.givers_included_at is not None)
    shown = giving.shown_to(Audience.PUBLIC, extras)
    pieces = [piece for words in shown.words for piece in _word_evidence(words, achievement)]
    authors = {words.author.id for words in shown.words if words.author}
    givers = (giver for giver in shown.givers if giver.id not in authors)
    return (*pieces, *(Evidence(name=giver.name, genre=GENRES[giver.part]) for giver in givers))


def _word_evidence(words: GivenWords, achievement: Achievement) -> Iterator[Evidence]:
    name, genre = (words.author.name, GENRES[words.author.part]) if words.author else (None, None)
    links = [link for link in links_in(words.text) if is_absolute_iri(link)]
    if not achievement.rules.evidence or not links:
        yield Evidence(name=name, narrative=words.text, genre=genre)
        return
    first, *more = dict.fromkeys(links)
    yield Evidence(first, name, words.text, genre=genre)
    yield from (Evidence(link) for link in more)


def earner_letter(ctx: UseCaseContext, credential: Credential) -> Letter:
    """The letter to the earner: about the badge, or about its correction if they have it already."""
    topic, event = NotificationKind.EARNED, ""
    if credential.stage is CredentialStage.ISSUED:
        topic, event = NotificationKind.AMENDED, _event_of_amendment(credential)
    addressee = ToPerson(credential.recipient_id)
    return letter(ctx, topic, credential.id, addressee, event, credential.workspace_id)


def _event_of_amendment(credential: Credential) -> str:
    return credential.amended_at.isoformat() if credential.amended_at else ""
