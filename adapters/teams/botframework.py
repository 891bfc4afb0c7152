"""Teams' protocol by Microsoft's botbuilder-core; no other module imports it. See `adapters.teams.ports.Connector`.

The library is archived, so only its good parts are used: the turn of an activity, and the addresses and models of
the connector's API. The rest is replaced: tokens are checked before it sees a request (`tokens.py`), its connector
clients are cached, one for each service address, and they send through our own client (`outgoing.py`) instead of a
blocking pipeline that is rebuilt for each turn. docs/decisions/0120.

Decision: docs/decisions/0120.
"""

import json
from collections import OrderedDict
from typing import Any

from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    Attachment,
    ChannelAccount,
    ConversationAccount,
    ConversationParameters,
)
from botframework.connector import BotFrameworkConnectorConfiguration
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)
from msrest.pipeline import (  # type: ignore[attr-defined] # exported, though it does not say so
    AsyncHTTPSender,
    AsyncPipeline,
    Request,
    Response,
)

from adapters.gateway.platforms import ClosedConversation, Undeliverable
from adapters.teams.outgoing import ConnectorApi, TeamsError
from adapters.teams.ports import Json, Logic, TeamsConversation

MOST_CLIENTS = 32
"""Service addresses cached; Teams has a handful of regions."""
_DESERIALIZED = "deserialized_data"
_INVOKE_RESPONSE = "BotFrameworkAdapter.InvokeResponse"
_BOT_IS_NOT_THERE = ("ConversationNotFound", "BotNotInConversationRoster")
"""Teams' codes where it says nothing of the member asked about."""
_CREDENTIALS = object()
"""The library requires some; our own client adds the token."""


class BotFramework:
    """Implements `adapters.teams.ports.Connector`."""

    def __init__(self, app_id: str, outgoing: ConnectorApi) -> None:
        self.app_id = app_id
        self.outgoing = outgoing
        self._clients = _Clients(outgoing)
        self._adapter = _Adapter(_Authenticated())
        self._sender = AuthenticateRequestResult()
        self._sender.audience = app_id
        self._sender.claims_identity = ClaimsIdentity({}, is_authenticated=True)
        self._sender.connector_factory = self._clients

    async def receive(self, activity: Json, logic: Logic) -> Json | None:
        """One turn. The library sees sender, place and type; the activity itself goes to `logic` unchanged."""

        async def ctx(context: TurnContext) -> None:
            body = await logic(activity)
            if context.activity.type == ActivityTypes.invoke:
                answer = InvokeResponse(status=200, body=body)
                context.turn_state[_INVOKE_RESPONSE] = Activity(
                    type=ActivityTypes.invoke_response, value=answer
                )

        answer = await self._adapter.process_activity(self._sender, _outline(activity), ctx)
        return answer.body if answer else None

    async def send(self, place: TeamsConversation, activity: Json) -> str:
        """Posts; returns the message's id."""
        client = self._clients.of(place.service_url)
        raw = await client.conversations.send_to_conversation(place.conversation, _model(activity), raw=True)
        return str(raw.response.answer.get("id") or "")

    async def update(self, place: TeamsConversation, message: str, activity: Json) -> None:
        """Replaces a message."""
        client = self._clients.of(place.service_url)
        await client.conversations.update_activity(place.conversation, message, _model(activity), raw=True)

    async def delete(self, place: TeamsConversation, message: str) -> None:
        """Removes a message."""
        await self._clients.of(place.service_url).conversations.delete_activity(
            place.conversation, message, raw=True
        )

    async def create_personal(self, service_url: str, tenant: str, user: str) -> TeamsConversation:
        """The private chat with a user, created if there is none."""
        wanted = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(id=f"28:{self.app_id}"),
            members=[ChannelAccount(id=user)],
            tenant_id=tenant,
            channel_data={"tenant": {"id": tenant}},
        )
        raw = await self._clients.of(service_url).conversations.create_conversation(wanted, raw=True)
        conversation = raw.response.answer.get("id")
        if not isinstance(conversation, str) or not conversation:
            raise Undeliverable("Teams made a private chat and did not say which")
        return TeamsConversation(service_url, conversation, user)

    async def get_member(self, place: TeamsConversation, user: str) -> Json | None:
        """A member of a conversation; None if there is none. Raises if the bot is not in the conversation."""
        conversations = self._clients.of(place.service_url).conversations
        try:
            raw = await conversations.get_conversation_member(place.conversation, user, raw=True)
        except TeamsError:
            return None
        except ClosedConversation as no:
            if any(code in str(no) for code in _BOT_IS_NOT_THERE):
                raise
            return None
        answer: Json = raw.response.answer
        return answer if answer.get("id") else None

    async def close(self) -> None:
        """Closes the connections."""
        await self.outgoing.close()


