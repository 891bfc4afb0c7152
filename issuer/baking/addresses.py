"""Does a credential name an address as its own? Pictures of Open Badges 2.0 may hold both."""

import json


def is_address_of(address: str, credential: str) -> bool:
    """Tell whether the credential is JSON whose `id` is that address.

    >>> is_address_of("https://badges.example/1", '{"id": "https://badges.example/1"}')
    True
    """
    try:
        said = json.loads(credential)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("id") == address
