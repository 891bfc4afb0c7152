"""Signs awarded credentials: prepare → sign → check, then the letter to the earner.

One credential at a time and in the order of their awards, so that letters arrive in that order. A signer that does
not answer pauses the organisation's issuing for some seconds: waiting credentials keep their order.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.credentials.credentials import CredentialStore, SignedDocument
from adapters.database.engine.engine import Database
from adapters.database.engine.unit_of_work import store_of
from adapters.database.people.people import PeopleStore
from adapters.database.queue.issuing_pause import IssuingPauseStore
from adapters.database.queue.jobs import ClaimedJob
from adapters.drawing.pictures import BadgePictures
from adapters.keystores.issuers import Issuers
from adapters.keystores.keyring import OwnSigner
from adapters.worker.delivery import refresh_job
from adapters.worker.evidence import citation_evidence
from adapters.worker.loop import Finish, HeldBack
from adapters.worker.status_lists import StatusLists
from adapters.worker.status_places import StatusListSlot
from bot.context.ids import IdGenerator
from bot.context.store import Store
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.organisations import Organisation
from bot.domain.outbox.model import Letter, NotificationKind, ToPerson
from bot.domain.outbox.tasks import SignCredential
from bot.domain.people.model import Person
from issuer.issuing.issue import Template
from issuer.openbadges.model import CredentialFacts, RevocationList, StatusListEntry, hash_email
from issuer.proofs.eddsa_tokens import EdDsaKey
from issuer.proofs.jwt import JwtSigner, wrap
from issuer.proofs.keys import SignerUnavailable

WAIT = timedelta(seconds=5)
"""How long issuing waits after a signer did not answer."""


@dataclass(frozen=True)
class SigningKeys:
    """The signing keys of an organisation, looked up once for a batch of credentials."""

    organisation: Organisation
    signer: OwnSigner
    token_key: JwtSigner | None
    header_kid: str | None
    """How a token's header names its key."""
    token_kid: str | None
    """The recorded name of the token key, if it is another than the signer's."""


@dataclass(frozen=True)
class SigningRequest:
    """One credential with everything for its document. `replaced_document`: the document it is to replace."""

    credential: Credential
    recipient: Person
    achievement: Achievement
    slot: StatusListSlot | None
    replaced_document: SignedDocument | None = None
    valid_from: datetime | None = None
    """If not the time of its award, or of its correction."""


@dataclass(frozen=True)
class SignedCredential:
    """A signed credential, with everything to be stored beside it."""

    credential: Credential
    document: SignedDocument
    slot: StatusListSlot | None


