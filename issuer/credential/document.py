"""The model as an Open Badges 3.0 JSON-LD document, without its proof."""

from issuer.credential.model import Achievement, CredentialFacts, HashedEmail, IssuerProfile
from issuer.strict_json import Document, Json
from issuer.timestamps import write_timestamp

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS = (CREDENTIALS_V2, OPEN_BADGES_3)


def credential_document(profile: IssuerProfile, achievement: Achievement, facts: CredentialFacts) -> Document:
    """Write an OpenBadgeCredential. Members that have no value are left out: the standard knows no nulls."""
    return _present(
        {
            "@context": list(CONTEXTS),
            "id": facts.id,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": achievement.name,
            "issuer": _profile(profile),
            "validFrom": write_timestamp(facts.valid_from),
            "awardedDate": write_timestamp(facts.awarded_on) if facts.awarded_on else None,
            "credentialSubject": _subject(achievement, facts),
        }
    )


def achievement_document(achievement: Achievement) -> Document:
    """Write an Achievement on its own, as its public address answers it."""
    return {"@context": list(CONTEXTS), **_achievement(achievement)}


def _profile(profile: IssuerProfile) -> Document:
    return _present(
        {
            "id": profile.id,
            "type": ["Profile"],
            "name": profile.name,
            "url": profile.url,
            "email": profile.email,
        }
    )


def _subject(achievement: Achievement, facts: CredentialFacts) -> Document:
    return _present(
        {
            "id": facts.subject_id,
            "type": ["AchievementSubject"],
            "identifier": [_identity(facts.hashed_email)] if facts.hashed_email else None,
            "achievement": _achievement(achievement),
        }
    )


def _identity(hashed: HashedEmail) -> Document:
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": hashed.identity_hash,
        "identityType": "emailAddress",
        "salt": hashed.salt,
    }


def _achievement(achievement: Achievement) -> Document:
    return _present(
        {
            "id": achievement.id,
            "type": ["Achievement"],
            "achievementType": achievement.achievement_type,
            "name": achievement.name,
            "description": achievement.description,
            "criteria": {"narrative": achievement.criteria},
            "tag": list(achievement.tags) or None,
            "image": {"id": achievement.image, "type": "Image"} if achievement.image else None,
            "version": achievement.version,
        }
    )


def _present(members: dict[str, Json]) -> Document:
    return {name: value for name, value in members.items() if value is not None}
