"""Signs what was awarded: prepare → sign → check, then the letter to the earner."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.credentials import CredentialStore, Document
from adapters.database.engine import Database
from adapters.database.jobs import Claimed
from adapters.database.people import PeopleStore
from adapters.database.unit_of_work import store_of
from adapters.issuers import Issuers
from adapters.running.worker import Finish
from bot.awarding.model import Credential, Stage
from bot.outbox import Letter, ToPerson, Topic
from bot.people.model import Person
from bot.ports import Chance, Store
from issuer.credential.issuing import Template
from issuer.credential.model import CredentialFacts, hash_email
from issuer.proofs.keys import KeyPair


@dataclass(frozen=True)
class Signing:
    """Runs the jobs that sign."""

    database: Database
    issuers: Issuers
    chance: Chance
    now: Callable[[], datetime]

    async def run(self, job: Claimed) -> Finish:
        """Signs one credential. The signature is checked before anything is saved."""
        credential_id = UUID(job.details["credential"])
        signed = await self.database.in_read(
            lambda connection: self.sign(connection, credential_id), job.organisation_id
        )
        if signed is None:
            return lambda _store, _connection: None
        credential, document = signed

        def finish(store: Store, connection: Connection) -> None:
            CredentialStore(connection).add_document(document)
            store.credentials.change(replace(credential, stage=Stage.ISSUED))
            store.outbox.post(self.letter(credential))

        return finish

    def sign(self, connection: Connection, credential_id: UUID) -> tuple[Credential, Document] | None:
        """The signed document of a credential; None if it was undone before its turn came."""
        store = store_of(connection)
        credential = store.credentials.get(credential_id)
        if credential.stage is not Stage.AWARDED:
            return None
        recipient = store.people.get(credential.recipient_id)
        organisation = PeopleStore(connection).organisation(credential.organisation_id)
        pair = self.issuers.key_pair(connection, organisation.id)
        template = self.issuers.template(organisation, store.catalogue.get(credential.achievement_id), pair)
        return credential, self.document(credential, recipient, template, pair)

    def document(
        self, credential: Credential, recipient: Person, template: Template, pair: KeyPair
    ) -> Document:
        """The signed document of a credential; its template is its achievement's."""
        salt = self.chance.token() if recipient.email else None
        subject = self.chance.public_id()
        facts = CredentialFacts(
            id=self.issuers.credential_id(credential),
            subject_id=f"urn:uuid:{subject}",
            valid_from=credential.awarded_at,
            hashed_email=hash_email(recipient.email, salt) if recipient.email and salt else None,
        )
        now = self.now()
        body = template.issue(facts, pair, now)
        return Document(credential.id, subject, salt, body, pair.multikey, now)

    def letter(self, credential: Credential) -> Letter:
        """Tells the earner."""
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
