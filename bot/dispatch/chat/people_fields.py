"""People in a form: named by their accounts here, else by their e-mail addresses."""

from collections.abc import Iterable

from bot.context.context import RequestContext
from bot.domain.people.model import Person
from bot.messages.forms import PeopleField
from bot.messages.parsing import typed_addresses
from bot.messages.refusals import Refusal
from bot.messages.requests import TYPED_SUFFIX, FormSubmission, Mention
from bot.messages.typed_words import connecting_words

NAME = "people"
"""The field's name in every form."""
MOST_PEOPLE = 20
"""People in one command; more come as a file (`laurel award --csv`)."""


def people_field(
    ctx: RequestContext, people: Iterable[tuple[Mention, Person]], label: str, *, required: bool = True
) -> PeopleField:
    """The people named so far: by their account here, or by their address if they have none."""
    people = tuple(people)
    by_address = frozenset(person.id for mention, person in people if mention.kind == "address")
    accounts = ctx.store.people.names(ctx.workspace.id, by_address)
    here: dict[str, str] = {}
    typed: list[str] = []
    for mention, person in people:
        account = accounts.get(person.id) if mention.kind == "address" else mention.external_id
        if account:
            here[account] = person.name
        else:
            typed.append(mention.external_id)
    return PeopleField(NAME, label, tuple(here), tuple(here.values()), ", ".join(typed), required)


def read_people(ctx: RequestContext, form: FormSubmission) -> tuple[tuple[Mention, Person], ...]:
    """The people of a submitted form, which is as untrusted as typed text."""
    chosen = tuple(str(external_id) for external_id in form.fields.get(NAME, ()))
    addresses = str(form.fields.get(f"{NAME}{TYPED_SUFFIX}", ""))
    typed, unread = typed_addresses(addresses, connecting_words(ctx.say))
    if unread:
        raise Refusal("not_an_address", {"found": unread[:60]})
    mentions = (*(Mention(external_id, ctx.people[external_id].name) for external_id in chosen), *typed)
    refuse_crowds(mentions)
    return ctx.resolve_mentions(mentions)


def refuse_crowds(mentions: tuple[Mention, ...]) -> None:
    """Raises for a group, and for more people than one command takes."""
    for mention in mentions:
        if mention.kind not in ("person", "address"):
            raise Refusal("not_one_by_one", {"found": mention.label})
    if len(mentions) > MOST_PEOPLE:
        raise Refusal("too_many_people", {"found": len(mentions), "most": MOST_PEOPLE})
