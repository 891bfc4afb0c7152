"""Questions to the person at the terminal."""

import sys

from adapters.shell_wording import tell


def confirm(question: str) -> bool | None:
    """The answer to a question of yes or no; None without a terminal, where nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    print(question, tell("shell.terminal.yes_or_no"), end=" ", file=sys.stderr, flush=True)
    answer = sys.stdin.readline().strip().casefold()
    return answer in (tell("shell.terminal.yes"), tell("shell.terminal.yes")[:1], "yes", "y")
