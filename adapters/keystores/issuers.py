"""The issuer of an organisation: its profile, its keys, and compiled templates for its achievements.

Trial mode (no public https address): `did:key`, ids as `urn:uuid`, no picture and no status in the credential.
Otherwise: `did:web` of the public host, ids below the public URL, and an entry in a status list.

One organisation signs at the root of the site. Addresses, documents and keys of a second one belong together; a part
of them would sign in another's name.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.catalogue.keys import ED25519, SigningKeyStore
from adapters.json_ld import load_canonicaliser
from adapters.keystores.keyring import Keyring, OwnSigner
from bot.domain.addresses import PNG, REVOCATIONS, STATUS_LIST
from bot.domain.catalogue.measures import Measure
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.domain.organisations import Organisation
from issuer.canonical.canonicaliser import Canonicaliser
from issuer.issuing.issue import Template, prepare
from issuer.issuing.status_list import StatusListPlace, StatusListTemplate, prepare_list
from issuer.openbadges.achievement import (
    AchievementImage,
    OpenBadgeAlignment,
    RelatedAchievement,
    ResultDescription,
    RubricLevel,
)
from issuer.openbadges.achievement import OpenBadgeAchievement as IssuedAchievement
from issuer.openbadges.model import IssuerProfile
from issuer.proofs.did import ListedJwk, did_document, did_web
from issuer.proofs.multibase import decode_multikey
from issuer.strict_json import Document

LIST_TTL_MS = 15 * 60 * 1000
"""How long a copy of a status list may be cached: a revocation is visible everywhere after that."""
_MOST_TEMPLATES = 512
TRIAL_DESCRIPTION = (
    "Made while trying Laurel: this organisation is invented, and nobody vouches for the badge."
)
"""What badges of the starter's organisation say of it; they are made in trial mode alone."""
_Key = TypeVar("_Key")
_Made = TypeVar("_Made")


@dataclass
class Issuers:
    """The issuers of one installation."""

    keyring: Keyring
    public_url: str
    """Without a slash at its end; a loopback address in trial mode."""
    trial: bool
    random: Callable[[int], bytes]
    canonicaliser: Canonicaliser = field(default_factory=load_canonicaliser)
    _templates: "OrderedDict[tuple[UUID, str], Template]" = field(default_factory=OrderedDict)
    _lists: "OrderedDict[StatusListPlace, StatusListTemplate]" = field(default_factory=OrderedDict)

    def key_pair(self, connection: Connection, organisation_id: UUID) -> OwnSigner:
        """The current signer; raises LookupError if the organisation has no key yet."""
        return self.keyring.signer(connection, organisation_id)

    def profile(self, organisation: Organisation, pair: OwnSigner) -> IssuerProfile:
        """The issuer profile, as the credential contains it."""
        invented = self.trial and organisation.is_starters
        return IssuerProfile(
            pair.controller,
            organisation.name,
            organisation.url,
            organisation.email,
            organisation.phone,
            TRIAL_DESCRIPTION if invented else organisation.description,
            organisation.logo_url,
        )

    def template(
        self,
        organisation: Organisation,
        achievement: Achievement,
        pair: OwnSigner,
        picture: bytes | None = None,
    ) -> Template:
        """The compiled, linted template of one achievement version; raises `Unissuable`.

        `picture` is the public PNG, for its digest; in trial mode there is none.
        """
        profile = self.profile(organisation, pair)
        issued = self.issued_achievement(achievement, picture)
        key = (achievement.id, repr((profile, issued.picture)))
        found = self._templates.get(key)
        if found is None:
            found = prepare(profile, issued, self.canonicaliser, self.random(32))
            _keep(self._templates, key, found)
        return found

    def list_template(self, issuer_id: str, list_id: UUID, purpose: str) -> StatusListTemplate:
        """The compiled status list of one shard."""
        place = StatusListPlace(issuer_id, self.list_address(list_id), purpose, LIST_TTL_MS)
        found = self._lists.get(place)
        if found is None:
            found = prepare_list(place, self.canonicaliser)
            _keep(self._lists, place, found)
        return found

    def issued_achievement(self, achievement: Achievement, picture: bytes | None = None) -> IssuedAchievement:
        """An achievement as a credential contains it."""
        return issued_achievement(achievement, None if self.trial else self.public_url, picture)

    def credential_id(self, credential: Credential) -> str:
        """A credential's own id."""
        if self.trial:
            return f"urn:uuid:{credential.public_id}"
        return f"{self.public_url}{credential.path}"

    def list_address(self, list_id: UUID) -> str:
        """The address of a status list."""
        return self.public_url + STATUS_LIST.path(name=list_id)

    @property
    def revocations_address(self) -> str:
        """The address of the list that names revoked credentials."""
        return self.public_url + REVOCATIONS.path()

    def did_document(self, connection: Connection, organisation_id: UUID) -> Document:
        """The document that lists the keys: one `did:key`, or every key of the `did:web`."""
        if self.trial:
            signer = self.keyring.signer(connection, organisation_id)
            return did_document(signer.controller, [signer.public_key])
        every = SigningKeyStore(connection).all(organisation_id)
        public = {key.kid: decode_multikey(key.kid) for key in every if key.algorithm == ED25519}
        revoked = {
            public[key.kid]: key.compromised_since
            for key in every
            if key.compromised_since and key.kid in public
        }
        tokens = [
            ListedJwk(self.keyring.public_jwk(key), key.compromised_since)
            for key in every
            if key.kid not in public
        ]
        return did_document(did_web(self.public_url), list(public.values()), revoked, tokens)


