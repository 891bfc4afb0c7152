"""Public addresses: what is built is found again, and nothing else is."""

import pytest

from bot.domain import addresses
from bot.domain.addresses import Address

PARTS = {
    "slug": "customer-hero",
    "version": 12,
    "names": "mentor.1+speaker.2",
    "digest": "0123456789abcdef0123",
    "public_id": "0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01",
    "name": "0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01",
    "script": "latin",
    "token": "abcdefghijklmnopqrstuv",
    "kid": "z6Mkf5rGMoatrSj1f4CyvuHBeXJELe9RPdzo2PKGNCKVtZxP",
}
EVERY = [value for value in vars(addresses).values() if isinstance(value, Address)]


@pytest.mark.parametrize("address", EVERY, ids=lambda address: address.route)
@pytest.mark.parametrize("ending", ["", addresses.PNG, addresses.OB2])
def test_a_path_that_is_built_is_found_again(address: Address, ending: str) -> None:
    path = (address + ending).path(**PARTS)

    assert "{" not in path
    found = (address + ending).match(path)
    assert found is not None
    assert (address + ending).path(**found) == path


@pytest.mark.parametrize(
    "path",
    [
        "/achievements/customer-hero/0",
        "/achievements/Customer/1",
        "/achievements/customer-hero/1.png/",
        "/achievements/customer-hero/1xpng",
        "",
    ],
)
def test_a_path_of_another_shape_is_not_found(path: str) -> None:
    assert (addresses.ACHIEVEMENT + addresses.PNG).match(path) is None


def test_a_credential_is_found_by_its_id_alone() -> None:
    assert addresses.CREDENTIAL.match("/credentials/0b8f9c1e") is None
    assert addresses.ANY_CREDENTIAL.match("/credentials/0b8f9c1e") == {"name": "0b8f9c1e"}
