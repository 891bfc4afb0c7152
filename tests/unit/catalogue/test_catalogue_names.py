"""What an achievement may be called, so that everybody can type it and it means one thing."""

import pytest

from bot.domain.catalogue.names import name_clashes, name_mistakes, slug_mistakes
from tests.fakes.worded import in_english


def only(found):
    (mistake,) = found
    return in_english(mistake)


@pytest.mark.parametrize(
    ("slug", "found", "fix"),
    [
        ("Mentor!", "`slug` “Mentor!”", 'write it as slug = "mentor"'),
        ("quiet--leader", "`slug` “quiet--leader”", 'write it as slug = "quiet-leader"'),
        ("coach", "`slug` “coach” in mentor.toml", "rename the file to coach.toml"),
    ],
)
def test_a_slug_is_plain_and_names_its_file(slug, found, fix):
    mistake = only(slug_mistakes(slug, "mentor.toml"))
    assert (mistake.key, mistake.found, mistake.fix) == (("slug",), found, fix)


def test_a_slug_that_is_a_command_is_refused():
    mistake = only(slug_mistakes("decide", "decide.toml"))
    assert mistake.expected == "a name that is not a command (/badges decide)"


@pytest.mark.parametrize(
    ("name", "found", "fix"),
    [
        ("Help", "`name` “Help”", "add a word to it"),
        ("!", "`name` “!”", "write one that can be typed"),
        ("a b c d e f g h i", "9 words in `name`", "shorten it, so that people can type it"),
    ],
)
def test_a_name_can_be_typed(name, found, fix):
    mistake = only(name_mistakes([(("name",), name)]))
    assert (mistake.found, mistake.fix) == (found, fix)


def test_good_names_have_no_mistakes():
    assert list(name_mistakes([(("name",), "Customer Hero"), (("aliases", 0), "L’étoile")])) == []
    assert list(slug_mistakes("customer-hero", "customer-hero.toml")) == []


def test_two_achievements_may_not_share_a_name():
    (clash,) = list(
        name_clashes({"a.toml": {"name": "Mentor", "slug": "mentor"}, "b.toml": {"aliases": ["x", "MENTOR"]}})
    )
    assert clash[0] == "b.toml"
    assert clash[1].key == ("aliases", 1)
    assert in_english(clash[1]).found == "`aliases` “MENTOR”, which leads to a.toml already (there: “mentor”)"


def test_an_alias_gives_way_to_a_name_wherever_it_stands():
    (clash,) = list(name_clashes({"a.toml": {"aliases": ["Bug-Hunter"]}, "b.toml": {"name": "Bug Hunter"}}))
    assert (clash[0], clash[1].key) == ("a.toml", ("aliases", 0))


def test_one_achievement_may_repeat_its_own_name():
    assert list(name_clashes({"a.toml": {"name": "Mentor", "aliases": ["Mentor", "MENTOR"]}})) == []
