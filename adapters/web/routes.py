"""Mounts the public pages.

app = web.Application()
add_routes(app, site)
# other parts mount theirs on the same application: they get the headers too, and keep a policy of their own
"""

from aiohttp import web

from adapters.visitor_language import remember_choice
from adapters.web.documents.issuer_documents import IssuerDocuments
from adapters.web.documents.status_lists import StatusListRoutes
from adapters.web.health import Health
from adapters.web.http.headers import security_headers
from adapters.web.pages.achievements import AchievementPages
from adapters.web.pages.brand import BrandFiles
from adapters.web.pages.celebrations import Celebrations
from adapters.web.pages.collages import Collages
from adapters.web.pages.credentials import CredentialPages
from adapters.web.pages.downloads import Downloads
from adapters.web.pages.error_pages import plain_errors
from adapters.web.pages.rendering import Pages
from adapters.web.pages.verification import Verification
from adapters.web.site import Site

PAGES = web.AppKey("pages", Pages)
"""The templates of the site, for parts that mount pages of their own."""


def add_routes(app: web.Application, site: Site) -> None:
    """Adds every public route, the headers of every response, and the error pages."""
    pages = Pages(site.pages, site.identity, site.public_url, site.languages)
    app[PAGES] = pages
    app.cleanup_ctx.append(site.identity.lifespan)
    app.on_response_prepare.append(security_headers(site.secure))
    app.on_response_prepare.append(remember_choice(site.languages, site.secure))
    app.middlewares.append(plain_errors(pages, site.reference))
    for part in (
        AchievementPages,
        Collages,
        CredentialPages,
        Celebrations,
        Downloads,
        StatusListRoutes,
        Verification,
        IssuerDocuments,
    ):
        part(site, pages).add(app.router)
    BrandFiles(site.identity, site.make_font).add(app.router)
    Health(site).add(app.router)
    app.router.add_static("/static", site.pages / "static")
