"""What a message from Teams costs, as ratios, which say the same on any machine.

PYTHONPATH=. python tests/benchmarks/bench_teams.py

Three endpoints, each a process of its own, each sent the same activities with the same tokens by the same sender over
loopback: Laurel (a mention asking for help: token, rules, one durable commit, 200), Microsoft's stock CloudAdapter
(token, a bot that does nothing, 201), and aiohttp with PyJWT alone (token, 200). Signing keys are cached in all.
They take turns, and the median of the rounds counts, so a noisy neighbour slows all three alike.
"""

import asyncio
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import jwt
from aiohttp import web

from tests.fakes.teams.connector import APP, ISSUER, PASSWORD, SIGNER, FakeTeams
from tests.fakes.teams.sender import CHANNEL, TeamsSender

ROUNDS = 5
MESSAGES = 192
AT_ONCE = 32
PATH = "/api/messages"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def serve(app: web.Application, pipe: Any) -> None:
    """Serves until killed; says where."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pipe.send(runner.addresses[0][1])
    await asyncio.Event().wait()


def laurel(told: dict[str, Any], pipe: Any) -> None:
    """Laurel without its background: what is measured is the answer, its commit included."""
    from adapters.composition.serve import take_short_turns  # noqa: PLC0415 - each process imports what it measures
    from tests.fakes.teams.office import laurel_app  # noqa: PLC0415 - each process imports what it measures

    take_short_turns()  # as `laurel serve` does

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            await serve(await laurel_app(Path(folder), told), pipe)

    asyncio.run(run())


def stock(told: dict[str, Any], pipe: Any) -> None:
    """Microsoft's adapter as shipped, pointed at the same metadata."""
    from botbuilder.core import ActivityHandler  # noqa: PLC0415 - as above
    from botbuilder.integration.aiohttp import (  # noqa: PLC0415 - as above
        CloudAdapter,
        ConfigurationBotFrameworkAuthentication,
    )

    class Settings:
        """What the adapter reads."""

        APP_ID = APP
        APP_PASSWORD = PASSWORD
        APP_TYPE = "SingleTenant"
        APP_TENANTID = told["microsoft_app_tenant_id"]
        TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = told["teams_openid_url"]
        TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = ISSUER
        TO_CHANNEL_FROM_BOT_LOGIN_URL = "https://login.microsoftonline.com/x"
        TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = ISSUER
        OAUTH_URL = "https://token.botframework.com"

    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(Settings()))
    bot = ActivityHandler()

    async def handle(request: web.Request) -> web.StreamResponse:
        return await adapter.process(request, bot) or web.Response()

    asyncio.run(serve(_app(handle), pipe))


def bare(told: dict[str, Any], pipe: Any) -> None:
    """The least there can be: one signature, no rules, nothing kept."""
    public = SIGNER_PUBLIC

    async def handle(request: web.Request) -> web.StreamResponse:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        jwt.decode(token, public, algorithms=["RS256"], audience=APP, issuer=ISSUER)
        await request.json()
        return web.Response()

    asyncio.run(serve(_app(handle), pipe))


def _app(handler: Handler) -> web.Application:
    app = web.Application()
    app.router.add_post(PATH, handler)
    return app


SIGNER_PUBLIC = SIGNER.private.public_key()


async def throughput(session: aiohttp.ClientSession, url: str, sender: TeamsSender, name: str) -> float:
    """Messages a second, `AT_ONCE` under way."""
    requests = [
        sender.says("29:maya", "help", id=f"{name}{time.monotonic_ns()}{number}")
        for number in range(MESSAGES)
    ]

    async def one_after_another(mine: list[Any]) -> None:
        for request in mine:
            async with session.post(url, data=request.body, headers=request.headers) as response:
                if response.status not in (200, 201):
                    raise SystemExit(f"{name} answered {response.status}: {await response.text()}")

    began = time.perf_counter()
    await asyncio.gather(*(one_after_another(requests[at::AT_ONCE]) for at in range(AT_ONCE)))
    return MESSAGES / (time.perf_counter() - began)


async def measure(urls: dict[str, str], sender: TeamsSender) -> dict[str, float]:
    """The median throughput of each, after a round to warm up."""
    found: dict[str, list[float]] = {name: [] for name in urls}
    async with aiohttp.ClientSession() as session:
        for number in range(ROUNDS + 1):
            for name, url in urls.items():
                speed = await throughput(session, url, sender, name)
                if number:
                    found[name].append(speed)
    return {name: median(speeds) for name, speeds in found.items()}


def processor_seconds(pid: int | None) -> float:
    """What a process has used so far, kernel included (Linux: /proc/PID/stat, fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def main() -> None:
    """Measures and prints."""
    context = multiprocessing.get_context("fork")
    async with FakeTeams() as teams:
        teams.add_member(CHANNEL, "29:maya")
        told, processes, urls = teams.settings(), [], {}
        for name, run in {"Laurel": laurel, "stock CloudAdapter": stock, "aiohttp + PyJWT": bare}.items():
            here, there = context.Pipe()
            process = context.Process(target=run, args=(told, there), daemon=True)
            process.start()
            processes.append(process)
            urls[name] = f"http://127.0.0.1:{await asyncio.to_thread(here.recv)}{PATH}"
        before = [processor_seconds(process.pid) for process in processes]
        speeds = await measure(urls, TeamsSender(teams.service_url))
        spent = [processor_seconds(process.pid) - at for process, at in zip(processes, before, strict=True)]
        for process in processes:
            process.kill()
    ours, theirs, least = speeds.values()
    costs = [seconds / ((ROUNDS + 1) * MESSAGES) * 1e3 for seconds in spent]
    lines = [
        f"{name:20}{speed:8.0f} messages/s{cost:8.2f} ms of processor each"
        for (name, speed), cost in zip(speeds.items(), costs, strict=True)
    ]
    lines.append(f"Laurel / stock CloudAdapter  {ours / theirs:5.1f} ×   (wanted: 5 or more)")
    lines.append(
        f"aiohttp + PyJWT / Laurel     {least / ours:5.1f} ×   ({os.cpu_count()} cores, {AT_ONCE} at once)"
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
