"""Credentials, their signed documents, and the links that open one download."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
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

from adapters.database.catalogue import achievements
from adapters.database.columns import Utc, metadata
from adapters.database.record_links import RecordLinkStore
from bot.awarding.model import Credential, Stage, Tally
from bot.earning.model import DownloadLink
from bot.ports import Stale

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
    Column("worded_at", Utc),
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
download_links = Table(
    "download_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("credential_id", Uuid, ForeignKey("credentials.id"), nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
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
    "worded_at",
    "was_shared",
)
_CHANGE = (
    update(credentials)
    .where(credentials.c.id == bindparam("credential_id"), credentials.c.revision == bindparam("seen"))
    .values(revision=bindparam("seen") + 1, **{name: bindparam(f"new_{name}") for name in _CHANGEABLE})
)
_DOCUMENT = select(documents).where(documents.c.credential_id == bindparam("credential_id"))
_LINK = select(download_links.c.credential_id).where(
    download_links.c.token_hash == bindparam("token_hash"), download_links.c.expires_at > bindparam("now")
)
_KEPT = timedelta(days=1)
_STANDING = tuple(stage.value for stage in Stage if stage.stands)


@dataclass(frozen=True, slots=True)
class Document:
    """A signed credential as it was handed out, with what a re-issue must keep."""

    credential_id: UUID
    subject_id: UUID
    salt: str | None
    body: bytes
    kid: str
    signed_at: datetime
    jwt: bytes | None = None
    """The same credential as a token; None where it was signed before there were tokens."""
    token_kid: str | None = None
    """The key that signed the token; None where it was not noted yet."""


class CredentialStore(RecordLinkStore):
    """See `bot.ports.Credentials`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, credential: Credential) -> None:
        """A new one."""
        row = {field.name: getattr(credential, field.name) for field in fields(Credential)}
        self.connection.execute(insert(credentials), row)

    def add_all(self, new: Sequence[tuple[Credential, Document]]) -> None:
        """Many new ones with their signed documents, in two statements."""
        rows = [{field.name: getattr(one, field.name) for field in fields(Credential)} for one, _ in new]
        self.connection.execute(insert(credentials), rows)
        rows = [{field.name: getattr(one, field.name) for field in fields(Document)} for _, one in new]
        self.connection.execute(insert(documents), rows)

    def get(self, credential_id: UUID) -> Credential:
        """The credential; raises NoResultFound if there is none."""
        return _credential(self.connection.execute(_GET, {"credential_id": credential_id}).one())

    def hold(self, credential_id: UUID) -> None:
        """Keeps others from changing it until this transaction ends."""
        self.connection.execute(_HOLD, {"credential_id": credential_id})

    def by_public_id(self, public_id: UUID) -> Credential | None:
        """The credential that a URL or a button names."""
        row = self.connection.execute(_BY_PUBLIC_ID, {"public_id": public_id}).first()
        return _credential(row) if row else None

    def of_case(self, case_id: UUID) -> Credential | None:
        """What came of a case that was approved."""
        row = self.connection.execute(_OF_CASE, {"case_id": case_id}).first()
        return _credential(row) if row else None

    def of_recipient(self, person_id: UUID) -> Sequence[Credential]:
        """What somebody earned, newest first."""
        return [_credential(row) for row in self.connection.execute(_OF_RECIPIENT, {"person_id": person_id})]

    def holders(self, organisation_id: UUID, slug: str, wanted: Sequence[UUID]) -> frozenset[UUID]:
        """Who of these holds that achievement."""
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

    def tally(self, organisation_id: UUID, since: datetime, within: Tally) -> int:
        """How many that still stand were awarded since then."""
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
        """Somebody's credentials of one achievement, newest first."""
        of_it = select(achievements.c.id).where(
            achievements.c.organisation_id == organisation_id, achievements.c.slug == slug
        )
        rows = self.connection.execute(
            _OF_RECIPIENT.where(credentials.c.achievement_id.in_(of_it)), {"person_id": person_id}
        )
        return [_credential(row) for row in rows]

    def forget_document(self, credential_id: UUID) -> None:
        """Takes a signed document away: its earner turned it down, so it is nowhere."""
        self.connection.execute(delete(documents).where(documents.c.credential_id == credential_id))

    def change(self, credential: Credential) -> Credential:
        """Saves stage and sharing; raises `Stale` if somebody changed it since it was read."""
        asked = {"credential_id": credential.id, "seen": credential.revision}
        values = {f"new_{name}": getattr(credential, name) for name in _CHANGEABLE}
        if self.connection.execute(_CHANGE, {**asked, **values}).rowcount != 1:
            raise Stale(f"credential {credential.id} changed after revision {credential.revision}")
        return replace(credential, revision=credential.revision + 1)

    def add_document(self, document: Document) -> None:
        """The signed credential, in place of an earlier one of the same id."""
        self.connection.execute(delete(documents).where(documents.c.credential_id == document.credential_id))
        row = {field.name: getattr(document, field.name) for field in fields(Document)}
        self.connection.execute(insert(documents), row)

    def document(self, credential_id: UUID) -> Document | None:
        """The signed credential, if it is signed."""
        row = self.connection.execute(_DOCUMENT, {"credential_id": credential_id}).first()
        return Document(**row._mapping) if row else None

    def signed_with(self, organisation_id: UUID, kid: str) -> Sequence[UUID]:
        """The credentials whose documents or tokens that key signed; tokens whose key nobody noted count too."""
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

    def add_link(self, link: DownloadLink) -> None:
        """A new private link; forgets those long expired."""
        self.connection.execute(
            delete(download_links).where(download_links.c.expires_at < link.expires_at - _KEPT)
        )
        self.connection.execute(
            insert(download_links), {f.name: getattr(link, f.name) for f in fields(DownloadLink)}
        )

    def peek_link(self, token_hash: str, now: datetime) -> UUID | None:
        """What a link would open. Changes nothing."""
        return self.connection.execute(_LINK, {"token_hash": token_hash, "now": now}).scalar()

    def take_link(self, token_hash: str, now: datetime) -> UUID | None:
        """Burns a link: one caller gets its credential, every other one None."""
        query = (
            delete(download_links)
            .where(download_links.c.token_hash == token_hash, download_links.c.expires_at > now)
            .returning(download_links.c.credential_id)
        )
        return self.connection.execute(query).scalar()


def _credential(row: Row[tuple[object, ...]]) -> Credential:
    return Credential(**{**row._mapping, "stage": Stage(row.stage)})
