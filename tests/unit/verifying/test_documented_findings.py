"""docs/verifying.md lists every finding with the verdict that it leads to, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from issuer.verifying import CheckResult, report
from issuer.verifying.report import UNDECISIVE, complete_rows, verdict_of
from tests.fakes.badges.defects import corpus
from tests.fakes.badges.formats import documents_2, web_documents
from tests.fakes.badges.platforms import PLATFORMS
from tests.fakes.badges.tampering import check

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"^\| `([a-z ]+)` \| `([a-z-]+)` \| ([a-z ]+) \| \S.* \|$", re.MULTILINE)
UNTOLD = {report.NOT_REACHED, report.NOT_NEEDED, "ok"}
"""Codes that say nothing about the badge; the docs explain them in words."""
AS_IT_WAS = "as it was"


def documented() -> list[tuple[str, str, str]]:
    text = (ROOT / "docs" / "verifying.md").read_text("utf-8")
    return ROW.findall(text[text.index("## Findings and their verdicts") :])


def led_to(found: CheckResult) -> str:
    """The verdict on a badge about which there is this finding, and nothing else."""
    fine = [CheckResult(name, True, "ok", found.message) for name in report.ORDER if name != found.name]
    verdict = verdict_of(complete_rows([*fine, found]))
    return AS_IT_WAS if verdict == "valid" else verdict


def findings() -> Iterator[CheckResult]:
    """What is found about every file that we have."""
    documents = {**web_documents(), **documents_2()}
    for defect in corpus():
        yield from check(defect.source, documents=documents, recipient="ana@northwind.example").checks
        yield from check(defect.source).checks
    for shape in PLATFORMS.values():
        yield from check(shape().source, documents=shape().answers).checks


def test_each_finding_leads_where_the_docs_say() -> None:
    rows = set(documented())
    odd = {
        (found.name, found.code, led_to(found))
        for found in findings()
        if found.code not in UNTOLD and (found.name, found.code, led_to(found)) not in rows
    }
    assert odd == set()


def test_no_row_stands_there_twice() -> None:
    assert len(documented()) == len(set(documented())) > 80


def codes_in_source() -> set[str]:
    """Every code that a check can have; parts of a code that are only known when it runs match any letters."""
    found = set(UNDECISIVE)
    for path in (ROOT / "issuer" / "verifying").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                found.add(
                    "".join(
                        part.value if isinstance(part, ast.Constant) else "[a-z]+" for part in node.values
                    )
                )
    return found


@pytest.mark.parametrize("code", sorted({code for _, code, _ in documented()} - {"check-failed"}))
def test_each_documented_code_is_one_of_the_program(code: str) -> None:
    assert any(
        re.fullmatch(found, code) for found in codes_in_source() if re.fullmatch(r"[a-z+\[\]-]+", found)
    )


def test_each_code_of_the_program_is_documented() -> None:
    """The code is the third part of a check, wherever one is made."""
    known = {code for _, code, _ in documented()} | UNTOLD
    for path in (ROOT / "issuer" / "verifying").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "CheckResult" and len(node.args) == 4:
                code = node.args[2]
                if isinstance(code, ast.Constant):
                    assert code.value in known, path.name
