"""What Slack says about a person. Pure: a user object in, the facts out (docs.slack.dev, "User object")."""

from collections.abc import Mapping
from typing import Any

from bot.domain.people.model import MembershipStatus, PlatformFacts
from bot.messages.languages import is_language
from bot.messages.plain_text import is_visible, one_line


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
