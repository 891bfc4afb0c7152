"""What the rules find in a catalogue's files: each kind of mistake, in its own words."""

import tomllib
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.catalogue.checking import ACHIEVEMENT_KEYS, check_achievement
from bot.domain.catalogue.names import name_clashes
from bot.domain.catalogue.organisation_checks import check_organisation
from tests.fakes.worded import in_english

MENTOR = """
name = "Mentor"
slug = "mentor"
version = 1
description = "Helped a colleague to grow."
behaviour = "Shares what they know."
goal = "Knowledge in many heads."
criteria = "Met the same colleague at least six times within three months, as their notes show."
skills = ["Listening"]
aliases = ["coach"]
awarders = ["Maya@Larkspur.example"]
look = {shape = "hexagon", icon = "graduate", accent = "#0d9488", level = "gold"}
"""


@dataclass(frozen=True)
class Objection:
    """What the artwork says against a look."""

    field: str
    found: str = "'x'"
    expected: str = "another one"
    fix: str = "choose another"


BARE_NUMBER = "write it without quotation marks or point: version = 1"
ANEW = "type the text anew instead of pasting it"


def no_objections(name, look):
    return ()


def objecting_to(*fields):
    def objections(name, look):
        return [Objection(field) for field in fields]

    return objections


def mentor(**changes):
    return {**tomllib.loads(MENTOR), **changes}


def without(key):
    return {name: value for name, value in mentor().items() if name != key}


def wrong_in(table, file="achievements/mentor.toml", look_problems=no_objections):
    understood, wrong = check_achievement(table, file, look_problems)
    assert (understood is None) is bool(wrong)
    return tuple(map(in_english, wrong))


def only(wrong):
    assert len(wrong) == 1, wrong
    return wrong[0]


def look(**changes):
    return mentor(look={**mentor()["look"], **changes})


def test_a_file_without_mistakes_is_understood():
    understood, wrong = check_achievement(mentor(), "achievements/mentor.toml", no_objections)
    assert wrong == ()
    assert understood.name == "Mentor"
    assert understood.skills == ("Listening",)
    assert understood.look.finish == "flat"


def test_awarders_are_kept_in_small_letters_as_people_are_compared_by_them():
    understood, _ = check_achievement(mentor(), "achievements/mentor.toml", no_objections)
    assert understood.awarders == ("maya@larkspur.example",)


def test_text_is_kept_composed_and_without_space_around_it():
    understood, _ = check_achievement(mentor(name=" Cafe\u0301 "), "achievements/mentor.toml", no_objections)
    assert understood.name == "Café"


@pytest.mark.parametrize(
    "key", ["name", "slug", "version", "description", "behaviour", "goal", "criteria", "look"]
)
def test_a_missing_key_is_named(key):
    mistake = only(wrong_in(without(key)))
    assert mistake.key == ()
    assert mistake.found == f"no `{key}`"


@pytest.mark.parametrize("key", ["skills", "aliases", "awarders"])
def test_lists_may_be_left_out(key):
    assert wrong_in(without(key)) == ()


