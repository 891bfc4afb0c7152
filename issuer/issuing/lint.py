"""Checks a profile, an achievement and the facts of an award before anything is signed.

A signed mistake cannot be corrected, only followed by another credential. So each problem is a message for the author
of the achievement.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields

from issuer.canonical.nquads import control_character, is_absolute_iri
from issuer.messages import Message
from issuer.openbadges.achievement import (
    ACHIEVEMENT_TYPES,
    ALIGNMENT_TYPES,
    RESULT_TYPES,
    OpenBadgeAchievement,
    ResultDescription,
)
from issuer.openbadges.model import (
    RESULT_STATUSES,
    AchievementResult,
    CredentialFacts,
    Evidence,
    IssuerProfile,
    RevocationList,
    StatusListEntry,
)
from issuer.proofs.bitstring import LIST_LENGTH

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


def lint(profile: IssuerProfile, achievement: OpenBadgeAchievement) -> tuple[Message, ...]:
    """Return a message for each problem; empty is good."""
    return (*_profile_problems(profile), *_achievement_problems(achievement))


def lint_facts(facts: CredentialFacts) -> tuple[Message, ...]:
    """Return a message for each problem with the facts of one award; empty is good."""
    return tuple(_facts_problems(facts))


def _profile_problems(profile: IssuerProfile) -> Iterator[Message]:
    yield from _line(Message("place.issuer_name"), profile.name)
    if not _ISSUER_ID.fullmatch(profile.id) or not is_absolute_iri(profile.id):
        yield _at(Message("place.issuer_id"), Message("found.no_issuer_id", found=profile.id))
    if profile.url is not None:
        yield from _address(Message("place.issuer_url"), profile.url)
    if profile.email is not None and not _EMAIL.fullmatch(profile.email):
        yield _at(Message("place.issuer_email"), Message("found.no_email", found=profile.email))
    if profile.phone is not None:
        yield from _line(Message("place.issuer_phone"), profile.phone)
    if profile.description is not None:
        yield from _text(Message("place.issuer_description"), profile.description)
    if profile.image is not None:
        yield from _address(Message("place.issuer_image"), profile.image)


def _achievement_problems(achievement: OpenBadgeAchievement) -> Iterator[Message]:
    yield from _id(Message("place.achievement_id"), achievement.id)
    yield from _line(Message("place.achievement_name"), achievement.name)
    yield from _line(Message("place.achievement_version"), achievement.version)
    yield from _text(Message("place.achievement_description"), achievement.description)
    yield from _text(Message("place.achievement_criteria"), achievement.criteria)
    if achievement.criteria_page is not None:
        yield from _address(Message("place.achievement_criteria_page"), achievement.criteria_page)
    for tag in achievement.tags:
        yield from _line(Message("place.achievement_tag"), tag)
    yield from _duplicate_problems(Message("place.achievement_tags"), achievement.tags)
    yield from _vocabulary_problems(
        Message("place.achievement_type"), achievement.achievement_type, ACHIEVEMENT_TYPES
    )
    if achievement.in_language is not None:
        yield from _language(Message("place.achievement_language"), achievement.in_language)
    yield from _picture_problems(achievement)
    yield from _framework_problems(achievement)
    for number, described in enumerate(achievement.result_descriptions):
        yield from _result_description_problems(_numbered("result_description", number), described)
    yield from _duplicate_problems(
        Message("place.result_descriptions"),
        [result_description.id for result_description in achievement.result_descriptions],
    )


def _picture_problems(achievement: OpenBadgeAchievement) -> Iterator[Message]:
    picture = achievement.picture
    if picture is None:
        return
    if not _HTTPS.fullmatch(picture.address) or not is_absolute_iri(picture.address):
        yield _at(
            Message("place.achievement_image"), Message("found.no_https_address", found=picture.address[:80])
        )
    if picture.caption is not None:
        yield from _line(Message("place.achievement_image_caption"), picture.caption)
    if picture.sha256 is not None and len(picture.sha256) != 32:
        yield _at(
            Message("place.achievement_image_digest"),
            Message("found.digest_size", found=len(picture.sha256), expected=32),
        )


def _framework_problems(achievement: OpenBadgeAchievement) -> Iterator[Message]:
    for number, alignment in enumerate(achievement.alignments):
        name = _numbered("alignment", number)
        yield from _line(_part(name, "name"), alignment.target_name)
        yield from _address(_part(name, "url"), alignment.target_url)
        if alignment.target_type is not None:
            yield from _vocabulary_problems(_part(name, "type"), alignment.target_type, ALIGNMENT_TYPES)
        rest = (alignment.target_code, alignment.target_description, alignment.target_framework)
        for text in rest:
            if text is not None:
                yield from _text(name, text)
    yield from _duplicate_problems(
        Message("place.alignments"),
        [open_badge_alignment.target_url for open_badge_alignment in achievement.alignments],
    )
    for number, related in enumerate(achievement.related):
        yield from _id(_part(_numbered("related", number), "id"), related.id)
        if related.in_language is not None:
            yield from _language(_part(_numbered("related", number), "language"), related.in_language)
        if related.version is not None:
            yield from _line(_part(_numbered("related", number), "version"), related.version)


def _result_description_problems(name: Message, described: ResultDescription) -> Iterator[Message]:
    yield from _id(_part(name, "id"), described.id)
    yield from _line(_part(name, "name"), described.name)
    yield from _vocabulary_problems(_part(name, "type"), described.result_type, RESULT_TYPES)
    yield from _duplicate_problems(_part(name, "values"), described.allowed_values)
    bounds = (described.required_value, described.value_max, described.value_min)
    for text in (*described.allowed_values, *(bound for bound in bounds if bound is not None)):
        yield from _line(_part(name, "value"), text)
    levels = {level.id for level in described.rubric}
    if described.required_level is not None and described.required_level not in levels:
        yield _at(name, Message("found.required_level", found=described.required_level[:80]))
    for level in described.rubric:
        yield from _id(_part(name, "level_id"), level.id)
        yield from _line(_part(name, "level_name"), level.name)
        for said in (level.description, level.level, level.points):
            if said is not None:
                yield from _text(_part(name, "level"), said)


def _facts_problems(facts: CredentialFacts) -> Iterator[Message]:
    for name, value in (
        (Message("place.credential_id"), facts.id),
        (Message("place.subject_id"), facts.subject_id),
    ):
        if not _FRESH_ID.fullmatch(value):
            yield _at(name, Message("found.no_fresh_id", found=value[:80]))
    if facts.id == facts.subject_id:
        yield _at(Message("place.subject_id"), Message("found.own_id", found=facts.id))
    moments = (
        (Message("place.valid_from"), facts.valid_from),
        (Message("place.awarded_on"), facts.awarded_on),
        (Message("place.valid_until"), facts.valid_until),
    )
    without = [
        (name, moment) for name, moment in moments if moment is not None and moment.utcoffset() is None
    ]
    for name, moment in without:
        yield _at(name, Message("found.no_zone", found=moment.isoformat()))
    if facts.valid_until is not None and not without and facts.valid_until <= facts.valid_from:
        yield _at(Message("place.valid_until"), Message("found.not_after"))
    if facts.hashed_email is not None:
        if not _IDENTITY_HASH.fullmatch(facts.hashed_email.identity_hash):
            yield _at(Message("place.hashed_e_mail"), Message("found.no_hash"))
        yield from _line(Message("place.salt"), facts.hashed_email.salt)
    yield from _optional_member_problems(facts)


def _optional_member_problems(facts: CredentialFacts) -> Iterator[Message]:
    """Check the members that only some awards have."""
    match facts.status:
        case StatusListEntry(list_address, index):
            yield from _address(Message("place.status_list"), list_address)
            if not 0 <= index < LIST_LENGTH:
                yield _at(
                    Message("place.status_index"),
                    Message("found.index_outside", found=index, most=LIST_LENGTH - 1),
                )
        case RevocationList(address):
            yield from _address(Message("place.revocation_list"), address)
    for name, place in ((Message("place.schema"), facts.schema), (Message("place.refresh"), facts.refresh)):
        if place is not None:
            yield from _address(name, place)
    for number, evidence in enumerate(facts.evidence):
        yield from _part_problems(_numbered("evidence", number), evidence, ("id",))
    for number, result in enumerate(facts.results):
        yield from _part_problems(
            _numbered("result", number), result, ("result_description", "achieved_level")
        )
        if result.status is not None and result.status not in RESULT_STATUSES:
            yield _at(_numbered("result", number), Message("found.unlisted_status", found=result.status[:40]))


def _part_problems(
    name: Message, part: Evidence | AchievementResult, ids: tuple[str, ...]
) -> Iterator[Message]:
    given = {field.name: getattr(part, field.name) for field in fields(part)}
    given = {member: value for member, value in given.items() if value is not None}
    if not given:
        yield _at(name, Message("found.empty_part"))
    for member, value in given.items():
        yield from (_id if member in ids else _text)(_part(name, member), value)


def _at(place: Message, problem: Message) -> Message:
    return Message("problem.at", place=place, problem=problem)


def _numbered(part: str, index: int) -> Message:
    return Message(f"place.{part}", number=index + 1)


def _part(whole: Message, member: str) -> Message:
    return Message("place.part", whole=whole, member=Message(f"member.{member}"))


def _line(name: Message, text: str) -> Iterator[Message]:
    yield from _text(name, text)
    if len(text.splitlines()) > 1:
        yield _at(name, Message("found.several_lines"))


def _text(name: Message, text: str) -> Iterator[Message]:
    if not text.strip():
        yield _at(name, Message("found.nothing"))
    unseen = control_character(text)
    if unseen:
        yield _at(name, Message("found.control_character", found=unseen))
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        yield _at(name, Message("found.surrogate"))


def _id(name: Message, text: str) -> Iterator[Message]:
    if not is_absolute_iri(text):
        yield _at(name, Message("found.no_absolute_id", found=text[:80]))


def _address(name: Message, text: str) -> Iterator[Message]:
    if not _WEB_ADDRESS.fullmatch(text) or not is_absolute_iri(text):
        yield _at(name, Message("found.no_address", found=text[:80]))


def _language(name: Message, text: str) -> Iterator[Message]:
    if not _LANGUAGE.fullmatch(text):
        yield _at(name, Message("found.no_language", found=text[:20]))


def _vocabulary_problems(name: Message, kind: str, known: frozenset[str]) -> Iterator[Message]:
    if kind not in known and not _EXTENSION_TYPE.fullmatch(kind):
        yield _at(name, Message("found.unlisted_kind", found=kind))


def _duplicate_problems(name: Message, texts: Sequence[str]) -> Iterator[Message]:
    if len(set(texts)) < len(texts):
        yield _at(name, Message("found.twice"))
