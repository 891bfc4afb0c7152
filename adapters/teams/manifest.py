"""The app's manifest, and the file that translates it: with two icons they are the package that Teams installs.

Source: learn.microsoft.com, "App manifest schema" and "Localization schema", version 1.16.
"""

from collections.abc import Sequence
from typing import Any

from bot.messages.typed_words import typed_words
from bot.messages.wording import Wording

SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.16"
VERSION = "0.1.0"
"""Of the app: an administrator installs a package over an older one only."""
SCOPES = ("personal", "team", "groupChat")
COMMANDS = (
    *("award", "nominate", "mybadges", "badges", "badges decide", "badges nominations", "badges away"),
    *("badges why", "badges verify", "badges help"),
)
"""Listed while people write to the bot. Teams shows ten at most, so those for owners alone are left out."""


def manifest(public_url: str, app_id: str, say: Wording, others: Sequence[Wording]) -> dict[str, Any]:
    """The manifest for a Laurel at `public_url` whose bot has that app id. `others`: further languages, each a file."""
    host = public_url.partition("://")[2].partition("/")[0]
    return {
        "$schema": f"{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": "1.16",
        "version": VERSION,
        "id": app_id,
        "developer": {
            "name": "Laurel",
            "websiteUrl": public_url,
            "privacyUrl": public_url,
            "termsOfUseUrl": public_url,
        },
        "name": {"short": "Laurel", "full": "Laurel"},
        "description": {
            "short": say.text("manifest.about_teams"),
            "full": say.text("manifest.about_teams_long"),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#1F4D3A",
        "bots": [
            {
                "botId": app_id,
                "scopes": list(SCOPES),
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [{"scopes": list(SCOPES), "commands": _commands(say)}],
            }
        ],
        "validDomains": [host],
        "localizationInfo": {
            "defaultLanguageTag": say.language,
            "additionalLanguages": [
                {"languageTag": other.language, "file": f"{other.language}.json"} for other in others
            ],
        },
    }


def translation(say: Wording) -> dict[str, str]:
    """The manifest's texts in a language, by their places in it."""
    texts = {
        "$schema": f"{SCHEMA}/MicrosoftTeams.Localization.schema.json",
        "name.short": "Laurel",
        "name.full": "Laurel",
        "description.short": say.text("manifest.about_teams"),
        "description.full": say.text("manifest.about_teams_long"),
    }
    for number, command in enumerate(_commands(say)):
        for part, text in command.items():
            texts[f"bots[0].commandLists[0].commands[{number}].{part}"] = text
    return texts


def _commands(say: Wording) -> list[dict[str, str]]:
    """Each command by the words that people type in that language: Teams puts the title into the message."""
    return [
        {
            "title": " ".join(typed_words(say, word)[0] for word in command.split()),
            "description": say.text(f"manifest.{command.split()[-1]}"),
        }
        for command in COMMANDS
    ]
