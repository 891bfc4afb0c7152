"""What strangers fetch to judge a badge: keys, one by one, and status lists."""

from adapters.web.addresses import addresses
from adapters.web.ports import ShownKey
from issuer.openbadges.ob2 import cryptographic_key
from tests.fakes.badges.badges import web_credential
from tests.fakes.badges.tokens import ES256, rs256
from tests.fakes.site import FakeSite

LIST = "6f1d7a52-3a53-4a0c-9f7e-0d6a1f5b2c11"


def with_keys() -> FakeSite:
    fake = FakeSite()
    older = cryptographic_key(rs256().public_jwk, addresses("https://badges.example", kid=rs256().kid))
    fake.shelf.keys = {
        ES256.kid: ShownKey(ES256.public_jwk),
        rs256().kid: ShownKey(rs256().public_jwk, older),
    }
    return fake


async def test_a_key_is_one_bare_public_key_and_not_a_set() -> None:
    async with with_keys().client() as client:
        answer = await client.get(f"/keys/{ES256.kid}")
        said = await answer.json(content_type=None)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert (said["kty"], said["crv"], said["kid"]) == ("EC", "P-256", ES256.kid)
    assert {"keys", "d"}.isdisjoint(said)


async def test_older_verifiers_find_a_key_for_rs256_as_they_know_it() -> None:
    async with with_keys().client() as client:
        said = await (await client.get(f"/keys/{rs256().kid}.ob2.json")).json(content_type=None)
        missing = await client.get(f"/keys/{ES256.kid}.ob2.json")
    assert said["type"] == "CryptographicKey"
    assert said["id"].endswith(".ob2.json")
    assert missing.status == 404


async def test_a_key_that_nobody_knows_is_not_found() -> None:
    async with with_keys().client() as client:
        for name in ("unknown-key-of-nobody-here", "x", "%00" * 20):
            assert (await client.get(f"/keys/{name}")).status == 404


async def test_a_status_list_is_answered_as_signed_and_kept_by_caches_for_its_time() -> None:
    fake = FakeSite()
    fake.shelf.lists[LIST] = web_credential()  # any signed bytes
    async with fake.client() as client:
        answer = await client.get(f"/status/{LIST}")
        assert await answer.read() == web_credential()
        assert answer.headers["Cache-Control"] == "public, max-age=900"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        again = await client.get(f"/status/{LIST}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status == 304
        assert (await client.get("/status/6f1d7a52-3a53-4a0c-9f7e-000000000000")).status == 404
        assert (await client.get("/revocations")).status == 404, "an open list is the operator's choice"
