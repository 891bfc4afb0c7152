"""Signs awarded credentials: prepare → sign → check → save. What they say, and who is told, is decided in `bot`.

One credential at a time and in the order of their awards, so that letters arrive in that order. A signer that does
not answer pauses the organisation's issuing for some seconds: waiting credentials keep their order.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.engine.engine import Database
from adapters.database.queue.issuing_pause import IssuingPauseStore
from adapters.database.queue.jobs import ClaimedJob
from adapters.database.unit_of_work import store_of
from adapters.drawing.pictures import BadgePictures
from adapters.keystores.issuers import Issuers
from adapters.keystores.keyring import OwnSigner
from adapters.worker.job_transaction import JobTransaction
from adapters.worker.loop import Finish, HeldBack
from adapters.worker.status_lists import StatusLists
from adapters.worker.status_places import StatusListSlot
from bot.context.context import UseCaseContext
from bot.context.ids import IdGenerator
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, SignedDocument
from bot.domain.organisations import Organisation, Workspace
from bot.domain.outbox.tasks import SignCredential
from bot.use_cases.credentials.giving import load_giving
from bot.use_cases.credentials.issue import (
    Issue,
    SigningRequest,
    credential_facts,
    is_to_be_signed,
    issue,
    shows_givers,
)
from issuer.celebration import NOTHING_GIVEN
from issuer.issuing.issue import Template
from issuer.messages import Message
from issuer.openbadges.model import RevocationList, StatusListEntry
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
class SignedCredential:
    """A signed credential, with everything to be stored beside it."""

    request: SigningRequest
    document: SignedDocument
    slot: StatusListSlot | None
    workspace: Workspace


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
        notify = task.notifies
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
                raise HeldBack(problem.message) from problem
            if signed and signed.slot and signed.slot.new_list:  # at once, or the next would begin another
                begun = signed.slot.new_list
                await self.database.in_write(
                    lambda connection: self.lists.begin_list(connection, begun), scope
                )
                signed = replace(signed, slot=replace(signed.slot, new_list=None))
        if signed is None:
            return lambda _: None

        def finish(transaction: JobTransaction) -> None:
            if signed.slot:
                self.lists.take_slot(transaction.connection, signed.slot)
            ctx = UseCaseContext(signed.workspace, None, self.now(), transaction.store, self.ids)
            issue(ctx, Issue(signed.request, signed.document, notify))

        return finish

    async def public_picture(self, achievement: Achievement) -> bytes | None:
        """The picture at an achievement's address; None in trial mode, which has none."""
        return None if self.issuers.trial else await self.pictures.public(achievement)

    def sign(
        self, connection: Connection, credential_id: UUID, picture: bytes | None, *, again: bool = False
    ) -> SignedCredential | None:
        """The signed document of a credential; None if it ended before it was signed, or is signed already.

        `again`: it is issued already and signed again, as for another key.
        """
        store = store_of(connection)
        credential, before = store.credentials.get(credential_id), store.credentials.document(credential_id)
        if not is_to_be_signed(credential, before, again=again):
            return None
        workspace = store.people.workspace_by_id(credential.workspace_id)
        hand = self.signing_keys(connection, workspace.organisation)
        request = SigningRequest(
            credential,
            store.people.get(credential.recipient_id),
            store.catalogue.get(credential.achievement_id),
            workspace.organisation,
            before,
            load_giving(store, credential) if shows_givers(credential) else NOTHING_GIVEN,
            self.now() if again else None,
        )
        slot = None if self.issuers.trial else self._slot(connection, credential, request.achievement)
        template = self.template(hand, request.achievement, picture)
        return SignedCredential(request, self.sign_document(request, slot, hand, template), slot, workspace)

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

    def sign_document(
        self, request: SigningRequest, slot: StatusListSlot | None, hand: SigningKeys, template: Template
    ) -> SignedDocument:
        """The signed document; `template` is that of its achievement."""
        address = self.issuers.credential_id(request.credential)
        facts, now = credential_facts(request, address, self._status(slot), self.ids), self.now()
        body = template.issue(facts, hand.signer, now)
        return SignedDocument(
            request.credential.id,
            UUID(facts.subject_id.removeprefix("urn:uuid:")),
            facts.hashed_email.salt if facts.hashed_email else None,
            body,
            hand.signer.multikey,
            now,
            wrap(body, hand.token_key, hand.header_kid).encode() if hand.token_key else None,
            hand.token_kid,
        )

    def refuse_while_paused(self, connection: Connection, organisation_id: UUID) -> None:
        """Raises `HeldBack`. Checks again: the job may have been claimed just before issuing was paused."""
        switch = IssuingPauseStore(connection).get(organisation_id)
        if switch.unnamed:
            raise HeldBack(Message("shell.signer.unnamed"))
        if switch.stopped_at:
            reason = f" ({switch.reason})" if switch.reason else ""
            raise HeldBack(Message("shell.signer.stopped", reason=reason))
        if switch.waiting_until and switch.waiting_until > self.now():
            raise HeldBack(Message("shell.signer.away"))

    async def _picture_of(self, credential_id: UUID, scope: UUID) -> bytes | None:
        def look(connection: Connection) -> Achievement:
            store = store_of(connection)
            return store.catalogue.get(store.credentials.get(credential_id).achievement_id)

        if self.issuers.trial:
            return None
        return await self.public_picture(await self.database.in_read(look, scope))

    def _status(self, place: StatusListSlot | None) -> StatusListEntry | RevocationList | None:
        if place is None:
            return None
        return RevocationList(self.issuers.revocations_address) if self.names_revoked else place.list_entry

    def _slot(
        self, connection: Connection, credential: Credential, achievement: Achievement
    ) -> StatusListSlot:
        return self.lists.find_slot(connection, credential.organisation_id, achievement.status, credential.id)
