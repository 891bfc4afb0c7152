"""What Teams sends, as what the bot understands."""

import pytest

from adapters.configuration.environment import SettingsError, read_settings
from adapters.configuration.settings import Settings
from adapters.teams.auth.clouds import SERVICE_HOSTS, ServiceHosts, cloud_of
from adapters.teams.inbound import MalformedActivity, parse_activity, parse_request, people_seen, place_of
from adapters.teams.mentions import parse_text as read_text
from bot.messages.requests import ButtonPress, Mention, MessageToBot
from tests.fakes.teams.connector import APP, PASSWORD, TENANT, Json
from tests.fakes.teams.sender import BOT, CHANNEL, TeamsSender
from tests.fakes.worded import raises_worded

sender = TeamsSender("https://smba.trafficmanager.net/emea/")
SECRET = {"LAUREL_SECRET": "a secret of this test alone"}
CREDENTIALS = {"MICROSOFT_APP_ID": APP, "MICROSOFT_APP_PASSWORD": PASSWORD, "MICROSOFT_APP_TENANT_ID": TENANT}


def test_a_mention_in_a_channel_is_a_sentence_whose_answer_goes_to_the_private_chat() -> None:
    heard = parse_request(
        sender.says("29:maya", "award <at>Ana</at> customer-hero Well done", ["29:ana"], CHANNEL).activity
    )

    assert heard is not None
    assert heard.inbound == MessageToBot((" award ", Mention("29:ana", "Ana"), " customer-hero Well done"))
    assert (heard.origin.route, heard.origin.aside) == ("personal", f"here:{CHANNEL};messageid=17000")
    assert heard.origin.conversation.external_id == CHANNEL


def named(where: str, name: str, **channel: str) -> str:
    """What a conversation of that name is called for people who are not in it."""
    said = sender.says("29:maya", "award <at>Ana</at> mentor", ["29:ana"], where).activity
    said["conversation"]["name"] = name
    said["channelData"] |= {"channel": {"id": where, "name": name, **channel}} if channel else {}
    heard = parse_request(said)
    assert heard is not None
    return heard.origin.conversation.name


def test_a_conversation_that_not_everybody_sees_has_no_name_for_those_who_are_not_in_it() -> None:
    assert named(CHANNEL, "Announcements") == "Announcements"
    assert named(CHANNEL, "Announcements", type="standard") == "Announcements"
    assert named(CHANNEL, "Salaries", type="private") == ""
    assert named(CHANNEL, "Merger", type="shared") == ""
    assert named("19:group@thread.v2", "Leaving do of Ben") == ""


def test_a_sentence_in_the_private_chat_is_answered_there() -> None:
    heard = parse_request(sender.says("29:maya", "/mybadges").activity)

    assert heard is not None
    assert (heard.origin.route, heard.origin.aside) == ("here:a:29:maya", None)
    assert heard.origin.conversation.direct


@pytest.mark.parametrize(
    ("said", "locale"), [("de-DE", "de-DE"), ("not a language", None), ({}, None), (None, None)]
)
def test_the_language_of_a_request_is_that_of_the_senders_client(said: object, locale: str | None) -> None:
    heard = parse_request({**sender.says("29:maya", "/mybadges").activity, "locale": said})
    assert heard is not None
    assert heard.origin.locale == locale


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ({"localTimezone": "Europe/Berlin"}, "Europe/Berlin"),
        ({"entities": [{"type": "clientInfo", "timezone": "Asia/Tokyo"}]}, "Asia/Tokyo"),
        ({"localTimezone": "Mars/Base"}, None),
        ({"localTimezone": {}}, None),
        ({}, None),
    ],
)
def test_the_time_zone_of_a_request_is_that_of_the_senders_client(told: Json, zone: str | None) -> None:
    heard = parse_request({**sender.says("29:maya", "/mybadges").activity, **told})
    assert heard is not None
    assert heard.origin.timezone == zone


def test_talk_of_others_in_a_channel_is_none_of_the_bots_business() -> None:
    assert parse_request(sender.message("29:maya", "award everybody", CHANNEL)) is None


