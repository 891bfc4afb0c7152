"""Achievements, a row per version. Versions never change."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    insert,
    select,
    text,
    update,
)

from adapters.database.engine.columns import Utc, metadata
from bot.domain.catalogue.award_policy import Rules, Step
from bot.domain.catalogue.measures import RelatedTo, stored_measures
from bot.domain.catalogue.model import Achievement, BadgeDesign, FrameworkAlignment

achievements = Table(
    "achievements",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("slug", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("retired_at", Utc),
    UniqueConstraint("organisation_id", "slug", "version"),
    Index(
        "ix_achievements_current",
        "organisation_id",
        "slug",
        unique=True,
        sqlite_where=text("retired_at IS NULL"),
        postgresql_where=text("retired_at IS NULL"),
    ),
)

_CURRENT = (
    select(achievements.c.id, achievements.c.slug, achievements.c.version, achievements.c.content)
    .where(
        achievements.c.organisation_id == bindparam("organisation_id"), achievements.c.retired_at.is_(None)
    )
    .order_by(achievements.c.slug)
)
_GET = select(achievements).where(achievements.c.id == bindparam("achievement_id"))
_SEVERAL = select(achievements).where(achievements.c.id.in_(bindparam("ids", expanding=True)))
_VERSION = select(achievements).where(
    achievements.c.organisation_id == bindparam("organisation_id"),
    achievements.c.slug == bindparam("slug"),
    achievements.c.version == bindparam("version"),
)
_TEXTS = ("name", "description", "behaviour", "goal", "criteria")
_LISTS = ("skills", "aliases", "awarders")
_TABLES = ("alignments", "related", "results")
_MORE = ("kind", "language", "expires_after_months", "status")
"""Added later: older rows lack them and get the model's defaults."""


class CatalogueStore:
    """See `bot.context.store.CatalogueRepository`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def current(self, organisation_id: UUID) -> Sequence[Achievement]:
        """Achievements that can be earned now, by slug."""
        rows = self.connection.execute(_CURRENT, {"organisation_id": organisation_id})
        return [_read(row.id, organisation_id, row.slug, row.version, row.content) for row in rows]

    def get(self, achievement_id: UUID) -> Achievement:
        """One version; raises NoResultFound if there is none."""
        return _achievement(self.connection.execute(_GET, {"achievement_id": achievement_id}).one())

    def several(self, achievement_ids: Collection[UUID]) -> Mapping[UUID, Achievement]:
        """Those versions, by id."""
        rows = self.connection.execute(_SEVERAL, {"ids": list(achievement_ids)}) if achievement_ids else ()
        return {row.id: _achievement(row) for row in rows}

    def version(self, organisation_id: UUID, slug: str, version: int) -> Achievement | None:
        """One version by its name in a URL."""
        asked = {"organisation_id": organisation_id, "slug": slug, "version": version}
        row = self.connection.execute(_VERSION, asked).first()
        return _achievement(row) if row else None

    def add(self, achievement: Achievement) -> None:
        """Adds a new version; retire the one before it first."""
        row = {
            "id": achievement.id,
            "organisation_id": achievement.organisation_id,
            "slug": achievement.slug,
            "version": achievement.version,
            "content": json.dumps(_content(achievement)),
        }
        self.connection.execute(insert(achievements), row)

    def retire(self, organisation_id: UUID, slug: str, now: datetime) -> None:
        """Retires an achievement; its recipients keep it."""
        query = update(achievements).where(
            achievements.c.organisation_id == organisation_id,
            achievements.c.slug == slug,
            achievements.c.retired_at.is_(None),
        )
        self.connection.execute(query, {"retired_at": now})

    def bring_back(self, achievement_id: UUID) -> None:
        """A retired version can be earned again."""
        self.connection.execute(
            update(achievements).where(achievements.c.id == achievement_id), {"retired_at": None}
        )


def _content(achievement: Achievement) -> dict[str, object]:
    texts = {name: getattr(achievement, name) for name in _TEXTS}
    lists = {name: list(getattr(achievement, name)) for name in _LISTS}
    more = {name: getattr(achievement, name) for name in _MORE}
    tables = {name: [asdict(entry) for entry in getattr(achievement, name)] for name in _TABLES}
    return {
        **texts,
        **lists,
        **more,
        **tables,
        "look": asdict(achievement.look),
        "rules": asdict(achievement.rules),
    }


def _achievement(row: Row[tuple[object, ...]]) -> Achievement:
    return _read(row.id, row.organisation_id, row.slug, row.version, row.content)


@lru_cache(maxsize=2048)
def _read(achievement_id: UUID, organisation_id: UUID, slug: str, version: int, stored: str) -> Achievement:
    """Cached by id: parsing a version costs more than finding it, and a stored version never changes."""
    content: dict[str, Any] = json.loads(stored)
    content |= {name: tuple(content[name]) for name in _LISTS}
    content["look"] = BadgeDesign(**content["look"])
    content["alignments"] = tuple(
        FrameworkAlignment(**alignment) for alignment in content.get("alignments", ())
    )
    content["related"] = tuple(RelatedTo(**related) for related in content.get("related", ()))
    content["results"] = stored_measures(content.get("results", []))
    content["rules"] = _rules(content.get("rules") or {})
    return Achievement(achievement_id, organisation_id, slug, version, **content)


def _rules(stored: dict[str, Any]) -> Rules:
    """Rules as stored; a rule that is absent from an older version gets its default."""
    lists = {name: tuple(value) for name, value in stored.items() if isinstance(value, list)}
    steps = tuple(Step(**step) for step in stored["steps"]) if "steps" in stored else Rules().steps
    return Rules(**{**stored, **lists, "steps": steps})
