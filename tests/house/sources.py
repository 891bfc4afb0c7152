"""The code as the house tests read it: each file is parsed once for all of them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
RINGS = ("bot", "adapters", "issuer")
MIGRATIONS = ROOT / "adapters" / "database" / "migrations"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules(*packages: str) -> tuple[Path, ...]:
    """Every module of these packages, without migrations, which never change."""
    found = [path for package in packages or RINGS for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple(
        path for path in found if MIGRATIONS not in path.parents and "node_modules" not in path.parts
    )


@cache
def text_of(path: Path) -> str:
    """The text of a module."""
    return path.read_text("utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(text_of(path))


def place(path: Path) -> str:
    """A module's path in the repository."""
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method, inner ones too."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node
