"""Each person is spoken to in their language, each channel in its own, whichever way the request came."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.people.model import PlatformFacts
from bot.messages.cards import Card, Moment, Note, Paragraph, flat_blocks, plain
from bot.messages.platforms import Conversation, Platform
from bot.messages.requests import MessageToBot, Origin, TypedCommand
from bot.use_cases.people.learn import Report
from tests.contract.nominations.test_nomination_life import text
from tests.fakes.chat_world import ChatWorld, asked, shown
from tests.fakes.company import becomes, change_organisation
from tests.fakes.platform import button

pytestmark = pytest.mark.engines("memory")


def organisation_speaks(world: ChatWorld, language: str | None, **channels: str) -> None:
    own = tuple(sorted(channels.items()))
    change_organisation(world, language=language, channel_languages=own)


async def test_caller_approver_and_earner_each_read_their_own_language(world: ChatWorld) -> None:
    becomes(world, "ben", locale="de-AT")
    becomes(world, "ana", locale="de-DE", chosen_language="en")
    nominated = shown(await world.types("ben", "/nominate @ana mentor because she explains"))
    await world.settle()
    assert nominated.summary == "Du hast Ana für Mentor nominiert."
    to_decide = world.letters("maya")[-1]
    assert button(to_decide, "approve").label == "Approve"
    await world.presses("maya", button(to_decide, "approve"))
    await world.settle()
    assert world.letters("ana")[-1].summary.startswith("Ben nominated you for Mentor")
    assert world.letters("ben")[-1].summary.startswith("Deine Nominierung wurde genehmigt")


async def test_a_refusal_is_worded_for_its_caller_with_lists_in_their_language(world: ChatWorld) -> None:
    becomes(world, "ana", locale="de")
    asked_back = shown(await world.types("ana", "/badges first"))
    assert asked_back.summary.startswith(
        "Ich kenne weder ein Badge noch einen Befehl namens „first“. Meinst du "
    )
    assert " oder " in asked_back.summary
    unknown = shown(await world.types("ana", "/award who@example.org mentor"))
    assert unknown.summary.startswith("Ich kenne niemanden mit der Adresse who@example.org")


async def test_without_a_language_of_their_own_people_read_the_organisations(world: ChatWorld) -> None:
    organisation_speaks(world, "de")
    assert shown(await world.types("ana", "/mybadges")).summary.startswith("Noch kein Badge.")
    becomes(world, "ana", locale="fr-FR")
    assert shown(await world.types("ana", "/mybadges")).summary.startswith("Noch kein Badge.")
    becomes(world, "ana", locale="en-US")
    assert shown(await world.types("ana", "/mybadges")).summary.startswith("No badge yet.")


async def test_what_is_posted_in_a_channel_is_in_the_channels_language_and_stays_so(world: ChatWorld) -> None:
    organisation_speaks(world, "en", general="de")
    becomes(world, "ana", locale="en")
    await world.types("maya", "/award @ana mentor Patient", where="general")
    await world.settle()
    earned = world.letters("ana")[-1]
    await world.presses("ana", button(earned, "celebrate"))
    await world.settle()
    [celebration] = world.platform.letters_to("general")
    assert celebration.card.summary == "Ana hat Mentor bekommen!"
    world.platform.keeps_cards = True
    held = shown(await world.types("ana", "/mybadges"))
    await world.presses("ana", button(held, "take_back"))
    await world.settle()
    [celebration] = world.platform.letters_to("general")
    assert celebration.card.summary == "Diese Feier wurde zurückgenommen."


@pytest.mark.engines("sqlite", "postgresql")
async def test_where_the_channel_is_closed_the_other_channel_has_its_own_language(world: ChatWorld) -> None:
    organisation_speaks(world, "de", general="en")
    world.platform.closed.add("general")
    await world.types("maya", "/award @ana mentor Patient", where="general")
    await world.settle()
    await world.presses("ana", button(world.letters("ana")[-1], "celebrate"))
    await world.settle()
    [celebration] = world.platform.letters_to("celebrations")
    assert celebration.card.summary == "Ana hat Mentor bekommen!"


@pytest.mark.parametrize("typed", ["Deutsch", "german", "de", "DE"])
async def test_a_person_chooses_a_language_by_any_of_its_names(world: ChatWorld, typed: str) -> None:
    becomes(world, "ana", locale="en-GB")
    chosen = shown(await world.types("ana", f"/mybadges language {typed}"))
    assert chosen.summary.startswith("Ab jetzt spreche ich mit dir Deutsch.")
    assert world.person("ana").chosen_language == "de"
    assert shown(await world.types("ana", "/badges decide")).summary == (
        "Keine Nominierung wartet auf deine Entscheidung."
    )


async def test_what_a_person_chose_wins_over_what_the_platform_says_until_it_is_automatic_again(
    world: ChatWorld,
) -> None:
    await world.types("ana", "/mybadges language de")
    facts = PlatformFacts("U-ANA", "Ana", "ana@example.org", locale="en-US")
    world.dispatcher.learn(Platform.SANDBOX, "W", Report((facts,)), world.moment)
    assert (world.person("ana").language, world.person("ana").locale) == ("de", "en-US")
    back = shown(await world.types("ana", "/mybadges sprache automatisch"))
    assert back.summary == "From now on I follow the language of your chat, so I speak English with you."
    assert world.person("ana").chosen_language is None


async def test_an_unknown_language_is_refused_with_those_there_are(world: ChatWorld) -> None:
    refused = shown(await world.types("ana", "/mybadges language Klingon"))
    assert refused.summary == (
        "I do not speak “Klingon”. Type /mybadges language and one of Deutsch or English."
    )
    assert "Deutsch or English" in text(shown(await world.types("ana", "/mybadges language")))


async def test_the_language_that_a_request_says_itself_is_used_at_once_and_kept(world: ChatWorld) -> None:
    origin = Origin(Platform.SANDBOX, "W", "U-BEN", Conversation("general"), "k1", forms=True, locale="de-DE")
    answer = await world.answer(TypedCommand("mybadges", ()), origin)
    assert isinstance(answer.reply, Card)
    assert answer.reply.summary.startswith("Noch kein Badge.")
    await world.answer(MessageToBot(("award",)), replace(origin, key="k2"))
    assert world.person("ben").locale == "de-DE"


@pytest.mark.parametrize(
    ("typed", "summary"),
    [
        ("/badges entscheiden", "Keine Nominierung wartet auf deine Entscheidung."),
        ("/badges decide", "Keine Nominierung wartet auf deine Entscheidung."),
        ("/badges hilfe", "Ich helfe allen hier"),
        ("/badges nominierungen", "Du hast noch niemanden nominiert."),
        ("/badges zurück", "Du warst bei mir nicht als abwesend eingetragen"),
        ("/badges warum", "Tippe /badges warum und den Namen"),
        ("/badges entziehen", "Tippe /badges entziehen @Person Badge."),
        ("/badges korrigieren", "Tippe /badges korrigieren"),
        ("/badges prüfen", "Ich habe nichts zu prüfen gefunden."),
        ("/badges zuständig @ana @noor", "Das können nur Verantwortliche des Programms."),
        ("/mybadges sprache", "Ich spreche mit dir Deutsch."),
        ("@Laurel badges entscheiden", "Keine Nominierung wartet auf deine Entscheidung."),
    ],
)
async def test_commands_are_understood_in_german_beside_english(
    world: ChatWorld, typed: str, summary: str
) -> None:
    becomes(world, "ben", locale="de")
    assert shown(await world.types("ben", typed)).summary.startswith(summary)


@pytest.mark.parametrize(
    "typed",
    [
        "@Laurel nominiere @ana für Mentor weil sie alles erklärt",
        "@Laurel Nominiere @ana als Mentor, denn sie alles erklärt",
        "@Laurel nominate @ana for Mentor because sie alles erklärt",
        "/nominate @ana für das Mentor Badge weil sie alles erklärt",
        "/nominate @ana mentor weil sie alles erklärt",
    ],
)
async def test_a_nomination_is_understood_in_german_sentences(world: ChatWorld, typed: str) -> None:
    becomes(world, "ben", locale="de")
    assert shown(await world.types("ben", typed)).summary == "Du hast Ana für Mentor nominiert."
    await world.settle()
    assert "sie alles erklärt" in str(world.letters("maya")[-1])
    assert "weil" not in str(world.letters("maya")[-1])


async def test_several_people_are_joined_in_german(world: ChatWorld) -> None:
    becomes(world, "maya", locale="de")
    awarded = shown(await world.types("maya", "/award @ana und @ben Mentor Geduld"))
    assert awarded.summary.startswith("Du hast Mentor an Ana und Ben verliehen.")


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("bis Freitag, frag @noor", "6. März 2026"),
        ("ab sofort bis zum 24. Dezember", "24. Dezember 2026"),
        ("bis 24.12.", "24. Dezember 2026"),
        ("für zwei Wochen", "16. März 2026"),
        ("bis morgen", "3. März 2026"),
        ("until Friday, ask @noor", "6. März 2026"),
    ],
)
async def test_an_absence_is_understood_in_german(world: ChatWorld, typed: str, until: str) -> None:
    becomes(world, "maya", locale="de")
    question = shown(await world.types("maya", f"/badges abwesend {typed}"))
    away = shown(await world.presses("maya", button(question, "go_on")))
    assert away.summary.startswith(f"Du bist bis {until}")
    assert ("entscheidet Noor für dich" in away.summary) == ("noor" in typed)


async def test_an_absence_that_begins_later_is_asked_about_in_german(world: ChatWorld) -> None:
    becomes(world, "maya", locale="de")
    card = shown(await world.types("maya", "/badges abwesend ab Dienstag bis Freitag"))
    assert card.summary == "Abwesend von Dienstag, 3. März 2026 bis Freitag, 6. März 2026?"


async def test_dates_on_a_card_are_written_in_its_language_too(world: ChatWorld) -> None:
    becomes(world, "maya", locale="de")
    awarded = shown(await world.types("maya", "/award @ana mentor Geduld"))
    moments = [
        span
        for block in flat_blocks(awarded)
        if not isinstance(block, Paragraph) and hasattr(block, "line")
        for span in block.line
        if isinstance(span, Moment)
    ]
    assert [moment.words for moment in moments] == ["3. März 2026, 09:00 UTC"]


async def test_moments_on_a_card_are_told_in_its_readers_time_zone_else_the_organisations(
    world: ChatWorld,
) -> None:
    change_organisation(world, timezone="Europe/Berlin")
    world.moment = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
    for badge, words in (("mentor", "3 March 2026, 23:30 CET"), ("ship-it", "4 March 2026, 04:00 UTC+05:30")):
        awarded = shown(await world.types("maya", f"/award @ana {badge} Patience"))
        assert words in "".join(
            plain(block.line) for block in flat_blocks(awarded) if isinstance(block, Note)
        )
        becomes(world, "maya", timezone="Asia/Kolkata")


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Berlin", "2 March 2026"), ("Pacific/Auckland", "3 March 2026")]
)
async def test_a_badge_has_one_day_whoever_reads_of_it(world: ChatWorld, zone: str, day: str) -> None:
    change_organisation(world, timezone=zone)
    becomes(world, "ana", timezone="America/New_York")
    world.moment = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
    await world.types("maya", "/award @ana mentor Patience")
    await world.settle()
    assert f"Mentor · gold · {day}" in text(shown(await world.types("ana", "/mybadges")))


async def test_the_history_of_a_badge_names_rights_and_deeds_in_the_readers_language(
    world: ChatWorld,
) -> None:
    becomes(world, "ana", locale="de")
    await world.types("ben", "/nominate @ana mentor because she explains")
    await world.settle()
    await world.presses("maya", button(world.letters("maya")[-1], "approve"))
    told = text(shown(await world.types("ana", "/badges warum mentor")))
    assert "Ben hat nominiert (das dürfen alle, mentor@1)." in told
    assert "Maya hat genehmigt (Führungskraft, mentor@1)." in told


async def test_a_second_delivery_gets_the_same_answer_whatever_the_language_is_by_then(
    world: ChatWorld,
) -> None:
    first = await world.types("maya", "/award @ana mentor Patient", key="same")
    await world.types("maya", "/mybadges language de")
    assert await world.types("maya", "/award @ana mentor Patient", key="same") == first


async def test_a_form_speaks_the_language_of_its_reader(world: ChatWorld) -> None:
    becomes(world, "maya", locale="de")
    form = asked(await world.types("maya", "/award"))
    assert (form.title, form.submit, form.missing) == (
        "Badge verleihen",
        "Verleihen",
        "Bitte fülle das aus.",
    )


async def test_plurals_follow_the_count(world: ChatWorld) -> None:
    becomes(world, "ana", locale="de")
    await world.types("maya", "/award @ana mentor Patient")
    assert "1 Badge · 1 privat" in text(shown(await world.types("ana", "/mybadges")))
    await world.types("maya", "/award @ana customer-hero Patient")
    assert "2 Badges · 2 privat" in text(shown(await world.types("ana", "/mybadges")))
