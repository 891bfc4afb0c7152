"""The picture of a badge that was brought to be checked: our own from its achievement, another's as it came along.

Another issuer's picture is passed to the visitor's browser as it is and never decoded here. Nothing is fetched for it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from adapters.web.http import answers
from adapters.web.ports import ShownAchievement
from adapters.web.site import Site
from bot.domain import addresses
from issuer.baking.pictures import is_svg
from issuer.baking.png import PNG_SIGNATURE
from issuer.strict_json import Json
from issuer.verifying import VerificationReport
from issuer.verifying.report import KEY, PICTURE, PROOF

_DATA = re.compile(r"data:image/(?:png|svg\+xml|jpeg);base64,[A-Za-z0-9+/=]{16,1400000}")
_URN = re.compile(rf"urn:uuid:({addresses.UUID})")


@dataclass(frozen=True)
class BadgeImage:
    """What a page shows of a badge: the address or content of its picture, and whose word that is."""

    source: str
    level: str | None = None
    """The level of one of our own badges."""
    vouched_for: bool = True
    """Whether its issuer vouches for the picture; the signature of a badge need not cover it."""


async def image_of(site: Site, brought: bytes, report: VerificationReport) -> BadgeImage | None:
    """The picture of the badge in a report; None if there is none to show."""
    own = await _own_achievement(site, report)
    if own is not None:
        path, level = own.achievement.path + addresses.PNG, own.achievement.look.level
        return BadgeImage(path, level)
    source = _as_data(brought) or _written_into(_achievement(report))
    if source is None or report.credential is None:
        return None
    vouched_for = any(check.name == PICTURE and check.passed for check in report.checks)
    return BadgeImage(source, vouched_for=vouched_for)


async def _own_achievement(site: Site, report: VerificationReport) -> ShownAchievement | None:
    """The achievement of a badge that we signed."""
    signed = {check.name for check in report.checks if check.passed}
    if not report.issuer or not site.is_own_issuer(report.issuer.id) or not {PROOF, KEY} <= signed:
        return None
    said = _achievement(report)
    name = str(said.get("id")) if isinstance(said, Mapping) else str(said)
    if by_id := _URN.fullmatch(name):
        return await site.reads.achievement_by_id(UUID(by_id[1]))
    path = urlsplit(name).path
    found = addresses.ACHIEVEMENT.match(path) or (addresses.ACHIEVEMENT + addresses.OB2).match(path)
    return await site.reads.achievement(found["slug"], int(found["version"])) if found else None


def _achievement(report: VerificationReport) -> Json:
    """What the badge says of its achievement (3.0), or of its class (2.0)."""
    credential = report.credential or {}
    subject = credential.get("credentialSubject")
    return subject.get("achievement") if isinstance(subject, dict) else credential.get("badge")


def _written_into(achievement: Json) -> str | None:
    """A picture that is written into the badge."""
    image = achievement.get("image") if isinstance(achievement, dict) else None
    said = image.get("id") if isinstance(image, dict) else image
    return said if isinstance(said, str) and _DATA.fullmatch(said) else None


def _as_data(brought: bytes) -> str | None:
    kind = answers.PNG if brought.startswith(PNG_SIGNATURE) else answers.SVG if is_svg(brought) else None
    return f"data:{kind};base64,{base64.b64encode(brought).decode()}" if kind else None