@pytest.mark.parametrize("kind", ["typing", "messageReaction", "conversationUpdate", "event", "somethingNew"])
def test_what_is_no_question_is_taken_quietly(kind: str) -> None:
    assert parse_request({**sender.activity("29:maya"), "type": kind}) is None


def test_a_button_is_the_same_by_execute_and_by_submit() -> None:
    button = {
        "verb": "share",
        "data": {"token": "t1"},
        "fallback": {"data": {"laurel": "share", "token": "t1"}},
    }
    execute = parse_request(sender.presses("29:ana", button).activity)
    submit = parse_request(sender.submits("29:ana", button).activity)

    assert execute is not None
    assert submit is not None
    assert execute.inbound == submit.inbound == ButtonPress("share", "t1")
    assert (execute.origin.brief, submit.origin.brief) == (True, False)


def test_a_second_delivery_has_the_same_key_and_another_message_has_not() -> None:
    activity = sender.says("29:maya", "help").activity
    keys = [parse_request(raw).origin.key for raw in (activity, activity, {**activity, "id": "other"})]  # type: ignore[union-attr] # all are heard

    assert keys[0] == keys[1] != keys[2]


def test_a_place_is_the_channel_and_not_the_thread() -> None:
    assert place_of(sender.says("29:maya", "x", where=CHANNEL).activity).conversation == CHANNEL
    assert place_of(sender.says("29:maya", "x").activity).user == "29:maya"


def test_everybody_named_is_seen() -> None:
    activity = sender.says("29:maya", "award <at>Ana</at>", ["29:ana"], CHANNEL).activity

    assert people_seen(activity) == ("29:maya", BOT, "29:ana")


@pytest.mark.parametrize(
    "broken", [None, [], "x", {}, {"type": 1}, {"type": "message", "conversation": {"id": ""}}]
)
def test_what_has_not_the_shape_of_an_activity_is_malformed(broken: object) -> None:
    with pytest.raises(MalformedActivity):
        parse_activity(broken)


def test_markup_that_somebody_typed_names_nobody() -> None:
    assert read_text("award <at>Ana</at> &amp; co", []) == ("award Ana & co",)


def test_a_mention_that_teams_lists_without_its_markup_is_known_by_its_name() -> None:
    tom = {"type": "mention", "mentioned": {"id": "29:tom", "name": "Tom & Jerry"}}
    assert read_text("award <at>Tom &amp; Jerry</at> mentor", [tom]) == (
        "award ",
        Mention("29:tom", "Tom & Jerry"),
        " mentor",
    )


def test_the_bot_itself_is_known_by_its_name_as_well() -> None:
    entity = {"type": "mention", "mentioned": {"id": BOT, "name": "Laurel & Co"}}
    said = sender.message("29:maya", "<at>Laurel &amp; Co</at> help", CHANNEL, entities=[entity])
    heard = parse_request(said)
    assert heard is not None
    assert heard.inbound == MessageToBot((" help",))


def test_an_edit_is_the_same_message_and_another_request() -> None:
    said = sender.says("29:maya", "nomnate ana@example.org for mentor")
    edited = sender.edits(said, "nominate ana@example.org for mentor")
    before, first, again = (parse_request(parse_activity(one.activity)) for one in (said, edited, edited))

    assert before is not None
    assert first is not None
    assert again is not None
    assert first.inbound == MessageToBot(("nominate ana@example.org for mentor",))
    assert first.origin.message == before.origin.message
    assert (before.origin.edited, first.origin.edited) == (False, True)
    assert first.origin.key == again.origin.key != before.origin.key


@pytest.mark.parametrize("kind", ["undeleteMessage", "softDeleteMessage", None])
def test_a_message_that_was_deleted_or_restored_asks_nothing_anew(kind: str | None) -> None:
    activity = {**sender.message("29:maya", "award"), "type": "messageUpdate"}
    assert parse_request({**activity, "channelData": {**activity["channelData"], "eventType": kind}}) is None


