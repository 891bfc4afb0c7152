"""The web application: public pages, and the routes of the configured chat platforms."""

import functools
from pathlib import Path

from aiohttp import web

from adapters.composition.application import Application
from adapters.read_models.exports import Exports
from adapters.read_models.public_reads import PublicReadModel
from adapters.web.hosted.hosted_documents import HostedDocuments
from adapters.web.hosted.local_documents import LocalDocuments
from adapters.web.ports import ShownAchievement
from adapters.web.routes import add_routes
from adapters.web.site import Site
from bot.domain.organisations import Organisation
from issuer.baking.png import bake
from issuer.openbadges.document import achievement_document
from issuer.strict_json import Document
from issuer.verifying.statements import signed_statements

PAGES = Path(__file__).parents[2] / "templates" / "pages"
LARGEST_REQUEST = 4 * 1024 * 1024


def build_web_application(house: Application, organisation: Organisation) -> web.Application:
    """The public pages of one organisation, for chat platforms to mount their routes on.

    A request is about the organisation of the application that serves its path: this one, mounted at the root.
    """
    app = web.Application(client_max_size=LARGEST_REQUEST)
    add_routes(app, build_site(house, organisation))
    app.cleanup_ctx.append(house.checks.lifespan)
    return app


def build_site(house: Application, organisation: Organisation) -> Site:
    """Everything that the public pages need."""
    shelf = PublicReadModel(house.database, house.issuers, house.signing.lists, organisation)
    with house.database.read() as connection:
        pair = house.issuers.key_pair(connection, organisation.id)
    issuer = house.issuers.profile(organisation, pair)
    shown_as = functools.partial(_document, house)
    papers = HostedDocuments(house.settings.public_url, issuer, shelf, shown_as, house.settings.names_revoked)
    own = LocalDocuments(papers, house.pictures)
    return Site(
        public_url=house.settings.public_url,
        issuer=issuer,
        pages=PAGES,
        reads=shelf,
        pictures=house.pictures,
        checker=house.checks.serve(own),
        bake=bake,
        exports=Exports(house.database, house.issuers, house.ids, house.now),
        achievement_document=shown_as,
        missing=shelf.missing,
        languages=house.languages,
        language=organisation.language,
        now=house.now,
        reference=lambda: house.ids.token()[:8],
        statements=functools.partial(signed_statements, form=house.issuers.canonicaliser),
        rate_verify=house.settings.rate_verify,
        names_revoked=house.settings.names_revoked,
    )


def _document(house: Application, shown: ShownAchievement) -> Document:
    return achievement_document(house.issuers.issued_achievement(shown.achievement))
