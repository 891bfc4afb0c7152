"""Slack as the worker uses it: posts a card, updates it, looks people up.

slack = SlackClient(SlackWebApi(token), public_url="https://badges.example")
posted = await slack.post(workspace, Direct("U0ANA"), card, names, key)

Slack recognises no second `chat.postMessage`, so a letter whose answer was lost is looked for in the direct
conversation by its key (message metadata, `im:history`) before it is posted again. A channel's history would need a
scope a recognition bot should not ask for; there it may be doubled, and counts as uncertain.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from adapters.gateway.platforms import (
    AppRefused,
    Caller,
    Channel,
    ClosedConversation,
    Destination,
    Direct,
    Names,
    PostedCard,
    RetryLater,
    Undeliverable,
)
from adapters.slack.accounts import facts_of, facts_of_foreign, slack_user, team_of
from adapters.slack.api import CARD_FAULTS, SlackError, SlackWebApi
from adapters.slack.blocks.picture_files import DrawPicture, PictureFiles
from adapters.slack.home import HomeTabs, leads_back
from adapters.slack.installation import Installation, ask_installation
from adapters.slack.modal import modal
from adapters.slack.render import SlackMessage, render
from adapters.slack.routes import InChannel, InDirect, InHome, InPlace, ToResponseUrl, Way, parse_route
from adapters.slack.source_messages import state_of
from bot.domain.nominations.model import MessageState
from bot.domain.organisations import Workspace
from bot.domain.people.model import MembershipStatus, PlatformFacts
from bot.messages.cards import Card
from bot.messages.forms import Form, Reply, as_card

LETTER_EVENT = "laurel_letter"
LOOK_BACK = 100
"""Messages of a conversation searched for a letter that may be there."""
SAMPLE = 200
"""Members looked at to see whether Slack gives their e-mail addresses."""
AT_ONCE = 25
"""Concurrent look-ups of people; Slack allows about a hundred a minute."""
log = structlog.get_logger(__name__)
PAGE = 500
"""Members in one answer; Slack advises against more than a thousand."""
_NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


class SlackClient:
    """See `adapters.gateway.platforms.PlatformClient`. One token, so one workspace."""

    def __init__(self, api: SlackWebApi, public_url: str, draw: DrawPicture) -> None:
        self.api = api
        self.public_url = public_url
        self.pictures = PictureFiles(api, draw)
        self.homes = HomeTabs(api)
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
                return await self.answer(user, route, message, key)
            case Direct(user):
                return await self._post_privately(user, message, key)
            case Channel(channel):
                return await self._post_card(channel, as_card(card), names, key)

    async def find_posted(
        self,
        workspace: Workspace,  # noqa: ARG002 - see post
        to: Destination,
        key: str,
    ) -> PostedCard | None:
        """Searches the conversation with one person, the only one whose history Laurel may read."""
        if isinstance(to, Channel):
            return None
        try:
            channel = await self._conversation_with(to.external_id)
            asked = {"channel": channel, "include_all_metadata": "true", "limit": str(LOOK_BACK)}
            answer = await self.api.read("conversations.history", **asked)
        except (AppRefused, ClosedConversation, SlackError):  # without the permission it is posted again
            return None
        except RetryLater as problem:
            raise RetryLater(str(problem), problem.after) from None  # nothing was posted
        for message in answer.get("messages") or ():
            said = message.get("metadata") or {}
            if said.get("event_type") == LETTER_EVENT and said.get("event_payload", {}).get("key") == key:
                return PostedCard(channel, message["ts"], already_posted=True)
        return None

    async def look_at_message(self, workspace: Workspace, place: str, digest: str) -> MessageState | None:  # noqa: ARG002 - see post
        """Whether the message stands. That it was changed, Slack tells only with the permission `channels:history`."""
        return await state_of(self.api, place, digest)

    async def answer(self, user: str, route: str, message: SlackMessage, key: str = "") -> PostedCard:
        """Shows a message to the sender of a request, by the request's own route.

        What cannot be shown there comes in the private conversation: the sender may have left the channel, or the
        route may be too old. A home is not wanted there.
        """
        way = parse_route(route, self.api.url)
        if way is None:
            raise Undeliverable("the way back to the caller is none of Slack's; nothing was sent there")
        try:
            return await self._answer_there(user, way, message, late=bool(key))
        except (ClosedConversation, SlackError) as no:
            only_there = isinstance(way, InDirect) or (isinstance(way, InHome) and not leads_back(message))
            if only_there or (isinstance(no, SlackError) and no.error in CARD_FAULTS):
                raise
            log.info("slack_answered_in_private", why=str(no))
        return await self._post_privately(user, message, key)

    async def _answer_there(self, user: str, way: Way, message: SlackMessage, *, late: bool) -> PostedCard:
        match way:
            case ToResponseUrl(url, replaces):
                body = {**message, "response_type": "ephemeral", "replace_original": replaces}
                await self.api.answer_url(url, body)
                return PostedCard(user, None)
            case InPlace(channel, ts):
                await self.api.call("chat.update", channel=channel, ts=ts, **message)
                self.homes.wrote_to(user)
                return PostedCard(channel, None)
            case InChannel(channel, thread, ephemeral):
                threaded = {"thread_ts": thread} if thread else {}
                if not ephemeral:
                    return await self._post_message(channel, message, **threaded)
                await self.api.call(
                    "chat.postEphemeral", channel=channel, user=slack_user(user), **message, **threaded
                )
                return PostedCard(channel, None)
            case InDirect():
                return await self._post_privately(user, message)
            case InHome():
                await self.homes.publish(user, message, late=late)
                return PostedCard(user, None)

    async def open_form(self, trigger: str, form: Form) -> None:
        """Shows a form as a modal. A trigger works for three seconds, and once."""
        await self.api.call("views.open", trigger_id=trigger, view=modal(form))

    async def update(
        self,
        workspace: Workspace,  # noqa: ARG002 - see post
        posted: PostedCard,
        card: Card,
        names: Names,
    ) -> PostedCard:
        """Replaces a posted card, and its pictures."""
        if posted.message is None:
            raise Undeliverable("Slack keeps no handle of what only one person sees; it cannot be replaced")
        place = {"channel": posted.conversation, "ts": posted.message}

        async def send(uploaded: Mapping[str, str]) -> None:
            await self.api.call("chat.update", **place, **render(card, names, self.public_url, uploaded))

        _, files = await self.pictures.shown(card, send)
        await self.pictures.delete(posted.files)
        self.homes.changed_in(posted.conversation, self._direct)
        return replace(posted, files=files)

    async def delete(self, workspace: Workspace, posted: PostedCard) -> None:  # noqa: ARG002 - see post
        """Deletes a posted card, and its pictures. The workspace may forbid it, and then only they are gone."""
        await self.pictures.delete(posted.files)
        await self.api.call("chat.delete", channel=posted.conversation, ts=posted.message)
        self.homes.changed_in(posted.conversation, self._direct)

    async def people(self, workspace: Workspace, external_ids: Iterable[str]) -> Sequence[PlatformFacts]:
        """Slack's current facts about these users; unknown ones are left out.

        In an Enterprise Grid a person has two ids, and Slack may answer with the other one: the account has both.
        """
        turns = asyncio.Semaphore(AT_ONCE)

        async def look_up(user: str) -> PlatformFacts | None:
            async with turns:
                try:
                    answer = await self.api.read("users.info", user=slack_user(user), include_locale="true")
                except SlackError as no:
                    if no.error in _NOBODY:
                        return None
                    raise
                facts = facts_of(answer["user"], workspace.external_id)
                if team_of(user):
                    return facts_of_foreign(user, facts, answer["user"])
                if facts.external_id != user:
                    return replace(facts, external_id=user, directory_id=facts.external_id)
                return facts

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
        return await ask_installation(self.api)

    async def members_without_email(self) -> tuple[int, int]:
        """Of a page of members: how many come without an e-mail address, and how many there are."""
        answer = await self.api.read("users.list", limit=str(SAMPLE))
        facts = [facts_of(user, user.get("team_id") or "") for user in answer.get("members") or ()]
        members = [one for one in facts if one.standing is MembershipStatus.MEMBER]
        return sum(1 for one in members if not one.email), len(members)

    async def close(self) -> None:
        """Closes the connections."""
        await self.api.close()

    async def _conversation_with(self, user: str) -> str:
        """The private conversation; raises `ClosedConversation` if Slack opens none, whatever its reason."""
        if user not in self._direct:
            try:
                opened = await self.api.call("conversations.open", users=slack_user(user))
            except AppRefused:
                raise
            except RetryLater as problem:
                # Opened or not: nothing was posted yet, and opening it again does no harm.
                raise RetryLater(str(problem), problem.after) from None
            except SlackError as no:
                raise ClosedConversation(f"Slack: {no.error}") from None
            self._direct[user] = opened["channel"]["id"]
        return self._direct[user]

    async def _post_privately(self, user: str, message: SlackMessage, key: str = "") -> PostedCard:
        """Posts into the private conversation; raises `ClosedConversation` if the person cannot be reached there."""
        channel = await self._conversation_with(user)
        try:
            posted = await self._post_message(
                channel, message, **({"metadata": _metadata(key)} if key else {})
            )
        except SlackError as no:
            if no.error in CARD_FAULTS:
                raise
            self._direct.pop(user, None)
            raise ClosedConversation(f"Slack: {no.error}") from None
        except ClosedConversation:
            self._direct.pop(user, None)
            raise
        self.homes.wrote_to(user)
        return posted

    async def _post_card(self, channel: str, card: Card, names: Names, key: str) -> PostedCard:
        async def send(uploaded: Mapping[str, str]) -> PostedCard:
            message = render(card, names, self.public_url, uploaded)
            return await self._post_message(channel, message, metadata=_metadata(key))

        posted, files = await self.pictures.shown(card, send)
        return replace(posted, files=files)

    async def _post_message(self, channel: str, message: SlackMessage, **more: Any) -> PostedCard:
        posted = await self.api.call(
            "chat.postMessage", channel=channel, **message, unfurl_links=False, unfurl_media=False, **more
        )
        return PostedCard(posted["channel"], posted["ts"])


def _metadata(key: str) -> Mapping[str, Any]:
    return {"event_type": LETTER_EVENT, "event_payload": {"key": key}}
