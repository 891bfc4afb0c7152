"""A shell in which tests run `laurel`: what it prints, its exit code, and what it leaves in the database.

code, out, err = shell("people", "import", shell.file("name,email\\nAna,ana@x.example\\n"))
"""

import sys
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest

from adapters.cli.main import main
from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from adapters.database.people.registration import ensure_workspace
from bot.domain.organisations import Organisation, Workspace
from bot.domain.people.model import Person
from bot.messages.platforms import Platform

HEADER = "name,email,manager_email,slack_id,teams_id\n"


@dataclass
class Shell:
    """Runs commands on one database."""

    url: str
    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    database: Database = field(init=False)

    def __post_init__(self) -> None:
        self.database = Database(self.url)

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, output, complaints."""
        try:
            code = main(arguments)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def imports(self, *rows: str, options: tuple[str, ...] = ()) -> tuple[int, str, str]:
        """Imports rows of name, e-mail, manager, Slack id and Teams id."""
        return self("people", "import", self.file(HEADER + "".join(f"{row}\n" for row in rows)), *options)

    def file(self, content: str, name: str = "people.csv") -> str:
        """A file with that content."""
        (self.folder / name).write_text(content, "utf-8")
        return str(self.folder / name)

    def on_a_terminal(self, answer: str) -> None:
        """The next commands run on a terminal, whose user answers this."""
        typed = StringIO(f"{answer}\n")
        typed.isatty = lambda: True  # type: ignore[method-assign] # a terminal is typed into
        self.monkeypatch.setattr(sys, "stdin", typed)
        self.monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    @property
    def organisation(self) -> Organisation:
        """The one that there is."""
        with self.database.read() as connection:
            return PeopleStore(connection).organisations()[0]

    def workspace(self, platform: Platform, external_id: str) -> Workspace:
        """The workspace, added if it is new."""
        organisation = self.organisation
        with self.database.write() as connection:
            return ensure_workspace(connection, organisation, platform, external_id)

    def people(self) -> dict[str, Person]:
        """Everyone by name."""
        with self.database.read() as connection:
            everyone = PeopleStore(connection).all(PeopleStore(connection).organisations()[0].id)
        return {person.name: person for person in everyone}
