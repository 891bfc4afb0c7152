"""A key store that neither answers nor refuses: nobody waits for it but what needs its signature."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from adapters.database.audit.chain import AuditChainStore
from adapters.database.credentials.credentials import CredentialStore
from adapters.keystores.stores import TimeoutKeyStore
from adapters.operations.keys import rotate
from adapters.operations.status import stand, standing
from adapters.worker.audit_sealing import start_sealing
from issuer.proofs.keys import SignerUnavailable
from tests.fakes.key_storage import HangingStorage, StorageInMemory
from tests.fakes.platform import button
from tests.fakes.worded import raises_worded
from tests.fakes.world import World, shown

GUARD = 20.0
"""Seconds after which a test gives up that would otherwise hang."""


@pytest.fixture
def storage() -> Iterator[HangingStorage]:
    """A store that can be made to hang; whatever still hangs at the end is let go."""
    made = HangingStorage()
    yield made
    made.lets_go()


async def test_while_a_list_waits_for_a_hanging_store_people_go_on_awarding(
    public_world: World, storage: HangingStorage
) -> None:
    public_world.application.issuers.keyring.store = storage
    public_world.passes(minutes=1)
    rotate(public_world.application, public_world.organisation, "Ed25519", "badges", public_world.moment)
    reply = shown(await public_world.types("maya", "/award @ana mentor Patient"))
    await public_world.settle()
    await public_world.presses("maya", button(reply, "undo"))
    storage.hangs()
    settling = asyncio.create_task(public_world.settle())
    await asyncio.to_thread(storage.asked.wait, GUARD)
    async with asyncio.timeout(GUARD):
        await public_world.types("maya", "/award @ben mentor Patient")
    assert not settling.done(), "the list still waits for its signature"
    storage.lets_go()
    await settling
    with public_world.application.database.read() as connection:
        [credential] = CredentialStore(connection).of_recipient(public_world.person("ana").id)
    assert standing(public_world.application, public_world.organisation, credential.public_id) == "revoked"


async def test_a_revocation_from_the_shell_stands_while_the_store_is_down_and_its_list_follows(
    public_world: World,
) -> None:
    world, storage = public_world, StorageInMemory()
    world.application.issuers.keyring.store = storage
    world.passes(minutes=1)
    rotate(world.application, world.organisation, "Ed25519", "badges", world.moment)
    await world.types("maya", "/award @ana mentor Patient")
    await world.settle()
    with world.application.database.read() as connection:
        [credential] = CredentialStore(connection).of_recipient(world.person("ana").id)
    storage.down = True
    stand(world.application, world.organisation, credential.public_id, "revoked", "a mistake", world.moment)
    assert standing(world.application, world.organisation, credential.public_id) == "revoked"
    signed = len(storage.signed)
    storage.down = False
    world.passes(hours=1)
    await world.settle()
    assert len(storage.signed) > signed, "the background signed the list once it could"


async def test_while_the_audit_trail_waits_for_a_hanging_store_people_go_on_awarding(
    public_world: World, storage: HangingStorage
) -> None:
    world = public_world
    world.application.issuers.keyring.store = storage
    world.passes(minutes=1)
    rotate(world.application, world.organisation, "Ed25519", "badges", world.moment)
    with world.application.database.write() as connection:
        start_sealing(connection, world.application.ids, world.moment)
    storage.hangs()
    settling = asyncio.create_task(world.settle())
    await asyncio.to_thread(storage.asked.wait, GUARD)
    async with asyncio.timeout(GUARD):
        await world.types("maya", "/award @ben mentor Patient")
    assert not settling.done(), "the day's head still waits for its signature"
    storage.lets_go()
    await settling
    with world.application.database.read() as connection:
        [head] = AuditChainStore(connection).heads(world.organisation.id)
    assert head.kid == storage.pair.multikey


def test_a_store_that_hangs_is_given_up_and_asked_again_once_it_is_back(storage: HangingStorage) -> None:
    patient = TimeoutKeyStore(storage, 0.05)
    assert len(patient.sign("badges", bytes(64))) == 64
    storage.hangs()
    with raises_worded(SignerUnavailable, "within"):
        patient.sign("badges", bytes(64))
    before = threading.active_count()
    for _ in range(5):
        with raises_worded(SignerUnavailable, "not answered yet"):
            patient.sign("badges", bytes(64))
    assert threading.active_count() == before, "only one thread waits for it"
    storage.lets_go()
    storage.left.wait(GUARD)
    for thread in threading.enumerate():
        if thread.name == "key store":
            thread.join(GUARD)
    assert len(patient.sign("badges", bytes(64))) == 64
