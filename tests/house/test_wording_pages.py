"""Every sentence of pages, verdicts, files and the shell has its placeholders filled, and every one asked for is there.

Templates and the issuer are read, not run: `say("key", name=…)` in a template, `Message("key", fact=…)` in Python.
"""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from adapters.cli.commands.organisation import SETTABLE
from adapters.cli.usage import USAGE_KEYS
from adapters.files.wording import load_languages, parse_wording, placeholders
from adapters.operations.bulk_award import AwardRowResult
from adapters.operations.bulk_revoke import RevokeResult
from adapters.web.pages.judgement import MAIN_CHECKS, Kind
from bot.domain.people.model import MembershipStatus
from issuer.artwork.design import LEVELS
from issuer.verifying import report as names
from issuer.verifying.inputs.no_badge import FOREIGN_FILES
from tests.house.sources import modules, place, tree_of
from tests.house.test_wording import uses_in_code

ROOT = Path(__file__).parents[2]
TEMPLATES = (
    *sorted((ROOT / "templates" / "pages").glob("*.html")),
    ROOT / "templates" / "sandbox" / "index.html",
)
ENTRIES = load_languages().best("en").entries
KINDS = ("OpenBadgeCredential", "EndorsementCredential", "ClrCredential", "StatusListCredential", "Assertion")
JSON_KINDS = ("text", "number", "array", "object")
VALUES = {
    "kind": KINDS,
    "parsed.kind": tuple(kind for kind in KINDS if kind != "StatusListCredential"),
    "kinds[type(value)]": JSON_KINDS,
    "form": ("ok_document", "ok_picture", "ok_older_document", "ok_older_picture"),
    "verdict.replace(' ', '_')": ("expired", "suspended", "revoked", "superseded", "cannot_tell"),
    "file_kind": tuple(file_kind for _, _, file_kind in FOREIGN_FILES),
    "part": ("alignment", "result_description", "related", "evidence", "result"),
    "place": ("endorsement_id", "what_is_endorsed"),
    "standing": tuple(standing.value for standing in MembershipStatus if standing != "member"),
}
"""What an expression inside a key can be, by how it is written."""
DYNAMIC = {
    "member.": None,
    "sandbox.page.": None,
    "sandbox.guide.": None,
    "sandbox.command.": None,
    "shell.organisation.set.": frozenset(SETTABLE),
    "shell.organisation.label.": frozenset({*SETTABLE, "owners", "signs_as", "public_url"}),
    "shell.verdict.": frozenset(verdict.replace(" ", "_") for verdict in get_args(names.Verdict)),
    "shell.bulk.result.": frozenset(
        result.value.replace(" ", "_") for result in (*AwardRowResult, *RevokeResult)
    ),
    "shell.usage.": frozenset({*USAGE_KEYS.values(), "commands"}),
    "page.recheck.": None,
    "page.level.": frozenset(LEVELS),
    "report.kind.": frozenset(get_args(Kind)),
    "report.brief.": frozenset(name.replace(" ", "_") for name in MAIN_CHECKS),
    "report.answer.": frozenset({"yes", "no", "unknown", "aside"}),
    "file_kind.": frozenset({name for _, _, name in FOREIGN_FILES} | {"sd_jwt"}),
    "page.verify.doubt.": frozenset({"invalid", "unknown", "alike"}),
    "report.question.": frozenset(
        name.replace(" ", "_") for name in (*names.ORDER, names.CONTENTS, names.ENDORSEMENTS)
    ),
}
"""Chapters whose keys are put together where they are asked for, and the keys they must have."""
_CALL = re.compile(r"\b(?:say|preview)\(\s*((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")
_LINK = re.compile(r'link\([^,]+, "([\w.]+)"\)')
_KEY = re.compile(r'"((?:page|report|badge|sandbox)\.[\w.]+)"')
_NAME = re.compile(r"\b(\w+)=")


def file_entries(name: str) -> frozenset[str]:
    path = ROOT / "templates" / "wording" / "en" / name
    return frozenset(parse_wording({name: path.read_text("utf-8")}, "en").entries)


def template_uses() -> Iterator[tuple[str, frozenset[str], str]]:
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        for call in _CALL.finditer(text):
            arguments = call[1]
            outer = re.sub(r"\((?:[^()]|\([^()]*\))*\)", "()", arguments)
            for key in (key for key in _KEY.findall(outer) if not key.endswith(".")):
                yield key, frozenset(_NAME.findall(outer)), f"{path.name}: {call[0][:60]}"
        for key in _LINK.findall(text):
            yield key, frozenset(), f"{path.name}: link {key}"


