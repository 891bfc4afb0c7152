"""Answers to one person go to Slack, and never wherever a payload says."""

import pytest

from adapters.slack.routes import ToResponseUrl, parse_route

API = "https://slack.com/api/"
HOOK = "https://hooks.slack.com/actions/T0/1/abc"


@pytest.mark.parametrize(
    "url",
    [
        HOOK,
        "https://hooks.slack-gov.com/actions/1",
        "https://slack.com/x",
    ],
)
def test_an_address_of_slacks_is_a_way_back(url: str) -> None:
    assert parse_route(url, API) == ToResponseUrl(url)


@pytest.mark.parametrize(
    "route",
    [
        "",
        "http://hooks.slack.com/actions/1",
        "https://hooks.slack.com.evil.example/1",
        "https://evilslack.com/1",
        "https://evil.example/hooks.slack.com",
        "https://hooks.slack.com@evil.example/",
        "https://user:word@hooks.slack.com/1",
        "https://hooks.slack.com:8443/1",
        "https://hooks.slack.com:port/1",
        "https://evil.example\\@hooks.slack.com/",
        "http://127.0.0.1:9/actions",
        "ephemeral:C0GENERAL:soon",
        "ephemeral:../users.list",
        "file:///etc/hosts",
    ],
)
def test_any_other_address_is_none(route: str) -> None:
    assert parse_route(route, API) is None


def test_the_configured_api_host_is_a_way_back_too() -> None:
    assert parse_route("http://127.0.0.1:9/actions", "http://127.0.0.1:9/api/") == ToResponseUrl(
        "http://127.0.0.1:9/actions"
    )
    assert parse_route("http://127.0.0.1:8/actions", "http://127.0.0.1:9/api/") is None
