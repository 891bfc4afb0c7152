"""Every row of docs/interoperability.md is recorded by a test in tests/interop, which compares it when it runs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.write_table import rows, without_version

FOLDER = Path(__file__).parents[1] / "interop"


def patterns() -> Iterator[str]:
    """What each test may record; parts that are only known when it runs match anything."""
    for file in sorted(FOLDER.glob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "record_property":
                yield pattern(node.args[1])


def pattern(said: ast.expr) -> str:
    if isinstance(said, ast.JoinedStr):
        return "".join(map(pattern, said.values))
    return re.escape(str(said.value)) if isinstance(said, ast.Constant) else r"[^|]+"


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]} by {without_version(row[1])}")
def test_a_row_of_the_table_is_recorded_by_a_test(row: tuple[str, str, str]) -> None:
    found = [record for record in patterns() if re.fullmatch(record, "|".join(row))]
    assert found, "no test records this: run `make interop`"


def test_the_table_has_a_row_for_each_record() -> None:
    written = ["|".join(row) for row in rows()]
    assert [record for record in patterns() if not any(re.fullmatch(record, row) for row in written)] == []