@pytest.mark.parametrize(
    ("table", "key", "found", "fix"),
    [
        (mentor(behavior="x"), ("behavior",), "the unknown key `behavior`", "did you mean `behaviour`?"),
        (mentor(title="x"), ("title",), "the unknown key `title`", "did you mean `name`?"),
        (
            mentor(icon="x"),
            ("icon",),
            "the unknown key `icon`",
            "move this line down, below [look], as `icon`",
        ),
        (
            look(skills=[]),
            ("look", "skills"),
            "the unknown key `look.skills`",
            "move this line up, above [look]: what stands below [look] belongs to it",
        ),
        (
            mentor(xyzzy=1),
            ("xyzzy",),
            "the unknown key `xyzzy`",
            "remove it, or put a # before it to make it a note",
        ),
        (
            mentor(version="1"),
            ("version",),
            "`version` as text",
            BARE_NUMBER,
        ),
        (
            mentor(version=True),
            ("version",),
            "`version` as true or false",
            BARE_NUMBER,
        ),
        (
            mentor(version=1.5),
            ("version",),
            "`version` as a number with a point",
            BARE_NUMBER,
        ),
        (mentor(version=0), ("version",), "`version` 0", "count versions 1, 2, 3 and so on"),
        (
            mentor(version=10**5000),
            ("version",),
            "`version` with too many digits",
            "count versions 1, 2, 3 and so on",
        ),
        (mentor(goal=3), ("goal",), "`goal` as a whole number", 'put quotation marks around it: goal = "…"'),
        (
            mentor(skills="x"),
            ("skills",),
            "`skills` as text",
            'put square brackets around it: skills = ["…", "…"]',
        ),
        (mentor(look="x"), ("look",), "`look` as text", "write a line [look] and its keys below it"),
        (
            mentor(aliases=["a", 3]),
            ("aliases", 1),
            "a whole number in `aliases`",
            "put quotation marks around each entry",
        ),
        (mentor(goal=" "), ("goal",), "an empty `goal`", "write it"),
        (mentor(name="x" * 61), ("name",), "61 characters in `name`", "shorten it by 1 or more"),
        (
            mentor(description="x" * 241),
            ("description",),
            "241 characters in `description`",
            "shorten it by 1 or more",
        ),
        (mentor(skills=["x"] * 13), ("skills",), "13 entries in `skills`", "keep those that matter"),
        (mentor(goal="a\nb"), ("goal",), "several lines in `goal`", "write it as one line"),
        (
            mentor(goal="a\u0007b"),
            ("goal",),
            "the invisible character U+0007 in `goal`",
            ANEW,
        ),
        (
            mentor(goal="a\u202eb"),
            ("goal",),
            "the invisible character U+202E in `goal`",
            ANEW,
        ),
        (
            look(accent=3),
            ("look", "accent"),
            "`look.accent` as a whole number",
            'put quotation marks around it: accent = "…"',
        ),
        (
            mentor(awarders=["a@b.example", "maya"]),
            ("awarders", 1),
            "“maya” in `awarders`",
            "write it as name@example.com",
        ),
    ],
)
def test_each_kind_of_mistake_has_its_own_words(table, key, found, fix):
    mistake = only(wrong_in(table))
    assert (mistake.key, mistake.found, mistake.fix) == (key, found, fix)


def test_everything_wrong_is_told_in_one_go():
    keys = {
        mistake.key
        for mistake in wrong_in(mentor(version=0, slug="A b", awarders=["x"], criteria="Be great"))
    }
    assert keys == {("version",), ("slug",), ("awarders", 0), ("criteria",)}


def test_a_missing_part_of_the_look_is_told_where_the_look_stands():
    table = mentor(look={"shape": "hexagon", "icon": "graduate", "level": "gold"})
    mistake = only(wrong_in(table))
    assert mistake.key == ("look",)
    assert mistake.found == "no `look.accent`"


@pytest.mark.parametrize("criteria", ["Be great", "", "Helped customers a lot"])
def test_short_criteria_are_not_specific(criteria):
    assert only(wrong_in(mentor(criteria=criteria))).key == ("criteria",)


def test_criteria_without_an_action_are_not_specific():
    vague = "Be a great and nice person who is always there and full of good energy for the whole company."
    mistake = only(wrong_in(mentor(criteria=vague)))
    assert mistake.found == "criteria without an action"
    assert "Answered at least ten questions" in mistake.fix


def test_criteria_in_another_language_are_measured_by_their_length_alone():
    german = "Hat innerhalb von drei Monaten mindestens sechs Gespräche mit derselben Kollegin geführt und notiert."
    assert wrong_in(mentor(criteria=german)) == ()


def test_criteria_may_have_several_lines():
    assert wrong_in(mentor(criteria=mentor()["criteria"] + "\n\n2. Gave feedback three times.\n")) == ()


def test_what_the_artwork_objects_to_is_told_with_the_key_of_the_look():
    mistake = only(wrong_in(mentor(), look_problems=objecting_to("icon")))
    assert (mistake.key, mistake.found) == (("look", "icon"), "`look.icon` 'x'")


def test_what_the_artwork_objects_to_in_the_title_is_told_of_the_name():
    mistake = only(wrong_in(mentor(), look_problems=objecting_to("title")))
    assert mistake.key == ("name",)


def test_a_name_with_mistakes_is_not_shown_to_the_artwork_but_its_look_is():
    wrong = wrong_in(mentor(name=""), look_problems=objecting_to("title", "icon"))
    assert [mistake.key for mistake in wrong] == [("name",), ("look", "icon")]


anything = st.recursive(
    st.one_of(st.text(max_size=20), st.integers(), st.booleans(), st.floats(), st.dates(), st.times()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=4,
)


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.one_of(st.sampled_from(list(ACHIEVEMENT_KEYS)), st.text(max_size=9)), anything, max_size=4
    )
)
def test_no_value_under_any_key_makes_checking_raise(values):
    table = mentor(**values)
    _, wrong = check_achievement(table, "achievements/mentor.toml", no_objections)
    _, more = check_organisation(table)
    clashes = name_clashes({"a.toml": table, "b.toml": mentor()})
    for mistake in (*wrong, *more, *(clash for _, clash in clashes)):
        in_english(mistake)
