"""The languages Laurel speaks, and which of them suits a reader.

Decision: docs/decisions/0232.
"""

from collections.abc import Iterable

from babel import Locale, UnknownLocaleError

from bot.messages.wording import Wording

SOURCE_LANGUAGE = "en"
"""The language every sentence is written in first; the answer where no wanted language is available."""


class Languages:
    """The wordings there are.

    >>> languages = Languages((Wording({}, "en"), Wording({}, "de")))
    >>> languages.best(None, "fr-CA", "de_AT").language
    'de'
    """

    def __init__(self, wordings: Iterable[Wording]) -> None:
        self._by_tag = {_folded_tag(wording.language): wording for wording in wordings}

    @property
    def available(self) -> tuple[str, ...]:
        """The tags of the languages, sorted."""
        return tuple(sorted(wording.language for wording in self._by_tag.values()))

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """The wording of each language."""
        return tuple(self._by_tag.values())

    def best(self, *wanted: str | None) -> Wording:
        """The wording of the first wanted language that is available, a region's language included; else English."""
        for tag in wanted:
            found = self.find(tag) if tag else None
            if found:
                return found
        return self._by_tag[SOURCE_LANGUAGE]

    def find(self, tag: str) -> Wording | None:
        """The wording for a tag by RFC 4647 lookup: de-AT, de_AT.UTF-8 and DE find de."""
        folded = _folded_tag(tag)
        while folded and folded not in self._by_tag:
            folded = folded.rpartition("-")[0]
        return self._by_tag.get(folded)

    def named(self, words: str) -> Wording | None:
        """The wording of a language named by its tag, or by its name in any of the languages: de, German, Deutsch."""
        wanted = words.strip().casefold()
        return next((wording for names, wording in self._names() if wanted in names), None) or self.find(
            wanted
        )

    def _names(self) -> Iterable[tuple[frozenset[str], Wording]]:
        for wording in self._by_tag.values():
            yield (
                frozenset(
                    reader.language_name(wording.language).casefold() for reader in self._by_tag.values()
                ),
                wording,
            )


def is_language(tag: str) -> bool:
    """Whether a BCP 47 tag names a language that Unicode CLDR knows."""
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _folded_tag(tag: str) -> str:
    """A tag as it is compared: case, underscores and what POSIX adds (encoding, modifier) do not count."""
    return tag.partition(".")[0].partition("@")[0].replace("_", "-").casefold()
