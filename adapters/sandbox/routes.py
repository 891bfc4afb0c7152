"""The sandbox's routes.

add_routes(app, Sandbox(chat, ask, begin_again, badges, gateway.spoken.of_origin))
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web

from adapters.files.wording import load_languages
from adapters.sandbox.answering import Sandbox
from adapters.sandbox.guard import SandboxRequestRefused, with_origin_check
from adapters.sandbox.inputs import SandboxRequestBody, read_request, viewer
from adapters.sandbox.page import TRANSLATED, PageFile, TranslatedPage, page_files
from adapters.sandbox.ports import SandboxMessage
from adapters.sandbox.state import state
from adapters.visitor_language import reader_wording
from bot.messages.requests import FormSubmission

PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def add_routes(app: web.Application, sandbox: Sandbox) -> None:
    """Mounts the sandbox at the root of a site that must listen on loopback only."""
    on = SandboxListeners(sandbox, page_files(), TranslatedPage(load_languages()))
    app.router.add_get("/", with_origin_check(on.page))
    app.router.add_get("/sandbox/static/{name}", with_origin_check(on.static))
    app.router.add_get("/sandbox/state", with_origin_check(on.state))
    app.router.add_get("/sandbox/live", with_origin_check(on.live))
    app.router.add_post("/sandbox/say", with_origin_check(on.say))
    app.router.add_post("/sandbox/press", with_origin_check(on.press))
    app.router.add_post("/sandbox/submit", with_origin_check(on.submit))
    app.router.add_post("/sandbox/start-over", with_origin_check(on.start_over))
    app.on_shutdown.append(on.shutdown)


@dataclass(frozen=True)
class SandboxListeners:
    """One listener per route."""

    sandbox: Sandbox
    files: dict[str, PageFile]
    translated: TranslatedPage

    async def page(self, request: web.Request) -> web.Response:
        return self.translated.response(request, "index.html")

    async def static(self, request: web.Request) -> web.Response:
        if request.match_info["name"] in TRANSLATED:
            return self.translated.response(request, request.match_info["name"])
        file = self.files.get(request.match_info["name"])
        if file is None:
            raise SandboxRequestRefused(404, f"The sandbox has no file {request.match_info['name']!r}.")
        return file.response()

    async def state(self, request: web.Request) -> web.Response:
        me = viewer(request, self.sandbox.chat.scenario)
        return web.json_response(await state(self.sandbox, me), headers=PRIVATE)

    async def live(self, request: web.Request) -> web.StreamResponse:
        me = viewer(request, self.sandbox.chat.scenario)
        response = web.StreamResponse(headers={**PRIVATE, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        after = request.headers.get("Last-Event-ID") or request.query.get("after")
        listener = self.sandbox.chat.hub.listen(me.external_id, after)
        with suppress(ConnectionResetError):  # the page was closed
            try:
                async for chunk in listener.chunks():
                    await response.write(chunk)
            finally:
                self.sandbox.chat.hub.leave(listener)
        return response

    async def say(self, request: web.Request) -> web.Response:
        what = await self._read(request)
        return self._messages_response(await self.sandbox.handle_text(what.request, what.text("text")))

    async def press(self, request: web.Request) -> web.Response:
        what = await self._read(request)
        return self._messages_response(
            await self.sandbox.handle_press(
                what.request, what.text("action"), what.text("token"), what.message()
            )
        )

    async def submit(self, request: web.Request) -> web.Response:
        what = await self._read(request)
        return self._messages_response(
            await self.sandbox.handle_submission(
                what.request,
                FormSubmission(what.text("action"), what.fields(), what.draft()),
                what.message(),
            )
        )

    async def start_over(self, request: web.Request) -> web.Response:
        await self.sandbox.start_over(self._language(request))
        return web.json_response({}, headers=PRIVATE)

    async def _read(self, request: web.Request) -> SandboxRequestBody:
        return await read_request(request, self.sandbox.chat.scenario, self._language(request))

    def _language(self, request: web.Request) -> str:
        return reader_wording(request, self.translated.languages).language

    async def shutdown(self, _: web.Application) -> None:
        """Open streams would keep the program from stopping."""
        self.sandbox.chat.hub.close()

    def _messages_response(self, messages: Iterable[SandboxMessage]) -> web.Response:
        return web.json_response(
            {"messages": [self.sandbox.chat.as_json(message) for message in messages]}, headers=PRIVATE
        )
