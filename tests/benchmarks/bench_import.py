"""How long people in chat wait while a people file is imported beside `laurel serve`.

PYTHONPATH=. python tests/benchmarks/bench_import.py [ROWS]

`laurel people import` of so many new people, each with a manager and a slack_id, then of the same file with every name
changed, runs in a process of its own. Meanwhile a person nominates four times a second on Slack's wire (a writing
transaction), and asks for `/mybadges` (a reading one). On a disk, so that commits cost what they cost.
"""

import asyncio
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median

import aiohttp

from adapters import system
from adapters.composition.application import build_application
from adapters.database.people.registration import ensure_workspace
from adapters.slack.app import PATH
from bot.messages.platforms import Platform
from tests.fakes.postgresql import fresh_database, postgresql_cluster
from tests.fakes.slack.sender import SlackSender
from tests.fakes.slack.web_api import TEAM
from tests.fakes.slack.world import fake_company, prepare_company, slack_settings
from tests.journeys.running_serve import RunningServe, environment, free_port

PER_SECOND = 4
HEADER = "name,email,manager_email,slack_id\n"
COMPANY = (
    "Maya Lind,u0maya@example.org,,\nAna Ruiz,u0ana@example.org,u0maya@example.org,\n"
    "Ben Okafor,u0ben@example.org,u0maya@example.org,\n"
)


def people_file(rows: int, name: str) -> str:
    """That many people; each tenth manages the nine that follow."""
    lines = (
        f"{name} {number},p{number}@example.org,p{number - number % 10}@example.org,UP{number}\n"
        if number % 10
        else f"{name} {number},p{number}@example.org,,UP{number}\n"
        for number in range(rows)
    )
    return HEADER + COMPANY + "".join(lines)


async def main(rows: int) -> None:
    """Measures on SQLite and on PostgreSQL."""
    with tempfile.TemporaryDirectory(dir=".") as folder, ExitStack() as stack:
        sqlite = f"sqlite:///{Path(folder).absolute()}/laurel.db"
        postgresql = stack.enter_context(fresh_database(stack.enter_context(postgresql_cluster())))
        for engine, url in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
            await _measure(engine, url, Path(folder), rows)


async def _measure(engine: str, url: str, folder: Path, rows: int) -> None:
    async with fake_company() as slack:
        settings = replace(slack_settings(slack, url), port=free_port())
        application = build_application(settings)
        organisation = prepare_company(application, system.now())
        with application.database.write() as connection:
            ensure_workspace(connection, organisation, Platform.SLACK, TEAM)
        application.database.close()
        laurel = RunningServe(settings, folder)
        await laurel.start()
        shell = environment(replace(settings, slack_bot_token="", slack_signing_secret=""))
        try:
            await _import(
                engine, laurel, shell, folder, (f"{rows:,} new people", people_file(rows, "Person"))
            )
            await _import(engine, laurel, shell, folder, (f"{rows:,} names", people_file(rows, "Another")))
        finally:
            await laurel.kill()


async def _import(
    engine: str, laurel: RunningServe, shell: dict[str, str], folder: Path, what: tuple[str, str]
) -> None:
    says, content = what
    (folder / "people.csv").write_text(content, "utf-8")
    began = time.perf_counter()
    importing = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "adapters.cli.main", "people", "import", "people.csv"),
        cwd=folder,
        env=shell,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    waits = await _ask(laurel, importing)
    error = await importing.stderr.read() if importing.stderr else b""
    assert importing.returncode == 0, error.decode()
    seconds = time.perf_counter() - began
    for name, times in waits.items():
        sys.stdout.write(
            f"{engine}, {says} in {seconds:.0f} s: {len(times)} × {name}, median {median(times) * 1e3:.0f} ms, "
            f"longest {max(times) * 1e3:.0f} ms\n"
        )


async def _ask(laurel: RunningServe, importing: asyncio.subprocess.Process) -> dict[str, list[float]]:
    """How long each answer took, until the import has ended."""
    waits: dict[str, list[float]] = {"/nominate": [], "/mybadges": []}
    ended = asyncio.create_task(importing.wait())
    async with aiohttp.ClientSession() as http:
        while not ended.done():
            for command, text, user in (
                ("/nominate", f"<@U0ANA> mentor because of number {time.perf_counter()}", "U0BEN"),
                ("/mybadges", "", "U0ANA"),
            ):
                request = SlackSender(at=int(system.now().timestamp())).command(command, text, user)
                began = time.perf_counter()
                async with http.post(
                    laurel.url + PATH, data=request.body, headers=request.headers
                ) as response:
                    assert response.status == 200
                    await response.read()
                waits[command].append(time.perf_counter() - began)
            await asyncio.sleep(1 / PER_SECOND)
    return waits


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000))