def test_two_of_one_name_are_told_apart_by_their_order() -> None:
    kims = [
        {"type": "mention", "text": "<at>Kim</at>", "mentioned": {"id": f"29:{number}", "name": "Kim"}}
        for number in (1, 2)
    ]

    assert read_text("<at>Kim</at> and <at>Kim</at>", kims) == (
        Mention("29:1", "Kim"),
        " and ",
        Mention("29:2", "Kim"),
    )


def test_a_channel_or_tag_is_a_crowd() -> None:
    entity = {"type": "mention", "text": "<at>General</at>", "mentioned": {"id": CHANNEL, "name": "General"}}

    assert read_text("<at>General</at>", [entity]) == (Mention(CHANNEL, "General", "group"),)


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.example/smba.trafficmanager.net",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net\\@evil.example/",
        "http://smba.trafficmanager.net/",
        "ftp://smba.trafficmanager.net/",
        "https://smba.trafficmanager.net/?x=1",
        "https://ѕmba.trafficmanager.net/",
        "//smba.trafficmanager.net/",
        "http://127.0.0.1:1/",
        "https://[::1",
        "",
    ],
)
def test_only_the_listed_hosts_are_sent_to(url: str) -> None:
    assert not ServiceHosts(SERVICE_HOSTS).allows(url)


def test_microsofts_own_hosts_are_sent_to_and_loopback_only_in_development() -> None:
    assert all(ServiceHosts().allows(f"https://{host}/amer/") for host in SERVICE_HOSTS)
    assert ServiceHosts((), dev=True).allows("http://localhost:56150/_connector")
    assert not ServiceHosts((), dev=True).allows("https://smba.trafficmanager.net/")
    assert cloud_of("https://login.botframework.azure.us/v1/x").issuer == "https://api.botframework.us"


def test_teams_starts_with_all_three_credentials_and_without_any_it_is_off() -> None:
    assert read_settings({**SECRET, **CREDENTIALS}).teams
    assert not read_settings(SECRET).teams


@pytest.mark.parametrize("missing", CREDENTIALS)
def test_a_missing_credential_is_named(missing: str) -> None:
    given = {name: value for name, value in CREDENTIALS.items() if name != missing}
    with raises_worded(SettingsError, missing):
        read_settings({**SECRET, **given})


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"LAUREL_TEAMS_SERVICE_HOSTS": "smba.example"}, "MICROSOFT_APP_ID"),
        ({**CREDENTIALS, "MICROSOFT_APP_PASSWORD": "changeme"}, "MICROSOFT_APP_PASSWORD"),
        ({**CREDENTIALS, "MICROSOFT_APP_TENANT_ID": "common"}, "MICROSOFT_APP_TENANT_ID"),
        ({**CREDENTIALS, "LAUREL_TEAMS_OPENID_URL": "http://evil.example/"}, "LAUREL_TEAMS_OPENID_URL"),
        ({**CREDENTIALS, "LAUREL_TEAMS_TOKEN_URL": "ftp://evil.example/"}, "LAUREL_TEAMS_TOKEN_URL"),
        (
            {**CREDENTIALS, "LAUREL_TEAMS_SERVICE_HOSTS": "https://smba.example/"},
            "LAUREL_TEAMS_SERVICE_HOSTS",
        ),
        ({"LAUREL_DEV": "yes"}, "LAUREL_DEV"),
        ({"LAUREL_DEV": "1", "LAUREL_HOST": "0.0.0.0"}, "LAUREL_DEV"),  # noqa: S104 - refused
        ({"LAUREL_DEV": "1", "LAUREL_PUBLIC_URL": "https://badges.example"}, "LAUREL_DEV"),
    ],
)
def test_what_would_let_strangers_in_does_not_start(more: dict[str, str], named: str) -> None:
    with raises_worded(SettingsError, named):
        read_settings({**SECRET, **more})


def test_development_is_open_on_loopback_and_credentials_close_it() -> None:
    assert read_settings({**SECRET, "LAUREL_DEV": "1"}).teams
    assert read_settings({**SECRET, "LAUREL_DEV": "1"}).trusts_every_sender
    assert not read_settings(SECRET).trusts_every_sender
    assert "password" not in repr(Settings(microsoft_app_password="a-client-secret")).replace(
        "app_password", ""
    )
