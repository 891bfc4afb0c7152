"""What stands on our own host: read from the store for a check, however its address is spelled, and never fetched."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from adapters.composition.web import current_identity
from adapters.database.catalogue.keys import SigningKeyStore
from adapters.database.credentials.credentials import CredentialStore
from adapters.database.queue.outbox import OutboxStore
from adapters.operations.keys import compromise, rotate
from adapters.operations.status import stand
from adapters.read_models.exports import Exports
from adapters.read_models.public_reads import PublicReadModel
from adapters.verifier_pool.checker import BadgeChecker
from adapters.web.hosted.hosted_documents import HostedDocuments
from adapters.web.hosted.local_documents import LocalDocuments
from adapters.web.ports import ShownKey
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import SignCredential
from issuer.openbadges.document import achievement_document
from issuer.openbadges.ob2 import cryptographic_key
from issuer.strict_json import Document, compact_json, parse_document
from issuer.verifying import VerificationReport
from issuer.verifying.inputs.documents import FetchedResponse
from issuer.verifying.inputs.token import read_token
from tests.contract.web.test_issuing_in_public import PUBLIC, awarded, body
from tests.fakes.badges import formats
from tests.fakes.badges.badges import OTHER_KEY
from tests.fakes.badges.formats import ADDRESSES
from tests.fakes.badges.tampering import row, signed
from tests.fakes.badges.tokens import ES256, rs256
from tests.fakes.site import PAGE, PUBLIC_URL, FakeSite, changed, here, private, shared, taken_back
from tests.fakes.world import World

OLDER = f"{PUBLIC_URL}{PAGE}.ob2.json"

SPELLINGS = [
    "https://badges.example/x",
    "http://badges.example/x",
    "https://badges.example./x",
    "https://BADGES.example/x",
    "https://badges.example:443/x",
    "https://badges.example:8443/x",
    "https://somebody@badges.example/x",
    "https://badges%2eexample/x",
    "https://badges。example/x",
    "https://badges｡example/x",
    "https://ｂadges．example/x",
    "did:web:badges.example",
    "did:web:badges.example.",
    "did:web:BADGES.example",
    "did:web:badges.example%3A443",
    "did:web:badges.example%3a8443:o:acme",
    "did:web:badges.example:o:acme",
    "did:web:badges%2Eexample#key",
    "DID:WEB:badges.example",
]


@pytest.mark.parametrize("address", SPELLINGS)
async def test_our_host_is_ours_in_every_spelling_and_never_fetched(address: str) -> None:
    fake = FakeSite()
    checker = fake.checker()
    assert checker.local_documents is not None
    assert checker.local_documents.is_own(address)
    await checker._document(address)
    assert fake.fetched == []


@pytest.mark.parametrize(
    "address",
    ["https://badges.example.evil.example/", "https://evil.example/badges.example", "https://xbadges.example/",
     "did:web:evil.example:badges.example", "did:web:badges.example.evil.example", "did:key:z6Mk", "urn:uuid:1", "",
     "https://", "https://[", "https://[::1", "did:web:"],
)  # fmt: skip
async def test_other_hosts_are_not(address: str) -> None:
    own = FakeSite().checker().local_documents
    assert own is not None
    assert not own.is_own(address)
    assert await own.read(address) is None


async def asked(fake: FakeSite, source: bytes) -> VerificationReport:
    report = await fake.checker().check(source)
    assert fake.fetched == []
    return report


async def test_an_older_badge_of_ours_is_checked_without_asking_over_the_network() -> None:
    fake = FakeSite()
    fake.shelf.put(shared())
    assert (await asked(fake, OLDER.encode())).verdict == "valid"


async def test_an_older_badge_that_is_shared_no_more_is_unknown_and_not_revoked() -> None:
    fake = FakeSite()
    fake.shelf.put(shared())
    async with fake.client() as client:
        assertion = await (await client.get(f"{PAGE}.ob2.json")).read()
        fake.shelf.put(taken_back())
        answers = [(await client.get(f"{PAGE}{ending}")).status for ending in (".ob2.json", "", ".json")]
        kept = await (await client.get(f"{PAGE}.ob2.json")).read()
        fake.shelf.put(private())
        never = await (await client.get(f"{PAGE}.ob2.json")).read()
    assert answers == [404, 410, 410], "only there does 410 mean revoked"
    assert kept == never
    for state in (taken_back(), private()):
        fake.shelf.put(state)
        report = await asked(fake, assertion)
        assert (report.verdict, report.needs) == ("cannot tell", (OLDER,))


@pytest.mark.parametrize(
    "stage", [CredentialStage.REVOKED, CredentialStage.UNDONE, CredentialStage.TURNED_DOWN]
)
async def test_an_older_badge_that_was_revoked_says_so_at_its_address(stage: CredentialStage) -> None:
    fake = FakeSite()
    fake.shelf.put(shared())
    async with fake.client() as client:
        assertion = await (await client.get(f"{PAGE}.ob2.json")).read()
        fake.shelf.put(changed(taken_back(), stage=stage))
        gone = await client.get(f"{PAGE}.ob2.json", headers={"Accept": "text/html"})
        assert (gone.status, gone.content_type) == (410, "application/ld+json")
        assert await gone.json(content_type=None) == {"id": OLDER, "revoked": True}
        elsewhere = await BadgeChecker(here, answering(gone.status, await gone.read()), fake.clock).check(
            assertion
        )
        fake.shelf.put(changed(private(), stage=stage))
        assert (await client.get(f"{PAGE}.ob2.json")).status == 404, "it was never shared"
    assert row(elsewhere, "proof").passed
    fake.shelf.put(changed(taken_back(), stage=stage))
    assert (await asked(fake, assertion)).verdict == "revoked"


async def test_our_own_older_badges_come_from_a_known_issuer_and_not_from_a_look_alike() -> None:
    fake = FakeSite()
    fake.shelf.put(shared())
    found = row(await asked(fake, OLDER.encode()), "issuer known")
    assert (found.passed, found.code) == (True, "ok")


def answering(status: int, said: bytes) -> Any:
    async def fetch(address: str) -> FetchedResponse:
        return FetchedResponse(said, address, gone=status == 410)

    return fetch


async def test_a_token_whose_key_stands_at_its_own_address_is_checked_from_the_store() -> None:
    fake = FakeSite()
    kid = f"{PUBLIC_URL}/keys/{ES256.kid}"
    fake.shelf.keys[ES256.kid] = ShownKey(ES256.public_jwk)
    assert (await asked(fake, formats.token(kid=kid))).verdict == "valid"


async def test_a_signed_older_badge_finds_its_key_and_its_list_in_the_store() -> None:
    fake = FakeSite()
    own = fake.checker().local_documents
    assert own is not None
    older = cryptographic_key(rs256().public_jwk, replace(ADDRESSES, key=f"{PUBLIC_URL}/keys/k.ob2.json"))
    fake.shelf.keys[rs256().kid] = ShownKey(rs256().public_jwk, older)
    fake.shelf.put(shared())
    assert await own.read(f"{PUBLIC_URL}/keys/{rs256().kid}.ob2.json") == older
    profile = await own.read(f"{PUBLIC_URL}/issuer.ob2.json")
    revoked = await own.read(f"{PUBLIC_URL}/revocations.ob2.json")
    made = await own.read(f"{PUBLIC_URL}/achievements/customer-hero/1.ob2.json")
    assert [said["type"] for said in (profile, revoked, made) if isinstance(said, dict)] == [
        "Issuer",
        "RevocationList",
        "BadgeClass",
    ]
    async with fake.client() as client:
        for path, said in (("/issuer.ob2.json", profile), ("/revocations.ob2.json", revoked)):
            assert await (await client.get(path)).json(content_type=None) == said


# Through the database


def checker(world: World) -> BadgeChecker:
    """The real verifier over the real store; whatever it would fetch is a mistake."""
    application = world.application
    identity = current_identity(application, world.organisation)
    shelf = PublicReadModel(
        application.database, application.issuers, application.signing.lists, world.organisation
    )
    papers = HostedDocuments(
        PUBLIC,
        identity,
        shelf,
        lambda shown: achievement_document(application.issuers.issued_achievement(shown.achievement)),
        application.settings.names_revoked,
    )

    async def fetch(address: str) -> None:
        if not address.startswith("https://badges.example/achievements/"):
            raise AssertionError(address)

    return BadgeChecker(here, fetch, lambda: world.moment, LocalDocuments(papers, application.pictures))


async def test_a_badge_on_an_open_list_is_checked_from_the_store(database_url: str) -> None:
    world = World.open(database_url, public_url=PUBLIC, status="1edtech")
    try:
        credential = await awarded(world)
        source = body(world, credential)
        assert (await checker(world).check(source)).verdict == "valid"
        stand(world.application, world.organisation, credential.public_id, "revoked", "left", world.moment)
        assert (await checker(world).check(source)).verdict == "revoked"
    finally:
        world.close()


async def test_a_token_of_ours_is_checked_from_the_store(public_world: World) -> None:
    credential = await awarded(public_world)
    with public_world.application.database.read() as connection:
        document = CredentialStore(connection).document(credential.id)
    assert document is not None
    assert document.jwt is not None
    report = await checker(public_world).check(document.jwt)
    assert report.verdict == "valid", [
        check_result for check_result in report.checks if not check_result.passed
    ]


async def test_an_older_file_of_a_badge_that_was_signed_again_is_superseded(public_world: World) -> None:
    credential = await awarded(public_world)
    old = body(public_world, credential)
    assert (await checker(public_world).check(old)).verdict == "valid"
    public_world.passes(days=2)
    await signed_again(public_world, credential.id)
    new = body(public_world, credential)
    assert parse_document(new)["validFrom"] != parse_document(old)["validFrom"]
    public_world.passes(days=1)
    report = await checker(public_world).check(old)
    assert (report.verdict, row(report, "status").code) == ("superseded", "superseded")
    assert (await checker(public_world).check(new)).verdict == "valid"


async def signed_again(world: World, credential_id: UUID) -> None:
    """As after a key was lost: the same badge, signed anew."""
    with world.application.database.write() as connection:
        kid = SigningKeyStore(connection).all(world.organisation.id)[0].kid
        job = Job(
            world.application.ids.new_id(),
            world.organisation.id,
            SignCredential(credential_id, kid),
            "again",
            world.moment,
        )
        OutboxStore(connection).queue(job)
    await world.settle()


async def test_signed_older_badges_stay_valid_when_keys_change(public_world: World) -> None:
    credential = await awarded(public_world)
    before = await older(public_world, credential)
    judge = checker(public_world)
    assert (await judge.check(before)).verdict == "valid"
    public_world.passes(minutes=1)
    rotate(public_world.application, public_world.organisation, "RS256", None, public_world.moment)
    after = await older(public_world, credential)
    assert parse_token(before)["verification"] != parse_token(after)["verification"]
    for source in (before, after):
        report = await judge.check(source)
        assert (report.verdict, row(report, "issuer known").code) == ("valid", "ok"), report.checks


async def test_a_former_key_of_a_trial_is_its_known_issuer_until_it_is_compromised(
    small_world: World,
) -> None:
    before = body(small_world, await awarded(small_world))
    running = checker(small_world)  # as in a process that started before the keys changed
    small_world.passes(minutes=1)
    first, *_ = keys_of(small_world)
    rotate(small_world.application, small_world.organisation, "Ed25519", None, small_world.moment)
    small_world.passes(minutes=1)
    after = body(small_world, await awarded(small_world, "ben"))
    for judge in (running, checker(small_world)):
        assert [known_issuer(await judge.check(source)) for source in (before, after)] == ["ok", "ok"]
        assert (await judge.check(before)).verdict == "valid"

    compromise(
        small_world.application, small_world.organisation, first, small_world.moment, small_world.moment
    )
    for judge in (running, checker(small_world)):
        assert [known_issuer(await judge.check(source)) for source in (before, after)] == ["look-alike", "ok"]
        assert (await judge.check(before)).verdict != "valid"


async def test_a_strangers_key_under_the_name_of_a_trial_is_a_look_alike(small_world: World) -> None:
    name = small_world.organisation.name
    rotate(small_world.application, small_world.organisation, "Ed25519", None, small_world.moment)
    theirs = signed(lambda said: said["issuer"].update(id=OTHER_KEY.controller, name=name), OTHER_KEY)
    report = await checker(small_world).check(compact_json(theirs).encode())
    assert (report.verdict, known_issuer(report)) == ("cannot tell", "look-alike")


def keys_of(world: World) -> list[str]:
    with world.application.database.read() as connection:
        return [key.kid for key in SigningKeyStore(connection).all(world.organisation.id)]


def known_issuer(report: VerificationReport) -> str:
    return row(report, "issuer known").code


async def older(world: World, credential: Credential) -> bytes:
    """The badge as its earner downloads it for an older backpack."""
    application = world.application
    shelf = PublicReadModel(
        application.database, application.issuers, application.signing.lists, world.organisation
    )
    shown = await shelf.credential(credential.public_id)
    exports = Exports(application.database, application.issuers, application.ids, lambda: world.moment)
    assert shown is not None
    made = await exports.ob2_assertion(shown)
    assert made is not None
    return made


def parse_token(token: bytes) -> Document:
    return read_token(token.decode()).payload
