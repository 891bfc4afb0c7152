"""The house rules that a machine can check: where the clock and chance live, how long things may get."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "issuer", "adapters")
MIGRATIONS = ROOT / "adapters" / "database" / "migrations"
SYSTEM = ROOT / "adapters" / "system.py"
CLOCK_AND_CHANCE = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "monotonic"),
    ("time", "perf_counter"),
    ("uuid", "uuid1"),
    ("uuid", "uuid4"),
    ("os", "urandom"),
}
CHANCE_MODULES = {"random", "secrets"}


def modules(*packages: str) -> list[Path]:
    found = [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in found if MIGRATIONS not in path.parents]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=named)
def test_the_clock_and_chance_live_in_one_module(path: Path) -> None:
    if path == SYSTEM:
        return
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in CLOCK_AND_CHANCE, f"line {node.lineno}"
        if isinstance(node, ast.Import):
            assert not CHANCE_MODULES & {alias.name for alias in node.names}, f"line {node.lineno}"
        if isinstance(node, ast.ImportFrom):
            assert node.module not in CHANCE_MODULES, f"line {node.lineno}"


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=named)
def test_files_and_functions_stay_small_enough_to_read(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 300, "a file has one responsibility, and at most 300 lines for it"
    for function in functions(ast.parse(text)):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        assert length <= 40, f"{function.name} has {length} lines"


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=named)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), "a module opens with a docstring"


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=named)
def test_tests_are_named_as_sentences(path: Path) -> None:
    if "node_modules" in path.parts:
        return
    for function in functions(ast.parse(path.read_text("utf-8"))):
        if function.name.startswith("test_"):
            assert function.name.count("_") >= 3, f"{function.name} is no sentence"


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
