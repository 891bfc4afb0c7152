"""The web application of a house: public pages, and whatever chat platforms are set up."""

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from aiohttp import web

from adapters import system
from adapters.web.ports import ShownAchievement
from adapters.web.routes import add_routes
from adapters.web.site import Site
from adapters.wiring.house import House
from adapters.wiring.shelf import DatabaseShelf
from bot.people.places import Organisation
from issuer.baking import bake
from issuer.credential.document import achievement_document
from issuer.strict_json import Document, Json
from issuer.verifying import Report, verify

PAGES = Path(__file__).parents[2] / "templates" / "pages"
LARGEST_REQUEST = 4 * 1024 * 1024


def application(house: House, organisation: Organisation) -> web.Application:
    """The public pages on an application of their own, for others to mount theirs on."""
    app = web.Application(client_max_size=LARGEST_REQUEST)
    add_routes(app, site(house, organisation))
    return app


def site(house: House, organisation: Organisation) -> Site:
    """All that the public pages are made from."""
    shelf = DatabaseShelf(house.database, house.issuers, organisation)
    with house.database.read() as connection:
        pair = house.issuers.key_pair(connection, organisation.id)
    return Site(
        public_url=house.settings.public_url,
        issuer=house.issuers.profile(organisation, pair),
        pages=PAGES,
        shelf=shelf,
        pictures=house.pictures,
        verify=_verifier(house),
        bake=bake,
        achievement_document=functools.partial(_document, house),
        missing=shelf.missing,
        now=system.now,
        reference=lambda: house.chance.token()[:8],
    )


def _document(house: House, shown: ShownAchievement) -> Document:
    return achievement_document(house.issuers.issued_achievement(shown.achievement))


def _verifier(house: House) -> Callable[..., Report]:
    def check(
        source: bytes, *, now: datetime, documents: Mapping[str, Json], known_issuers: Mapping[str, str]
    ) -> Report:
        return verify(
            source,
            canonicaliser=house.issuers.canonicaliser,
            now=now,
            documents=documents,
            known_issuers=known_issuers,
        )

    return check
