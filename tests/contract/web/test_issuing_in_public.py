"""Issuing at a public address: lists that follow, keys that change, a switch that stops, a signer that is down."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.catalogue.keys import SigningKeyStore
from adapters.database.credentials.credentials import CredentialStore, credentials
from adapters.database.credentials.status_lists import StatusStore, status_entries, status_lists
from adapters.keystores.keyring import Keyring
from adapters.operations.keys import (
    compromise,
    issuing_pause_of,
    retire,
    rotate,
    start_issuing,
    stop_issuing,
)
from adapters.operations.status import NotIssued, stand, standing
from adapters.read_models.public_reads import PublicReadModel
from adapters.worker.status_lists import CannotChange
from adapters.worker.status_places import LIST_LIFETIME
from bot.domain.credentials.model import Credential, CredentialStage
from issuer.proofs.keys import KeyMaterialError, SignerUnavailable
from issuer.strict_json import Document, Json, parse_document
from issuer.verifying import VerificationReport, verify
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.tampering import row
from tests.fakes.badges.tokens import unwrap
from tests.fakes.key_storage import StorageInMemory
from tests.fakes.platform import button
from tests.fakes.worded import raises_worded, worded
from tests.fakes.world import World, shown

PUBLIC = "https://badges.example"


def held(world: World, who: str) -> list[Credential]:
    with world.application.database.read() as connection:
        return list(CredentialStore(connection).of_recipient(world.person(who).id))


def body(world: World, credential: Credential) -> bytes:
    with world.application.database.read() as connection:
        document = CredentialStore(connection).document(credential.id)
    assert document is not None
    return document.body


def documents(world: World) -> dict[str, Json]:
    """What a stranger could fetch: the DID document and every status list."""
    with world.application.database.read() as connection:
        did = world.application.issuers.did_document(connection, world.organisation.id)
        lists = [parse_document(row.body) for row in connection.execute(select(status_lists))]
    return {str(document["id"]): document for document in (did, *lists)}


def judged(world: World, credential: Credential) -> VerificationReport:
    source = body(world, credential)
    return verify(source, canonicaliser=canonicaliser(), now=world.moment, documents=documents(world))


async def awarded(world: World, who: str = "ana", badge: str = "mentor") -> Credential:
    await world.awards("maya", f"@{who} {badge} Patient")
    await world.settle()
    return held(world, who)[0]


async def test_a_badge_names_its_place_in_a_list_and_the_digest_of_its_picture(public_world: World) -> None:
    credential = await awarded(public_world)
    said = parse_document(body(public_world, credential))
    assert said["id"] == f"{PUBLIC}{credential.path}"
    status = said["credentialStatus"]
    assert isinstance(status, dict)
    assert (status["type"], status["statusPurpose"]) == ("BitstringStatusListEntry", "revocation")
    assert "relatedResource" in said
    assert judged(public_world, credential).verdict == "valid"


async def test_the_token_beside_it_is_signed_by_the_key_at_its_address(public_world: World) -> None:
    credential = await awarded(public_world)
    with public_world.application.database.read() as connection:
        document = CredentialStore(connection).document(credential.id)
        kid = public_world.application.issuers.keyring.jwt_key(connection, public_world.organisation.id)
    assert document is not None
    assert document.jwt is not None
    assert kid is not None
    shelf = PublicReadModel(
        public_world.application.database,
        public_world.application.issuers,
        public_world.application.signing.lists,
        public_world.organisation,
    )
    key = await shelf.key(kid.kid)
    assert key is not None
    assert unwrap(document.jwt.decode(), key.jwk) == parse_document(document.body)
    assert key.ob2 is not None


async def test_undoing_an_issued_badge_revokes_it(public_world: World) -> None:
    reply = shown(await public_world.types("maya", "/award @ana mentor Patient"))
    await public_world.settle()
    credential = held(public_world, "ana")[0]
    await public_world.presses("maya", button(reply, "undo"))
    await public_world.settle()
    assert judged(public_world, credential).verdict == "revoked"
    assert standing(public_world.application, public_world.organisation, credential.public_id) == "revoked"


async def test_places_are_random_and_nobody_shares_one(public_world: World) -> None:
    for who in ("ana", "ben", "chidi"):
        await awarded(public_world, who)
        await awarded(public_world, who, "customer-hero")
    with public_world.application.database.read() as connection:
        rows = connection.execute(select(status_entries.c.list_id, status_entries.c.position)).all()
    assert len({row.list_id for row in rows}) == 1
    positions = [row.position for row in rows]
    assert len(set(positions)) == 6
    assert max(positions) - min(positions) > 6


async def test_a_revocation_rewrites_its_own_list_and_no_other(public_world: World) -> None:
    first = await awarded(public_world)
    with public_world.application.database.write() as connection:  # as if the first list were full
        connection.execute(status_lists.update().values(used=131_072))
    second = await awarded(public_world, "ben")
    before = {name: document for name, document in documents(public_world).items() if "/status/" in name}
    assert len(before) == 2
    public_world.passes(minutes=1)
    stand(
        public_world.application,
        public_world.organisation,
        second.public_id,
        "revoked",
        "left",
        public_world.moment,
    )
    after = documents(public_world)
    assert [name for name, document in before.items() if after[name] != document] == [
        _list_of(public_world, second)
    ]
    assert (judged(public_world, first).verdict, judged(public_world, second).verdict) == ("valid", "revoked")


def _list_of(world: World, credential: Credential) -> str:
    status = parse_document(body(world, credential))["credentialStatus"]
    assert isinstance(status, dict)
    return str(status["statusListCredential"])


async def test_what_may_be_suspended_is_suspended_and_comes_back(public_world: World) -> None:
    with public_world.application.database.write() as connection:
        catalogue = CatalogueStore(connection)
        [mentor] = [
            achievement
            for achievement in catalogue.current(public_world.organisation.id)
            if achievement.slug == "mentor"
        ]
        catalogue.retire(public_world.organisation.id, "mentor", public_world.moment)
        catalogue.add(
            replace(mentor, id=UUID(int=77), version=2, status="suspension", expires_after_months=12)
        )
    credential = await awarded(public_world)
    for state, verdict in (("suspended", "suspended"), ("good", "valid"), ("revoked", "suspended")):
        stand(
            public_world.application,
            public_world.organisation,
            credential.public_id,
            state,
            "",
            public_world.moment,
        )
        assert judged(public_world, credential).verdict == verdict
    with raises_worded(CannotChange, "for ever"):
        stand(
            public_world.application,
            public_world.organisation,
            credential.public_id,
            "good",
            "",
            public_world.moment,
        )
    assert parse_document(body(public_world, credential))["validUntil"] == "2027-03-02T09:00:00Z"


async def test_what_may_only_be_revoked_is_not_suspended(public_world: World) -> None:
    credential = await awarded(public_world)
    with raises_worded(CannotChange, "not suspended"):
        stand(
            public_world.application,
            public_world.organisation,
            credential.public_id,
            "suspended",
            "",
            public_world.moment,
        )
    with pytest.raises(NotIssued):
        stand(
            public_world.application,
            public_world.organisation,
            UUID(int=5),
            "revoked",
            "",
            public_world.moment,
        )


async def test_a_list_is_signed_again_before_it_runs_out(public_world: World) -> None:
    credential = await awarded(public_world)
    for _ in range(4):
        public_world.moment += LIST_LIFETIME / 2
        await public_world.settle()
        assert judged(public_world, credential).verdict == "valid"
    public_world.moment += LIST_LIFETIME * 1.1
    report = judged(public_world, credential)
    assert (report.verdict, row(report, "status").code) == ("cannot tell", "status-stale")


async def test_the_stop_switch_holds_every_signature_back_and_keeps_the_order(public_world: World) -> None:
    application, organisation = public_world.application, public_world.organisation
    stop_issuing(application, organisation, "a wrong catalogue", public_world.moment)
    for who in ("ana", "ben", "ana", "ben"):
        await public_world.awards("maya", f"@{who} mentor Patient")
        public_world.passes(seconds=1)
    await public_world.settle()
    assert [credential.stage for credential in (*held(public_world, "ana"), *held(public_world, "ben"))] == [
        CredentialStage.AWARDED
    ] * 4
    assert issuing_pause_of(application, organisation)[1] == 4
    start_issuing(application, organisation, public_world.moment)
    await public_world.settle()
    if (
        application.database.is_sqlite
    ):  # PostgreSQL writes several at once, and letters of one moment may change places
        assert _order(public_world) == sorted(_order(public_world))
    assert len(public_world.letters("ana")) == len(public_world.letters("ben")) == 2


def _order(world: World) -> list[object]:
    """When the badges were awarded, in the order in which their letters were queued."""
    by_id = {
        credential.id: credential.awarded_at for who in ("ana", "ben") for credential in held(world, who)
    }
    with world.application.database.read() as connection:
        rows = (
            connection.exec_driver_sql("SELECT subject_id FROM letters WHERE topic = 'earned' ORDER BY id")
            .scalars()
            .all()
        )
    return [by_id[UUID(str(row)) if not isinstance(row, UUID) else row] for row in rows]


async def test_while_the_signer_is_down_awards_wait_in_order_and_nothing_goes_out_unsigned(
    public_world: World,
) -> None:
    application, organisation = public_world.application, public_world.organisation
    storage = StorageInMemory()
    application.issuers.keyring.store = storage
    rotate(application, organisation, "Ed25519", "badges", public_world.moment)
    storage.down = True
    for number in range(20):
        await public_world.awards("maya", f"@{('ana', 'ben')[number % 2]} mentor Patient")
        public_world.passes(seconds=30)
        await public_world.settle()
    assert not public_world.letters("ana")
    assert {credential.stage for credential in held(public_world, "ana")} == {CredentialStage.AWARDED}
    storage.down = False
    for _ in range(3):
        public_world.passes(seconds=6)
        await public_world.settle()
    assert len(public_world.letters("ana")) == len(public_world.letters("ben")) == 10
    if (
        application.database.is_sqlite
    ):  # PostgreSQL writes several at once, and letters of one moment may change places
        assert _order(public_world) == sorted(_order(public_world))
    assert all(
        judged(public_world, credential).verdict == "valid" for credential in held(public_world, "ana")
    )


async def test_keys_change_while_badges_are_issued_and_every_badge_stays_valid(public_world: World) -> None:
    application, organisation = public_world.application, public_world.organisation
    given = []
    for number in range(6):
        given.append(await awarded(public_world, ("ana", "ben")[number % 2]))
        public_world.passes(seconds=1)
        made = rotate(application, organisation, "Ed25519", None, public_world.moment)
    assert {judged(public_world, credential).verdict for credential in given} == {"valid"}
    assert len({_method(body(public_world, credential)) for credential in given}) == 6
    retire(application, organisation, made.kid, public_world.moment)
    last = await awarded(public_world)
    assert made.kid not in _method(body(public_world, last))
    assert judged(public_world, last).verdict == "valid"


def _method(source: bytes) -> str:
    return str(json.loads(source)["proof"][0]["verificationMethod"])


async def test_retiring_the_only_key_makes_another_so_that_there_is_no_gap(public_world: World) -> None:
    first = await awarded(public_world)
    kid = _method(body(public_world, first)).partition("#")[2]
    public_world.passes(seconds=1)
    retire(public_world.application, public_world.organisation, kid, public_world.moment)
    second = await awarded(public_world, "ben")
    assert kid not in _method(body(public_world, second))
    assert (judged(public_world, first).verdict, judged(public_world, second).verdict) == ("valid", "valid")


async def test_a_compromised_key_is_believed_no_more_and_its_badges_are_signed_anew(
    public_world: World,
) -> None:
    application, organisation = public_world.application, public_world.organisation
    credential = await awarded(public_world)
    old = body(public_world, credential)
    kid = _method(old).partition("#")[2]
    public_world.passes(days=3)
    since = public_world.moment - timedelta(days=1)
    count = compromise(application, organisation, kid, since, public_world.moment).badges
    assert count == 1
    await public_world.settle()
    new = body(public_world, credential)
    before, after = parse_document(old), parse_document(new)
    assert judged(public_world, credential).verdict == "valid"
    assert (after["id"], _subject(after)) == (before["id"], _subject(before))
    assert str(after["validFrom"]) > str(before["validFrom"])
    assert after["awardedDate"] == before["validFrom"]
    report = verify(
        old, canonicaliser=canonicaliser(), now=public_world.moment, documents=documents(public_world)
    )
    assert report.verdict == "cannot tell"
    assert any(check.code == "key-withdrawn" and "4 March 2026" in worded(check) for check in report.checks)
    late = verify(
        old, canonicaliser=canonicaliser(), now=public_world.moment, documents=_withdrawn_before(public_world)
    )
    assert late.verdict == "invalid"


def _subject(said: Document) -> Json:
    subject = said["credentialSubject"]
    assert isinstance(subject, dict)
    return subject["id"]


def _withdrawn_before(world: World) -> dict[str, Json]:
    """The same documents, with the key withdrawn before anything was signed with it."""
    found = json.dumps(documents(world)).replace('"revoked": "2026-03-04', '"revoked": "2026-03-01')
    read: dict[str, Json] = json.loads(found)
    return read


async def test_keys_open_under_the_new_secret_alone_once_they_are_sealed_anew(public_world: World) -> None:
    application = public_world.application
    first = await awarded(public_world)
    with application.database.write() as connection:
        assert application.issuers.keyring.rewrap(connection, b"quite another secret") == 2
        assert b"another" not in b"".join(
            key.sealed for key in SigningKeyStore(connection).of_all_organisations()
        )
    for secret, opens in ((b"quite another secret", True), (b"a secret of this test alone", False)):
        keyring = Keyring(secret, PUBLIC, False, application.issuers.random)
        with application.database.read() as connection:
            if opens:
                assert keyring.signer(connection, public_world.organisation.id).multikey in _method(
                    body(public_world, first)
                )
            else:
                with pytest.raises(KeyMaterialError):
                    keyring.signer(connection, public_world.organisation.id)


async def test_a_key_in_a_store_that_is_not_set_up_says_so(public_world: World) -> None:
    with raises_worded(SignerUnavailable, "LAUREL_PKCS11"):
        rotate(public_world.application, public_world.organisation, "Ed25519", "badges", public_world.moment)


async def test_the_public_picture_stays_the_same_bytes_whatever_draws_later(public_world: World) -> None:
    await awarded(public_world)
    application = public_world.application
    with application.database.read() as connection:
        mentor = next(
            achievement
            for achievement in CatalogueStore(connection).current(public_world.organisation.id)
            if achievement.slug == "mentor"
        )
    first = await application.pictures.public(mentor)
    again = type(application.pictures)(application.database, application.languages, PUBLIC)
    assert await again.public(replace(mentor, name="Drawn otherwise")) == first


async def test_a_list_that_names_what_was_revoked_is_an_option(database_url: str) -> None:
    world = World.open(database_url, public_url=PUBLIC, status="1edtech")
    try:
        credential = await awarded(world)
        said = parse_document(body(world, credential))
        assert said["credentialStatus"] == {"id": f"{PUBLIC}/revocations", "type": "1EdTechRevocationList"}
        stand(world.application, world.organisation, credential.public_id, "revoked", "left", world.moment)
        shelf = PublicReadModel(
            world.application.database,
            world.application.issuers,
            world.application.signing.lists,
            world.organisation,
        )
        assert list(await shelf.revocation_reasons()) == [credential.public_id]
    finally:
        world.close()


async def test_in_trial_mode_there_is_no_status_and_undoing_asks_for_none(small_world: World) -> None:
    reply = shown(await small_world.types("maya", "/award @ana mentor Patient"))
    await small_world.settle()
    await small_world.presses("maya", button(reply, "undo"))
    await small_world.settle()
    assert small_world.rows(status_lists) == 0
    assert small_world.rows(credentials) == 1
    with small_world.application.database.read() as connection:
        assert StatusStore(connection).entry(held(small_world, "ana")[0].id) is None