def issued_achievement(
    achievement: Achievement, site: str | None, picture: bytes | None
) -> IssuedAchievement:
    """An achievement as a credential contains it; without a public site it has no address and no picture."""
    url = f"{site}{achievement.path}"
    own_id = url if site else f"urn:uuid:{achievement.id}"
    return IssuedAchievement(
        id=own_id,
        name=achievement.name,
        description=achievement.description,
        criteria=achievement.criteria,
        achievement_type=achievement.kind,
        tags=achievement.skills,
        picture=AchievementImage(f"{url}{PNG}", achievement.picture_description, _digest(picture))
        if site
        else None,
        version=str(achievement.version),
        criteria_page=url if site else None,
        in_language=achievement.language,
        alignments=tuple(
            OpenBadgeAlignment(
                alignment.name,
                alignment.url,
                alignment.type,
                alignment.code,
                alignment.description,
                alignment.framework,
            )
            for alignment in achievement.alignments
        ),
        related=tuple(
            RelatedAchievement(related_to.id, related_to.language, related_to.version)
            for related_to in achievement.related
        ),
        result_descriptions=tuple(
            _result_description(f"{own_id}#result-{number}", measure)
            for number, measure in enumerate(achievement.results, 1)
        ),
    )


def _result_description(result_id: str, measure: Measure) -> ResultDescription:
    levels = tuple(
        RubricLevel(f"{result_id}-level-{number}", level.name, level.description, str(number), level.points)
        for number, level in enumerate(measure.levels, 1)
    )
    reached = next((level.id for level in levels if level.name == measure.required), None)
    return ResultDescription(
        result_id,
        measure.name,
        measure.type,
        allowed_values=measure.values,
        required_level=reached,
        required_value=None if levels else measure.required,
        rubric=levels,
        value_max=measure.most,
        value_min=measure.least,
    )


def _digest(picture: bytes | None) -> bytes | None:
    return hashlib.sha256(picture).digest() if picture else None


def _keep(kept: "OrderedDict[_Key, _Made]", key: _Key, made: _Made) -> None:
    """Caches, and evicts the oldest beyond a limit: organisations change, and memory is limited."""
    kept[key] = made
    while len(kept) > _MOST_TEMPLATES:
        kept.popitem(last=False)
