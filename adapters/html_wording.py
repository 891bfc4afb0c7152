"""What templates call to say something: sentences by key, as HTML, in one language.

A value is escaped unless it is HTML already (`Markup`), as links, commands and names in bold are.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.messages.cards import Line, Span, Strong, Words, plain
from bot.messages.findings import word_message
from bot.messages.wording import Wording
from issuer.messages import Message
from issuer.timestamps import read_timestamp

_STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class HtmlWording:
    """The sentences of one language, for templates."""

    wording: Wording

    def as_values(self) -> Mapping[str, object]:
        """What a page in this language is rendered with."""
        return {
            "language": self.wording.language,
            "direction": self.wording.text_direction,
            "say": self.say,
            "word": self.word,
            "day": self.day,
            "written_day": self.written_day,
            "link": self.link,
            "command": command,
            "bold": bold,
            "sentences": self.sentences,
        }

    def say(self, key: str, /, **values: str | int) -> Markup:
        """The sentence; `*words*` are strong."""
        return _as_html(self.wording.line(key, **values))

    def word(self, message: Message) -> str:
        """A message of the issuer's."""
        return word_message(self.wording, message)

    def day(self, moment: datetime) -> str:
        """A day in words, 14 March 2026, in the zone of the wording, else the moment's own."""
        return self.wording.day(moment)

    def written_day(self, timestamp: str) -> str:
        """The same of a credential's timestamp, so without a zone of the wording the day as it was written.

        Raises issuer.timestamps.TimestampError for anything else.
        """
        return self.day(read_timestamp(timestamp))

    def link(self, address: str, key: str) -> Markup:
        """A link with the sentence of that key as its text."""
        return Markup('<a href="{}">{}</a>').format(address, self.say(key))

    def sentences(self, chapter: str) -> str:
        """The sentences of a chapter by the rest of their key, as JSON for a script."""
        entries = self.wording.entries
        return json.dumps(
            {key.removeprefix(chapter): entries[key] for key in entries if key.startswith(chapter)}
        )


def command(text: str) -> Markup:
    """A command that people type in their chat."""
    return Markup("<code>{}</code>").format(text)


def bold(name: str) -> Markup:
    """A name, stressed and isolated from the direction of the sentence."""
    return Markup("<strong><bdi>{}</bdi></strong>").format(name)


def _as_html(line: Line) -> Markup:
    return Markup("").join(_span_as_html(span) for span in line)


def _span_as_html(span: Span) -> str:
    match span:
        case Strong(text):
            return Markup("<strong>{}</strong>").format(text)
        case Words(text):
            return text  # escaped when it is joined, unless it is HTML
        case _:
            return plain((span,))


def page_environment(folder: Path) -> Environment:
    """Jinja for templates of pages."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: Mapping[str, object] = {"unsteered": without_direction_marks, "iso": datetime.isoformat}
    environment.filters.update(filters)
    return environment


def without_direction_marks(text: str) -> str:
    """The text without direction control characters: `<title>` and attributes cannot isolate them."""
    return type(text)(_STEERING.sub("", text))  # HTML stays HTML
