"""Slack as the worker uses it: posts a card, updates it, looks people up.

slack = SlackClient(SlackWebApi(token), public_url="https://badges.example")
posted = await slack.post(workspace, Direct("U0ANA"), card, names, key)

Slack recognises no second `chat.postMessage`, so a letter whose answer was lost is looked for in the direct
conversation by its key (message metadata, `im:history`) before it is posted again. A channel's history would need a
scope a recognition bot should not ask for; there it may be doubled, and counts as uncertain.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

import aiohttp

from adapters.gateway.platforms import (
    Caller,
    Channel,
    Destination,
    Direct,
    Names,
    PostedCard,
    RetryLater,
    Undeliverable,
)
from adapters.slack.api import SlackError, SlackWebApi, no_answer_error, retry_after
from adapters.slack.installation import Installation
from adapters.slack.modal import modal
from adapters.slack.render import SlackMessage, render
from adapters.slack.routes import InChannel, InDirect, ToResponseUrl, parse_route
from bot.domain.organisations import Workspace
from bot.domain.people.model import MembershipStatus, PlatformFacts
from bot.messages.cards import Card
from bot.messages.forms import Form, Reply, as_card
from bot.messages.languages import is_language

LETTER_EVENT = "laurel_letter"
LOOK_BACK = 100
"""Messages of a conversation searched for a letter that may be there."""
AT_ONCE = 8
"""Concurrent look-ups of people; Slack allows about a hundred a minute."""
PAGE = 500
"""Members in one answer; Slack advises against more than a thousand."""
_NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


class SlackClient:
    """See `adapters.gateway.platforms.PlatformClient`. One token, so one workspace."""

    def __init__(self, api: SlackWebApi, public_url: str) -> None:
        self.api = api
        self.public_url = public_url
        self._direct: dict[str, str] = {}

    async def post(
        self,
        workspace: Workspace,  # noqa: ARG002 - one token, one workspace; the port serves platforms with many
        to: Destination,
        card: Reply,
        names: Names,
        key: str,
    ) -> PostedCard:
        """Posts a card. The key travels in the message's metadata (Slack itself does not compare it).

        A form needs a current trigger, so for a form that waited only its hint is posted.
        """
        message = render(as_card(card), names, self.public_url)
        match to:
            case Caller(user, route):
                return await self.answer(user, route, message)
            case Direct(user):
                channel = await self._conversation_with(user)
            case Channel(channel):
                pass
        metadata = {"event_type": LETTER_EVENT, "event_payload": {"key": key}}
        return await self._post_message(channel, message, metadata=metadata)

    async def find_posted(
        self,
        workspace: Workspace,  # noqa: ARG002 - see post
        to: Destination,
        key: str,
    ) -> PostedCard | None:
        """Searches the conversation with one person, the only one whose history Laurel may read."""
        if not isinstance(to, Direct):
            return None
        channel = await self._conversation_with(to.external_id)
        asked = {"channel": channel, "include_all_metadata": "true", "limit": str(LOOK_BACK)}
        try:
            answer = await self.api.read("conversations.history", **asked)
        except SlackError:  # an app from before this scope was requested: it is posted again, and counted
            return None
        except RetryLater as problem:
            raise RetryLater(str(problem), problem.after) from None  # nothing was posted
        for message in answer.get("messages") or ():
            said = message.get("metadata") or {}
            if said.get("event_type") == LETTER_EVENT and said.get("event_payload", {}).get("key") == key:
                return PostedCard(channel, message["ts"], already_posted=True)
        return None

    async def answer(self, user: str, route: str, message: SlackMessage) -> PostedCard:
        """Shows a message to the sender of a request, by the request's own route."""
        match parse_route(route, self.api.url):
            case ToResponseUrl(url):
                await self._post_to_url(url, message)
                return PostedCard(user, None)
            case InChannel(channel, thread, ephemeral):
                threaded = {"thread_ts": thread} if thread else {}
                if not ephemeral:
                    return await self._post_message(channel, message, **threaded)
                await self.api.call("chat.postEphemeral", channel=channel, user=user, **message, **threaded)
                return PostedCard(channel, None)
            case InDirect():
                return await self._post_message(await self._conversation_with(user), message)
            case None:
                raise Undeliverable("the way back to the caller is none of Slack's; nothing was sent there")

    async def open_form(self, trigger: str, form: Form) -> None:
        """Shows a form as a modal. A trigger works for three seconds, and once."""
        await self.api.call("views.open", trigger_id=trigger, view=modal(form))

    async def update(
        self,
        workspace: Workspace,  # noqa: ARG002 - see post
        posted: PostedCard,
        card: Card,
        names: Names,
    ) -> None:
        """Replaces a posted card."""
        if posted.message is None:
            raise Undeliverable("Slack keeps no handle of what only one person sees; it cannot be replaced")
        message = render(card, names, self.public_url)
        await self.api.call("chat.update", channel=posted.conversation, ts=posted.message, **message)

    async def people(self, workspace: Workspace, external_ids: Iterable[str]) -> Sequence[PlatformFacts]:
        """Slack's current facts about these users; unknown ones are left out."""
        turns = asyncio.Semaphore(AT_ONCE)

        async def look_up(user: str) -> PlatformFacts | None:
            async with turns:
                try:
                    answer = await self.api.read("users.info", user=user, include_locale="true")
                except SlackError as no:
                    if no.error in _NOBODY:
                        return None
                    raise
                return facts_of(answer["user"], workspace.external_id)

        found = await asyncio.gather(*(look_up(user) for user in dict.fromkeys(external_ids)))
        return [facts for facts in found if facts]

    async def members(self, workspace: Workspace) -> AsyncIterator[PlatformFacts]:
        """Everyone in the workspace, deactivated accounts included."""
        page = {"limit": str(PAGE), "include_locale": "true"}
        while True:
            answer = await self.api.read("users.list", **page)
            for user in answer["members"]:
                yield facts_of(user, workspace.external_id)
            page["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not page["cursor"]:
                return

    async def find(self, workspace: Workspace, email: str) -> PlatformFacts | None:
        """The member of that address, if the workspace has one."""
        try:
            answer = await self.api.read("users.lookupByEmail", email=email)
        except SlackError as no:
            if no.error in _NOBODY:
                return None
            raise
        return facts_of(answer["user"], workspace.external_id)

    async def installation(self) -> Installation:
        """This app, and its workspace."""
        test = await self.api.call("auth.test")
        return Installation(
            team_id=test["team_id"],
            team_name=test.get("team") or "",
            bot_user_id=test["user_id"],
            bot_id=test.get("bot_id") or "",
            app_id=test.get("app_id") or await self._app_of(test.get("bot_id")),
        )

    async def close(self) -> None:
        """Closes the connections."""
        await self.api.close()

    async def _app_of(self, bot_id: str | None) -> str | None:
        """The app behind a bot; auth.test names it for some kinds of tokens only."""
        if not bot_id:
            return None
        try:
            bot = (await self.api.read("bots.info", bot=bot_id))["bot"]
        except SlackError:
            return None
        return str(bot["app_id"]) if bot.get("app_id") else None

    async def _conversation_with(self, user: str) -> str:
        if user not in self._direct:
            try:
                opened = await self.api.call("conversations.open", users=user)
            except RetryLater as problem:
                # Opened or not: nothing was posted yet, and opening it again does no harm.
                raise RetryLater(str(problem), problem.after) from None
            self._direct[user] = opened["channel"]["id"]
        return self._direct[user]

    async def _post_message(self, channel: str, message: SlackMessage, **more: Any) -> PostedCard:
        posted = await self.api.call(
            "chat.postMessage", channel=channel, **message, unfurl_links=False, unfurl_media=False, **more
        )
        return PostedCard(posted["channel"], posted["ts"])

    async def _post_to_url(self, url: str, message: SlackMessage) -> None:
        body = {**message, "response_type": "ephemeral", "replace_original": False}
        try:
            async with self.api.session.post(url, json=body, allow_redirects=False) as response:
                status, wait = response.status, retry_after(response.headers.get("Retry-After"))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise no_answer_error(error) from None
        if status == 429 or status >= 500:
            raise RetryLater(f"Slack answered {status} at the response_url", wait, uncertain=status != 429)
        if status != 200:
            raise Undeliverable(f"Slack answered {status} at the response_url: it is used up or too old")


def facts_of(user: Mapping[str, Any], team: str) -> PlatformFacts:
    """The facts about a person in a user object (docs.slack.dev, "User object"), seen from workspace `team`."""
    profile: Mapping[str, Any] = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    name = next((name for name in names if name and name.strip()), user["id"])
    locale = user.get("locale")
    return PlatformFacts(
        user["id"],
        name.strip(),
        profile.get("email") or None,
        _membership(user, team),
        user.get("tz"),
        locale if isinstance(locale, str) and is_language(locale) else None,
    )


def _membership(user: Mapping[str, Any], team: str) -> MembershipStatus:
    if user.get("deleted"):
        return MembershipStatus.LEFT
    if user.get("is_bot") or user.get("is_workflow_bot") or user["id"] == "USLACKBOT":
        return MembershipStatus.BOT
    # On Enterprise Grid a colleague's own team may be another workspace of the same organisation.
    teams = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())}
    if user.get("is_stranger") or team not in teams:
        return MembershipStatus.STRANGER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return MembershipStatus.GUEST
    return MembershipStatus.MEMBER
