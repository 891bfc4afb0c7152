"""Private downloads of an earner's badge, by a link that serves the first visitor who uses it.

A GET shows buttons and changes nothing, because chat platforms fetch every link to preview it. Pressing a button
prepares the file, then uses the link up, then sends the file: a failure in between does not use up the link. A cookie
lets the same visitor take the badge's other files until the link would have expired.

Guessing is limited: a client that asked for many unknown links waits, whatever it asks for next.
"""

from http import HTTPStatus

from aiohttp import hdrs, web

from adapters.gateway.rates import RateLimiter
from adapters.web.hosted.visibility import signed_file
from adapters.web.http import answers
from adapters.web.http.negotiation import CREDENTIAL, JWS
from adapters.web.http.rates import client_address
from adapters.web.http.same_origin import from_our_own_page
from adapters.web.pages.files import CredentialFile, credential_file
from adapters.web.pages.rendering import Pages
from adapters.web.ports import ShownCredential
from adapters.web.site import Site
from bot.domain.addresses import DOWNLOAD
from bot.domain.credentials.downloads import LINK_LIFETIME, hash_token
from issuer.baking.png import OB2_KEYWORD, bake

_KINDS = {"png": answers.PNG, "svg": answers.SVG, "json": CREDENTIAL, "jwt": JWS}
OB2, RECORD = "older", "record"
"""Files that are signed on request."""
_MOST_BYTES = 1024
_FURTHER = "download"
"""The cookie with the link that took the place of a used one."""
_WRONG_A_MINUTE = 20
"""Unknown links that one client may ask for in a minute."""


class Downloads:
    """`/downloads/{token}`: used, expired and unknown links are answered alike."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages
        self._guesses = RateLimiter(_WRONG_A_MINUTE)

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get(DOWNLOAD.route, self.offer)
        router.add_post(DOWNLOAD.route, self.hand_out)

    async def offer(self, request: web.Request) -> web.Response:
        """The page with the buttons. It names the badge, and no person."""
        if wait := self._guesses.wait(client_address(request)):
            return self._too_many(request, wait)
        secret = _secret_of(request)
        shown = await self._site.reads.peek_download(secret, self._site.now())
        if shown is not None and signed_file(shown) is not None:
            older = await self._site.exports.ob2_assertion(shown) is not None
            return self._pages.answer(request, "download.html", achievement=shown.achievement, older=older)
        record = await self._site.reads.peek_record(secret, self._site.now())
        if record is not None:
            return self._pages.answer(
                request, "download_record.html", count=len(record.documents), more=record.more
            )
        return self._used_up(request)

    async def hand_out(self, request: web.Request) -> web.Response:
        """The file."""
        if wait := self._guesses.wait(client_address(request)):
            return self._too_many(request, wait)
        if not from_our_own_page(request, self._site.origin):
            return self._pages.answer(request, "elsewhere.html", HTTPStatus.FORBIDDEN)
        kind = await _kind(request)
        if kind is None:
            return self._pages.answer(request, "which_file.html", HTTPStatus.BAD_REQUEST)
        secret = _secret_of(request)
        if kind == RECORD:
            return await self._hand_out_record(request, secret)
        answer = await self._prepare(await self._site.reads.peek_download(secret, self._site.now()), kind)
        further = self._site.token()
        if answer is None or not await self._take(secret, further):
            return self._used_up(request)
        answer.set_cookie(
            _FURTHER,
            further,
            max_age=int(LINK_LIFETIME.total_seconds()),
            path=request.path,
            secure=self._site.secure,
            httponly=True,
            samesite="Strict",
        )
        return answer

    async def _take(self, secret: str, further: str) -> bool:
        taken = await self._site.reads.take_download(secret, self._site.now(), hash_token(further))
        return taken is not None

    async def _prepare(self, shown: ShownCredential | None, kind: str) -> web.Response | None:
        file = await (
            self._ob2_file(shown) if kind == OB2 else credential_file(self._site, shown, _KINDS[kind])
        )
        if shown is None or file is None:
            return None
        name = answers.file_name(shown.achievement.slug, file.ending)
        return answers.file(file.body, file.media_type, name, attachment=True)

    async def _ob2_file(self, shown: ShownCredential | None) -> CredentialFile | None:
        """The picture with a signed Open Badges 2.0 assertion inside, for older backpacks."""
        token = await self._site.exports.ob2_assertion(shown) if shown and signed_file(shown) else None
        if shown is None or token is None:
            return None
        picture = await self._site.pictures.public(shown.achievement)
        return CredentialFile(bake(picture, token, OB2_KEYWORD), answers.PNG, "ob2.png")

    async def _hand_out_record(self, request: web.Request, secret: str) -> web.Response:
        shown = await self._site.reads.peek_record(secret, self._site.now())
        body = await self._site.exports.record(shown) if shown else None
        if body is None or await self._site.reads.take_record(secret, self._site.now()) is None:
            return self._used_up(request)
        return answers.file(body, CREDENTIAL, "badges.clr.json", attachment=True)

    def _used_up(self, request: web.Request) -> web.Response:
        self._guesses.spend(client_address(request))
        return self._pages.answer(request, "download_gone.html", HTTPStatus.GONE)

    def _too_many(self, request: web.Request, wait: int) -> web.Response:
        status = HTTPStatus.TOO_MANY_REQUESTS
        answer = self._pages.answer(request, "download_limited.html", status, count=wait)
        answer.headers[hdrs.RETRY_AFTER] = str(wait)
        return answer


def _secret_of(request: web.Request) -> str:
    """The hash of the link's token; of the one that took its place for a visitor who has used it."""
    return hash_token(request.cookies.get(_FURTHER) or request.match_info["token"])


async def _kind(request: web.Request) -> str | None:
    """The file of the pressed button; None if there is no such file."""
    if (
        request.content_type != "application/x-www-form-urlencoded"
        or (request.content_length or 0) > _MOST_BYTES
    ):
        return None
    kind = (await request.post()).get("file")
    return kind if isinstance(kind, str) and kind in (*_KINDS, OB2, RECORD) else None