class _LibraryResponse:
    """The part of a response that the library reads. Failures were raised before."""

    status_code = 200

    def __init__(self, answer: Json) -> None:
        self.answer = answer
        self.context: dict[str, Any] = {}


class _OutgoingSender(AsyncHTTPSender):  # type: ignore[type-arg] # of our own kind of response
    """The end of the library's pipeline: our own client."""

    def __init__(self, outgoing: ConnectorApi) -> None:
        self.outgoing = outgoing

    async def send(self, request: Request[Any], **_: Any) -> Response[Any, Any]:
        asked = request.http_request
        body = _in_utf8(asked.data) if isinstance(asked.data, str) else asked.data
        answer = await self.outgoing.call(asked.method, asked.url, body)
        return Response(request, _LibraryResponse(answer), {_DESERIALIZED: answer})

    async def __aexit__(self, *_: object) -> None:
        """Nothing: the connections belong to their opener."""


class _Clients(ConnectorFactory):  # type: ignore[misc] # the library is untyped
    """Connector clients, one for each service address; the least used are dropped first."""

    def __init__(self, outgoing: ConnectorApi) -> None:
        self.outgoing = outgoing
        self._known: OrderedDict[str, ConnectorClient] = OrderedDict()

    async def create(self, service_url: str, audience: str = "") -> ConnectorClient:  # noqa: ARG002 - the library's
        """See the library's ConnectorFactory."""
        return self.of(service_url)

    def of(self, service_url: str) -> ConnectorClient:
        """The client of that address. Raises `Undeliverable` if the address is not allowed."""
        if not self.outgoing.hosts.allows(service_url):
            raise Undeliverable(
                "the conversation's service address is not among LAUREL_TEAMS_SERVICE_HOSTS; nothing was sent"
            )
        client = self._known.pop(service_url, None) or self._make_client(service_url)
        self._known[service_url] = client
        if len(self._known) > MOST_CLIENTS:
            self._known.popitem(last=False)
        return client

    def _make_client(self, service_url: str) -> ConnectorClient:
        way_out = _OutgoingSender(self.outgoing)
        configuration = BotFrameworkConnectorConfiguration(
            _CREDENTIALS, service_url, pipeline_type=lambda _: AsyncPipeline([], way_out)
        )
        return ConnectorClient(_CREDENTIALS, service_url, custom_configuration=configuration)


class _Authenticated(BotFrameworkAuthentication):  # type: ignore[misc] # the library is untyped
    """Senders were checked before; any of these calls could bypass that check, so none does anything."""

    async def authenticate_request(self, *_: object) -> AuthenticateRequestResult:
        """See the library."""
        raise PermissionError("senders are checked in adapters/teams/auth/tokens.py")

    async def authenticate_streaming_request(self, *_: object) -> AuthenticateRequestResult:
        """See the library."""
        raise PermissionError("Laurel takes no streams")

    def create_connector_factory(self, *_: object) -> ConnectorFactory:
        """See the library."""
        raise PermissionError("connector clients are kept by adapters/teams/botframework.py")

    async def create_user_token_client(self, *_: object) -> None:
        """See the library. Laurel needs no sign-in by Teams, so there is none."""


class _Adapter(CloudAdapterBase):  # type: ignore[misc] # the library is untyped
    """The library's turn, unchanged."""


def _in_utf8(data: str) -> bytes:
    """The library escapes non-ASCII letters, six bytes for each; Teams counts bytes, so it gets plain letters."""
    return (json.dumps(json.loads(data), ensure_ascii=False) if "\\u" in data else data).encode()


def _outline(activity: Json) -> Activity:
    """The fields that the library needs for a turn. Building the whole model would cost more than all the rest."""
    conversation, sender = activity["conversation"], activity["from"]
    return Activity(
        type=activity["type"],
        id=activity.get("id"),
        name=activity.get("name"),
        service_url=activity["serviceUrl"],
        channel_id=activity["channelId"],
        conversation=ConversationAccount(id=conversation["id"], tenant_id=conversation.get("tenantId")),
        from_property=ChannelAccount(id=sender["id"]),
    )


def _model(activity: Json) -> Activity:
    """A message as the library's model; cards stay plain dicts inside it."""
    cards = [
        Attachment(content_type=attachment["contentType"], content=attachment["content"])
        for attachment in activity["attachments"]
    ]
    return Activity(type=ActivityTypes.message, summary=activity.get("summary"), attachments=cards)
