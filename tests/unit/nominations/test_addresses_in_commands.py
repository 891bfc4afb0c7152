"""E-mail addresses in commands: people where people are expected, words everywhere else."""

import pytest

from adapters.files.wording import load_wording
from bot.messages.parsing import parse_proposal, typed_addresses, with_addresses
from bot.messages.requests import Mention
from bot.messages.typed_words import connecting_words

WORDS = connecting_words(load_wording())
NAMES = {"customer hero": "customer-hero", "mentor": "mentor"}


def people(*addresses: str) -> tuple[str, ...]:
    return addresses


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("ana@example.org customer-hero Stayed", people("ana@example.org")),
        ("Ana@Example.ORG, ben@example.org and kim@example.org customer-hero Stayed",
         people("ana@example.org", "ben@example.org", "kim@example.org")),
        ("<ana@example.org>; <mailto:ben@example.org> customer-hero Stayed",
         people("ana@example.org", "ben@example.org")),
        ("@ana@example.org for Customer Hero because Stayed", people("ana@example.org")),
        ("customer-hero ana@example.org: Stayed", people("ana@example.org")),
        ("“ana@example.org” customer-hero Stayed", people("ana@example.org")),
        ("(ana@example.org), 'ben@example.org' customer-hero Stayed",
         people("ana@example.org", "ben@example.org")),
        ("shaq.o’neal@example.org customer-hero Stayed", people("shaq.o'neal@example.org")),
        ("ana\u200b@example.org customer-hero Stayed", people("ana@example.org")),
    ],
)  # fmt: skip
def test_addresses_name_people(typed: str, named: tuple[str, ...]) -> None:
    grant = parse_proposal((typed,), NAMES, WORDS)

    assert tuple(mention.external_id for mention in grant.people) == named
    assert {mention.kind for mention in grant.people} == {"address"}
    assert (grant.slug, grant.citation) == ("customer-hero", "Stayed")


def test_an_address_in_a_citation_stays_words() -> None:
    ana = Mention("U0ANA", "Ana")
    grant = parse_proposal((ana, " mentor wrote to kim@example.org every day"), NAMES, WORDS)

    assert grant.people == (ana,)
    assert grant.citation == "wrote to kim@example.org every day"


@pytest.mark.parametrize(
    ("typed", "unknown", "slug", "citation"),
    [
        ("@Ana customer-hero Stayed", "@Ana", "customer-hero", "Stayed"),
        ("@Ana Ruiz for Customer Hero because she stayed", "@Ana Ruiz", "customer-hero", "she stayed"),
        ("@Ana", "@Ana", None, ""),
        ("@Ana nothing that is a badge", "@Ana", None, ""),
    ],
)
def test_a_name_that_is_no_mention_is_told_apart(
    typed: str, unknown: str, slug: str | None, citation: str
) -> None:
    grant = parse_proposal((typed,), NAMES, WORDS)

    assert (grant.people, grant.unknown_name, grant.slug, grant.citation) == ((), unknown, slug, citation)


def test_a_field_of_addresses_says_where_it_stops_being_one() -> None:
    found, unread = typed_addresses("ana@example.org ; ben@example.org\nKim Lee", WORDS)

    assert [mention.external_id for mention in found] == ["ana@example.org", "ben@example.org"]
    assert unread == "Kim Lee"


def test_a_command_without_words_of_its_own_has_addresses_anywhere() -> None:
    found = with_addresses(("until Friday, ask sam@example.org.",))

    assert found == ("until Friday, ask ", Mention("sam@example.org", "sam@example.org", "address"))


@pytest.mark.parametrize(
    "long",
    ["a" * 50_000 + "@", "@" * 50_000, "a@" * 20_000, " ," * 20_000, "a@b." * 20_000, "a@b.cc " * 20_000],
)
def test_whatever_is_typed_is_read_at_once(long: str) -> None:
    parse_proposal((long,), NAMES, WORDS)
    with_addresses((long,))
