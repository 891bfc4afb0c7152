"""`laurel owner add | remove | list`: the first owner is anyone; later ones are known, or meant."""

from adapters.database.audit.trail import audit
from adapters.database.people.people import PeopleStore
from bot.domain.people.model import MembershipStatus, PlatformFacts
from bot.messages.platforms import Platform
from tests.contract.people.shell import Shell
from tests.fakes.imports import NOON as NOW

MAYA, ANA = "Maya Lind,maya@x.example,,,", "Ana Souza,ana@x.example,,,"


def trail(shell: Shell) -> list[str]:
    with shell.database.read() as connection:
        return [row.action for row in connection.execute(audit.select().order_by(audit.c.id))]


def test_while_nobody_is_known_any_address_makes_the_first_owner(shell: Shell) -> None:
    code, out, _ = shell("owner", "add", "Maya.Lind@x.example")
    assert (code, "maya.lind@x.example" in out) == (0, True)
    assert trail(shell) == ["person_joined", "owner_added"]


def test_once_people_are_known_an_unknown_address_needs_a_yes(shell: Shell) -> None:
    shell.imports(MAYA, ANA)
    code, out, err = shell("owner", "add", "maja@x.example")
    assert (code, out) == (1, "")
    assert "nobody is known by maja@x.example; known are: maya@x.example" in err
    assert "--yes" in err
    assert len(shell.people()) == 2
    assert shell("owner", "add", "maja@x.example", "--yes")[0] == 0
    assert shell.people()["maja"].owner


def test_on_a_terminal_an_unknown_address_is_asked_about(shell: Shell) -> None:
    shell.imports(MAYA)
    shell.on_a_terminal("no")
    assert shell("owner", "add", "noor@x.example")[0] == 1
    assert len(shell.people()) == 1
    shell.on_a_terminal("y")
    assert shell("owner", "add", "noor@x.example")[0] == 0
    assert shell.people()["noor"].owner


def test_a_person_whose_account_shows_the_address_is_known_by_it(shell: Shell) -> None:
    shell.imports(MAYA)
    workspace = shell.workspace(Platform.SLACK, "T1")
    facts = PlatformFacts("UMAYA", "Maya Lind", "maya.lind@x.example")
    with shell.database.write() as connection:
        PeopleStore(connection).identify(workspace.id, facts, shell.people()["Maya Lind"].id, NOW)
    assert shell("owner", "add", "maya.lind@x.example")[0] == 0
    assert shell.people()["Maya Lind"].owner


def test_to_add_an_owner_again_changes_nothing(shell: Shell) -> None:
    shell("owner", "add", "maya@x.example")
    code, out, _ = shell("owner", "add", "maya@x.example")
    assert (code, out) == (0, "maya (maya@x.example) is an owner already\n")
    assert trail(shell) == ["person_joined", "owner_added"]


def test_an_owner_is_removed_and_the_last_one_is_not(shell: Shell) -> None:
    shell.imports(MAYA, ANA)
    shell("owner", "add", "maya@x.example")
    shell("owner", "add", "ana@x.example")
    assert shell("owner", "remove", "ana@x.example") == (
        0,
        "Ana Souza (ana@x.example) is no owner any more\n",
        "",
    )
    assert shell("owner", "remove", "ana@x.example")[:2] == (0, "Ana Souza (ana@x.example) is no owner\n")
    code, _, err = shell("owner", "remove", "maya@x.example")
    assert (code, "Maya Lind is the last owner who can act" in err) == (1, True)
    assert shell("owner", "list")[1] == "Maya Lind (maya@x.example)\n"
    assert trail(shell)[-1] == "owner_removed"


def test_a_stale_owner_is_named_and_does_not_count_as_the_last(shell: Shell) -> None:
    shell.imports(MAYA, ANA)
    shell("owner", "add", "maya@x.example")
    shell("owner", "add", "ana@x.example")
    shell.imports(MAYA, options=("--complete",))
    assert "Ana Souza (ana@x.example): stale" in shell("owner", "list")[1]
    assert "owner Ana Souza (ana@x.example): has left" in shell("doctor")[1]
    assert shell("owner", "remove", "maya@x.example")[0] == 1
    assert shell("owner", "remove", "ana@x.example")[0] == 0


def test_who_is_no_member_or_unknown_or_no_address_is_refused(shell: Shell) -> None:
    shell.imports(MAYA, ANA)
    shell.imports(MAYA, options=("--complete",))
    code, _, err = shell("owner", "add", "ana@x.example")
    assert (code, MembershipStatus.LEFT.value in err) == (1, True)
    assert shell("owner", "remove", "noor@x.example")[0] == 1
    assert (shell("owner", "add", "maya")[0], shell("owner", "remove", "maya")[0]) == (2, 2)
    assert shell("owner", "list")[1] == "no owners; run: laurel owner add EMAIL\n"
