"""What earners take along beside the badge's own file: everything as one record, and a form for older backpacks."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.composition.web import build_site
from adapters.database.credentials.credentials import CredentialStore
from adapters.operations.status import stand
from adapters.web.routes import add_routes
from bot.messages.cards import Buttons, Card, LinkButton
from issuer.baking.png import OB2_KEYWORD, extract
from issuer.proofs.data_integrity import verify_proof
from issuer.proofs.multibase import decode_multikey
from issuer.strict_json import parse_document
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.platform import button
from tests.fakes.requirements import require
from tests.fakes.world import World, shown

PUBLIC = "https://badges.example"
SAME = {"Origin": PUBLIC}


def path_in(card: Card) -> str:
    rows = [block for block in card.blocks if isinstance(block, Buttons)]
    return next(link.path for row in rows for link in row.buttons if isinstance(link, LinkButton))


def client_of(world: World) -> TestClient:  # type: ignore[type-arg]  # its parameters are of no use here
    app = web.Application()
    add_routes(app, replace(build_site(world.application, world.organisation), now=lambda: world.moment))
    return TestClient(TestServer(app))


async def earned(world: World, *badges: str) -> None:
    for badge in badges:
        await world.types("maya", f"/award @ana {badge} Patient")
        world.passes(minutes=1)
        await world.settle()


async def test_everything_comes_as_one_record_whose_link_works_once(public_world: World) -> None:
    await earned(public_world, "mentor", "customer-hero")
    listed = shown(await public_world.types("ana", "/mybadges"))
    link = path_in(shown(await public_world.presses("ana", button(listed, "everything"))))
    async with client_of(public_world) as client:
        page = await (await client.get(link)).text()
        assert "2 badges" in page
        assert "Ana" not in page
        answer = await client.post(link, data={"file": "record"}, headers=SAME)
        record = parse_document(await answer.read())
        assert answer.headers["Content-Disposition"] == 'attachment; filename="badges.clr.json"'
        assert (await client.post(link, data={"file": "record"}, headers=SAME)).status == 410
    assert record["type"] == ["VerifiableCredential", "ClrCredential"]
    assert record["partial"] is False
    method = str(record["proof"][0]["verificationMethod"])  # type: ignore[index, call-overload]
    assert verify_proof(record, decode_multikey(method.partition("#")[2]), canonicaliser())
    subject = record["credentialSubject"]
    assert isinstance(subject, dict)
    assert len(subject["verifiableCredential"]) == 2  # type: ignore[arg-type]
    assert "Ana" not in json.dumps(record)


async def test_whoever_has_no_badge_is_offered_no_record(world: World) -> None:
    with pytest.raises((StopIteration, AssertionError)):
        button(shown(await world.types("ben", "/mybadges")), "everything")


async def test_older_backpacks_get_a_picture_with_a_signed_assertion_that_can_be_revoked(
    public_world: World, record_property: Callable[[str, object], None]
) -> None:
    try:
        from openbadgeslib.ob2.verifier import OB2VerificationError, OB2Verifier  # noqa: PLC0415 - for tests alone
    except ImportError:
        require(False, "openbadgeslib is not installed")
    await earned(public_world, "mentor")
    offered = shown(await public_world.presses("ana", button(public_world.letters("ana")[0], "download")))
    async with client_of(public_world) as client:
        link = path_in(offered)
        assert "older backpacks" in await (await client.get(link)).text()
        answer = await client.post(link, data={"file": "older"}, headers=SAME)
        assert answer.headers["Content-Disposition"] == 'attachment; filename="mentor.ob2.png"'
        token = extract(await answer.read(), OB2_KEYWORD).decode()

        async def public_parts() -> dict[str, bytes]:
            paths = ["/issuer.ob2.json", "/revocations.ob2.json", "/achievements/mentor/1.ob2.json"]
            keys = await (await client.get("/issuer.ob2.json")).json(content_type=None)
            said = await (await client.get("/.well-known/did.json")).json(content_type=None)
            [kid] = [m["publicKeyJwk"]["kid"] for m in said["verificationMethod"] if "publicKeyJwk" in m]
            paths.append(f"/keys/{kid}.ob2.json")
            assert keys["revocationList"] == f"{PUBLIC}/revocations.ob2.json"
            return {f"{PUBLIC}{path}": await (await client.get(path)).read() for path in paths}

        parts = await public_parts()
        verifier = OB2Verifier(download=lambda url, *_, **__: parts[url])
        verifier.verify(token, expected_recipient="ana@example.org", check_revocation=True)
        with public_world.application.database.read() as connection:
            [credential] = CredentialStore(connection).of_recipient(public_world.person("ana").id)
        stand(
            public_world.application,
            public_world.organisation,
            credential.public_id,
            "revoked",
            "left",
            public_world.moment,
        )
        parts = await public_parts()
        assert b"left" not in parts[f"{PUBLIC}/revocations.ob2.json"], "reasons stay inside"
        with pytest.raises(OB2VerificationError, match=r"(?i)revoked"):
            verifier.verify(token, check_revocation=True)


async def test_in_trial_mode_nothing_older_is_offered(small_world: World) -> None:
    await earned(small_world, "mentor")
    offered = shown(await small_world.presses("ana", button(small_world.letters("ana")[0], "download")))
    async with client_of(small_world) as client:
        link = path_in(offered)
        assert "older backpacks" not in await (await client.get(link)).text()
        assert (await client.post(link, data={"file": "older"})).status == 410
        assert (await client.get(link)).status == 200, "the link still works for the badge's own file"
