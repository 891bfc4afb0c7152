"""What must be right about a profile, an achievement and the facts of an award before anything is signed.

A signed mistake cannot be taken back, only followed by another credential; so each problem is named here, in
words for whoever wrote the achievement.
"""

import re
from collections.abc import Iterator

from issuer.credential.model import ACHIEVEMENT_TYPES, Achievement, CredentialFacts, IssuerProfile
from issuer.credential.nquads import is_absolute_iri, unseen_character

_EXTENSION_TYPE = re.compile(r"ext:[A-Za-z0-9._-]+", re.ASCII)
_ISSUER_ID = re.compile(r"(did:(key|web):|https://)\S+", re.ASCII)
_WEB_ADDRESS = re.compile(r"https?://\S+", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_FRESH_ID = re.compile(
    r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|https://(?!.*/\.)[A-Za-z0-9._~:/-]+",  # dots after a slash may be resolved away by a reader
    re.ASCII,
)
_IDENTITY_HASH = re.compile(r"sha256\$[0-9a-f]{64}", re.ASCII)


def lint(profile: IssuerProfile, achievement: Achievement) -> tuple[str, ...]:
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


def _achievement_problems(achievement: Achievement) -> Iterator[str]:
    if not is_absolute_iri(achievement.id):
        yield f"achievement id: found {achievement.id!r} where an absolute id was expected"
    yield from _line("achievement name", achievement.name)
    yield from _line("achievement version", achievement.version)
    yield from _text("achievement description", achievement.description)
    yield from _text("achievement criteria", achievement.criteria)
    for tag in achievement.tags:
        yield from _line("achievement tag", tag)
    if len(set(achievement.tags)) < len(achievement.tags):
        yield "achievement tags: found a tag twice; give each once"
    kind = achievement.achievement_type
    if kind not in ACHIEVEMENT_TYPES and not _EXTENSION_TYPE.fullmatch(kind):
        yield f"achievement type: found {kind!r}, which Open Badges 3.0 does not list; write ext:{kind}"
    if achievement.image is not None and not achievement.image.startswith("https://"):
        yield f"achievement image: found {achievement.image[:80]!r} where an https address was expected"
    if achievement.image is not None:
        yield from _address("achievement image", achievement.image)


def _facts_problems(facts: CredentialFacts) -> Iterator[str]:
    for name, value in (("credential id", facts.id), ("subject id", facts.subject_id)):
        if not _FRESH_ID.fullmatch(value):
            yield f"{name}: found {value[:80]!r} where urn:uuid:… or a plain https id was expected"
    if facts.id == facts.subject_id:
        yield f"subject id: found the credential's own id {facts.id!r}; the recipient needs another"
    for name, moment in (("valid from", facts.valid_from), ("awarded on", facts.awarded_on)):
        if moment is not None and moment.utcoffset() is None:
            yield f"{name}: found {moment.isoformat()} without a time zone"
    if facts.hashed_email is not None:
        if not _IDENTITY_HASH.fullmatch(facts.hashed_email.identity_hash):
            yield "hashed e-mail: found something else where sha256$ and 64 hexadecimal digits were expected"
        yield from _line("salt", facts.hashed_email.salt)


def _line(name: str, text: str) -> Iterator[str]:
    yield from _text(name, text)
    if len(text.splitlines()) > 1:
        yield f"{name}: found several lines where one was expected"


def _text(name: str, text: str) -> Iterator[str]:
    if not text.strip():
        yield f"{name}: found nothing; write something"
    unseen = unseen_character(text)
    if unseen:
        yield f"{name}: found the control character {unseen}; take it out"
    if any("\ud800" <= character <= "\udfff" for character in text):
        yield f"{name}: found half of a surrogate pair, which is no character"


def _address(name: str, text: str) -> Iterator[str]:
    if not _WEB_ADDRESS.fullmatch(text) or not is_absolute_iri(text):
        yield f"{name}: found {text[:80]!r} where a web address was expected"
