"""`laurel people export`: what is known, to compare, and to import again."""

import csv
import io
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.database.people.people import PeopleStore
from adapters.files.csv_rows import tidy_cell
from adapters.files.people import parse_people
from adapters.files.people_export import write_people
from bot.domain.organisations import Workspace
from bot.domain.people.imports.plan import plan_import
from bot.domain.people.model import AccountLink, LinkGround, MembershipStatus, Person, PlatformFacts
from bot.messages.plain_text import has_unreadable, is_visible
from bot.messages.platforms import Platform
from tests.contract.people.shell import Shell
from tests.fakes.imports import ORGANISATION, Staff, known_people

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAYA, ANA = "Maya Lind,maya@x.example,,,", "Ana Souza,ana@x.example,maya@x.example,UANA,"


def meet(shell: Shell, workspace: Workspace, facts: PlatformFacts, name: str) -> None:
    """A person is known from a platform alone."""
    with shell.database.write() as connection:
        store = PeopleStore(connection)
        person = Person(
            store.organisations()[0].id, store.organisations()[0].id, name, standing=facts.standing
        )
        store.add(person)
        store.identify(workspace.id, facts, person.id, NOW, AccountLink(LinkGround.NEW, NOW))


def test_what_was_exported_changes_nothing_when_it_is_imported(shell: Shell) -> None:
    shell.imports(MAYA)
    slack = shell.workspace(Platform.SLACK, "T1")
    shell.imports(MAYA, ANA, "Jo Smith,jo@x.example,,,", '"=HYPERLINK(""x"")",eve@x.example,,,')
    meet(shell, slack, PlatformFacts("UGUS", "Gus", None, MembershipStatus.GUEST), "Gus")
    shell("owner", "add", "maya@x.example")
    everyone = [MAYA, ANA, '"=HYPERLINK(""x"")",eve@x.example,,,']
    shell.imports(*everyone, options=("--complete",))
    before = shell.people()
    assert shell("people", "export", "known.csv")[:2] == (0, "5 people written to known.csv\n")
    for options in ((), ("--complete",)):
        code, out, err = shell("people", "import", str(shell.folder / "known.csv"), *options)
        assert (code, out.splitlines()[-1]) == (0, "5 rows read, no changes, nothing to mend"), err
    assert shell.people() == before


def test_an_export_tells_who_is_who_and_a_spreadsheet_takes_no_cell_for_a_formula(shell: Shell) -> None:
    shell.imports(MAYA)
    shell.workspace(Platform.SLACK, "T1")
    shell.imports(MAYA, ANA, "=1+1,eve@x.example,,,")
    shell("owner", "add", "maya@x.example")
    code, out, _ = shell("people", "export")
    rows = {row["email"]: row for row in csv.DictReader(io.StringIO(out))}
    assert code == 0
    assert rows["ana@x.example"] == {
        "name": "Ana Souza",
        "email": "ana@x.example",
        "manager_email": "maya@x.example",
        "slack_id": "UANA",
        "teams_id": "",
        "holidays": "",
        "standing": "member",
        "owner": "no",
        "left": "no",
        "listed": "yes",
    }
    assert (rows["maya@x.example"]["owner"], rows["eve@x.example"]["name"]) == ("yes", "'=1+1")


def test_the_holidays_that_a_person_chose_are_exported_and_come_back(shell: Shell) -> None:
    shell("people", "import", shell.file("name,email,holidays\nMaya Lind,maya@x.example,de-by\n"))
    code, out, _ = shell("people", "export")
    [row] = csv.DictReader(io.StringIO(out))
    assert (code, row["holidays"]) == (0, "DE-BY")
    code, out, _ = shell("people", "import", shell.file(out))
    assert (code, "no changes" in out) == (0, True)
    _, out, _ = shell(
        "people", "import", shell.file("name,email,holidays\nMaya Lind,maya@x.example,automatic\n")
    )
    assert "Maya Lind: public holidays DE-BY → those of the organisation" in out
    assert [person.holidays for person in shell.people().values()] == [None]


def test_an_export_that_cannot_be_written_is_refused_in_a_sentence(shell: Shell) -> None:
    shell.imports(MAYA)
    code, _, err = shell("people", "export", "nowhere/known.csv")
    assert (code, "nowhere/known.csv" in err) == (1, True)


def test_a_row_of_an_export_may_say_that_a_person_left() -> None:
    staff = Staff()
    staff.imports("Maya Lind,maya@x.example,,,", "Ana Souza,ana@x.example,,,")
    content = write_people(staff.people(), [], [])
    content = content.replace(
        "Ana Souza,ana@x.example,,,,,member,no,no", "Ana Souza,ana@x.example,,,,,member,no,yes"
    )
    plan = plan_import(parse_people(content.encode(), "known.csv"), staff.known(), staff.ids.new_id)
    assert [(change.after.name, change.after.left) for change in plan.changes] == [("Ana Souza", True)]
    assert plan.findings == ()


def test_columns_named_left_and_listed_of_another_program_are_ignored_unless_both_are_there() -> None:
    file = parse_people(b"name,email,left\nAna,ana@x.example,2024-05-01\n", "people.csv")
    assert (len(file.rows), file.findings, len(file.notes)) == (1, (), 1)


names = st.text(
    alphabet=st.sampled_from("aZ'=+-@\t\"|{}, é山1") | st.characters(exclude_categories=("C",)),
    min_size=1,
    max_size=12,
).map(tidy_cell)


@given(
    st.lists(names.filter(lambda name: is_visible(name) and not has_unreadable(name)), min_size=1, max_size=5)
)
@settings(max_examples=200, deadline=None)
def test_whatever_people_are_called_their_names_come_back_as_they_were(called: list[str]) -> None:
    people = [
        Person(IDS[number], ORGANISATION, name, f"p{number}@x.example", listed=True)
        for number, name in enumerate(called)
    ]
    file = parse_people(write_people(people, [], []).encode(), "known.csv")
    plan = plan_import(file, known_people(*people), iter(IDS).__next__)
    assert (plan.findings, plan.changes) == ((), ())


IDS = [Staff().ids.new_id() for _ in range(5)]
