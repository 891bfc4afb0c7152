"""The web application: public pages, and the routes of the configured chat platforms."""

import functools
from pathlib import Path

from aiohttp import web
from sqlalchemy import Connection

from adapters.composition.application import Application
from adapters.database.catalogue.branding import BrandStore
from adapters.database.people.people import PeopleStore
from adapters.drawing.celebrations import CelebrationPictures
from adapters.drawing.typefaces import reading_font
from adapters.read_models.exports import Exports
from adapters.read_models.public_reads import PublicReadModel
from adapters.web.hosted.hosted_documents import HostedDocuments
from adapters.web.hosted.local_documents import LocalDocuments
from adapters.web.identity import CurrentIdentity, SiteIdentity
from adapters.web.ports import ShownAchievement
from adapters.web.routes import add_routes
from adapters.web.site import Site
from bot.domain.organisations import Organisation
from issuer.artwork.page_colours import LAURELS
from issuer.artwork.text.web_font import web_font
from issuer.baking.png import bake
from issuer.openbadges.document import achievement_document
from issuer.strict_json import Document
from issuer.verifying.statements import signed_statements

PAGES = Path(__file__).parents[2] / "templates" / "pages"
LARGEST_REQUEST = 4 * 1024 * 1024


def build_web_application(application: Application, organisation: Organisation) -> web.Application:
    """The public pages of one organisation, for chat platforms to mount their routes on.

    A request is about the organisation of the application that serves its path: this one, mounted at the root.
    """
    app = web.Application(client_max_size=LARGEST_REQUEST)
    add_routes(app, build_site(application, organisation))
    app.cleanup_ctx.append(application.checks.lifespan)
    return app


def build_site(application: Application, organisation: Organisation) -> Site:
    """Everything that the public pages need."""
    shelf = PublicReadModel(
        application.database, application.issuers, application.signing.lists, organisation
    )
    identity = current_identity(application, organisation)
    shown_as = functools.partial(_document, application)
    papers = HostedDocuments(
        application.settings.public_url, identity, shelf, shown_as, application.settings.names_revoked
    )
    own = LocalDocuments(papers, application.pictures)
    return Site(
        public_url=application.settings.public_url,
        identity=identity,
        pages=PAGES,
        reads=shelf,
        pictures=application.pictures,
        checker=application.checks.serve(own),
        bake=bake,
        exports=Exports(application.database, application.issuers, application.ids, application.now),
        achievement_document=shown_as,
        celebration=CelebrationPictures(application.database, application.pictures, organisation.id).at,
        missing=shelf.missing,
        languages=application.languages,
        now=application.now,
        reference=lambda: application.ids.token()[:8],
        token=application.ids.token,
        make_font=lambda wanted: web_font(reading_font(), wanted),
        statements=functools.partial(signed_statements, form=application.issuers.canonicaliser),
        rate_verify=application.settings.rate_verify,
        names_revoked=application.settings.names_revoked,
    )


def current_identity(application: Application, organisation: Organisation) -> CurrentIdentity:
    """Who runs the site, read from the database."""

    def look(connection: Connection) -> SiteIdentity:
        now = PeopleStore(connection).organisation(organisation.id)
        pair = application.issuers.key_pair(connection, organisation.id)
        brand = BrandStore(connection).brand(organisation.id)
        profile = application.issuers.profile(now, pair)
        return SiteIdentity(profile, now.language, now.zone, brand.accent or LAURELS, brand.logo)

    with application.database.read() as connection:
        first = look(connection)
    return CurrentIdentity(first, lambda: application.database.in_read(look))


def _document(application: Application, shown: ShownAchievement) -> Document:
    return achievement_document(application.issuers.issued_achievement(shown.achievement))
