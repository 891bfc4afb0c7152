"""What a report notes of an award from a file or the shell: nothing here is asked, and nothing is blocked.

notes = AwardNotes(organisation, languages, say)
notes.read(store, commands, now)
notes.of(command)       # "…; …", or "" if there is nothing to note
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bot.context.store import Store
from bot.domain.organisations import Organisation
from bot.domain.private_text import find_private, private_words
from bot.messages.languages import Languages
from bot.messages.wording import Wording
from bot.use_cases.credentials.award_command import Award
from bot.use_cases.credentials.repeats import REPEATED_WITHIN


@dataclass
class AwardNotes:
    """Notes the awards of one run that repeat others within a day, and those whose words may tell something private."""

    organisation: Organisation
    languages: Languages
    say: Wording
    _awarded: set[tuple[UUID, str]] = field(default_factory=set)
    """Recipients and slugs of awards within a day, those of this run included."""

    def read(self, store: Store, commands: Sequence[Award], now: datetime) -> None:
        """Reads what the recipients of these commands were awarded within a day."""
        people: defaultdict[str, list[UUID]] = defaultdict(list)
        for command in commands:
            people[command.achievement.slug] += [recipient.id for recipient in command.recipients]
        for slug, wanted in people.items():
            since = now - REPEATED_WITHIN
            for credential in store.credentials.awarded_since(self.organisation.id, slug, wanted, since):
                self._awarded.add((credential.recipient_id, slug))

    def of(self, command: Award) -> str:
        """The notes of one award, which counts for the next ones."""
        noted = [private_note(self.say, self.languages, self.organisation, command.citation)]
        about = {(recipient.id, command.achievement.slug) for recipient in command.recipients}
        if about & self._awarded:
            noted.append(self.say.text("shell.award.again"))
        self._awarded |= about
        return "; ".join(filter(None, noted))


def private_note(say: Wording, languages: Languages, organisation: Organisation, text: str) -> str:
    """What kinds of private things a text may tell, without its words; "" for none."""
    domain = (organisation.email or "").rpartition("@")[2].casefold()
    found = find_private(text, private_words(languages.wordings), (domain,))
    kinds = ", ".join(say.text(f"shell.private.{matter.kind}") for matter in found)
    return say.text("shell.award.private", kinds=kinds) if kinds else ""
