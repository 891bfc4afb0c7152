"""A key that somebody else may have: whatever it signs is believed nowhere, and whatever it signed is signed anew."""

from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import update

from adapters.composition.web import build_web_application
from adapters.database.credentials.credentials import CredentialStore, documents
from adapters.operations.keys import compromise, rotate
from bot.domain.credentials.model import Credential, SignedDocument
from tests.fakes.world import World

ALGORITHMS = ("RS256", "ES256", "Ed25519")


async def awarded(world: World, who: str) -> Credential:
    await world.types("maya", f"/award @{who} mentor Patient")
    await world.settle()
    with world.application.database.read() as connection:
        return CredentialStore(connection).of_recipient(world.person(who).id)[0]


def document(world: World, credential: Credential) -> SignedDocument:
    with world.application.database.read() as connection:
        found = CredentialStore(connection).document(credential.id)
    assert found is not None
    return found


async def stolen(world: World, algorithm: str) -> tuple[str, Credential]:
    """A key of that kind that has signed a badge and is then lost; its name and the badge."""
    world.passes(minutes=1)
    made = rotate(world.application, world.organisation, algorithm, None, world.moment)
    world.passes(minutes=1)
    credential = await awarded(world, "ana")
    world.passes(days=3)
    since = world.moment - timedelta(days=1)
    count = compromise(world.application, world.organisation, made.kid, since, world.moment).badges
    assert count == 1
    return made.kid, credential


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_what_a_lost_key_signed_is_signed_anew_by_another(public_world: World, algorithm: str) -> None:
    kid, credential = await stolen(public_world, algorithm)
    before = document(public_world, credential)
    assert kid in (before.kid, before.token_kid)
    await public_world.settle()
    after = document(public_world, credential)
    assert kid not in (after.kid, after.token_kid)
    assert after.token_kid is not None
    assert after.signed_at > before.signed_at


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_a_lost_key_is_gone_from_its_address_and_listed_as_revoked(
    public_world: World, algorithm: str
) -> None:
    kid, _ = await stolen(public_world, algorithm)
    client = TestClient(
        TestServer(build_web_application(public_world.application, public_world.organisation))
    )
    async with client:
        for ending in ("", ".ob2.json"):
            answer = await client.get(f"/keys/{kid}{ending}")
            assert answer.status == 410
            assert "so we withdrew it" in await answer.text()
        assert (await client.get(f"/keys/{'x' * 43}")).status == 404
        listed = await (await client.get("/.well-known/did.json")).json(content_type=None)
    methods = {method["id"].partition("#")[2]: method for method in listed["verificationMethod"]}
    assert methods[kid]["revoked"] == "2026-03-04T09:02:00Z"
    assert f"{listed['id']}#{kid}" not in listed["assertionMethod"]
    kinds = {method["type"] for method in methods.values() if "revoked" not in method}
    assert kinds == {"Multikey", "JsonWebKey"}, "the keys that sign now are all listed"


async def test_tokens_from_before_their_key_was_noted_are_signed_anew_too(public_world: World) -> None:
    public_world.passes(minutes=1)
    made = rotate(public_world.application, public_world.organisation, "RS256", None, public_world.moment)
    credential = await awarded(public_world, "ana")
    with public_world.application.database.write() as connection:
        connection.execute(update(documents).values(token_kid=None))
    public_world.passes(days=1)
    compromise(
        public_world.application,
        public_world.organisation,
        made.kid,
        public_world.moment,
        public_world.moment,
    )
    await public_world.settle()
    assert document(public_world, credential).token_kid not in (None, made.kid)
