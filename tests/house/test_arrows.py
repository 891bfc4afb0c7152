"""The house rules that a machine can check: where the clock and chance live, how long things may get."""

import ast

from tests.house.sources import ROOT, functions, modules, place, text_of, tree_of

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


def test_the_clock_and_chance_live_in_one_module() -> None:
    found = [
        f"{place(path)}:{node.lineno}"
        for path in modules()
        if path != SYSTEM
        for node in ast.walk(tree_of(path))
        if is_clock_or_chance(node)
    ]
    assert found == []


def is_clock_or_chance(node: ast.AST) -> bool:
    """Whether a piece of code reads the clock or draws random values by itself."""
    match node:
        case ast.Attribute(ast.Name(owner), name):
            return (owner, name) in CLOCK_AND_CHANCE
        case ast.Import(names):
            return bool(CHANCE_MODULES & {alias.name for alias in names})
        case ast.ImportFrom(module):
            return module in CHANCE_MODULES
        case _:
            return False


def test_a_file_has_one_responsibility_and_at_most_three_hundred_lines_for_it() -> None:
    assert {place(path) for path in modules() if text_of(path).count("\n") > 300} == set()


def test_functions_are_short_enough_to_read_at_once() -> None:
    long = {
        f"{place(path)}: {function.name}": length
        for path in modules()
        for function in functions(tree_of(path))
        if (length := (function.end_lineno or function.lineno) - function.lineno + 1) > 40
    }
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [place(path) for path in modules() if not ast.get_docstring(tree_of(path))] == []


def test_tests_are_named_as_sentences() -> None:
    short = [
        f"{place(path)}: {function.name}"
        for path in modules("tests")
        if path.name.startswith("test_")
        for function in functions(tree_of(path))
        if function.name.startswith("test_") and function.name.count("_") < 3
    ]
    assert short == []


def test_what_is_stored_of_the_caller_is_changed_in_what_is_stored():
    """The caller of a request has the membership of the account that acts: `ctx.stored_caller` has the person's own."""
    wrong = [
        f"{place(path)}:{call.lineno}"
        for path in modules("bot")
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith("people.change")
        and call.args
        and isinstance(call.args[0], ast.Call)
        and call.args[0].args
        and ast.unparse(call.args[0].args[0]) in ("ctx.caller", "ctx.actor", "caller", "actor")
    ]
    assert wrong == []
