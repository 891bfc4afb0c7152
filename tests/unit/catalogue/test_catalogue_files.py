"""Reading a catalogue: the starter catalogue is good, and every mistake is told with its file and line."""

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.drawing.typefaces import load_typefaces
from adapters.files.catalogue import read_catalogue
from adapters.files.toml import TomlFile, parse_toml
from bot.domain.catalogue.checking import check_achievement
from bot.domain.catalogue.files import Finding
from issuer.artwork.design import Design, design_problems
from tests.fakes.worded import english_lines, in_english

STARTER = Path(__file__).parents[3] / "templates" / "catalogue"

MENTOR = dedent(
    """\
    name = "Mentor"
    slug = "mentor"
    version = 1
    description = "Helped a colleague to grow."
    behaviour = "Shares what they know."
    goal = "Knowledge in many heads."
    criteria = "Met the same colleague at least six times within three months, as their notes show."
    aliases = [
        "coach",
    ]

    [look]
    shape = "hexagon"
    icon = "graduate"
    accent = "#0d9488"
    level = "gold"
    """
)


def no_objections(name, look):
    return ()


def drawn_problems(name, look):
    design = Design(name, look.shape, look.icon, look.accent, look.level, look.finish)
    return design_problems(design, load_typefaces())


@pytest.fixture
def catalogue(tmp_path):
    """A small catalogue without mistakes."""
    (tmp_path / "achievements").mkdir()
    (tmp_path / "organisation.toml").write_text('name = "Larkspur Labs"\n')
    (tmp_path / "achievements" / "mentor.toml").write_text(MENTOR)
    return tmp_path


def told(directory, look_problems=no_objections):
    read = read_catalogue(directory, look_problems)
    assert (read.files is None) is bool(read.findings)
    return english_lines(read.findings)


def write(catalogue, name, content):
    (catalogue / "achievements" / name).write_text(content, encoding="utf-8")


def test_the_starter_catalogue_is_free_of_findings():
    read = read_catalogue(STARTER, drawn_problems)
    assert read.findings == ()
    assert len(read.files.achievements) == 12
    assert "customer-hero" in {achievement.slug for achievement in read.files.achievements}


def test_starter_achievements_are_complete_and_look_different():
    achievements = read_catalogue(STARTER, no_objections).files.achievements
    assert all(3 <= len(achievement.skills) <= 5 and achievement.aliases for achievement in achievements)
    assert all("Shown by:" in achievement.criteria for achievement in achievements)
    assert (
        len({achievement.look.accent for achievement in achievements})
        == len({achievement.look.icon for achievement in achievements})
        == 12
    )


def test_a_catalogue_is_read_with_the_line_of_each_version(catalogue):
    files = read_catalogue(catalogue, no_objections).files
    assert files.organisation.name == "Larkspur Labs"
    (mentor,) = files.achievements
    assert (mentor.source.file, mentor.source.version_line) == ("achievements/mentor.toml", 3)


def test_a_mistake_is_told_with_file_line_and_mend(catalogue):
    write(catalogue, "mentor.toml", MENTOR.replace("version = 1", "version = 0"))
    assert told(catalogue) == [
        "achievements/mentor.toml, line 3: found `version` 0, expected a whole number from 1 to 9999; "
        "count versions 1, 2, 3 and so on"
    ]


def test_a_mistake_inside_the_look_is_told_with_its_own_line(catalogue):
    write(catalogue, "mentor.toml", MENTOR.replace("graduate", "gradute"))
    (finding,) = told(catalogue, drawn_problems)
    assert finding.startswith("achievements/mentor.toml, line 14: found `look.icon` 'gradute'")
    assert finding.endswith("did you mean graduate or translate?")


def test_a_mistake_inside_a_list_is_told_with_its_own_line(catalogue):
    write(catalogue, "mentor.toml", MENTOR.replace('"coach"', "3"))
    assert told(catalogue)[0].startswith(
        "achievements/mentor.toml, line 9: found a whole number in `aliases`"
    )


def test_a_missing_key_is_told_of_the_file_as_a_whole(catalogue):
    write(catalogue, "mentor.toml", MENTOR.replace("goal =", "# goal ="))
    assert told(catalogue)[0].startswith("achievements/mentor.toml: found no `goal`, expected")


def test_a_missing_part_of_the_look_is_told_on_the_line_of_the_look(catalogue):
    write(catalogue, "mentor.toml", MENTOR.replace("level =", "# level ="))
    assert told(catalogue)[0].startswith("achievements/mentor.toml, line 12: found no `look.level`, expected")


def test_names_that_clash_are_told_in_the_file_that_came_later(catalogue):
    write(catalogue, "tutor.toml", MENTOR.replace('"mentor"', '"tutor"').replace('"Mentor"', '"Tutor"'))
    (finding,) = told(catalogue)
    assert finding.startswith(
        "achievements/tutor.toml, line 9: found `aliases` “coach”, which leads to achievements/mentor.toml already"
    )


