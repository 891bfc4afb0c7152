"""Whether an account is a person's: the rules. Pure.

    ground_for_link(facts, found, workspace_id)     # None: owners decide
    best_standing(person.left, standings)

An account is linked by the platform's own id in a people file or directory, or by an address that its workspace vouches
for: that of a full member. A stranger, guest, bot or deactivated account vouches for nothing, whatever its profile
shows. Everything else waits for the owners. Table of cases: docs/people.md.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.domain.people.model import Identity, MembershipStatus, Person, PlatformFacts
from issuer.verifying.keys.issuer_names import skeleton

_BEST_FIRST = (
    MembershipStatus.MEMBER,
    MembershipStatus.GUEST,
    MembershipStatus.STRANGER,
    MembershipStatus.BOT,
    MembershipStatus.LEFT,
)


@dataclass(frozen=True, slots=True)
class AddressHolder:
    """The person who has an address, and every account of that person."""

    person: Person
    accounts: Sequence[Identity]


def best_standing(left: bool, accounts: Iterable[MembershipStatus]) -> MembershipStatus:
    """The membership of a person: the best among their accounts; a member while no account is known."""
    if left:
        return MembershipStatus.LEFT
    return min(accounts, key=_BEST_FIRST.index, default=MembershipStatus.MEMBER)


def vouched_address(facts: PlatformFacts) -> str | None:
    """The address, in lower case, that a workspace vouches for: that of a full member."""
    return reported_address(facts) if facts.standing is MembershipStatus.MEMBER else None


def reported_address(facts: PlatformFacts) -> str | None:
    """The address that an account shows, in lower case, whoever vouches for it."""
    return facts.email.strip().lower() if facts.email and facts.email.strip() else None


def is_same_person(facts: PlatformFacts, holder: AddressHolder, workspace_id: UUID) -> bool:
    """Whether a new account that shows the holder's address is the holder's, without a decision of the owners.

    The address must count for both: this workspace vouches for it, and the person has it from a people file, from an
    operator, or from an account for which another workspace vouches now. A person with an account in this workspace
    gets a second one only when the first has ended, a people file lists the person, and the name is the same: addresses
    are given again.
    """
    person = holder.person
    if vouched_address(facts) is None or person.left:
        return False
    if not (person.listed or not holder.accounts or _is_vouched_elsewhere(person, holder.accounts)):
        return False
    here = [account for account in holder.accounts if account.workspace_id == workspace_id]
    if not here:
        returns = person.listed and is_same_name(facts.name, person.name)
        return person.standing is MembershipStatus.MEMBER or returns
    ended = all(account.facts.standing is MembershipStatus.LEFT for account in here)
    return ended and person.listed and is_same_name(facts.name, person.name)


def contradicts(facts: PlatformFacts, person: Person, address_holder: Person | None) -> bool:
    """Whether a platform's first report about an account contradicts the file that told whose it is.

    It does if the account's address is another person's, if both its address and its name are different, or if it shows
    no address and not one word of the name.
    """
    address = vouched_address(facts)
    if address is None:
        return bool(facts.name) and not _name_words(facts.name) & _name_words(person.name)
    if address == person.email:
        return False
    if address_holder and address_holder.id != person.id:
        return True
    return not is_same_name(facts.name, person.name)


def is_look_alike(address: str, other: str) -> bool:
    """Whether an address could be taken for another: letters of another alphabet, or a part behind a plus sign.

    >>> is_look_alike("ev\u0435@example.org", "eve@example.org"), is_look_alike("eve+1@example.org", "eve@example.org")
    (True, True)
    """
    return address != other and _plain_address(address) == _plain_address(other)


def _plain_address(address: str) -> tuple[str, str]:
    local, _, domain = address.partition("@")
    return skeleton(local.partition("+")[0]), skeleton(domain)


def is_same_name(first: str, second: str) -> bool:
    """Whether two names are written with the same words, or one has more of them than the other.

    >>> is_same_name("Ana Souza", "souza, ana maria"), is_same_name("Jo Smith", "Joan Lee")
    (True, False)
    """
    one, other = _name_words(first), _name_words(second)
    return bool(one and other) and (one <= other or other <= one)


def _name_words(name: str) -> frozenset[str]:
    spelled = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(char for char in spelled if not unicodedata.combining(char))
    return frozenset(re.findall(r"\w+", plain))


def _is_vouched_elsewhere(person: Person, accounts: Sequence[Identity]) -> bool:
    return any(vouched_address(account.facts) == person.email for account in accounts)
