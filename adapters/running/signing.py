"""Signs what was awarded: prepare → sign → check, then the letter to the earner.

One credential at a time and in the order of their awards, so that nobody hears of a later badge first. A signer that
does not answer closes the organisation's switch for some seconds: what was awarded keeps its turn.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.credentials import CredentialStore, Document
from adapters.database.engine import Database
from adapters.database.jobs import Claimed
from adapters.database.people import PeopleStore
from adapters.database.switches import SwitchStore
from adapters.database.unit_of_work import store_of
from adapters.issuers import Issuers
from adapters.pictures import BadgePictures
from adapters.running.status_lists import Place, StatusLists
from adapters.running.worker import Finish, HeldBack
from bot.awarding.model import Credential, Stage
from bot.catalogue.model import Achievement
from bot.outbox import Letter, ToPerson, Topic
from bot.ports import Chance, Store
from issuer.credential.model import CredentialFacts, RevocationList, hash_email
from issuer.proofs.jwt import wrap
from issuer.proofs.keys import SignerUnavailable

WAIT = timedelta(seconds=5)
"""How long a signer that does not answer is left alone."""


@dataclass(frozen=True)
class Signed:
    """A signed credential, with all that is to be stored beside it."""

    credential: Credential
    document: Document
    place: Place | None


@dataclass(frozen=True)
class Signing:
    """Runs the jobs that sign."""

    database: Database
    issuers: Issuers
    lists: StatusLists
    pictures: BadgePictures
    chance: Chance
    now: Callable[[], datetime]
    names_revoked: bool = False
    """Whether credentials point to a 1EdTechRevocationList instead of a bitstring."""
    _in_turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, job: Claimed) -> Finish:
        """Signs one credential. The signature is checked before anything is saved."""
        credential_id, again = UUID(job.details["credential"]), "again" in job.details
        async with self._in_turn:
            picture = await self.public_picture(credential_id)
            try:
                signed = await self.database.in_read(
                    lambda connection: self.sign(connection, credential_id, picture, again=again)
                )
            except SignerUnavailable as problem:
                until = self.now() + WAIT
                await self.database.in_write(
                    lambda connection: SwitchStore(connection).wait(job.organisation_id, until)
                )
                raise HeldBack(str(problem)) from problem
        if signed is None:
            return lambda _store, _connection: None

        def finish(store: Store, connection: Connection) -> None:
            self.save(connection, signed)
            if not again:
                store.outbox.post(self._letter(signed.credential))

        return finish

    async def public_picture(self, credential_id: UUID) -> bytes | None:
        """The picture that the credential's address answers; None in trial mode, where it has none."""
        if self.issuers.trial:
            return None

        def look(connection: Connection) -> Achievement:
            store = store_of(connection)
            return store.catalogue.get(store.credentials.get(credential_id).achievement_id)

        return await self.pictures.public(await self.database.in_read(look))

    def sign(
        self, connection: Connection, credential_id: UUID, picture: bytes | None, *, again: bool = False
    ) -> Signed | None:
        """The signed document of a credential; None if it was undone before its turn came.

        `again`: it is issued already and signed anew, under the same ids and with a later date.
        """
        store = store_of(connection)
        credential = store.credentials.get(credential_id)
        if credential.stage is not (Stage.ISSUED if again else Stage.AWARDED):
            return None
        self.refuse_while_closed(connection, credential.organisation_id)
        organisation = PeopleStore(connection).organisation(credential.organisation_id)
        achievement = store.catalogue.get(credential.achievement_id)
        signer = self.issuers.key_pair(connection, organisation.id)
        before = CredentialStore(connection).document(credential_id)
        facts = self._facts(connection, credential, achievement, before)
        place = None if self.issuers.trial else self._place(connection, credential, achievement)
        if place is not None:
            address = self.issuers.revocations_address
            facts = replace(facts, status=RevocationList(address) if self.names_revoked else place.named)
        now = self.now()
        body = self.issuers.template(organisation, achievement, signer, picture).issue(facts, signer, now)
        document = Document(
            credential.id,
            UUID(facts.subject_id.removeprefix("urn:uuid:")),
            facts.hashed_email.salt if facts.hashed_email else None,
            body,
            signer.multikey,
            now,
            self._token(connection, credential, body),
        )
        return Signed(credential, document, place)

    def save(self, connection: Connection, signed: Signed) -> Credential:
        """Stores a signed credential; raises `Stale` if it changed meanwhile."""
        if signed.place is not None:
            self.lists.take(connection, signed.place)
        store = CredentialStore(connection)
        store.add_document(signed.document)
        return store.change(replace(signed.credential, stage=Stage.ISSUED))

    def _facts(
        self,
        connection: Connection,
        credential: Credential,
        achievement: Achievement,
        before: Document | None,
    ) -> CredentialFacts:
        recipient = PeopleStore(connection).get(credential.recipient_id)
        salt = (before.salt if before else self.chance.token()) if recipient.email else None
        subject = before.subject_id if before else self.chance.public_id()
        return CredentialFacts(
            id=self.issuers.credential_id(credential),
            subject_id=f"urn:uuid:{subject}",
            valid_from=self.now() if before else credential.awarded_at,
            hashed_email=hash_email(recipient.email, salt) if recipient.email and salt else None,
            awarded_on=credential.awarded_at if before else None,
            valid_until=achievement.expires_after(credential.awarded_at),
        )

    def _place(self, connection: Connection, credential: Credential, achievement: Achievement) -> Place:
        return self.lists.place(connection, credential.organisation_id, achievement.status, credential.id)

    def _token(self, connection: Connection, credential: Credential, body: bytes) -> bytes | None:
        keyring = self.issuers.keyring
        key = keyring.jwt_key(connection, credential.organisation_id)
        return wrap(body, key, keyring.jwt_kid(key)).encode() if key else None

    def refuse_while_closed(self, connection: Connection, organisation_id: UUID) -> None:
        """Raises `HeldBack`. The claim looks at the switch too; this is for what was claimed just before it closed."""
        switch = SwitchStore(connection).get(organisation_id)
        if switch.stopped_at:
            reason = f" ({switch.reason})" if switch.reason else ""
            raise HeldBack(f"issuing is stopped{reason}; start it with: laurel issuing start")
        if switch.waiting_until and switch.waiting_until > self.now():
            raise HeldBack("the signer does not answer; it is tried again every few seconds")

    def _letter(self, credential: Credential) -> Letter:
        return Letter(
            self.chance.new_id(),
            credential.organisation_id,
            credential.workspace_id,
            Topic.EARNED,
            credential.id,
            ToPerson(credential.recipient_id),
            f"{Topic.EARNED}:{credential.id}:",
            self.now(),
        )