def test_what_is_not_toml_is_told_with_its_line_and_the_other_files_are_still_checked(catalogue):
    write(catalogue, "hero.toml", '# note\nname = "Hero\nslug = "hero"')
    write(catalogue, "mentor.toml", MENTOR.replace("version = 1", 'version = "1"'))
    first, second = told(catalogue)
    assert first == (
        "achievements/hero.toml, line 2: found what cannot be read as TOML (Illegal character '\\n'), expected lines "
        'such as name = "Mentor"; look for a missing quotation mark, bracket or = there or just above'
    )
    assert second.startswith("achievements/mentor.toml, line 3: found `version` as text")


@pytest.mark.parametrize(
    ("content", "line", "found"),
    [
        (b'a = 1\nb = "\xff"', 2, "the byte 0xFF, which is not UTF-8"),
        ('a = "x"'.encode("utf-16"), 1, "the byte 0xFF, which is not UTF-8"),
        (b"a = 1\na = 2", 2, "what cannot be read as TOML (Cannot overwrite a value)"),
        (b"a = 1\nb = '''", 2, "what cannot be read as TOML (Expected \"'''\")"),
        (b"a = " + b"[" * 9000, None, "what cannot be read as TOML (brackets nested too deeply)"),
        (b"a = " + b"9" * 9000, None, "what cannot be read as TOML (a number too long)"),
        (b"#" * 70_000, None, "a file too large"),
    ],
)
def test_what_cannot_be_read_is_told(content, line, found):
    finding = in_english(parse_toml(content, "achievements/mentor.toml"))
    assert (finding.line, finding.found) == (line, found)


def test_the_mark_that_some_editors_put_before_utf_8_does_no_harm():
    assert parse_toml(b"\xef\xbb\xbfa = 1", "mentor.toml").table == {"a": 1}


def test_a_file_too_large_is_not_read_to_its_end(catalogue):
    write(catalogue, "mentor.toml", "#" * 70_000)
    assert told(catalogue) == [
        "achievements/mentor.toml: found a file too large, expected at most 64 KiB; shorten its texts"
    ]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    (finding,) = map(in_english, read_catalogue(tmp_path / "nowhere", no_objections).findings)
    assert (finding.found, finding.fix) == ("no such folder", "check the path")


def test_an_empty_folder_lacks_organisation_and_achievements(tmp_path):
    first, second = told(tmp_path)
    assert first.startswith("organisation.toml: found no such file, expected a text file")
    assert second.startswith("achievements: found what cannot be opened (No such file or directory)")


def test_a_catalogue_without_achievements_would_retire_everything_and_is_refused(catalogue):
    (catalogue / "achievements" / "mentor.toml").unlink()
    assert told(catalogue)[0].startswith("achievements: found 0 achievements, expected 1 to 500 of them")


def test_files_that_would_be_overlooked_are_told(catalogue):
    write(catalogue, "hero.txt", "")
    (catalogue / "hero.toml").write_text("")
    assert told(catalogue) == [
        "achievements/hero.txt: found something that is not read, expected files whose names end in .toml; "
        "rename it or move it away",
        "hero.toml: found a file that is not read, expected organisation.toml alone here; move it into achievements/",
    ]


def test_notes_backups_and_hidden_files_may_lie_beside_achievements(catalogue):
    for name in ("README.md", "mentor.toml~", ".DS_Store"):
        write(catalogue, name, "")
    assert told(catalogue) == []


def test_a_folder_in_the_place_of_a_file_is_told(catalogue):
    (catalogue / "achievements" / "hero.toml").mkdir()
    assert told(catalogue)[0].startswith("achievements/hero.toml: found a folder or a device")


def test_a_file_name_with_invisible_characters_is_told_visibly(catalogue):
    write(catalogue, "he\nro.toml", "")
    assert told(catalogue)[0].startswith("achievements/'he\\nro.toml': found something that is not read")


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_make_reading_raise(content):
    parsed = parse_toml(content, "achievements/mentor.toml")
    if isinstance(parsed, TomlFile):
        _, wrong = check_achievement(parsed.table, parsed.file, no_objections)
        assert all(english_lines(map(parsed.finding, wrong)))


@given(
    st.integers(0, len(MENTOR)),
    st.integers(0, 40),
    st.text(alphabet="\"'[]{}=#,.\n\\ab1\u202e\u0301", max_size=6),
)
def test_no_slip_of_the_hand_makes_reading_raise(start, length, typed):
    text = MENTOR[:start] + typed + MENTOR[start + length :]
    parsed = parse_toml(text.encode(), "achievements/mentor.toml")
    if isinstance(parsed, Finding):
        assert parsed.line is None or 1 <= parsed.line <= text.count("\n") + 1
        return
    _, wrong = check_achievement(parsed.table, parsed.file, no_objections)
    lines = [parsed.finding(mistake).line for mistake in wrong]
    assert all(line is None or 1 <= line <= text.count("\n") + 1 for line in lines)
