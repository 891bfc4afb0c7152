"""Credentials, their signed documents, and the links that open one download."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from adapters.database.catalogue.catalogue import achievements
from adapters.database.credentials.award_rows import AwardKeyStore
from adapters.database.credentials.celebrations import CelebrationStore
from adapters.database.credentials.given_by import given_by
from adapters.database.credentials.holdings import STANDING_FOR_GIVERS, HoldingStore
from adapters.database.credentials.links import LinkStore
from adapters.database.engine.columns import Utc, metadata
from bot.context.store import Stale
from bot.domain.credentials.model import (
    AwardCountFilter,
    Credential,
    CredentialStage,
    SignedDocument,
)

credentials = Table(
    "credentials",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("public_id", Uuid, nullable=False, unique=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("workspace_id", Uuid, ForeignKey("workspaces.id"), nullable=False),
    Column("achievement_id", Uuid, ForeignKey("achievements.id"), nullable=False),
    Column("recipient_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("awarder_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("nomination_id", Uuid, ForeignKey("nominations.id"), unique=True),
    Column("citation", Text, nullable=False),
    Column("conversation", String(128)),
    Column("awarded_at", Utc, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("undone_at", Utc),
    Column("ended_reason", Text, nullable=False),
    Column("amended_at", Utc),
    Column("celebrated_at", Utc),
    Column("shared_at", Utc),
    Column("was_shared", Boolean, nullable=False),
    Column("worded_at", Utc, key="citation_included_at"),
    Column("givers_included_at", Utc),
    Column("citation_by_id", Uuid),
    Column("kept_private_at", Utc),
    Column("revision", Integer, nullable=False),
    Index("ix_credentials_recipient", "recipient_id", "awarded_at", "id"),
    Index("ix_credentials_awarder", "awarder_id", "awarded_at"),
    Index("ix_credentials_achievement", "achievement_id", "awarded_at"),
    Index("ix_credentials_organisation", "organisation_id", "awarded_at"),
)
documents = Table(
    "documents",
    metadata,
    Column("credential_id", Uuid, ForeignKey("credentials.id"), primary_key=True),
    Column("subject_id", Uuid, nullable=False),
    Column("salt", String(64)),
    Column("body", LargeBinary, nullable=False),
    Column("kid", String(80), nullable=False, index=True),
    Column("signed_at", Utc, nullable=False),
    Column("jwt", LargeBinary),
    Column("token_kid", String(80), index=True),
)

_GET = select(credentials).where(credentials.c.id == bindparam("credential_id"))
_HOLD = _GET.with_for_update(read=True)
_BY_PUBLIC_ID = select(credentials).where(credentials.c.public_id == bindparam("public_id"))
_OF_CASE = select(credentials).where(credentials.c.nomination_id == bindparam("case_id"))
_OF_RECIPIENT = (
    select(credentials)
    .where(credentials.c.recipient_id == bindparam("person_id"))
    .order_by(credentials.c.awarded_at.desc(), credentials.c.id.desc())
)
_CHANGEABLE = (
    "achievement_id",
    "citation",
    "stage",
    "undone_at",
    "ended_reason",
    "amended_at",
    "celebrated_at",
    "shared_at",
    "citation_included_at",
    "givers_included_at",
    "citation_by_id",
    "kept_private_at",
    "was_shared",
)
_CHANGE = (
    update(credentials)
    .where(credentials.c.id == bindparam("credential_id"), credentials.c.revision == bindparam("seen"))
    .values(revision=bindparam("seen") + 1, **{name: bindparam(f"new_{name}") for name in _CHANGEABLE})
)
_DOCUMENT = select(documents).where(documents.c.credential_id == bindparam("credential_id"))
_NAMING = select(credentials).where(
    credentials.c.givers_included_at.is_not(None) | credentials.c.celebrated_at.is_not(None),
    given_by(credentials.c.awarder_id, credentials.c.nomination_id)
    | (credentials.c.citation_by_id == bindparam("person_id")),
)
_STANDING = tuple(stage.value for stage in CredentialStage if stage.is_active)
_AWARDED_SINCE = (
    select(credentials)
    .join(achievements, achievements.c.id == credentials.c.achievement_id)
    .where(
        credentials.c.recipient_id.in_(bindparam("people", expanding=True)),
        credentials.c.awarded_at >= bindparam("since"),
        credentials.c.organisation_id == bindparam("organisation_id"),
        achievements.c.slug == bindparam("slug"),
        credentials.c.stage.in_(STANDING_FOR_GIVERS),
    )
)


class CredentialStore(LinkStore, AwardKeyStore, CelebrationStore, HoldingStore):
    """See `bot.context.store.CredentialRepository`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, credential: Credential) -> None:
        """Adds a new one."""
        row = {field.name: getattr(credential, field.name) for field in fields(Credential)}
        self.connection.execute(insert(credentials), row)

    def add_all(self, new: Sequence[tuple[Credential, SignedDocument]]) -> None:
        """Adds many new ones with their signed documents, in two statements."""
        rows = [
            {field.name: getattr(credential, field.name) for field in fields(Credential)}
            for credential, _ in new
        ]
        self.connection.execute(insert(credentials), rows)
        rows = [
            {field.name: getattr(document, field.name) for field in fields(SignedDocument)}
            for _, document in new
        ]
        self.connection.execute(insert(documents), rows)

    def get(self, credential_id: UUID) -> Credential:
        """The credential; raises NoResultFound if there is none."""
        return _credential(self.connection.execute(_GET, {"credential_id": credential_id}).one())

    def lock(self, credential_id: UUID) -> None:
        """Locks it: other transactions cannot change it until this one ends."""
        self.connection.execute(_HOLD, {"credential_id": credential_id})

    def by_public_id(self, public_id: UUID) -> Credential | None:
        """The credential named by a URL or a button."""
        row = self.connection.execute(_BY_PUBLIC_ID, {"public_id": public_id}).first()
        return _credential(row) if row else None

    def of_case(self, case_id: UUID) -> Credential | None:
        """The credential that an approved case led to."""
        row = self.connection.execute(_OF_CASE, {"case_id": case_id}).first()
        return _credential(row) if row else None

    def of_recipient(self, person_id: UUID) -> Sequence[Credential]:
        """A person's credentials, newest first."""
        return [_credential(row) for row in self.connection.execute(_OF_RECIPIENT, {"person_id": person_id})]

    def newest_of(self, person_id: UUID, first: int, most: int) -> Sequence[Credential]:
        """Some of a person's active badges, newest first."""
        query = _OF_RECIPIENT.where(credentials.c.stage.in_(_STANDING)).offset(first).limit(most)
        return [_credential(row) for row in self.connection.execute(query, {"person_id": person_id})]

    def holders(self, organisation_id: UUID, slug: str, wanted: Sequence[UUID]) -> frozenset[UUID]:
        """Which of these people hold that achievement."""
        query = (
            select(credentials.c.recipient_id)
            .join(achievements, achievements.c.id == credentials.c.achievement_id)
            .where(
                credentials.c.recipient_id.in_(list(wanted)),
                credentials.c.organisation_id == organisation_id,
                achievements.c.slug == slug,
                credentials.c.stage.in_(_STANDING),
            )
        )
        return frozenset(self.connection.execute(query).scalars())

    def awarded_since(
        self, organisation_id: UUID, slug: str, wanted: Sequence[UUID], since: datetime
    ) -> Sequence[Credential]:
        """What these people were awarded of that achievement since then, and still hold."""
        asked = {"organisation_id": organisation_id, "slug": slug, "people": list(wanted), "since": since}
        return [_credential(row) for row in self.connection.execute(_AWARDED_SINCE, asked)]

    def award_count(self, organisation_id: UUID, since: datetime, within: AwardCountFilter) -> int:
        """Number of credentials awarded since then that still count."""
        query = select(func.count()).where(
            credentials.c.organisation_id == organisation_id,
            credentials.c.awarded_at >= since,
            credentials.c.stage.in_(_STANDING),
        )
        if within.slug is not None:
            of_it = select(achievements.c.id).where(
                achievements.c.organisation_id == organisation_id, achievements.c.slug == within.slug
            )
            query = query.where(credentials.c.achievement_id.in_(of_it))
        if within.awarder_id is not None:
            directly = credentials.c.nomination_id.is_(None)
            query = query.where(credentials.c.awarder_id == within.awarder_id, directly)
        if within.recipient_id is not None:
            query = query.where(credentials.c.recipient_id == within.recipient_id)
        return self.connection.execute(query).scalar_one()

    def of_achievement(self, organisation_id: UUID, person_id: UUID, slug: str) -> Sequence[Credential]:
        """A person's credentials of one achievement, newest first."""
        of_it = select(achievements.c.id).where(
            achievements.c.organisation_id == organisation_id, achievements.c.slug == slug
        )
        rows = self.connection.execute(
            _OF_RECIPIENT.where(credentials.c.achievement_id.in_(of_it)), {"person_id": person_id}
        )
        return [_credential(row) for row in rows]

    def naming(self, person_id: UUID) -> Sequence[Credential]:
        """Active credentials that this person gave or amended, and whose earners show who gave them."""
        found = self.connection.execute(_NAMING, {"person_id": person_id})
        return [one for one in map(_credential, found) if one.stage.is_active]

    def forget_document(self, credential_id: UUID) -> None:
        """Deletes a signed document, because its earner turned it down."""
        self.connection.execute(delete(documents).where(documents.c.credential_id == credential_id))

    def change(self, credential: Credential) -> Credential:
        """Saves stage and sharing; raises `Stale` if it was changed since it was read."""
        asked = {"credential_id": credential.id, "seen": credential.revision}
        values = {f"new_{name}": getattr(credential, name) for name in _CHANGEABLE}
        if self.connection.execute(_CHANGE, {**asked, **values}).rowcount != 1:
            raise Stale(f"credential {credential.id} changed after revision {credential.revision}")
        return replace(credential, revision=credential.revision + 1)

    def add_document(self, document: SignedDocument) -> None:
        """Stores the signed credential, in place of an earlier one of the same id."""
        self.connection.execute(delete(documents).where(documents.c.credential_id == document.credential_id))
        row = {field.name: getattr(document, field.name) for field in fields(SignedDocument)}
        self.connection.execute(insert(documents), row)

    def document(self, credential_id: UUID) -> SignedDocument | None:
        """The signed credential, if it is signed."""
        row = self.connection.execute(_DOCUMENT, {"credential_id": credential_id}).first()
        return SignedDocument(**row._mapping) if row else None

    def signed_with(self, organisation_id: UUID, kid: str) -> Sequence[UUID]:
        """Credentials with a document or token signed by that key; tokens of an unrecorded key count too."""
        unknown = documents.c.jwt.is_not(None) & documents.c.token_kid.is_(None)
        query = (
            select(documents.c.credential_id)
            .join(credentials, credentials.c.id == documents.c.credential_id)
            .where(
                credentials.c.organisation_id == organisation_id,
                (documents.c.kid == kid) | (documents.c.token_kid == kid) | unknown,
            )
            .order_by(credentials.c.awarded_at)
        )
        return self.connection.execute(query).scalars().all()


def _credential(row: Row[tuple[object, ...]]) -> Credential:
    values = {**row._mapping, "stage": CredentialStage(row.stage)}
    values["citation_included_at"] = values.pop("worded_at")  # the column kept its first name
    return Credential(**values)
