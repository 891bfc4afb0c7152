"""People's files as spreadsheets, directories and input methods leave them: each is read as it was meant."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.files.awards import parse_awards
from adapters.files.people import parse_people
from adapters.files.revocations import parse_revocations
from adapters.files.text_lines import Unreadable
from bot.domain.people.imports.model import PeopleFile
from bot.messages.platforms import Platform
from issuer.messages import Message
from tests.fakes.worded import english_lines, in_english, raises_worded

HEADER = "name,email,manager_email\n"
WESTERN = Message("file.note.western")


def read(text: str, encoding: str = "utf-8") -> PeopleFile:
    return parse_people(text.encode(encoding), "people.csv")


def name_of(cell: str) -> str:
    file = read(f'{HEADER}"{cell}",ana@example.com,\n')
    assert file.findings == ()
    return file.rows[0].name


def finding_of(cell: str) -> str:
    (finding,) = read(f"{HEADER}{cell},ana@example.com,\n").findings
    return in_english(finding).found


# Names that exist


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("山田\u3000太郎", "山田 太郎"),
        ("Jean\u00a0Paul", "Jean Paul"),
        ("Jean\u202fPaul\u2009Le  Roux", "Jean Paul Le Roux"),
        ("Jean-Paul\nLe Roux", "Jean-Paul Le Roux"),
    ],
)
def test_every_space_in_a_name_is_a_space(cell: str, name: str) -> None:
    assert name_of(cell) == name


@pytest.mark.parametrize(
    "name",
    [
        "علی\u200cرضا",
        "അനില്\u200d കുമാര്\u200d",
        "ක්\u200dරිෂාන්",
        "Ana 👩\u200d💻",
        "Eve 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "ᠬᠠ\u180eᠠ",
        "Ọlá Ẹ̀yẹ",
        "Nguyễn Thị Ánh",
        "O’Neal",
        "'t Hooft",
        "𠮷野家",
    ],
)
def test_a_name_in_any_script_keeps_its_letters_and_joiners(name: str) -> None:
    assert name_of(name) == name


@pytest.mark.parametrize(
    "cell",
    ["\u200eBen", "Ben\u200f", "\u2068Ben\u2069", "\u061cBen", "\ufeffBen", "Ben\u200b", "\u200dBen\u200c"],
)
def test_marks_around_a_name_that_cannot_be_seen_are_dropped(cell: str) -> None:
    assert name_of(cell) == "Ben"


def test_a_name_cannot_turn_the_text_around_it() -> None:
    assert name_of("Ben \u202enayR") == "Ben nayR"


@pytest.mark.parametrize("cell", ["\u3164", "\u2800", "\u0301"])
def test_a_name_that_shows_nothing_is_a_finding(cell: str) -> None:
    assert finding_of(cell) == "a name that cannot be seen"


@pytest.mark.parametrize("cell", ["\u200b", "\u200e\u200f", "\u3000", "'"])
def test_a_name_of_nothing_but_invisible_characters_is_no_name(cell: str) -> None:
    assert finding_of(cell) == "no name"


@pytest.mark.parametrize("cell", ["Sou\ufffda", "Sou\x00za", "Sou\x7fza", "\ufdd0"])
def test_a_letter_that_was_lost_on_the_way_is_a_finding(cell: str) -> None:
    assert finding_of(cell) == "a character in name that cannot be seen"


# Addresses


@pytest.mark.parametrize(
    "cell",
    [
        "mailto:ana@example.com",
        "mailto:ana@example.com?subject=Hello",
        "Ana Souza <ana@example.com>",
        '""Souza, Ana"" <Ana@Example.com>',
        "Ana Souza <mailto:ana@example.com>;",
        "ana@example.com (Ana Souza)",
        "Ana Souza [ana@example.com]",
        "“ana@example.com”",
        "'ana@example.com'",
        "<ana@example.com>",
        "ana@example.com.",
        "SMTP:ana@example.com",
        "Ana Souza (Sales) <ana@example.com>",
        "<mailto:ana@example.com|ana@example.com>",
        "an\u200da@exam\u200eple.com",
        "ana\u200b@example.com\u00a0",
        "ａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        '=""ana@example.com""',
    ],
)
def test_what_stands_around_an_address_is_taken_off(cell: str) -> None:
    file = read(f'{HEADER}Ana,"{cell}","{cell}"\n')
    assert [(row.email, row.manager_email) for row in file.rows] == [("ana@example.com", "ana@example.com")]


def test_a_typographic_apostrophe_in_an_address_is_the_plain_one() -> None:
    for cell in ("shaq.o’neal@example.com", "shaq.o´neal@ex\u00adample.com"):
        assert read(f"{HEADER}Shaq,{cell},\n").rows[0].email == "shaq.o'neal@example.com"


def test_a_typographic_hyphen_in_an_address_is_the_plain_one() -> None:
    assert read(f"{HEADER}Ana,ana\u2011maria@ex\u2010ample.com,\n").rows[0].email == "ana-maria@ex-ample.com"


@pytest.mark.parametrize(
    "cell", ["ana@example.com ben@example.com", "ana@example.com;ben@example.com", "N/A", "@"]
)
def test_what_is_no_single_address_is_a_finding(cell: str) -> None:
    (finding,) = read(f"{HEADER}Ana,{cell},\n").findings
    assert in_english(finding).found == f"“{cell}” in email"


def test_a_managers_cell_without_an_address_is_kept_for_the_import_to_report() -> None:
    assert read(f"{HEADER}Ana,ana@example.com,Maya Lind\n").rows[0].manager_email == "maya lind"


# Tables as programs write them


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_a_table_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    file = read("name\temail\tslack_id\r\nJosé Ñandú\tjose@example.com\tU1\r\n", encoding)
    assert [(row.name, row.accounts) for row in file.rows] == [("José Ñandú", {Platform.SLACK: "U1"})]
    assert file.notes == ((WESTERN,) if encoding == "cp1252" else ())


@pytest.mark.parametrize(
    ("line", "delimiter"), [("sep=;", ";"), ('"sep=\t"', "\t"), ("SEP=|", "|"), ("sep=,,,", ",")]
)
def test_a_line_may_name_the_delimiter(line: str, delimiter: str) -> None:
    cells = (["name", "email", "manager_email"], ["Ana", "ana@example.com", "Maya;Lind"])
    file = read(
        "\n".join([line, *(delimiter.join(row) for row in cells)]).replace("Maya;Lind", "maya@example.com")
    )
    assert [(row.line, row.email) for row in file.rows] == [(3, "ana@example.com")]


def test_empty_rows_and_columns_that_a_spreadsheet_leaves_are_passed_over() -> None:
    file = read(";;;\r\n\r\nname;email;;\r\n;;;\r\nAna;ana@example.com;;\r\n;;;\r\n\r\n")
    assert ([(row.line, row.name) for row in file.rows], file.findings, file.notes) == ([(5, "Ana")], (), ())


def test_a_row_that_ends_early_says_nothing_of_its_last_columns() -> None:
    file = read(f"{HEADER}Ana,ana@example.com\nBen,ben@example.com,\nCas\n")
    assert [row.manager_email for row in file.rows] == [None, ""]
    assert [finding.line for finding in file.findings] == [4]


@pytest.mark.parametrize(
    ("cell", "name"),
    [("'Ana", "Ana"), ("'=Ana", "=Ana"), ("'-", "-"), ('"=""Ana"""', "Ana"), ('="Ana"', "Ana")],
)
def test_what_marks_a_cell_as_text_in_a_spreadsheet_is_taken_off(cell: str, name: str) -> None:
    assert read(f"{HEADER}{cell},ana@example.com,\n").rows[0].name == name


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Иван Петров", "cp1251"),
        ("Άννα Παππά", "cp1253"),
        ("Łukasz Wałęsa", "cp1250"),
        ("山田 太郎", "shift_jis"),
        ("王小明", "gbk"),
        ("王小明", "big5"),
        ("김민수", "euc_kr"),
        ("Jürgen Müller", "mac_roman"),
    ],
)
def test_a_row_in_the_encoding_of_another_region_is_a_finding_and_no_wrong_name(
    name: str, encoding: str
) -> None:
    file = read(f"{HEADER}{name},a@example.com,\nAna,ana@example.com,\n", encoding)
    assert ([row.name for row in file.rows], [finding.line for finding in file.findings]) == (["Ana"], [2])
    assert "which is not UTF-8" in english_lines(file.findings)[0]