@dataclass(frozen=True)
class CredentialSigner:
    """Runs signing jobs."""

    database: Database
    issuers: Issuers
    lists: StatusLists
    pictures: BadgePictures
    ids: IdGenerator
    now: Callable[[], datetime]
    names_revoked: bool = False
    """Whether credentials point to a 1EdTechRevocationList instead of a bitstring."""
    _in_turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, job: ClaimedJob) -> Finish:
        """Signs one credential. The signature is checked before anything is saved."""
        task = job.task(SignCredential)
        credential_id, again = task.credential_id, bool(task.again)
        scope = job.organisation_id
        async with self._in_turn:
            picture = await self._picture_of(credential_id, scope)
            try:
                signed = await self.database.in_read(
                    lambda connection: self.sign(connection, credential_id, picture, again=again), scope
                )
            except SignerUnavailable as problem:
                until = self.now() + WAIT
                await self.database.in_write(
                    lambda connection: IssuingPauseStore(connection).wait_for_signer(scope, until), scope
                )
                raise HeldBack(str(problem)) from problem
            if signed and signed.slot and signed.slot.new_list:  # at once, or the next would begin another
                begun = signed.slot.new_list
                await self.database.in_write(
                    lambda connection: self.lists.begin_list(connection, begun), scope
                )
                signed = replace(signed, slot=replace(signed.slot, new_list=None))
        if signed is None:
            return lambda _store, _connection: None

        def finish(store: Store, connection: Connection) -> None:
            self.save(connection, signed)
            letter = self.earner_letter(signed.credential)
            if not again:
                store.outbox.post(letter)
            if signed.credential.stage is CredentialStage.ISSUED:
                store.outbox.queue(refresh_job(letter, self.ids, self.now()))

        return finish

    async def public_picture(self, achievement: Achievement) -> bytes | None:
        """The picture at an achievement's address; None in trial mode, which has none."""
        return None if self.issuers.trial else await self.pictures.public(achievement)

    def sign(
        self, connection: Connection, credential_id: UUID, picture: bytes | None, *, again: bool = False
    ) -> SignedCredential | None:
        """The signed document of a credential; None if it ended before it was signed, or is signed already.

        `again`: it is issued already and signed again. Such a credential, and a corrected one, keep id, subject and
        salt and get a later date, which marks the newer of two (Open Badges 3.0, "Refresh").
        """
        store = store_of(connection)
        credential = store.credentials.get(credential_id)
        before = CredentialStore(connection).document(credential_id)
        if not credential.stage.is_active or (before and not again and not _is_outdated(credential, before)):
            return None
        hand = self.signing_keys(connection, PeopleStore(connection).organisation(credential.organisation_id))
        achievement = store.catalogue.get(credential.achievement_id)
        place = None if self.issuers.trial else self._slot(connection, credential, achievement)
        recipient = store.people.get(credential.recipient_id)
        valid_from = self.now() if again else None
        asked = SigningRequest(credential, recipient, achievement, place, before, valid_from)
        return self.sign_document(asked, hand, self.template(hand, achievement, picture))

    def signing_keys(self, connection: Connection, organisation: Organisation) -> SigningKeys:
        """The current signing keys of an organisation; raises `HeldBack` while issuing is paused."""
        self.refuse_while_paused(connection, organisation.id)
        signer = self.issuers.key_pair(connection, organisation.id)
        if self.issuers.trial:  # a did:key has one key; no verifier would trust another
            return SigningKeys(organisation, signer, EdDsaKey(signer), signer.verification_method, None)
        keyring = self.issuers.keyring
        key = keyring.jwt_key(connection, organisation.id)
        if key is None:
            return SigningKeys(organisation, signer, None, None, None)
        return SigningKeys(organisation, signer, key, keyring.jwt_address(key), key.kid)

    def template(self, hand: SigningKeys, achievement: Achievement, picture: bytes | None) -> Template:
        """The compiled template of an achievement; raises `Unissuable`."""
        return self.issuers.template(hand.organisation, achievement, hand.signer, picture)

    def sign_document(self, asked: SigningRequest, hand: SigningKeys, template: Template) -> SignedCredential:
        """The signed document; `template` is that of its achievement."""
        facts, now = self._facts(asked, hand.organisation), self.now()
        body = template.issue(facts, hand.signer, now)
        document = SignedDocument(
            asked.credential.id,
            UUID(facts.subject_id.removeprefix("urn:uuid:")),
            facts.hashed_email.salt if facts.hashed_email else None,
            body,
            hand.signer.multikey,
            now,
            wrap(body, hand.token_key, hand.header_kid).encode() if hand.token_key else None,
            hand.token_kid,
        )
        return SignedCredential(asked.credential, document, asked.slot)

    def save(self, connection: Connection, signed: SignedCredential) -> Credential:
        """Stores a signed credential; raises `Stale` if it changed meanwhile."""
        if signed.slot is not None:
            self.lists.take_slot(connection, signed.slot)
        store = CredentialStore(connection)
        store.add_document(signed.document)
        return store.change(replace(signed.credential, stage=CredentialStage.ISSUED))

    def refuse_while_paused(self, connection: Connection, organisation_id: UUID) -> None:
        """Raises `HeldBack`. Checks again: the job may have been claimed just before issuing was paused."""
        switch = IssuingPauseStore(connection).get(organisation_id)
        if switch.stopped_at:
            reason = f" ({switch.reason})" if switch.reason else ""
            raise HeldBack(f"issuing is stopped{reason}; start it with: laurel issuing start")
        if switch.waiting_until and switch.waiting_until > self.now():
            raise HeldBack("the signer does not answer; it is tried again every few seconds")

    def earner_letter(self, credential: Credential) -> Letter:
        """The letter to the earner: about the badge, or about its correction if they have it already."""
        topic = (
            NotificationKind.AMENDED
            if credential.stage is CredentialStage.ISSUED
            else NotificationKind.EARNED
        )
        event = credential.amended_at.isoformat() if credential.amended_at else ""
        return Letter(
            self.ids.new_id(),
            credential.organisation_id,
            credential.workspace_id,
            topic,
            credential.id,
            ToPerson(credential.recipient_id),
            f"{topic}:{credential.id}:{event if topic is NotificationKind.AMENDED else ''}",
            self.now(),
        )

    async def _picture_of(self, credential_id: UUID, scope: UUID) -> bytes | None:
        def look(connection: Connection) -> Achievement:
            store = store_of(connection)
            return store.catalogue.get(store.credentials.get(credential_id).achievement_id)

        if self.issuers.trial:
            return None
        return await self.public_picture(await self.database.in_read(look, scope))

    def _facts(self, asked: SigningRequest, organisation: Organisation) -> CredentialFacts:
        credential, before = asked.credential, asked.replaced_document
        email = asked.recipient.email if organisation.recipient_email == "hashed" else None
        salt = ((before.salt if before else None) or self.ids.token()) if email else None
        subject = before.subject_id if before else self.ids.public_id()
        return CredentialFacts(
            id=self.issuers.credential_id(credential),
            subject_id=f"urn:uuid:{subject}",
            valid_from=asked.valid_from or credential.amended_at or credential.awarded_at,
            hashed_email=hash_email(email, salt) if email and salt else None,
            awarded_on=credential.awarded_at if before else None,
            valid_until=asked.achievement.expires_after(credential.awarded_at),
            evidence=citation_evidence(credential, asked.achievement),
            status=self._status(asked.slot),
        )

    def _status(self, place: StatusListSlot | None) -> StatusListEntry | RevocationList | None:
        if place is None:
            return None
        return RevocationList(self.issuers.revocations_address) if self.names_revoked else place.list_entry

    def _slot(
        self, connection: Connection, credential: Credential, achievement: Achievement
    ) -> StatusListSlot:
        return self.lists.find_slot(connection, credential.organisation_id, achievement.status, credential.id)


def _is_outdated(credential: Credential, document: SignedDocument) -> bool:
    """Whether a credential was corrected after its document was signed."""
    return credential.amended_at is not None and document.signed_at <= credential.amended_at
