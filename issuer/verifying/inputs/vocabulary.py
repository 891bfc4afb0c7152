"""The members a credential may have, as a closed table (Open Badges 3.0 §B and CLR 2.0 §B, "Data Models").

The signature covers a graph, not the JSON, and JSON-LD allows rearrangements of the JSON that keep the signature
valid. So each object may hold only the members listed for its class, with plain values.

Notation: `text`, `iri`, `moment`, `number`, `boolean`, `types`, `issuer` (an id, or an object that has one), or the
name of a class; `!` is required; `*` may be one or several.

Decision: docs/decisions/0182.
"""

from collections.abc import Mapping

Members = Mapping[str, str]

_NAMED = {"id": "iri", "type": "types!"}

_CREDENTIAL = {
    "@context": "contexts!",
    "id": "iri!",
    "type": "types!",
    "name": "text",
    "description": "text",
    "awardedDate": "moment",
    "issuer": "Profile!",
    "validFrom": "moment!",
    "validUntil": "moment",
    "proof": "Proof*",
    "credentialSchema": "Reference*",
    "credentialStatus": "Status",
    "refreshService": "Reference",
    "termsOfUse": "Reference*",
}

CLASSES: Mapping[str, Members] = {
    "OpenBadgeCredential": {
        **_CREDENTIAL,
        "image": "Image",
        "credentialSubject": "AchievementSubject!",
        "evidence": "Evidence*",
        "relatedResource": "RelatedResource*",
        "endorsement": "EndorsementCredential*",
        "endorsementJwt": "text*",
    },
    "EndorsementCredential": {**_CREDENTIAL, "credentialSubject": "EndorsementSubject!"},
    "EndorsementSubject": {"id": "iri!", "type": "types!", "endorsementComment": "text"},
    "ClrCredential": {
        **_CREDENTIAL,
        "image": "Image",
        "partial": "boolean",
        "credentialSubject": "ClrSubject!",
        "endorsement": "EndorsementCredential*",
        "endorsementJwt": "text*",
        "relatedResource": "RelatedResource*",
    },
    "ClrSubject": {
        **_NAMED,
        "name": "text",
        "description": "text",
        "identifier": "IdentityObject*",
        "achievement": "Achievement*",
        "verifiableCredential": "OpenBadgeCredential!*",
        "association": "Association*",
    },
    "Association": {"type": "types!", "associationType": "text!", "sourceId": "iri!", "targetId": "iri!"},
    "StatusListCredential": {
        **_CREDENTIAL,
        "issuer": "issuer!",
        "credentialSubject": "BitstringStatusList!",
    },
    "BitstringStatusList": {
        "id": "iri",
        "type": "types!",
        "statusPurpose": "text!*",
        "encodedList": "text!",
        "ttl": "number",
    },
    "Profile": {
        "id": "iri!",
        "type": "types!",
        "name": "text",
        "url": "iri",
        "phone": "text",
        "description": "text",
        "image": "Image",
        "email": "text",
        "address": "Address",
        "otherIdentifier": "IdentifierEntry*",
        "official": "text",
        "parentOrg": "Profile",
        "familyName": "text",
        "givenName": "text",
        "additionalName": "text",
        "patronymicName": "text",
        "honorificPrefix": "text",
        "honorificSuffix": "text",
        "familyNamePrefix": "text",
        "dateOfBirth": "text",
        "endorsement": "EndorsementCredential*",
        "endorsementJwt": "text*",
    },
    "AchievementSubject": {
        **_NAMED,
        "name": "text",
        "description": "text",
        "achievement": "Achievement!",
        "identifier": "IdentityObject*",
        "activityStartDate": "text",
        "activityEndDate": "text",
        "creditsEarned": "number",
        "image": "Image",
        "licenseNumber": "text",
        "narrative": "text",
        "result": "Result*",
        "role": "text",
        "source": "Profile",
        "term": "text",
    },
    "Achievement": {
        "id": "iri!",
        "type": "types!",
        "achievementType": "text",
        "name": "text!",
        "description": "text!",
        "criteria": "Criteria!",
        "alignment": "Alignment*",
        "creator": "Profile",
        "creditsAvailable": "number",
        "fieldOfStudy": "text",
        "humanCode": "text",
        "image": "Image",
        "inLanguage": "text",
        "otherIdentifier": "IdentifierEntry*",
        "related": "Related*",
        "resultDescription": "ResultDescription*",
        "specialization": "text",
        "tag": "text*",
        "version": "text",
        "endorsement": "EndorsementCredential*",
        "endorsementJwt": "text*",
    },
    "IdentityObject": {
        "type": "types!",
        "hashed": "boolean!",
        "identityHash": "text!",
        "identityType": "text!",
        "salt": "text",
    },
    "Criteria": {"id": "iri", "type": "types", "narrative": "text"},
    "Image": {"id": "iri!", "type": "types!", "caption": "text"},
    "Evidence": {
        **_NAMED,
        "narrative": "text",
        "name": "text",
        "description": "text",
        "genre": "text",
        "audience": "text",
    },
    "Alignment": {
        **_NAMED,
        "targetCode": "text",
        "targetDescription": "text",
        "targetName": "text!",
        "targetFramework": "text",
        "targetType": "text",
        "targetUrl": "iri!",
    },
    "Result": {
        **_NAMED,
        "achievedLevel": "iri",
        "alignment": "Alignment*",
        "resultDescription": "iri",
        "status": "text",
        "value": "text",
    },
    "ResultDescription": {
        "id": "iri!",
        "type": "types!",
        "alignment": "Alignment*",
        "allowedValue": "text*",
        "name": "text!",
        "requiredLevel": "iri",
        "requiredValue": "text",
        "resultType": "text!",
        "rubricCriterionLevel": "RubricCriterionLevel*",
        "valueMax": "text",
        "valueMin": "text",
    },
    "RubricCriterionLevel": {
        "id": "iri!",
        "type": "types!",
        "alignment": "Alignment*",
        "description": "text",
        "level": "text",
        "name": "text!",
        "points": "text",
    },
    "Related": {"id": "iri!", "type": "types!", "inLanguage": "text", "version": "text"},
    "IdentifierEntry": {"type": "types!", "identifier": "text!", "identifierType": "text!"},
    "Address": {
        **_NAMED,
        "addressCountry": "text",
        "addressCountryCode": "text",
        "addressRegion": "text",
        "addressLocality": "text",
        "streetAddress": "text",
        "postOfficeBoxNumber": "text",
        "postalCode": "text",
        "geo": "GeoCoordinates",
    },
    "GeoCoordinates": {"type": "types!", "latitude": "number!", "longitude": "number!"},
    "RelatedResource": {"id": "iri!", "mediaType": "text", "digestMultibase": "text", "digestSRI": "text"},
    "Reference": {"id": "iri", "type": "types!"},
    "Status": {
        "id": "iri",
        "type": "types!",
        "statusPurpose": "text",
        "statusListIndex": "text",
        "statusListCredential": "iri",
    },
    "Proof": {
        "id": "iri",
        "type": "text!",
        "cryptosuite": "text",
        "created": "moment",
        "expires": "moment",
        "verificationMethod": "iri",
        "proofPurpose": "text",
        "proofValue": "text",
        "domain": "text",
        "challenge": "text",
        "nonce": "text",
    },
}

_OF_OTHER_TYPES = frozenset(
    {
        "OpenBadgeCredential", "EndorsementCredential", "ClrCredential", "StatusListCredential",
        "Criteria", "RelatedResource", "Reference", "Status", "Proof",
    }
)  # fmt: skip

REQUIRED_TYPES: Mapping[str, tuple[frozenset[str], ...]] = {
    "OpenBadgeCredential": (
        frozenset({"VerifiableCredential"}),
        frozenset({"OpenBadgeCredential", "AchievementCredential"}),
    ),
    "StatusListCredential": (
        frozenset({"VerifiableCredential"}),
        frozenset({"BitstringStatusListCredential"}),
    ),
    **{
        name: (frozenset({"VerifiableCredential"}), frozenset({name}))
        for name in ("EndorsementCredential", "ClrCredential")
    },
    **{name: (frozenset({name}),) for name in CLASSES if name not in _OF_OTHER_TYPES},
}
"""For each class, groups of type names: one name of each group is required."""
