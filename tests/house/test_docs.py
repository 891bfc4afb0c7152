"""Documentation that cannot lie: what it lists is what there is.

`LAUREL_DOCS=write` writes the parts that are made from the code (settings, wording) anew.
"""

import argparse
import os
import re
import tomllib
from pathlib import Path

import pytest

from adapters.cli.main import parser
from adapters.configuration.environment import NAMES
from adapters.configuration.settings import Settings
from adapters.files.wording import load_languages, load_wording
from bot.dispatch.actions import BUTTONS, COMMANDS, VOCABULARY
from bot.dispatch.understanding import understand
from bot.messages.requests import Mention, TypedCommand

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WRITE = os.environ.get("LAUREL_DOCS") == "write"


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def cli_commands(command: argparse.ArgumentParser, path: str = "laurel") -> list[str]:
    subparsers = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    if not subparsers:
        return [path]
    return [
        found
        for subparser in subparsers
        for name, sub in subparser.choices.items()
        for found in cli_commands(sub, f"{path} {name}")
    ]


@pytest.mark.parametrize("command", cli_commands(parser()))
def test_every_command_line_command_is_documented(command: str) -> None:
    assert f"`{command}" in read("docs/commands.md")


def test_the_docs_name_no_command_that_is_not_there() -> None:
    known = cli_commands(parser())
    for page in [ROOT / "README.md", *DOCS.glob("*.md")]:
        for named in re.findall(r"`(laurel [a-z]+(?: [a-z]+)?)", page.read_text("utf-8")):
            assert any(
                text == named or text.startswith(f"{named} ") or named.startswith(f"{text} ")
                for text in known
            ), f"{page.name} names {named!r}"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_chat_command_is_documented(command: str) -> None:
    assert f"`/{command}" in read("docs/commands.md")


SENTENCES = [
    (sentence, row[2])
    for row in re.finditer(r'^\| (".+") \| `/([^`]+)` \|$', read("docs/commands.md"), re.MULTILINE)
    for sentence in re.findall(r'"([^"]+)"', row[1])
]
"""Sentences behind `/badges` and `/mybadges`, with what they do."""
NAMES_OF_BADGES = {
    name: slug for slug in ("customer-hero", "mentor") for name in (slug, slug.replace("-", " "))
}


@pytest.mark.parametrize("command", ["badges", "mybadges"])
@pytest.mark.parametrize(("sentence", "does"), SENTENCES)
def test_a_sentence_behind_a_command_does_what_the_docs_say(command: str, sentence: str, does: str) -> None:
    parts = [
        Mention("U-ANA", "Ana") if part == "@ana" else part for part in re.split(r"(@ana)", sentence) if part
    ]
    meant = []
    for say in load_languages().wordings:
        found = understand(TypedCommand(command, tuple(parts)), say, VOCABULARY, lambda: NAMES_OF_BADGES)
        assert isinstance(found, TypedCommand)
        words = " ".join(part for part in found.text if isinstance(part, str)).split()[:1]
        by_word = found.command in ("badges", "mybadges") and words
        meant.append(" ".join([found.command, *(words if by_word else [])]))
    assert does in meant


@pytest.mark.parametrize("key", [key for key in load_wording().entries if key.startswith("typed.says_")])
def test_every_meaning_that_the_wording_knows_has_a_sentence_in_the_docs(key: str) -> None:
    meaning = key.removeprefix("typed.says_")
    documented = {does if does in COMMANDS else does.removeprefix("badges ") for _, does in SENTENCES}
    assert meaning in {*documented, "show"}
    assert any(does == "badges customer-hero" for _, does in SENTENCES), "show"


@pytest.mark.parametrize(
    "word", [f"{command} {word}" for command in ("badges", "mybadges") for word in VOCABULARY[command]]
)
def test_every_word_behind_a_command_is_documented(word: str) -> None:
    assert re.search(rf"`/{word}\b", read("docs/commands.md"))


@pytest.mark.parametrize("action", sorted(BUTTONS))
def test_every_button_is_documented(action: str) -> None:
    assert f"`{action}`" in read("docs/architecture.md")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    row = next(
        (line for line in read("docs/operating.md").splitlines() if line.startswith(f"| `{name}`")), None
    )
    assert row is not None, f"docs/operating.md has no row for {name}"
    default = getattr(Settings(), NAMES[name])
    shown = row.split("|")[2].strip().strip("`")
    expected = "–" if default in ("", None) else str(int(default) if isinstance(default, float) else default)
    assert shown == expected


def test_the_docs_name_no_setting_that_is_not_there() -> None:
    elsewhere = {
        "LAUREL_NEW_SECRET",
        "LAUREL_REQUIRE",
        "LAUREL_STANDARDS",
        "LAUREL_DOCS",
        "LAUREL_GOLDEN",
        "LAUREL_CREDENTIALS",
        "LAUREL_DECISIONS",
    }  # for the tests
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md")]:
        for named in re.findall(r"\b(?:LAUREL|SLACK|MICROSOFT)_[A-Z_]+\b", page.read_text("utf-8")):
            assert named in NAMES or named in elsewhere, f"{page.name} names {named}"


def test_every_sentence_is_in_the_wording_reference() -> None:
    expected = wording_reference()
    page = DOCS / "wording.md"
    if WRITE:
        page.write_text(expected, "utf-8")
    assert page.read_text("utf-8") == expected, "run the tests once with LAUREL_DOCS=write"


def wording_reference() -> str:
    entries = load_wording().entries
    sentences = [
        (key, entry) if isinstance(entry, str) else (f"{key}.{category}", form)
        for key, entry in entries.items()
        for category, form in ({"": ""} if isinstance(entry, str) else entry).items()
    ]
    rows = "\n".join(f"| `{key}` | {' '.join(text.split())} |" for key, text in sorted(sentences))
    return (
        "# Everything Laurel says\n\n"
        "Made from `templates/wording/en/*.toml`, the place to change it. `{name}` is filled in, `*words*` are\n"
        "stressed.\n\n| key | sentence |\n|---|---|\n" + rows + "\n"
    )


def test_links_between_pages_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readmes_two_commands_are_make_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert {"demo", "test", "check", "bench", "pictures"} <= targets
    assert "make demo" in read("README.md")
    assert "make test" in read("README.md")


def test_the_changelog_has_the_version() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert f"## {version}" in read("CHANGELOG.md")
