"""`laurel people import` as operators use it: a preview, a brake, answers, and a report of what was found wrong."""

import asyncio
from collections.abc import Sequence

import pytest

from adapters.database.people.people import PeopleStore
from adapters.operations import people as importing
from bot.domain.people.model import MembershipStatus, Person
from bot.messages.platforms import Platform
from tests.contract.people.shell import Shell
from tests.fakes.slack.sender import SECRET
from tests.fakes.slack.web_api import TOKEN, FakeSlack, Fault

MAYA, ANA = "Maya Lind,maya@x.example,,,", "Ana Souza,ana@x.example,maya@x.example,,"
CROWD = [f"Person {number},p{number}@x.example,,," for number in range(40)]


def left(shell: Shell) -> list[str]:
    return sorted(name for name, person in shell.people().items() if person.left)


# A preview


def test_a_dry_run_prints_the_report_and_changes_nothing(shell: Shell) -> None:
    shell.imports(MAYA, ANA)
    before = shell.people()
    options = ("--complete", "--dry-run")
    code, out, _ = shell.imports("Maya Lindqvist,maya@x.example,,,", options=options)
    assert code == 0
    assert out.splitlines()[:3] == [
        "Maya Lindqvist: name Maya Lind → Maya Lindqvist",
        "left: Ana Souza (ana@x.example)",
        "dry run: nothing was changed",
    ]
    assert shell.people() == before
    assert shell.imports("Maya Lindqvist,maya@x.example,,,", options=("--complete",))[1].startswith(
        "\n".join(out.splitlines()[:2])
    )


# The brake


def test_half_a_file_changes_nothing_without_a_confirmation(shell: Shell) -> None:
    shell.imports(*CROWD)
    before = shell.people()
    code, out, err = shell.imports(*CROWD[:2], "New One,new@x.example,,,", options=("--complete",))
    assert (code, out) == (1, "")
    assert "38 of 40 people as having left: Person 10, Person 11" in err or "38 of 40" in err
    assert "--yes" in err
    assert shell.people() == before


def test_the_confirmation_is_an_option_or_an_answer_on_a_terminal(shell: Shell) -> None:
    shell.imports(*CROWD)
    shell.on_a_terminal("no")
    code, _, err = shell.imports(*CROWD[:20], options=("--complete",))
    assert (code, left(shell)) == (1, [])
    assert "Go on?" in err
    shell.on_a_terminal("yes")
    assert shell.imports(*CROWD[:20], options=("--complete",))[0] == 0
    assert len(left(shell)) == 20
    assert shell.imports(*CROWD[:10], options=("--complete", "--yes"))[0] == 0
    assert len(left(shell)) == 30


def test_a_dry_run_of_half_a_file_says_that_it_would_be_asked_about(shell: Shell) -> None:
    shell.imports(*CROWD)
    code, out, _ = shell.imports(*CROWD[:2], options=("--complete", "--dry-run"))
    assert (code, left(shell)) == (0, [])
    assert "The file would mark 38 of 40 people as having left" in out


def test_owners_survive_a_wrong_file(shell: Shell) -> None:
    shell.imports(MAYA, ANA)
    for owner in ("maya", "ana"):
        assert shell("owner", "add", f"{owner}@x.example")[0] == 0
    shell.imports(MAYA, options=("--complete",))
    assert "Ana Souza (ana@x.example): stale" in shell("owner", "list")[1]
    assert "is back, is an owner again" in shell.imports(MAYA, ANA, options=("--complete",))[1]
    assert shell("owner", "list")[1] == "Maya Lind (maya@x.example)\nAna Souza (ana@x.example)\n"


def test_the_last_owner_stays_whatever_the_file_says(shell: Shell) -> None:
    shell.imports(MAYA, ANA)
    shell("owner", "add", "maya@x.example")
    code, _, err = shell.imports(ANA, options=("--complete",))
    assert (code, left(shell)) == (1, [])
    assert "no row for Maya Lind (maya@x.example), an owner" in err


# Whose address it is


def test_an_address_given_to_another_person_is_answered_on_the_command_line(shell: Shell) -> None:
    shell.imports(MAYA, "Jo Smith,jo@x.example,,,")
    shell.imports(MAYA, options=("--complete",))
    joan = "Joan Lee,jo@x.example,,,"
    code, out, err = shell.imports(MAYA, joan)
    assert (code, out) == (1, "2 rows read, no changes, 1 to mend\n")
    assert "--another-person jo@x.example" in err
    assert "--same-person jo@x.example" in err
    code, out, _ = shell.imports(MAYA, joan, options=("--another-person", "JO@x.example"))
    assert code == 0
    assert "new: Joan Lee (jo@x.example)" in out
    assert [shell.people()[name].email for name in ("Jo Smith", "Joan Lee")] == [None, "jo@x.example"]


def test_an_answer_that_is_no_address_is_a_wrong_use(shell: Shell) -> None:
    assert shell.imports(MAYA, options=("--same-person", "Jo Smith"))[0] == 2


# What platforms say about ids of the file


