"""Achievements with all members that Open Badges 3.0 defines for them (§B.1.1, §B.2, §B.4 to §B.7).

Frameworks, related badges, results and rubric levels are optional. Members without a value are left out of the
document.
"""

from dataclasses import dataclass

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

ALIGNMENT_TYPES = frozenset(
    {
        "ceasn:Competency", "ceterms:Credential", "CFItem", "CFRubric", "CFRubricCriterion",
        "CFRubricCriterionLevel", "CTDL",
    }
)  # fmt: skip
"""The AlignmentTargetType enumeration; other kinds are written `ext:Something`."""

RESULT_TYPES = frozenset(
    {
        "GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore", "RawScore",
        "Result", "RubricCriterion", "RubricCriterionLevel", "RubricScore", "ScaledScore", "Status",
    }
)  # fmt: skip
"""The ResultType enumeration; other kinds are written `ext:Something`."""


@dataclass(frozen=True)
class OpenBadgeAlignment:
    """An entry of a competency framework that the achievement is evidence for."""

    target_name: str
    target_url: str
    target_type: str | None = None
    target_code: str | None = None
    target_description: str | None = None
    target_framework: str | None = None


@dataclass(frozen=True)
class RelatedAchievement:
    """Another achievement of the same kind: the same in another language, or an earlier version."""

    id: str
    in_language: str | None = None
    version: str | None = None


@dataclass(frozen=True)
class RubricLevel:
    """One level of a rubric (RubricCriterionLevel)."""

    id: str
    name: str
    description: str | None = None
    level: str | None = None
    points: str | None = None


@dataclass(frozen=True)
class ResultDescription:
    """What a result means: a score and its bounds, a list of values, or levels of a rubric."""

    id: str
    name: str
    result_type: str
    allowed_values: tuple[str, ...] = ()
    required_level: str | None = None
    required_value: str | None = None
    rubric: tuple[RubricLevel, ...] = ()
    value_max: str | None = None
    value_min: str | None = None


@dataclass(frozen=True)
class AchievementImage:
    """The badge's public picture: an https address, what it shows, and the SHA-256 of the unbaked PNG.

    With `sha256` (32 bytes) the credential names the picture as a related resource with its digest
    (VC Data Model 2.0 §5.3), so a verifier can detect an exchanged picture.
    """

    address: str
    caption: str | None = None
    sha256: bytes | None = None


@dataclass(frozen=True)
class OpenBadgeAchievement:
    """One version of an achievement. `criteria` is the narrative, `criteria_page` its public address."""

    id: str
    name: str
    description: str
    criteria: str
    achievement_type: str = "Badge"
    tags: tuple[str, ...] = ()
    picture: AchievementImage | None = None
    version: str = "1"
    criteria_page: str | None = None
    in_language: str | None = None
    alignments: tuple[OpenBadgeAlignment, ...] = ()
    related: tuple[RelatedAchievement, ...] = ()
    result_descriptions: tuple[ResultDescription, ...] = ()
