"""The language each person was last answered in, for sentences that cannot wait for the database.

Such a sentence says that the database is away, that an answer takes longer, or that something went wrong.
"""

from collections import OrderedDict
from collections.abc import Callable

from bot.messages.languages import Languages
from bot.messages.platforms import Platform
from bot.messages.requests import Origin
from bot.messages.wording import Wording

MOST_PEOPLE = 10_000
"""People remembered; the one answered longest ago is forgotten first."""

WordingOf = Callable[[Origin], Wording]


class SpokenLanguages:
    """Remembers languages by the platform's id of a person, in memory only."""

    def __init__(self, languages: Languages) -> None:
        self.languages = languages
        self._spoken: OrderedDict[tuple[Platform, str], str] = OrderedDict()

    def note(self, origin: Origin, language: str) -> None:
        """Remembers the language of an answer; "" is none."""
        if not language:
            return
        person = (origin.platform, origin.user)
        self._spoken[person] = language
        self._spoken.move_to_end(person)
        if len(self._spoken) > MOST_PEOPLE:
            self._spoken.popitem(last=False)

    def of(self, platform: Platform, user: str, locale: str | None = None) -> Wording:
        """The wording for a person; `locale` is what their request said itself."""
        return self.languages.best(self._spoken.get((platform, user)), locale)

    def of_origin(self, origin: Origin) -> Wording:
        """The wording for the caller of a request."""
        return self.of(origin.platform, origin.user, origin.locale)
