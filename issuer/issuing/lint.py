"""Checks a profile, an achievement and the facts of an award before anything is signed.

A signed mistake cannot be corrected, only followed by another credential. So each problem is one sentence for the
author of the achievement.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields

from issuer.canonical.nquads import control_character, is_absolute_iri
from issuer.openbadges.achievement import (
    ACHIEVEMENT_TYPES,
    ALIGNMENT_TYPES,
    RESULT_TYPES,
    OpenBadgeAchievement,
    ResultDescription,
)
from issuer.openbadges.model import (
    AchievementResult,
    CredentialFacts,
    Evidence,
    IssuerProfile,
    RevocationList,
    StatusListEntry,
)
from issuer.proofs.bitstring import LIST_LENGTH

RESULT_STATUSES = frozenset(
    {"Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"}
)

_EXTENSION_TYPE = re.compile(r"ext:[A-Za-z0-9._-]+", re.ASCII)
_ISSUER_ID = re.compile(r"(did:(key|web):|https://)\S+", re.ASCII)
_WEB_ADDRESS = re.compile(r"https?://\S+", re.ASCII)
_HTTPS = re.compile(r"https://\S+", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", re.ASCII)
_FRESH_ID = re.compile(
    r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|https://(?!.*/\.)[A-Za-z0-9._~:/-]+",  # a reader may resolve dots after a slash
    re.ASCII,
)
_IDENTITY_HASH = re.compile(r"sha256\$[0-9a-f]{64}", re.ASCII)


def lint(profile: IssuerProfile, achievement: OpenBadgeAchievement) -> tuple[str, ...]:
    """Return a sentence for each problem; empty is good."""
    return (*_profile_problems(profile), *_achievement_problems(achievement))


def lint_facts(facts: CredentialFacts) -> tuple[str, ...]:
    """Return a sentence for each problem with the facts of one award; empty is good."""
    return tuple(_facts_problems(facts))


def _profile_problems(profile: IssuerProfile) -> Iterator[str]:
    yield from _line("issuer name", profile.name)
    if not _ISSUER_ID.fullmatch(profile.id) or not is_absolute_iri(profile.id):
        yield f"issuer id: found {profile.id!r} where a did:key, did:web or https id was expected"
    if profile.url is not None:
        yield from _address("issuer url", profile.url)
    if profile.email is not None and not _EMAIL.fullmatch(profile.email):
        yield f"issuer email: found {profile.email!r} where one such as badges@example.com was expected"
    if profile.phone is not None:
        yield from _line("issuer phone", profile.phone)
    if profile.description is not None:
        yield from _text("issuer description", profile.description)
    if profile.image is not None:
        yield from _address("issuer image", profile.image)


def _achievement_problems(achievement: OpenBadgeAchievement) -> Iterator[str]:
    yield from _id("achievement id", achievement.id)
    yield from _line("achievement name", achievement.name)
    yield from _line("achievement version", achievement.version)
    yield from _text("achievement description", achievement.description)
    yield from _text("achievement criteria", achievement.criteria)
    if achievement.criteria_page is not None:
        yield from _address("achievement criteria page", achievement.criteria_page)
    for tag in achievement.tags:
        yield from _line("achievement tag", tag)
    yield from _duplicate_problems("achievement tags", achievement.tags)
    yield from _vocabulary_problems("achievement type", achievement.achievement_type, ACHIEVEMENT_TYPES)
    if achievement.in_language is not None:
        yield from _language("achievement language", achievement.in_language)
    yield from _picture_problems(achievement)
    yield from _framework_problems(achievement)
    for number, described in enumerate(achievement.result_descriptions):
        yield from _result_description_problems(f"result description {number + 1}", described)
    yield from _duplicate_problems(
        "result descriptions",
        [result_description.id for result_description in achievement.result_descriptions],
    )


def _picture_problems(achievement: OpenBadgeAchievement) -> Iterator[str]:
    picture = achievement.picture
    if picture is None:
        return
    if not _HTTPS.fullmatch(picture.address) or not is_absolute_iri(picture.address):
        yield f"achievement image: found {picture.address[:80]!r} where an https address was expected"
    if picture.caption is not None:
        yield from _line("achievement image caption", picture.caption)
    if picture.sha256 is not None and len(picture.sha256) != 32:
        yield f"achievement image digest: found {len(picture.sha256)} bytes where SHA-256 has 32"


def _framework_problems(achievement: OpenBadgeAchievement) -> Iterator[str]:
    for number, alignment in enumerate(achievement.alignments):
        name = f"alignment {number + 1}"
        yield from _line(f"{name} name", alignment.target_name)
        yield from _address(f"{name} url", alignment.target_url)
        if alignment.target_type is not None:
            yield from _vocabulary_problems(f"{name} type", alignment.target_type, ALIGNMENT_TYPES)
        rest = (alignment.target_code, alignment.target_description, alignment.target_framework)
        for text in rest:
            if text is not None:
                yield from _text(name, text)
    yield from _duplicate_problems(
        "alignments", [open_badge_alignment.target_url for open_badge_alignment in achievement.alignments]
    )
    for number, related in enumerate(achievement.related):
        yield from _id(f"related {number + 1} id", related.id)
        if related.in_language is not None:
            yield from _language(f"related {number + 1} language", related.in_language)
        if related.version is not None:
            yield from _line(f"related {number + 1} version", related.version)


def _result_description_problems(name: str, described: ResultDescription) -> Iterator[str]:
    yield from _id(f"{name} id", described.id)
    yield from _line(f"{name} name", described.name)
    yield from _vocabulary_problems(f"{name} type", described.result_type, RESULT_TYPES)
    yield from _duplicate_problems(f"{name} values", described.allowed_values)
    bounds = (described.required_value, described.value_max, described.value_min)
    for text in (*described.allowed_values, *(bound for bound in bounds if bound is not None)):
        yield from _line(f"{name} value", text)
    levels = {level.id for level in described.rubric}
    if described.required_level is not None and described.required_level not in levels:
        yield f"{name}: found the required level {described.required_level[:80]!r}, which is none of its levels"
    for level in described.rubric:
        yield from _id(f"{name} level id", level.id)
        yield from _line(f"{name} level name", level.name)
        for said in (level.description, level.level, level.points):
            if said is not None:
                yield from _text(f"{name} level", said)


def _facts_problems(facts: CredentialFacts) -> Iterator[str]:
    for name, value in (("credential id", facts.id), ("subject id", facts.subject_id)):
        if not _FRESH_ID.fullmatch(value):
            yield f"{name}: found {value[:80]!r} where urn:uuid:… or a plain https id was expected"
    if facts.id == facts.subject_id:
        yield f"subject id: found the credential's own id {facts.id!r}; the recipient needs another"
    moments = (
        ("valid from", facts.valid_from),
        ("awarded on", facts.awarded_on),
        ("valid until", facts.valid_until),
    )
    without = [
        (name, moment) for name, moment in moments if moment is not None and moment.utcoffset() is None
    ]
    for name, moment in without:
        yield f"{name}: found {moment.isoformat()} without a time zone"
    if facts.valid_until is not None and not without and facts.valid_until <= facts.valid_from:
        yield "valid until: found a moment that is not after valid from; the credential would never count"
    if facts.hashed_email is not None:
        if not _IDENTITY_HASH.fullmatch(facts.hashed_email.identity_hash):
            yield "hashed e-mail: found something else where sha256$ and 64 hexadecimal digits were expected"
        yield from _line("salt", facts.hashed_email.salt)
    yield from _optional_member_problems(facts)


def _optional_member_problems(facts: CredentialFacts) -> Iterator[str]:
    """Check the members that only some awards have."""
    match facts.status:
        case StatusListEntry(list_address, index):
            yield from _address("status list", list_address)
            if not 0 <= index < LIST_LENGTH:
                yield f"status index: found {index} where 0 to {LIST_LENGTH - 1} was expected"
        case RevocationList(address):
            yield from _address("revocation list", address)
    for name, place in (("schema", facts.schema), ("refresh", facts.refresh)):
        if place is not None:
            yield from _address(name, place)
    for number, evidence in enumerate(facts.evidence):
        yield from _part_problems(f"evidence {number + 1}", evidence, ("id",))
    for number, result in enumerate(facts.results):
        yield from _part_problems(f"result {number + 1}", result, ("result_description", "achieved_level"))
        if result.status is not None and result.status not in RESULT_STATUSES:
            yield f"result {number + 1}: found the status {result.status[:40]!r}, which Open Badges 3.0 does not list"


def _part_problems(name: str, part: Evidence | AchievementResult, ids: tuple[str, ...]) -> Iterator[str]:
    given = {field.name: getattr(part, field.name) for field in fields(part)}
    given = {member: value for member, value in given.items() if value is not None}
    if not given:
        yield f"{name}: found nothing in it; leave it out"
    for member, value in given.items():
        yield from (_id if member in ids else _text)(f"{name} {member.replace('_', ' ')}", value)


def _line(name: str, text: str) -> Iterator[str]:
    yield from _text(name, text)
    if len(text.splitlines()) > 1:
        yield f"{name}: found several lines where one was expected"


def _text(name: str, text: str) -> Iterator[str]:
    if not text.strip():
        yield f"{name}: found nothing; write something"
    unseen = control_character(text)
    if unseen:
        yield f"{name}: found the control character {unseen}; take it out"
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        yield f"{name}: found half of a surrogate pair, which is no character"


def _id(name: str, text: str) -> Iterator[str]:
    if not is_absolute_iri(text):
        yield f"{name}: found {text[:80]!r} where an absolute id was expected"


def _address(name: str, text: str) -> Iterator[str]:
    if not _WEB_ADDRESS.fullmatch(text) or not is_absolute_iri(text):
        yield f"{name}: found {text[:80]!r} where a web address was expected"


def _language(name: str, text: str) -> Iterator[str]:
    if not _LANGUAGE.fullmatch(text):
        yield f"{name}: found {text[:20]!r} where one such as en, de-CH or zh-Hant was expected"


def _vocabulary_problems(name: str, kind: str, known: frozenset[str]) -> Iterator[str]:
    if kind not in known and not _EXTENSION_TYPE.fullmatch(kind):
        yield f"{name}: found {kind!r}, which Open Badges 3.0 does not list; write ext:{kind}"


def _duplicate_problems(name: str, texts: Sequence[str]) -> Iterator[str]:
    if len(set(texts)) < len(texts):
        yield f"{name}: found one of them twice; give each once"