def test_a_file_that_is_not_what_its_first_bytes_promise_is_a_finding() -> None:
    file = parse_people(b"\xff\xfen\x00a\x00m", "people.csv")
    assert in_english(file.findings[0]).found == "a file that begins as UTF-16 and is not"


def test_awards_and_revocations_are_read_like_people() -> None:
    awards = parse_awards("sep=\t\nEmail\tAchievement\nAna <ana@example.com>\t'Mentor\n".encode("utf-16"))
    assert [(row.email, row.slug, row.citation) for row in awards.rows] == [("ana@example.com", "Mentor", "")]
    badge = "01890000-0000-7000-8000-000000000001"
    assert len(parse_revocations(f'credential;\r="{badge}";\r'.encode("utf-16-be")).rows) == 1
    with raises_worded(Unreadable, "no column achievement"):
        parse_awards("email\nana@example.com".encode("utf-16"))


def test_the_words_of_an_award_are_kept_as_they_stand_in_the_cell() -> None:
    said = "'Tis the season: -40 % downtime"
    (row,) = parse_awards(f"email,achievement,citation\nana@example.com,mentor,{said}\n".encode()).rows
    assert row.citation == said


# Whatever the program


ANY_NAMES = st.lists(
    st.text(
        st.characters(categories=("L", "M", "N", "P", "S", "Zs"), exclude_characters="\ufffd\ufffc"),
        min_size=1,
        max_size=12,
    )
    .map(lambda text: " ".join(f"A{text}z".split()))
    .filter(lambda text: text.isprintable()),
    min_size=1,
    max_size=5,
)
WESTERN_NAMES = st.lists(
    st.sampled_from(
        [
            "José",
            "Zoë",
            "Søren Ærø",
            "Françoise L’Écuyer",
            "Jürgen Groß",
            "Ana; Souza, jr.",
            "Ana",
            'B "Bo" C',
        ]
    ),
    min_size=1,
    max_size=5,
)


