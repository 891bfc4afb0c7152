"""Slack accounts: their ids, and what Slack says about them. Pure.

    account_id("U0EVE", "T0PARTNER", payload, own) == "T0PARTNER:U0EVE"
    slack_user("T0PARTNER:U0EVE") == "U0EVE"

A user id counts in its own team, and people of other teams take part in shared channels. An account of our own
workspace has the bare user id. On an enterprise Slack user ids count in the whole organisation.
Source: docs.slack.dev, "Slack Connect", "Developing for Slack enterprise organizations",
"User object".
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack.installation import Installation
from bot.domain.people.model import MembershipStatus, PlatformFacts
from bot.messages.languages import is_language
from bot.messages.plain_text import is_visible, one_line

SEPARATOR = ":"


def account_id(user: str, team: object, payload: Mapping[str, Any], own: Installation) -> str:
    """The id of the account that a payload comes from; `team`: the user's own, where the payload names it."""
    if not isinstance(team, str) or not team or team == own.team_id or _is_enterprise(payload):
        return user
    return f"{team}{SEPARATOR}{user}"


def slack_user(account: str) -> str:
    """The user id by which Slack's API knows the account."""
    return account.rpartition(SEPARATOR)[2]


def team_of(account: str) -> str | None:
    """The other team of the account; None for one of our own workspace."""
    return account.rpartition(SEPARATOR)[0] or None


def facts_of_foreign(account: str, reported: PlatformFacts, user: Mapping[str, Any]) -> PlatformFacts:
    """The facts of another team's account: what Slack reports under its user id may be about one of our own."""
    team, raw = team_of(account), slack_user(account)
    is_theirs = user.get("team_id") == team
    facts = replace(reported, external_id=account) if is_theirs else PlatformFacts(account, raw)
    return replace(facts, standing=MembershipStatus.STRANGER, resembles=raw)


def _is_enterprise(payload: Mapping[str, Any]) -> bool:
    team = payload.get("team")
    named = [payload.get("enterprise_id"), payload.get("context_enterprise_id"), payload.get("enterprise")]
    named.append(team.get("enterprise_id") if isinstance(team, Mapping) else None)
    named += [granted.get("enterprise_id") for granted in payload.get("authorizations") or ()]
    return any(named)


def facts_of(user: Mapping[str, Any], team: str) -> PlatformFacts:
    """The facts about a person, seen from workspace `team`, or from the organisation where the app is in all of it."""
    profile: Mapping[str, Any] = user.get("profile") or {}
    names = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name"))
    name = next((name for name in names if name and is_visible(name)), user["id"])
    locale = user.get("locale")
    return PlatformFacts(
        user["id"],
        one_line(name),
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
    grid = user.get("enterprise_user") or {}
    teams = {user.get("team_id"), *(grid.get("teams") or ()), grid.get("enterprise_id")}
    if user.get("is_stranger") or team not in teams:
        return MembershipStatus.STRANGER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return MembershipStatus.GUEST
    return MembershipStatus.MEMBER
