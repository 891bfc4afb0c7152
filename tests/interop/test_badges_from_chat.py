"""Badges as people give and keep them, not put together for a test: others judge what the whole house made."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import jsonschema
import pytest
from sqlalchemy import select

from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.credentials.credentials import CredentialStore
from adapters.database.credentials.status_lists import status_lists
from adapters.database.people.people import PeopleStore
from adapters.operations.keys import compromise, rotate
from bot.domain.catalogue.measures import Measure, MeasureLevel, RelatedTo
from bot.domain.credentials.model import SignedDocument
from bot.messages.forms import CHECKED
from issuer.issuing.status_list import StatusListValidity
from issuer.strict_json import Json, parse_document
from tests.fakes.badges.badges import NOW
from tests.fakes.databases import fresh_sqlite
from tests.fakes.node import judged
from tests.fakes.platform import button
from tests.fakes.requirements import standards
from tests.fakes.world import World, asked, shown

MEASURES = (
    Measure(
        "Talk",
        "RubricCriterionLevel",
        required="Clear",
        levels=(MeasureLevel("Halting"), MeasureLevel("Clear", "So.", "2")),
    ),
    Measure("Rating", "ScaledScore", least="1", most="5", required="4"),
)


@pytest.fixture
def public(tmp_path: Path) -> Iterator[World]:
    """A company whose achievement measures, whose profile is whole, and whose first key for tokens was lost."""
    world = World.open(fresh_sqlite(tmp_path), public_url="https://badges.example")
    world.moment = NOW - timedelta(days=2)
    with world.application.database.write() as connection:
        people, catalogue = PeopleStore(connection), CatalogueStore(connection)
        whole = {
            "phone": "+44 20 7946 0000",
            "description": "Fine things.",
            "logo_url": "https://www.example.org/l.png",
        }
        people.change_organisation(replace(world.organisation, url="https://www.example.org", **whole))
        achievement = next(
            achievement
            for achievement in catalogue.current(world.organisation.id)
            if achievement.slug == "mentor"
        )
        catalogue.retire(world.organisation.id, "mentor", world.moment)
        related = (RelatedTo("https://badges.example/achievements/mentor/1", "en", "1"),)
        rules = replace(achievement.rules, evidence=True)
        catalogue.add(
            replace(achievement, id=UUID(int=7), version=2, results=MEASURES, related=related, rules=rules)
        )
    yield world
    world.close()


async def kept(world: World) -> SignedDocument:
    """A badge with a link, whose earner wants the words inside."""
    await world.types("maya", "/award @ana mentor Thank you, see https://talks.example/1.")
    await world.settle()
    world.passes(minutes=1)
    offered = shown(await world.presses("ana", button(world.letters("ana")[0], "download")))
    posted = world.platform.letters_to("U-ANA")[-1]
    form = asked(await world.presses("ana", button(offered, "page_shows"), on=posted))
    await world.fills_in("ana", form, words=CHECKED)
    await world.settle()
    with world.application.database.read() as connection:
        credentials = CredentialStore(connection)
        found = credentials.document(credentials.of_recipient(world.person("ana").id)[0].id)
    assert found is not None
    return found


def current_lists(world: World) -> dict[str, Json]:
    """The lists as signed for a century: the verifier asks the real clock about them."""
    issuers = world.application.issuers
    with world.application.database.read() as connection:
        signer = issuers.key_pair(connection, world.organisation.id)
        rows = connection.execute(select(status_lists)).all()
    validity = StatusListValidity(NOW, NOW + timedelta(days=36_500), NOW)
    signed = [
        issuers.list_template(signer.controller, row.id, row.purpose).publish((), signer, validity)
        for row in rows
    ]
    return {str(document["id"]): document for document in map(parse_document, signed)}


def documents(world: World) -> dict[str, Json]:
    with world.application.database.read() as connection:
        did = world.application.issuers.did_document(connection, world.organisation.id)
        lists = [parse_document(row.body) for row in connection.execute(select(status_lists))]
    return {str(document["id"]): document for document in (did, *lists)}


async def test_what_chat_gave_fits_the_strict_schema_with_all_that_it_says(public: World) -> None:
    said = json.loads((await kept(public)).body)
    path = standards() / "schemas" / "json" / "ob_v3p0_achievementcredential_schema.json"
    jsonschema.Draft201909Validator(json.loads(path.read_text())).validate(said)
    assert said["evidence"][0]["id"] == "https://talks.example/1"
    assert {"phone", "description", "image", "url"} <= said["issuer"].keys()
    assert {"resultDescription", "related"} <= said["credentialSubject"]["achievement"].keys()


async def test_digital_bazaar_verifies_it_by_our_own_document_of_keys(public: World, tmp_path: Path) -> None:
    badge = await kept(public)
    public.passes(minutes=1)
    lost = rotate(public.application, public.organisation, "RS256", None, public.moment)
    compromise(public.application, public.organisation, lost.kid, public.moment, public.moment)
    known = documents(public)
    did = known["did:web:badges.example"]
    assert isinstance(did, dict)
    methods = json.loads(json.dumps(did["verificationMethod"]))
    kinds = sorted((method["type"], "revoked" in method) for method in methods)
    assert kinds == [("JsonWebKey", False), ("JsonWebKey", True), ("Multikey", False)]
    changed = badge.body.replace(b"Thank you", b"Thank me ", 1)
    [valid, broken] = judged(tmp_path, "bitstring", [badge.body, changed], {**known, **current_lists(public)})
    assert (valid["verified"], valid["bits"]) == (True, [False]), valid
    assert not broken["verified"]


async def test_jose_verifies_its_token_by_the_key_in_our_document(public: World, tmp_path: Path) -> None:
    badge = await kept(public)
    did = documents(public)["did:web:badges.example"]
    assert isinstance(did, dict)
    methods = json.loads(json.dumps(did["verificationMethod"]))
    jwks = [method["publicKeyJwk"] for method in methods if "publicKeyJwk" in method]
    keys = {f"https://badges.example/keys/{jwk['kid']}": jwk for jwk in jwks}
    assert badge.jwt is not None
    [valid] = judged(tmp_path, "jose", [badge.jwt], keys)
    assert valid["verified"], valid
