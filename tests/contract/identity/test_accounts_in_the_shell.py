"""`laurel people accounts | link | part | merge | unmerge`, over a database of its own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from adapters.database.people.registration import ensure_workspace
from adapters.operations.operator import shell_context
from bot.domain.people.model import PlatformFacts
from bot.messages.platforms import Platform
from bot.use_cases.people.learn import Report, learn_accounts
from tests.contract.engine.test_cli import Run, bare, folder, laurel, people_csv

__all__ = ["bare", "folder", "laurel"]


@pytest.fixture
def company(laurel: Run, tmp_path: Path) -> Run:
    """Ana and Ben from a file, and a Slack account that shows Ana's address twice."""
    laurel("people", "import", people_csv(tmp_path, "name,email\nAna,ana@x.example\nBen,ben@x.example\n"))
    database = Database(f"sqlite:///{tmp_path}/laurel.db")
    now = datetime.now(UTC)
    with database.write() as connection:
        organisation = PeopleStore(connection).organisations()[0]
        workspace = ensure_workspace(connection, organisation, Platform.SLACK, "T1")
        ctx = shell_context(connection, organisation, now)
        facts = (
            PlatformFacts("U0ANA", "Ana", "ana@x.example"),
            PlatformFacts("U0TWIN", "Ana Again", "ana@x.example"),
        )
        for about in facts:
            here = ctx.__class__(workspace, None, now, ctx.store, ctx.ids)
            learn_accounts(here, Report((about,)))
    database.close()
    return laurel


def test_what_waits_is_listed_and_linked(company: Run) -> None:
    assert (
        "slack:U0TWIN (Ana Again, ana@x.example, full member) may be Ana" in company("people", "accounts")[1]
    )
    code, out, _ = company("people", "link", "slack:U0TWIN", "ana@x.example")
    assert (code, out) == (0, "slack:U0TWIN is Ana <ana@x.example>’s now.\n")
    assert "No account waits" in company("people", "accounts")[1]
    shown = company("people", "accounts", "ana@x.example")[1]
    assert "slack:U0ANA" in shown
    assert "slack:U0TWIN" in shown


def test_an_account_is_parted_and_the_only_one_stays(company: Run) -> None:
    company("people", "link", "slack:U0TWIN", "ana@x.example")
    assert company("people", "part", "slack:U0TWIN")[0] == 0
    assert "slack:U0TWIN" not in company("people", "accounts", "ana@x.example")[1]
    code, _, err = company("people", "part", "slack:U0NOBODY")
    assert (code, "no account slack:U0NOBODY" in err) == (1, True)


def test_two_persons_become_one_and_two_again(company: Run) -> None:
    code, out, _ = company("people", "merge", "ana@x.example", "ben@x.example")
    assert code == 0
    merged_id = out.split("unmerge ")[1].split()[0]
    assert "Ben turned out to be the same person" in company("people", "accounts", "ana@x.example")[1]
    assert company("people", "unmerge", merged_id)[0] == 0
    assert company("people", "unmerge", merged_id)[0] == 1
    assert "Ben" in company("people", "accounts", "ben@x.example")[1]


@pytest.mark.parametrize("who", ["nobody@x.example", "slack:U0NOBODY", "U0ANA", "", "mastodon:U0ANA"])
def test_who_is_not_known_is_said(company: Run, who: str) -> None:
    code, _, err = company("people", "merge", "ana@x.example", who)
    assert (code, "Traceback" in err) == (1, False)
    assert err.strip()
