"""`laurel art preview | new`: previews designs and creates new ones."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from adapters.cli.files import CommandError, add_force, refuse_existing, write_bytes
from adapters.drawing.gallery import PAGES, STYLESHEET, Gallery
from adapters.drawing.look_lines import PARTS, look_lines
from adapters.drawing.pictures import design_of, look_problems
from adapters.drawing.typefaces import load_typefaces
from adapters.installation.catalogue_files import read_valid_catalogue
from adapters.shell_wording import shell_wording, tell, word_findings
from bot.domain.catalogue.files import BadCatalogue
from bot.domain.catalogue.model import BadgeDesign
from bot.messages.findings import word_message
from issuer.artwork.design import FINISHES, ICONS, LEVELS, SHAPES
from issuer.artwork.pictures.render import render

PREVIEW = Path("art-preview")
QUESTIONS = ("title", *PARTS)
_STARTS = {
    "shape": "hexagon",
    "icon": "star",
    "accent": "#4338ca",
    "level": "gold",
    "finish": "metal",
    "ribbon": "",
}


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    group = commands.add_parser("art", help=tell("shell.help.art"))
    verbs = group.add_subparsers(title="verbs", metavar="preview | new", required=True)
    preview = verbs.add_parser("preview", help=tell("shell.help.art_preview"))
    preview.add_argument("directory", type=Path, metavar="DIR", help=tell("shell.help.catalogue_directory"))
    preview.add_argument(
        "--out",
        type=Path,
        default=PREVIEW,
        metavar="FOLDER",
        help=tell("shell.help.art_out", folder=str(PREVIEW)),
    )
    preview.set_defaults(run=run_preview)
    new = verbs.add_parser("new", help=tell("shell.help.art_new"))
    for name in QUESTIONS:
        new.add_argument(f"--{name}", help=tell("shell.art.asked", what=_choices(name)))
    new.add_argument(
        "--out", type=Path, default=Path("badge.png"), metavar="FILE.png", help=tell("shell.help.art_picture")
    )
    add_force(new)
    new.set_defaults(run=run_new)


def run_preview(chosen: argparse.Namespace) -> int:
    """Writes the page and its pictures."""
    try:
        files = read_valid_catalogue(chosen.directory)
    except BadCatalogue as bad:
        print(*word_findings(bad.findings), sep="\n", file=sys.stderr)
        return 1
    logo = files.pictures[files.logo] if files.logo else None
    gallery = Gallery(files.organisation, files.achievements, files.pictures, logo, shell_wording())
    try:
        for exhibit in gallery.pictures():
            write_bytes(chosen.out / exhibit.name, exhibit.draw())
        write_bytes(chosen.out / STYLESHEET, (PAGES / "static" / STYLESHEET).read_bytes())
        write_bytes(chosen.out / "index.html", gallery.page(lambda name: name, STYLESHEET).encode())
    except CommandError as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    print(tell("shell.art.previewed", count=len(files.achievements), page=str(chosen.out / "index.html")))
    return 0


def run_new(chosen: argparse.Namespace) -> int:
    """Asks until a design can be drawn, draws it, and prints the lines for a catalogue file."""
    try:
        refuse_existing({"picture": chosen.out}, chosen.force)
        title, look = _ask_for_design(chosen, input)
        write_bytes(chosen.out, render(design_of(title, look), 512, load_typefaces()))
    except CommandError as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    print(f"\n{tell('shell.art.drawn', file=str(chosen.out))}\n\n{tell('shell.art.for_the_file')}\n")
    print(look_lines(title, look))
    return 0


def _ask_for_design(chosen: argparse.Namespace, ask: Callable[[str], str]) -> tuple[str, BadgeDesign]:
    """The answers, each asked again until the design has no problems."""
    given = {name: getattr(chosen, name) for name in QUESTIONS}
    answers = {name: given[name] if given[name] is not None else _ask_part(name, ask) for name in QUESTIONS}
    while True:
        parts = {name: answers[name] for name in QUESTIONS[1:-1]}
        look = BadgeDesign(**parts, ribbon=answers["ribbon"] or None)
        problems = look_problems(answers["title"], look)
        if not problems:
            return answers["title"], look
        for problem in problems:
            print(word_message(shell_wording(), problem.message), file=sys.stderr)
            if given[problem.field] is not None:
                raise CommandError(tell("shell.art.choose_another", field=problem.field), 1)
            answers[problem.field] = _ask_part(problem.field, ask)


def _choices(name: str) -> str:
    """What can be answered, in words."""
    match name:
        case "title":
            return tell("shell.art.ribbon_words")
        case "icon":
            return tell("shell.art.icons", count=len(ICONS), some=", ".join(list(ICONS)[::9]))
        case "accent":
            return tell("shell.art.colour")
        case "ribbon":
            return tell("shell.art.ribbon_colour")
        case _:
            return ", ".join({"shape": SHAPES, "level": LEVELS, "finish": FINISHES}[name])


def _ask_part(name: str, ask: Callable[[str], str]) -> str:
    start = _STARTS.get(name)
    shown = f" [{start}]" if start else ""
    try:
        return ask(f"{name} ({_choices(name)}){shown}: ").strip() or (start or "")
    except EOFError:
        if start is None:
            raise CommandError(tell("shell.art.no_answer", name=name), 2) from None
        return start
