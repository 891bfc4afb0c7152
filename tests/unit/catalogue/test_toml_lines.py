"""On which line a key stands, in all the ways in which TOML can be written."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.files.toml_lines import key_lines, line_of


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ('a = 1\nb = "x"', ("b",), 2),
        ('# a = 1\n\na = "b = 3"', ("a",), 3),
        ('a = """\nb = 1\n"quoted"\n"""\nb = 2', ("b",), 5),
        ('a = """x"""""\nb = 2', ("b",), 2),
        ("a = '''\n# no note\n'''\nb = 2", ("b",), 4),
        ('a = "\\"#"\nb = 2', ("b",), 2),
        ("[look]\nicon = 1", ("look",), 1),
        ("[look]\nicon = 1", ("look", "icon"), 2),
        ("[a.b]\nc = 1\n[a.d]\nc = 2", ("a", "d", "c"), 4),
        ("a.b.c = 1\na.b.d = 2", ("a", "b", "d"), 2),
        ('look = {shape = "x", icon = "y"}\nb = 1', ("look", "icon"), 1),
        ("look = {}\nb = 1", ("b",), 2),
        ('a = [\n "x", # one\n "y",\n]\nb = 1', ("a", 1), 3),
        ('a = [\n "x",\n "y",\n]\nb = 1', ("b",), 5),
        ("a = [[1, 2],\n[3,\n4]]", ("a", 1, 1), 3),
        ("a = [\n{b = 1},\n{b = 2}]", ("a", 1, "b"), 3),
        ("[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 3", ("a", 1, "b"), 4),
        ("[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 3", ("a", 1, "c", "d"), 6),
        ('"a b" = 1\n"\\u0063" = 2', ("c",), 2),
        ("a = 1979-05-27 07:32:00\nb = 3.14", ("b",), 2),
        ("a = 1\r\nb = 2\r\n", ("b",), 2),
        ("3.14 = 1", ("3", "14"), 1),
    ],
)
def test_a_key_is_found_on_its_line(text, key, line):
    assert key_lines(text)[key] == line


def test_what_has_no_line_takes_that_of_what_is_around_it():
    lines = key_lines('a = 1\n[look]\nicon = "x"')
    assert line_of(("look", "shape"), lines) == 2
    assert line_of(("missing",), lines) is None


names = st.sampled_from(["a", "b", "c", '"d e"', "f.g", "'h'"])
values = st.recursive(
    st.sampled_from(["1", '"x # ]"', "'}'", '"""x\ny"""', "'''\n'''", "1.5", "true", "2020-01-01"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: "[\n" + ",\n".join(each) + "]"),
        st.lists(inner, max_size=3).map(
            lambda each: "{" + ", ".join(f"k{number} = {value}" for number, value in enumerate(each)) + "}"
        ),
    ),
    max_leaves=6,
)
headers = st.sampled_from(["", "[t]", "[t.u]", "[[v]]", "[[v.w]]"])


@given(st.lists(st.tuples(headers, names, values), max_size=6))
def test_every_key_that_tomllib_sees_has_a_line(parts):
    text = "".join(f"{header}\n{name} = {value}\n" for header, name, value in parts)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(key_lines(text)) == set(paths(table, ()))


def paths(value, path):
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in inner:
        yield (*path, key)
        yield from paths(member, (*path, key))
