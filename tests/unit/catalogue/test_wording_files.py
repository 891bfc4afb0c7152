"""Wording: a file of sentences, by chapter and key."""

import pytest

from adapters.files.wording import UnreadableWording, check_complete, load_wording, parse_wording
from bot.messages.languages import Languages
from bot.messages.wording import Wording


def test_chapters_become_the_first_part_of_a_key():
    assert parse_wording({"en/chat.toml": '[award]\ndone = "Done."'}, "en").entries == {"award.done": "Done."}


def test_the_english_wording_fills_names_and_stresses_badges():
    wording = load_wording()
    assert wording.text("award.done", badge="Mentor", people="Ana") == (
        "You awarded Mentor to Ana. They hear about it privately."
    )


def test_something_other_than_a_sentence_is_named_with_its_key():
    with pytest.raises(
        UnreadableWording, match=r"de/chat.toml: found int under award.done, expected a sentence"
    ):
        parse_wording({"de/chat.toml": "[award]\ndone = 3"}, "de")


def test_a_missing_quotation_mark_is_named_with_its_line():
    with pytest.raises(UnreadableWording, match=r"en/chat.toml: .*line 2"):
        parse_wording({"en/chat.toml": '[award]\ndone = "Done.\n'}, "en")


def test_a_table_of_plural_forms_is_one_sentence_chosen_by_the_languages_rule():
    forms = '[cart]\nbadges.one = "{count} značka"\nbadges.few = "{count} značky"\nbadges.other = "{count} značek"'
    wording = parse_wording({"cs/chat.toml": forms}, "cs")
    assert [wording.text("cart.badges", count=count) for count in (1, 3, 1200)] == [
        "1 značka",
        "3 značky",
        "1\xa0200 značek",
    ]


def test_a_plural_that_lacks_a_form_of_its_language_is_refused():
    with pytest.raises(UnreadableWording, match=r"award\.given lacks the plural form 'few'"):
        parse_wording({"cs/chat.toml": '[award]\ngiven.one = "one"\ngiven.other = "many"'}, "cs")


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ({}, "award.done is missing; translate it"),
        ({"award.done": "Fertig."}, r"award.done has the placeholders \[\], expected \['badge'\]"),
        ({"award.done": "Fertig: {badge}.", "award.more": "Mehr."}, "award.more is no sentence of Laurel's"),
    ],
)
def test_an_incomplete_language_is_refused_with_the_key(entries: dict[str, str], problem: str):
    with pytest.raises(UnreadableWording, match=problem):
        check_complete(Wording(entries, "de"), Wording({"award.done": "Done: {badge}."}, "en"))


def test_a_key_in_two_files_of_a_language_is_refused():
    text = '[award]\ndone = "Done."'
    with pytest.raises(UnreadableWording, match=r"found award\.done in two files, expected it in one"):
        parse_wording({"en/chat.toml": text, "en/pages.toml": text}, "en")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (("de-AT",), "de"),
        (("de_DE.UTF-8",), "de"),
        ((None, "fr", "PT-br"), "pt-BR"),
        (("pt",), "en"),
        (("", "C", "POSIX"), "en"),
        ((), "en"),
    ],
)
def test_the_first_wanted_language_that_is_available_is_chosen(wanted: tuple[str | None, ...], found: str):
    languages = Languages(Wording({}, tag) for tag in ("en", "de", "pt-BR"))
    assert languages.best(*wanted).language == found


@pytest.mark.parametrize("words", ["de", "Deutsch", "german", " GERMAN "])
def test_a_language_is_found_by_its_name_in_any_language(words: str):
    named = Languages((Wording({}, "en"), Wording({}, "de"))).named(words)
    assert named is not None
    assert named.language == "de"
