"""The n-th call of the database fails, for every n of every deed: it is done whole or not at all, and once when asked
again. `test_faults` does the same for awarding, nominating and approving.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import pytest
import structlog.testing
from sqlalchemy import func, select

from adapters.database.audit.trail import audit
from adapters.database.credentials.credentials import CredentialStore
from bot.messages.forms import Form, Reply
from bot.messages.requests import ButtonPress, FormSubmission
from tests.contract.engine.test_faults import Failing, tolerant
from tests.contract.nominations.test_nomination_life import presses_with_forms
from tests.fakes.platform import button
from tests.fakes.world import World, asked, shown

Act = Callable[[str], Awaitable[Reply]]
Prepare = Callable[[World], Awaitable[Act]]
MOST_CALLS = 120


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Drawing a thousand tracebacks takes longer than everything else here."""
    with structlog.testing.capture_logs():
        yield


@dataclass(frozen=True)
class Deed:
    """What is done, what the audit trail calls it, and what has to be there before."""

    action: str
    prepare: Prepare


def press(world: World, who: str, action: str, token: str) -> Act:
    return lambda key: world.asks(who, ButtonPress(action, token), "direct", key)


def fill_in(world: World, who: str, form: Form, **fields: str) -> Act:
    return lambda key: world.asks(who, FormSubmission(form.action, fields, form.draft), "general", key)


async def nominated(world: World) -> None:
    await world.types("ben", "/nominate @ana mentor because she did")


async def awarded(world: World) -> str:
    """The token of a new badge of Ana's."""
    world.passes(seconds=1)
    await world.awards("maya", "@ana mentor taught")
    await world.settle()
    with world.application.database.read() as connection:
        return CredentialStore(connection).of_recipient(world.person("ana").id)[0].token


async def declining(world: World) -> Act:
    await nominated(world)
    listed = shown(await world.types("maya", "/badges decide"))
    return press(world, "maya", "decline", button(listed, "decline").token)


async def declining_by_form(world: World) -> Act:
    await nominated(world)
    listed = shown(await world.types("maya", "/badges decide"))
    form = asked(await presses_with_forms(world, "maya", listed, "decline"))
    return fill_in(world, "maya", form, reason="not yet")


async def withdrawing(world: World) -> Act:
    await nominated(world)
    listed = shown(await world.types("ben", "/badges nominations"))
    return press(world, "ben", "withdraw", button(listed, "withdraw").token)


async def editing(world: World) -> Act:
    await nominated(world)
    listed = shown(await world.types("ben", "/badges nominations"))
    form = asked(await presses_with_forms(world, "ben", listed, "edit_nomination"))
    return fill_in(world, "ben", form, citation=f"she did at {world.moment.isoformat()}{form.draft}")


async def nudging(world: World) -> Act:
    await nominated(world)
    world.passes(days=1, seconds=1)
    listed = shown(await world.types("ben", "/badges nominations"))
    return press(world, "ben", "nudge", button(listed, "nudge").token)


async def going_away(world: World) -> Act:
    await nominated(world)
    question = shown(await world.types("maya", "/badges away until Friday, ask @noor"))
    return press(world, "maya", "go_on", button(question, "go_on").token)


async def coming_back(world: World) -> Act:
    await world.is_away("maya", "until Friday, ask @noor")
    return lambda key: world.types("maya", "/badges back", key=key)


async def naming_an_approver(world: World) -> Act:
    return lambda key: world.types("maya", "/badges approver @ana @noor", key=key)


async def revoking(world: World) -> Act:
    await awarded(world)
    return fill_in(
        world, "maya", asked(await world.types("maya", "/badges revoke @ana mentor")), reason="wrong"
    )


async def amending(world: World) -> Act:
    await awarded(world)
    return fill_in(world, "maya", asked(await world.types("maya", "/badges amend @ana mentor")), citation="x")


async def undoing(world: World) -> Act:
    return press(world, "maya", "undo", await awarded(world))


async def turning_down(world: World) -> Act:
    return press(world, "ana", "turn_down_now", await awarded(world))


async def sharing(world: World) -> Act:
    return press(world, "ana", "share", await awarded(world))


async def celebrating(world: World) -> Act:
    return press(world, "ana", "celebrate", await awarded(world))


DEEDS = (
    Deed("declined", declining),
    Deed("declined", declining_by_form),
    Deed("withdrawn", withdrawing),
    Deed("nomination_edited", editing),
    Deed("nudged", nudging),
    Deed("absence_begun", going_away),
    Deed("absence_ended", coming_back),
    Deed("approver_named", naming_an_approver),
    Deed("revoked", revoking),
    Deed("amended", amending),
    Deed("undone", undoing),
    Deed("turned_down", turning_down),
    Deed("shared", sharing),
    Deed("celebrated", celebrating),
)


def times(world: World, action: str) -> int:
    with world.application.database.read() as connection:
        query = select(func.count()).select_from(audit).where(audit.c.action == action)
        return connection.execute(query).scalar_one()


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.prepare.__name__)
async def test_whichever_statement_of_a_deed_fails_it_is_done_once_when_asked_again(
    world: World, deed: Deed
) -> None:
    for number in range(1, MOST_CALLS):
        act, before, key = await deed.prepare(world), times(world, deed.action), f"{deed.action}{number}"
        with Failing(world, number) as fault:
            await tolerant(act(key))
        assert times(world, deed.action) in (before, before + 1)
        await act(key)
        assert times(world, deed.action) == before + 1, f"call {number}"
        if fault.calls < number:
            return
    raise AssertionError(f"{deed.action} never ends")
