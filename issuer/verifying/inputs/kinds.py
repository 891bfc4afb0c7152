"""Which kind of document is it: a badge, of which standard, or something else that names itself?"""

import re
from collections.abc import Mapping

from issuer.messages import Message
from issuer.strict_json import Json
from issuer.verifying.inputs.ob2_shape import ASSERTION, looks_like_open_badges_2
from issuer.verifying.inputs.vocabulary import REQUIRED_TYPES
from issuer.verifying.report import SHAPE, CheckResult

_TOLD_APART = ("ClrCredential", "EndorsementCredential")
_BADGES = REQUIRED_TYPES["OpenBadgeCredential"][1]
_TYPE_NAME = re.compile(r"[\w .:#/-]{1,60}")
_CREDENTIAL = "VerifiableCredential"
_OLDER_MODEL = "https://www.w3.org/2018/credentials/v1"
_OLDER_BADGES = "https://w3id.org/openbadges/v1"
_FIRST_BADGES = frozenset({"uid", "recipient", "badge", "verify"})
"""Members of an assertion of Open Badges 1.0, which has no context."""


def kind_of_credential(document: Mapping[str, Json]) -> str:
    """Return the class that a document names; OpenBadgeCredential if it names none that we know."""
    if looks_like_open_badges_2(document):
        return ASSERTION
    types = types_of(document)
    return next((kind for kind in _TOLD_APART if kind in types), "OpenBadgeCredential")


def check_kind(document: Mapping[str, Json]) -> CheckResult | None:
    """Name the document if it is of an older standard, or no badge at all; None if it may be one."""
    contexts = document.get("@context")
    listed = contexts if isinstance(contexts, list) else [contexts]
    if "vc" in document or _OLDER_MODEL in listed:
        return CheckResult(SHAPE, None, "older-standard", Message("check.shape.older_model"))
    if _OLDER_BADGES in listed or (contexts is None and set(document) >= _FIRST_BADGES):
        return CheckResult(SHAPE, None, "older-standard", Message("check.shape.older_badge"))
    types = types_of(document)
    if contexts is None and not types:
        return CheckResult(SHAPE, None, "no-badge", Message("check.shape.no_badge_json"))
    if looks_like_open_badges_2(document):
        expected = ASSERTION in types or not types
    else:
        expected = not types or bool({*_TOLD_APART, *_BADGES} & set(types))
    if expected:
        return None
    named = tuple(name for name in types if name != _CREDENTIAL and _TYPE_NAME.fullmatch(name))[:3]
    return CheckResult(
        SHAPE, None, "no-badge", Message("check.shape.other_kind", found=named or (_CREDENTIAL,))
    )


def types_of(document: Mapping[str, Json]) -> list[str]:
    """Return the names of a document's types."""
    types = document.get("type")
    return [json for json in (types if isinstance(types, list) else [types]) if isinstance(json, str)]
