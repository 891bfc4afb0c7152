"""What a credential says, as values (Open Badges 3.0, §B Data Model).

A credential holds no citation, no recipient's name and no chat id: what is signed can never be taken back, so
only what everyone may know for ever is in it.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

ACHIEVEMENT_TYPES = frozenset(
    {
        "Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree",
        "Award", "Badge", "BachelorDegree", "Certificate", "CertificateOfCompletion", "Certification",
        "CommunityService", "Competency", "Course", "CoCurricular", "Degree", "Diploma", "DoctoralDegree",
        "Fieldwork", "GeneralEducationDevelopment", "JourneymanCertificate", "LearningProgram", "License",
        "Membership", "ProfessionalDoctorate", "QualityAssuranceCredential", "MasterCertificate",
        "MasterDegree", "MicroCredential", "ResearchDoctorate", "SecondarySchoolDiploma",
    }
)  # fmt: skip
"""The AchievementType enumeration of Open Badges 3.0; other kinds are written `ext:Something`."""


@dataclass(frozen=True)
class IssuerProfile:
    """Who signs. `id` is the DID (or https URL) whose document lists the signing keys."""

    id: str
    name: str
    url: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Achievement:
    """One version of what can be earned.

    `criteria` is the narrative; `image` an https URL, or None in trial mode.
    """

    id: str
    name: str
    description: str
    criteria: str
    achievement_type: str = "Badge"
    tags: tuple[str, ...] = ()
    image: str | None = None
    version: str = "1"


@dataclass(frozen=True)
class HashedEmail:
    """An e-mail address that only who already knows it can recognise (IdentityObject)."""

    identity_hash: str
    salt: str


@dataclass(frozen=True)
class CredentialFacts:
    """What differs from one credential of an achievement to the next.

    `id` and `subject_id` are fresh `urn:uuid:` (or https) ids. An amended credential keeps its `id` and gets
    a newer `valid_from`; `awarded_on` then keeps the first date.
    """

    id: str
    subject_id: str
    valid_from: datetime
    hashed_email: HashedEmail | None
    awarded_on: datetime | None = None


def hash_email(email: str, salt: str) -> HashedEmail:
    """Hash an address with its salt as IdentityHash of Open Badges 3.0 wants it.

    The standard does not say how to normalise an address, so we trim and lower-case it here and wherever one
    is looked up. Give each credential a fresh salt of 128 random bits: then no two credentials of a person
    share a value.
    """
    normal = email.strip().lower()
    return HashedEmail("sha256$" + hashlib.sha256((normal + salt).encode()).hexdigest(), salt)
