"""A phrase as Slack and as Teams send it: payloads and activities, read by the adapters as in production.

In Teams' private chat nobody can be mentioned, so people stand there by their e-mail address.
"""

import re
from typing import Any

from adapters.slack.gate import SignedBody
from adapters.slack.inbound.payload import payload_of
from adapters.slack.inbound.requests import from_command, from_event
from adapters.slack.installation import Installation
from adapters.teams.inbound import parse_activity, parse_request
from bot.messages.requests import Inbound, Origin
from tests.fakes.sentences.phrases import Phrase
from tests.fakes.slack.sender import SlackSender
from tests.fakes.slack.web_api import APP, BOT, BOT_USER, TEAM
from tests.fakes.teams.sender import BOT as TEAMS_BOT
from tests.fakes.teams.sender import CHANNEL, TeamsSender

WHO = ("ana", "bob", "carla", "dieter", "eve", "maya", "otto", "sam", "kim", "lee")
SPEAKER = "lee"
OWN = Installation(TEAM, "Laurel Works", BOT_USER, BOT, APP)
_NAMED = re.compile(
    rf"@({'|'.join((*WHO, 'laurel', 'channel', 'here', 'everyone', 'support'))})\b", re.IGNORECASE
)

slack_sender = SlackSender()
teams_sender = TeamsSender("https://smba.example/emea/")


def on_slack(phrase: Phrase) -> tuple[Inbound, Origin]:
    """The request in Slack's payload."""
    text = _NAMED.sub(_slack_mark, _escape(phrase.text))
    user = f"U0{SPEAKER.upper()}"
    if phrase.via == "slash":
        command, _, rest = text.partition(" ")
        sent = slack_sender.command(command, rest, user)
        heard = from_command(payload_of(SignedBody(sent.body, sent.headers["Content-Type"])), OWN)
    else:
        sent = (
            slack_sender.mention(text, user) if phrase.via == "mention" else slack_sender.direct(text, user)
        )
        heard = from_event(payload_of(SignedBody(sent.body, sent.headers["Content-Type"])), OWN)
    assert heard is not None, f"{phrase.id} is not for the bot"
    return heard.inbound, heard.origin


def on_teams(phrase: Phrase) -> tuple[Inbound, Origin]:
    """The request in Teams' activity."""
    where = "personal" if phrase.via == "direct" else CHANNEL
    entities: list[Any] = []
    text = _NAMED.sub(
        lambda found: _teams_mark(found[1], entities, personal=where == "personal"), phrase.text
    )
    if phrase.via == "slash":
        text = f"<at>Laurel</at> {text}"
        entities.insert(0, _entity(TEAMS_BOT, "Laurel"))
    activity = teams_sender.message(f"29:{SPEAKER}", text, where, entities=entities)
    heard = parse_request(parse_activity(activity))
    assert heard is not None, f"{phrase.id} is not for the bot"
    return heard.inbound, heard.origin


WIRES = {"slack": on_slack, "teams": on_teams}


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _slack_mark(found: re.Match[str]) -> str:
    name = found[1].casefold()
    match name:
        case "laurel":
            return f"<@{BOT_USER}>"
        case "channel" | "here" | "everyone":
            return f"<!{name}>"
        case "support":
            return "<!subteam^S0SUPPORT|@support>"
        case _:
            return f"<@U0{name.upper()}>"


def _teams_mark(name: str, entities: list[Any], *, personal: bool) -> str:
    name = name.casefold()
    match name:
        case "laurel":
            marked, identifier = "Laurel", TEAMS_BOT
        case "channel" | "here" | "everyone" | "support":
            marked, identifier = name, f"19:{name}@thread.tacv2"
        case _ if personal:
            return f"{name}@example.org"
        case _:
            marked, identifier = name.title(), f"29:{name}"
    entities.append(_entity(identifier, marked))
    return f"<at>{marked}</at>"


def _entity(identifier: str, name: str) -> Any:
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": identifier, "name": name}}
