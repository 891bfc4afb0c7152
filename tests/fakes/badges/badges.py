"""One issuer, one achievement and one award, for tests that need some."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from issuer.issuing.issue import Template, prepare
from issuer.openbadges.model import CredentialFacts, IssuerProfile, OpenBadgeAchievement, hash_email
from issuer.proofs.keys import KeyPair
from tests.fakes.badges.contexts import canonicaliser

KEY = KeyPair.from_random(bytes(range(32)))
OTHER_KEY = KeyPair.from_random(bytes(range(1, 33)))
WEB_KEY = KeyPair.from_random(bytes(range(32)), "did:web:badges.example")
THROWAWAY = b"throwaway".ljust(32, b".")

AWARDED = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

PROFILE = IssuerProfile(
    KEY.controller, "Northwind Traders", "https://northwind.example", "badges@northwind.example"
)
WEB_PROFILE = replace(PROFILE, id=WEB_KEY.controller)

ACHIEVEMENT = OpenBadgeAchievement(
    id="urn:uuid:6f1d7a52-3a53-4a0c-9f7e-0d6a1f5b2c11",
    name="Customer Hero",
    description="Went out of their way to put a customer's problem right.",
    criteria="Resolved a customer's problem beyond what the role asks for,\nand a colleague said how.",
    tags=("customer care", "initiative"),
)

FACTS = CredentialFacts(
    id="urn:uuid:0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01",
    subject_id="urn:uuid:52a1c7d4-90f1-4c0b-8b7a-17f0f4d1e902",
    valid_from=AWARDED,
    hashed_email=hash_email("ana@northwind.example", "9c5b94b1a35f4e0f8f3d2c1b0a998877"),
    awarded_on=AWARDED,
)


@cache
def template() -> Template:
    """Prepare the achievement for the did:key issuer, once."""
    return prepare(PROFILE, ACHIEVEMENT, canonicaliser(), THROWAWAY)


@cache
def web_template() -> Template:
    """Prepare the achievement for the did:web issuer, once."""
    return prepare(WEB_PROFILE, ACHIEVEMENT, canonicaliser(), THROWAWAY)


@cache
def credential() -> bytes:
    """Return one signed credential."""
    return template().issue(FACTS, KEY, AWARDED)


@cache
def web_credential() -> bytes:
    """Return one credential signed under did:web."""
    return web_template().issue(FACTS, WEB_KEY, AWARDED)