async def imports_while_slack_runs(
    shell: Shell, slack: FakeSlack, rows: Sequence[str], token: str = TOKEN
) -> tuple[int, str, str]:
    shell.monkeypatch.setenv("SLACK_BOT_TOKEN", token)
    shell.monkeypatch.setenv("SLACK_SIGNING_SECRET", SECRET)
    shell.monkeypatch.setenv("LAUREL_SLACK_API_URL", slack.api_url)
    return await asyncio.to_thread(shell.imports, *rows)


WRONG = [
    "Gus Guest,gus@x.example,,UGST,",
    "Deploy Bot,bot@x.example,,UBOT,",
    "Del Eted,del@x.example,,UDEL,",
    "Str Anger,str@x.example,,USTR,",
    "Tyra Typo,tyra@x.example,,UOTH,",
    "No Body,no@x.example,,UNONE,",
    "Ana Souza,ana@x.example,,UANA,",
]


def add_wrong_users(slack: FakeSlack) -> None:
    for user, name, more in (
        ("UGST", "Gus Guest", {"is_restricted": True}),
        ("UBOT", "Deploy Bot", {"is_bot": True}),
        ("UDEL", "Del Eted", {"deleted": True}),
        ("USTR", "Str Anger", {"is_stranger": True}),
        ("UOTH", "Otto Other", {}),
        ("UANA", "Ana Souza", {}),
    ):
        email = f"{name.split()[0].lower()}@x.example" if user != "UBOT" else "bot@x.example"
        slack.add_user(user, profile={"real_name": name, "email": email}, **more)


@pytest.mark.parametrize("many", [False, True])
async def test_with_a_token_the_platform_is_asked_and_wrong_ids_are_named(shell: Shell, many: bool) -> None:
    shell.imports(MAYA)
    shell.workspace(Platform.SLACK, "T0LAUREL")
    async with FakeSlack() as slack:
        add_wrong_users(slack)
        crowd = []
        for number in range(60 if many else 0):
            slack.add_user(
                f"UP{number}", profile={"real_name": f"P {number}", "email": f"p{number}@x.example"}
            )
            crowd.append(f"P {number},p{number}@x.example,,UP{number},")
        code, _, err = await imports_while_slack_runs(shell, slack, [*WRONG, *crowd])
        listed = len(slack.called("users.list"))
    assert (code, bool(listed)) == (1, many)
    assert [line.partition(":")[0] for line in err.splitlines()] == [
        f"people.csv, line {number}" for number in range(2, 8)
    ]
    for says in ("a guest", "a bot", "deactivated", "of another organisation", "Otto Other", "does not know"):
        assert says in err
    standings = {name: person.standing for name, person in shell.people().items()}
    assert standings["Gus Guest"] is MembershipStatus.GUEST
    assert standings["Del Eted"] is MembershipStatus.LEFT
    assert standings["Tyra Typo"] is standings["Ana Souza"] is MembershipStatus.MEMBER
    assert linked(shell, shell.people()["Tyra Typo"]) == linked(shell, shell.people()["No Body"]) == []
    assert linked(shell, shell.people()["Ana Souza"]) == ["UANA"]


def linked(shell: Shell, person: Person) -> list[str]:
    with shell.database.read() as connection:
        return [account.external_id for account in PeopleStore(connection).accounts_of([person.id])]


async def test_without_a_token_or_an_answer_ids_are_checked_at_their_first_use(shell: Shell) -> None:
    shell.imports(MAYA)
    shell.workspace(Platform.SLACK, "T0LAUREL")
    said = "Slack was not asked about 1 account"
    assert said in (await asyncio.to_thread(shell.imports, "Ana Souza,ana@x.example,,UANA,"))[2]
    async with FakeSlack() as slack:
        code, _, err = await imports_while_slack_runs(
            shell, slack, ["Ben,ben@x.example,,UBEN,"], token="xoxb-wrong"
        )
        assert (code, said in err) == (0, True)
        slack.team = "T0OTHER"
        assert said in (await imports_while_slack_runs(shell, slack, ["Cas,cas@x.example,,UCAS,"]))[2]


async def test_an_import_waits_as_long_as_slack_asks(shell: Shell) -> None:
    shell.imports(MAYA)
    shell.workspace(Platform.SLACK, "T0LAUREL")
    async with FakeSlack() as slack:
        slack.retry_after = 1
        slack.add_user("UANA", profile={"real_name": "Ana Souza", "email": "ana@x.example"})
        slack.fail("users.info", Fault.PATIENCE)
        answer = await imports_while_slack_runs(shell, slack, ["Ana Souza,ana@x.example,,UANA,"])
    assert (answer[0], answer[2]) == (0, "")


# Interrupted


def test_an_interrupted_import_says_so_and_goes_on_when_it_is_run_again(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    quiet = iter(range(2))

    def interrupt(_: float) -> None:
        if next(quiet, None) is None:
            raise KeyboardInterrupt

    monkeypatch.setattr(importing, "sleep", interrupt)
    code, _, err = shell.imports(*CROWD)
    assert (code, len(shell.people())) == (130, 30)
    assert "interrupted: changes made: 30 of 40" in err
    monkeypatch.setattr(importing, "sleep", lambda _: None)
    code, out, _ = shell.imports(*CROWD)
    assert (code, len(shell.people())) == (0, 40)
    assert "40 rows read, 10 changes" in out
    assert "no changes" in shell.imports(*CROWD)[1]
