"""Organisations, their workspaces, and the conversations in them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from uuid import UUID

from bot.domain.time_zones import find_zone
from bot.messages.platforms import Platform

STARTER = ("Larkspur Labs", "https://larkspur.example", "badges@larkspur.example")
"""Name, website and e-mail of the invented organisation in `templates/catalogue/organisation.toml`."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """The company or unit that runs a programme."""

    id: UUID
    name: str
    url: str | None = None
    email: str | None = None
    celebration_channel: str | None = None
    """The channel for celebrations when the bot may not post in the channel of the award."""
    timezone: str | None = None
    """The IANA name of its time zone: of the days of its badges, and for people without a known one."""
    budget: int | None = None
    """Badges in a month; beyond it only an owner may award or approve."""
    phone: str | None = None
    description: str | None = None
    logo_url: str | None = None
    """The URL of its logo, for its profile in each badge."""
    recipient_email: str = "hashed"
    """How a badge holds its recipient's e-mail: `hashed`, with a salt, or `none`, so that no guess can confirm it."""
    names: str = "file"
    """Whose spelling of names counts for people in a people file: `file`, or `platform`."""
    language: str | None = None
    """The language of its channels and public previews, and of people without a known one; a BCP 47 tag."""
    channel_languages: tuple[tuple[str, str], ...] = ()
    """Channels with a language of their own: (the channel's platform id, BCP 47 tag)."""
    holidays: str | None = None
    """The region whose public holidays count, as in `bot/domain/public_holidays.py`."""
    working_days: tuple[int, ...] = ()
    """The days of the week that are worked, 0 is Monday; empty for those of the region, else Monday to Friday."""
    days_off: tuple[date, ...] = ()
    """Further days without work, for all people."""
    days_worked: tuple[date, ...] = ()
    """Days with work in spite of a holiday or a weekend."""

    @property
    def is_starters(self) -> bool:
        """Whether it still has a name, website or address of the starter catalogue, which is nobody's."""
        return any(
            own == theirs for own, theirs in zip((self.name, self.url, self.email), STARTER, strict=True)
        )

    @property
    def zone(self) -> tzinfo:
        """Its time zone; UTC if it has none."""
        return (find_zone(self.timezone) if self.timezone else None) or UTC

    def day_of(self, moment: datetime) -> date:
        """The day of a moment by its clock: the one day of a badge, on its page, its pictures and in every list."""
        return moment.astimezone(self.zone).date()

    def language_in(self, *names: str) -> str | None:
        """The language of what is posted in a channel for all its readers; a channel may have an id and a name."""
        own = dict(self.channel_languages)
        return next((own[name] for name in names if name in own), self.language)


@dataclass(frozen=True, slots=True)
class Workspace:
    """One team or tenant of a platform. Platform ids are unique only inside it."""

    id: UUID
    organisation: Organisation
    platform: Platform
    external_id: str