def message_uses() -> Iterator[tuple[str, frozenset[str], str]]:
    for path in modules("issuer", "bot", "adapters"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Message" and node.args:
                facts = [keyword.arg for keyword in node.keywords]
                if None in facts:
                    continue  # copies another message, with its facts
                for key in message_keys(node.args[0]):
                    yield key, frozenset(map(str, facts)), f"{place(path)}:{node.lineno}"


def message_keys(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(str() as key):
            return [key]
        case ast.IfExp(body=first, orelse=second):
            return [*message_keys(first), *message_keys(second)]
        case ast.JoinedStr(parts):
            choices = [
                [str(part.value)]
                if isinstance(part, ast.Constant)
                else VALUES.get(ast.unparse(part.value), ())  # type: ignore[union-attr] # constants and values alone
                for part in parts
            ]
            return ["".join(chosen) for chosen in product(*choices)]
        case _:
            return []


def shell_uses() -> Iterator[tuple[str, frozenset[str], str]]:
    for path in modules("adapters"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tell" and node.args:
                filled = frozenset(str(keyword.arg) for keyword in node.keywords)
                for key in message_keys(node.args[0]):
                    yield key, filled, f"{place(path)}:{node.lineno}"


@cache
def asked() -> tuple[tuple[str, frozenset[str], str], ...]:
    return (*template_uses(), *message_uses(), *shell_uses())


def test_every_sentence_that_pages_and_messages_ask_for_is_there():
    assert [f"{place}: {key}" for key, _, place in asked() if key not in ENTRIES] == []


def test_pages_and_messages_fill_the_placeholders_of_their_sentences():
    odd = [
        f"{place}: {key} fills {sorted(filled)}, its sentence has {sorted(placeholders(ENTRIES[key]))}"
        for key, filled, place in asked()
        if key in ENTRIES and placeholders(ENTRIES[key]) != filled
    ]
    assert odd == []


@pytest.mark.parametrize("file", ["pages.toml", "verify.toml", "shell.toml", "files.toml", "sandbox.toml"])
def test_every_sentence_of_a_file_is_asked_for_somewhere(file: str):
    source = "".join(
        path.read_text("utf-8")
        for folder in ("adapters", "bot", "issuer")
        for path in (ROOT / folder).rglob("*.py")
    )
    found = {key for key, _, _ in asked()} | {use.key for use in uses_in_code()}
    unused = [
        key
        for key in sorted(file_entries(file) - found)
        if not key.startswith(tuple(DYNAMIC)) and f'"{key}"' not in source
    ]
    assert unused == []


@pytest.mark.parametrize("chapter", [chapter for chapter, needed in DYNAMIC.items() if needed])
def test_a_chapter_that_is_asked_for_by_parts_has_exactly_what_can_be_asked(chapter: str):
    found = {key.removeprefix(chapter) for key in ENTRIES if key.startswith(chapter)}
    assert found == DYNAMIC[chapter]


def test_the_browsers_check_asks_for_the_sentences_that_its_page_hands_it():
    static = ROOT / "templates" / "pages" / "static"
    asked = set()
    for name in ("recheck.js", "signatures.js", "statements.js"):
        asked |= set(re.findall(r'new Doubt\("(\w+)"', (static / name).read_text("utf-8")))
    handed = {key.removeprefix("page.recheck.") for key in ENTRIES if key.startswith("page.recheck.")}
    assert asked == handed, json.dumps(sorted(asked ^ handed))


def test_the_sandbox_has_the_sentences_that_its_scripts_show():
    folder = ROOT / "templates" / "sandbox"
    scripts = "".join(path.read_text("utf-8") for path in folder.glob("*.js"))
    asked = set(re.findall(r"\bwords\.([a-z_]+)", scripts)) - {"length", "at", "json", "to"}
    handed = {
        key.removeprefix("sandbox.page.").partition(".")[0]
        for key in ENTRIES
        if key.startswith("sandbox.page.")
    }
    assert asked - handed == set()
    steps = json.loads((folder / "guide.json").read_text("utf-8"))["steps"]
    needed = {
        f"sandbox.guide.step.{step['id']}.{part}" for step in steps for part in ("title", "text", "button")
    }
    needed |= {f"sandbox.guide.step.{step}.compose" for step in ("award", "nominate")}  # with words in it
    assert {key for key in ENTRIES if key.startswith("sandbox.guide.step.")} == needed


def test_no_template_of_a_page_holds_a_sentence_of_its_own():
    """A word between two tags, or in an attribute that people read, must come from the wording."""
    loose = []
    for path in TEMPLATES:
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<svg.*?</svg>", "", path.read_text("utf-8"), flags=re.S
        )
        loose += [
            f"{path.name}: {found}" for found in re.findall(r">\s*([^<>]*[A-Za-z]{2}[^<>]*?)\s*<", text)
        ]
        loose += [
            f"{path.name}: {found}"
            for found in re.findall(r'(?:alt|title|aria-label|placeholder)="([^"]*[A-Za-z]{2}[^"]*)"', text)
            if found != "https://…"
        ]
    names = {*(f"index.html: {name}" for name in ("Laurel", "Enter", "Shift"))}
    assert set(loose) == names  # a brand, and what is written on keys
