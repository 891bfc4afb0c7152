"""The model as Open Badges 3.0 JSON-LD documents, without their proofs.

Single values are written as arrays too: the strict variant of 1EdTech's JSON schema requires them, and the other
accepts them. Members without a value are left out: the standard has no nulls.

The model can say `credentialSchema`, `refreshService` and one person's results; Laurel's badges do not: the first two
need a context that several verifiers lack, and a mark beside a thank-you would change what Laurel is for.
"""

from issuer.openbadges.achievement import (
    AchievementImage,
    OpenBadgeAchievement,
    OpenBadgeAlignment,
    RelatedAchievement,
    ResultDescription,
    RubricLevel,
)
from issuer.openbadges.model import (
    AchievementResult,
    CredentialFacts,
    Evidence,
    HashedEmail,
    IssuerProfile,
    RevocationList,
    StatusListEntry,
)
from issuer.proofs.multibase import encode_multihash
from issuer.strict_json import Document, Json
from issuer.timestamps import write_timestamp

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CONTEXTS = (CREDENTIALS_V2, OPEN_BADGES_3)
ACHIEVEMENT_SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
"""The address of the strict JSON schema of Open Badges 3.0, for `CredentialFacts.schema`."""


def credential_document(
    profile: IssuerProfile, achievement: OpenBadgeAchievement, facts: CredentialFacts
) -> Document:
    """Write an OpenBadgeCredential."""
    return drop_none(
        {
            "@context": list(contexts_for(facts)),
            "id": facts.id,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": achievement.name,
            "issuer": profile_document(profile),
            "validFrom": write_timestamp(facts.valid_from),
            "validUntil": write_timestamp(facts.valid_until) if facts.valid_until else None,
            "awardedDate": write_timestamp(facts.awarded_on) if facts.awarded_on else None,
            "credentialSubject": _subject(achievement, facts),
            "evidence": [_evidence(evidence) for evidence in facts.evidence] or None,
            "credentialStatus": _status(facts.status) if facts.status else None,
            "credentialSchema": _schema(facts.schema) if facts.schema else None,
            "refreshService": {"id": facts.refresh, "type": "1EdTechCredentialRefresh"}
            if facts.refresh
            else None,
            "relatedResource": _related_resource(achievement.picture),
        }
    )


def contexts_for(facts: CredentialFacts) -> tuple[str, ...]:
    """Return the contexts that define every member; 1EdTech's extension types need a third one."""
    extended = facts.schema or facts.refresh or isinstance(facts.status, RevocationList)
    return (*CONTEXTS, EXTENSIONS) if extended else CONTEXTS


def achievement_document(achievement: OpenBadgeAchievement) -> Document:
    """Write an Achievement on its own, as its public address serves it."""
    return {"@context": list(CONTEXTS), **_achievement(achievement)}


def profile_document(profile: IssuerProfile) -> Document:
    """Write a Profile, as credentials hold it."""
    return drop_none(
        {
            "id": profile.id,
            "type": ["Profile"],
            "name": profile.name,
            "url": profile.url,
            "email": profile.email,
            "phone": profile.phone,
            "description": profile.description,
            "image": {"id": profile.image, "type": "Image"} if profile.image else None,
        }
    )


def drop_none(members: dict[str, Json]) -> Document:
    """Leave out members without a value."""
    return {name: value for name, value in members.items() if value is not None}


def _subject(achievement: OpenBadgeAchievement, facts: CredentialFacts) -> Document:
    return drop_none(
        {
            "id": facts.subject_id,
            "type": ["AchievementSubject"],
            "identifier": [_identity(facts.hashed_email)] if facts.hashed_email else None,
            "achievement": _achievement(achievement),
            "result": [_result(result) for result in facts.results] or None,
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


def _achievement(achievement: OpenBadgeAchievement) -> Document:
    return drop_none(
        {
            "id": achievement.id,
            "type": ["Achievement"],
            "achievementType": achievement.achievement_type,
            "name": achievement.name,
            "description": achievement.description,
            "criteria": drop_none({"id": achievement.criteria_page, "narrative": achievement.criteria}),
            "tag": list(achievement.tags) or None,
            "image": _image(achievement.picture) if achievement.picture else None,
            "version": achievement.version,
            "inLanguage": achievement.in_language,
            "alignment": [_alignment(alignment) for alignment in achievement.alignments] or None,
            "related": [
                _related_achievement(related_achievement) for related_achievement in achievement.related
            ]
            or None,
            "resultDescription": [
                _result_description(result_description)
                for result_description in achievement.result_descriptions
            ]
            or None,
        }
    )


def _image(picture: AchievementImage) -> Document:
    return drop_none({"id": picture.address, "type": "Image", "caption": picture.caption})


def _related_resource(picture: AchievementImage | None) -> list[Json] | None:
    if picture is None or picture.sha256 is None:
        return None
    digest = encode_multihash(picture.sha256)
    return [{"id": picture.address, "mediaType": "image/png", "digestMultibase": digest}]


def _alignment(alignment: OpenBadgeAlignment) -> Document:
    return drop_none(
        {
            "type": ["Alignment"],
            "targetName": alignment.target_name,
            "targetUrl": alignment.target_url,
            "targetType": alignment.target_type,
            "targetCode": alignment.target_code,
            "targetDescription": alignment.target_description,
            "targetFramework": alignment.target_framework,
        }
    )


def _related_achievement(achievement: RelatedAchievement) -> Document:
    return drop_none(
        {
            "id": achievement.id,
            "type": ["Related"],
            "inLanguage": achievement.in_language,
            "version": achievement.version,
        }
    )


def _result_description(description: ResultDescription) -> Document:
    return drop_none(
        {
            "id": description.id,
            "type": ["ResultDescription"],
            "name": description.name,
            "resultType": description.result_type,
            "allowedValue": list(description.allowed_values) or None,
            "requiredLevel": description.required_level,
            "requiredValue": description.required_value,
            "rubricCriterionLevel": [_level(level) for level in description.rubric] or None,
            "valueMax": description.value_max,
            "valueMin": description.value_min,
        }
    )


def _level(rubric_level: RubricLevel) -> Document:
    return drop_none(
        {
            "id": rubric_level.id,
            "type": ["RubricCriterionLevel"],
            "name": rubric_level.name,
            "description": rubric_level.description,
            "level": rubric_level.level,
            "points": rubric_level.points,
        }
    )


def _result(result: AchievementResult) -> Document:
    return drop_none(
        {
            "type": ["Result"],
            "resultDescription": result.result_description,
            "value": result.value,
            "achievedLevel": result.achieved_level,
            "status": result.status,
        }
    )


def _evidence(evidence: Evidence) -> Document:
    return drop_none(
        {
            "id": evidence.id,
            "type": ["Evidence"],
            "name": evidence.name,
            "narrative": evidence.narrative,
            "description": evidence.description,
            "genre": evidence.genre,
            "audience": evidence.audience,
        }
    )


def _status(status: StatusListEntry | RevocationList) -> Document:
    if isinstance(status, RevocationList):
        return {"id": status.address, "type": "1EdTechRevocationList"}
    return {
        "id": f"{status.list_address}#{status.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": status.purpose,
        "statusListIndex": str(status.index),
        "statusListCredential": status.list_address,
    }


def _schema(address: str) -> list[Json]:
    return [{"id": address, "type": "1EdTechJsonSchemaValidator2019"}]
