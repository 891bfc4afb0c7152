"""All that the public pages are made from. The wiring builds one and hands it to `routes.add_routes`."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from adapters.web.ports import Bake, Missing, Pictures, Shelf, ShownAchievement, Verify
from issuer.credential.model import IssuerProfile
from issuer.strict_json import Document


@dataclass(frozen=True)
class Site:
    """Where the site stands, who runs it, and what does its work."""

    public_url: str
    """The address people use, without a slash at its end: `https://badges.example`."""
    issuer: IssuerProfile
    """Who signs now. `issuer.id` is a `did:web`, or in trial mode a `did:key`."""
    pages: Path
    """The folder of the page templates; `static/` below it is served as it is."""
    shelf: Shelf
    pictures: Pictures
    verify: Verify
    bake: Bake
    achievement_document: Callable[[ShownAchievement], Document]
    """The achievement as Open Badges 3.0 writes it."""
    missing: Missing
    now: Callable[[], datetime]
    reference: Callable[[], str]
    """A short random text that a person can quote and the log can be searched for."""
    names_revoked: bool = False
    """Whether revoked credentials are named in an open list, as the operator may choose."""
    thinking: Executor | None = None
    """Where verification runs, so that nobody waits for it; None for the loop's own threads."""

    @property
    def origin(self) -> str:
        """The origin (RFC 6454) of the public address."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def secure(self) -> bool:
        """Whether the public address is https."""
        return self.public_url.startswith("https://")