def written(names: Sequence[str], delimiter: str, end: str, quoting: int, sep: bool) -> str:
    out = io.StringIO(newline="")
    rows = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    rows.writerow(["email", "name", "", ""])
    for number, name in enumerate(names):
        rows.writerow([f"p{number}@example.com", name, "", ""])
    return (f"sep={delimiter}{end}" if sep else "") + out.getvalue()


DIALECTS = (
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.booleans(),
)


@given(
    ANY_NAMES,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
    *DIALECTS,
)
@settings(max_examples=150, deadline=None)
def test_a_table_reads_back_the_same_in_any_dialect_and_encoding(
    names: list[str], encoding: str, delimiter: str, end: str, quoting: int, sep: bool
) -> None:
    file = read(written(names, delimiter, end, quoting, sep), encoding)
    assert english_lines(file.findings) == []
    assert [row.name for row in file.rows] == [read_again(name) for name in names]
    assert [row.email for row in file.rows] == [f"p{number}@example.com" for number in range(len(names))]


def read_again(name: str) -> str:
    """The name as a plain file gives it: what is one name by any way in is the same name by every other."""
    cell = name.replace('"', '""')
    return read(f'name,email\n"{cell}",a@example.com\n').rows[0].name


@given(WESTERN_NAMES, *DIALECTS)
@settings(max_examples=60, deadline=None)
def test_a_western_table_reads_back_the_same_in_its_own_encoding(
    names: list[str], delimiter: str, end: str, quoting: int, sep: bool
) -> None:
    file = read(written(names, delimiter, end, quoting, sep), "cp1252")
    assert [row.name for row in file.rows] == names


def test_the_names_that_people_reported_are_all_taken() -> None:
    """The file of a report, written anew: spaces, joiners and a mark of direction."""
    rows = ("山田\u3000太郎", "علی\u200cرضا", "Jean\u00a0Paul", "അനില്\u200d കുമാര്\u200d", "\u200eBen Okafor")
    lines = [f"{name},p{number}@example.com," for number, name in enumerate(rows)]
    file = read(HEADER + "\n".join(lines))
    assert (len(file.rows), file.findings) == (len(rows), ())


# Public holidays, as in chat


@pytest.mark.parametrize(
    ("cell", "region"),
    [
        ("DE-BY", "DE-BY"),
        ("de by", "DE-BY"),
        ("FR", "FR"),
        ("Germany", "DE"),
        ("Frankreich", "FR"),
        ("automatic", ""),
        ("Automatisch", ""),
        ("", None),
    ],
)
def test_a_cell_of_holidays_means_what_it_means_in_chat(cell: str, region: str | None) -> None:
    file = read(f"name,email,holidays\nAna,ana@example.com,{cell}\n")
    assert (file.findings, [row.holidays for row in file.rows]) == ((), [region])


def test_a_region_that_is_not_known_is_named_and_the_rest_of_the_row_counts() -> None:
    file = read("name,email,holidays\nAna,ana@example.com,DE-XX\n")
    [finding] = file.findings
    assert "DE-XX" in in_english(finding).found
    assert "DE-BY" in in_english(finding).expected
    assert [(row.name, row.holidays) for row in file.rows] == [("Ana", None)]
