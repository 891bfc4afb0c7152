"""One line of text as it was meant: any space is a space, and what cannot be seen is left out.

    one_line("\\u200eBen\\u3000Okafor ")   # "Ben Okafor"

Joiners are letters of many scripts: Persian has U+200C inside words, Malayalam has U+200D at their ends, and emoji are
joined by it. They stay where they join something.
"""

import re
import unicodedata

_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Soft hyphen, zero width space, word joiner, byte order mark, and embeddings and overrides of the direction."""
_MARKS_AT_EDGES = " \u200e\u200f\u061c"
_JOINERS = re.compile(
    "(?:(?<=[\\s\u200c\u200d])|(?<![^\\s]))[\u200c\u200d]+|(?<=[\x00-\x7f])[\u200c\u200d]+(?!\\S)"
)
"""Joiners that join nothing: at the start of a word, repeated, or behind a word in ASCII."""
_ALLOWED_FORMATS = re.compile("[\u200c-\u200f\u061c\u180e\U000e0020-\U000e007f]")
"""Joiners, marks of direction inside, the Mongolian separator, tags of emoji flags."""
MOST_OF_A_NAME = 200
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0\ufffc"
"""Fillers that Unicode counts among letters and signs, and that show nothing."""
_STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_POP, _POP_ISOLATE = "\u202c", "\u2069"
_CLOSED_BY = dict.fromkeys("\u202a\u202b\u202d\u202e", _POP) | dict.fromkeys(
    "\u2066\u2067\u2068", _POP_ISOLATE
)
MOST_OPEN = 8
"""Levels of direction in one line; deeper ones are left out."""


def one_line(text: str) -> str:
    """The text with composed characters (NFC), single spaces, and without what cannot be seen around or inside it."""
    words = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())
    return _JOINERS.sub("", words.strip(_MARKS_AT_EDGES)).strip()


def display_name(text: str, otherwise: str) -> str:
    """A name that another system reports, as it may be shown; `otherwise` where nothing of it can be seen.

    >>> display_name("Ana\x00 \u202eSouza\ud800", "U0ANA"), display_name("\u200b", "U0ANA")
    ('Ana Souza', 'U0ANA')
    """
    shown = one_line(_CONTROLS.sub("", text))[:MOST_OF_A_NAME]
    return shown if is_visible(shown) else otherwise


def storable(text: str) -> str:
    """The text without characters that no database stores: JSON can spell half a surrogate pair, and NUL."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def unsteered(text: str) -> str:
    """Another's text without control characters and marks of direction, for where nothing can isolate it.

    HTML stays HTML.
    """
    return type(text)(_STEERING.sub("", _CONTROLS.sub("", text)))


def closed(text: str) -> str:
    """Another's text without control characters, each of its directions closed at the end of its line (UAX #9).

    So it cannot turn what stands behind it. A close of nothing is left out.

    >>> closed("\\u202eabc\\u2069").encode("unicode_escape")
    b'\\\\u202eabc\\\\u202c'
    """
    text = _CONTROLS.sub("", text)
    return "\n".join(map(_closed_line, text.split("\n"))) if _STEERING.search(text) else text


def _closed_line(line: str) -> str:
    kept, ends = list[str](), list[str]()
    for char in line:
        if char in _CLOSED_BY:
            if len(ends) == MOST_OPEN:
                continue
            ends.append(_CLOSED_BY[char])
        elif char == _POP_ISOLATE and char in ends:
            while (end := ends.pop()) != char:  # it closes the embeddings inside, too
                kept.append(end)
        elif char == _POP and ends[-1:] == [char]:
            ends.pop()
        elif char in (_POP, _POP_ISOLATE):
            continue
        kept.append(char)
    return "".join([*kept, *reversed(ends)])


def has_unreadable(text: str) -> bool:
    """Whether a line holds a control character, or U+FFFD, the trace of a letter that an earlier conversion lost."""
    return any(_is_unreadable(char) for char in _ALLOWED_FORMATS.sub("", text))


def is_visible(text: str) -> bool:
    """Whether anything of the text can be seen: a letter, a figure, a sign or an emoji."""
    return any(unicodedata.category(char)[0] in "LNPS" and char not in _BLANK_LETTERS for char in text)


def _is_unreadable(char: str) -> bool:
    """Letters and emoji that are newer than this Python are unassigned for it (Cn); they are readable."""
    category = unicodedata.category(char)
    if category == "Cn":
        return "\ufdd0" <= char <= "\ufdef" or ord(char) & 0xFFFE == 0xFFFE
    return char == "\ufffd" or not char.isprintable()
