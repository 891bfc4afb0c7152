"""`laurel demo`, `serve`, `worker`, `manifest`."""

import argparse
import asyncio
import json
import sys
from contextlib import suppress
from pathlib import Path

import structlog

from adapters.cli.progress import DrawingProgress
from adapters.cli.session import load_settings
from adapters.composition.application import Application, build_application
from adapters.composition.serve import PortTaken, draw_pictures, serve
from adapters.composition.slack import add_slack
from adapters.composition.teams import add_teams
from adapters.composition.web import build_web_application
from adapters.configuration.settings import Settings
from adapters.demo import demo as stage
from adapters.drawing.drawing_process import BEHIND_ANSWERS
from adapters.files.wording import load_languages
from adapters.installation.set_up import prepare
from adapters.logs import set_up_logs
from adapters.shell_wording import tell, word_findings
from adapters.slack.manifest import creation_link
from adapters.slack.manifest import manifest as slack_manifest
from adapters.teams import manifest as teams_manifest
from bot.domain.catalogue.files import BadCatalogue
from bot.domain.organisations import Organisation

log = structlog.get_logger(__name__)
DEMO_FOLDER = Path(".demo")
MOST_DRAWING_SECONDS = 40.0
"""How long the demo waits for its pictures before it opens; what is missing then is drawn while people look."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    demo = commands.add_parser("demo", help=tell("shell.help.demo"))
    demo.add_argument("--port", type=int, default=8000, help=tell("shell.help.demo_port"))
    demo.add_argument("--folder", type=Path, default=DEMO_FOLDER, help=tell("shell.help.demo_data"))
    demo.set_defaults(run=run_demo)
    serving = commands.add_parser("serve", help=tell("shell.help.serve"))
    serving.add_argument("--no-worker", action="store_true", help=tell("shell.help.no_worker"))
    serving.set_defaults(run=run_serve)
    worker = commands.add_parser("worker", help=tell("shell.help.worker"))
    worker.set_defaults(run=run_worker)
    manifest = commands.add_parser("manifest", help=tell("shell.help.manifest"))
    manifest.add_argument("platform", choices=["slack", "teams"])
    manifest.add_argument("--language", metavar="TAG", help=tell("shell.help.manifest_language"))
    manifest.add_argument("--socket-mode", action="store_true", help=tell("shell.help.manifest_socket_mode"))
    manifest.add_argument("--link", action="store_true", help=tell("shell.help.manifest_link"))
    manifest.set_defaults(run=run_manifest)


def run_demo(chosen: argparse.Namespace) -> int:
    """Serves the sandbox until Ctrl+C."""
    set_up_logs("text", quiet=True)
    print(tell("shell.demo.preparing"), flush=True)
    return asyncio.run(_demo(stage.settings(chosen.folder, chosen.port)))


def run_serve(chosen: argparse.Namespace) -> int:
    """Serves until it receives a stop signal."""
    return _run_server(web=True, work=not chosen.no_worker)


def run_worker(_: argparse.Namespace) -> int:
    """Runs jobs until it receives a stop signal."""
    return _run_server(web=False, work=True)


def run_manifest(chosen: argparse.Namespace) -> int:
    """Prints the manifest, to paste where the platform asks for it."""
    languages = load_languages()
    say = languages.find(chosen.language) if chosen.language else languages.best()
    if say is None:
        print(
            tell(
                "shell.manifest.no_language",
                found=str(chosen.language),
                expected=", ".join(languages.available),
            ),
            file=sys.stderr,
        )
        return 2
    settings = load_settings()
    if chosen.platform == "slack":
        socket_mode = chosen.socket_mode or bool(settings.slack_app_token)
        printed = slack_manifest(settings.public_url, say, socket_mode=socket_mode)
        if chosen.link:
            print(creation_link(printed))
            return 0
    elif chosen.language and say is not languages.best():
        printed = teams_manifest.translation(say)
    elif settings.microsoft_app_id:
        others = [each for each in languages.wordings if each is not say]
        printed = teams_manifest.manifest(settings.public_url, settings.microsoft_app_id, say, others)
    else:
        print(tell("shell.manifest.no_app_id"), file=sys.stderr)
        return 1
    print(json.dumps(printed, indent=2, ensure_ascii=False))
    return 0


async def _demo(chosen: Settings) -> int:
    opened = await stage.open_demo(chosen, DrawingProgress())
    with suppress(TimeoutError):
        await asyncio.wait_for(opened.drawn.wait(), MOST_DRAWING_SECONDS)
    url = f"http://127.0.0.1:{chosen.port}"

    def ready() -> None:
        print(f"\n  {tell('shell.demo.ready', url=url)}\n")
        print(f"  {tell('shell.demo.you_are')}")
        print(f"  {tell('shell.demo.links')}\n", flush=True)

    try:
        beside = [opened.drawing]
        await serve(opened.application, opened.app, work=True, ready=ready, beside=beside)
    except PortTaken as taken:
        print(
            tell("shell.demo.port_taken", problem=str(taken), port=str(chosen.port + 1)),
            file=sys.stderr,
        )
        return 1
    return 0


def _run_server(*, web: bool, work: bool) -> int:
    chosen = load_settings()
    set_up_logs(chosen.log)
    application = build_application(chosen)
    try:
        return asyncio.run(_serve(application, web=web, work=work))
    except BadCatalogue as bad:
        print(*word_findings(bad.findings), sep="\n", file=sys.stderr)
    except PortTaken as taken:
        print(tell("shell.serve.port_taken", problem=str(taken)), file=sys.stderr)
    return 1


async def _serve(application: Application, *, web: bool, work: bool) -> int:
    organisation = await asyncio.to_thread(prepare, application, application.now())
    app = build_web_application(application, organisation)
    if application.settings.slack:
        add_slack(application, organisation, app)
    if application.settings.teams:
        add_teams(application, organisation, app)
    drawing = [asyncio.create_task(draw_pictures(application, niceness=BEHIND_ANSWERS))] if work else []

    def ready() -> None:
        _log_start(application, organisation, web)

    await serve(application, app, listen=web, work=work, ready=ready, beside=drawing)
    return 0


def _log_start(application: Application, organisation: Organisation, web: bool) -> None:
    """The start-up line, and what an operator must do before badges are signed."""
    settings = application.settings
    where = {"listens": f"{settings.host}:{settings.port}"} if web else {}
    mode = "trial" if settings.trial else "public"
    log.info(
        "laurel is ready", **where, address=settings.public_url, mode=mode, organisation=organisation.name
    )
    if organisation.is_starters and not settings.trial:
        log.warning("nothing is signed yet", why=application.say.text("shell.signer.unnamed"))
    if settings.trusts_every_sender:
        log.warning("LAUREL_DEV is set", effect=application.say.text("shell.serve.open_endpoint"))
