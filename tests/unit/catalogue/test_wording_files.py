"""Wording: a file of sentences, by chapter and key."""

import pytest

from adapters.files.wording import UnreadableWording, load_wording, parse_wording


def test_chapters_become_the_first_part_of_a_key():
    assert parse_wording('[award]\ndone = "Done."', "en.toml").entries == {"award.done": "Done."}


def test_the_english_wording_fills_names_and_stresses_badges():
    wording = load_wording()
    assert wording.text("award.done", badge="Mentor", people="Ana") == (
        "You awarded Mentor to Ana. They hear about it privately."
    )


def test_something_other_than_a_sentence_is_named_with_its_key():
    with pytest.raises(UnreadableWording, match=r"de.toml: found int under award.done, expected a sentence"):
        parse_wording("[award]\ndone = 3", "de.toml")


def test_a_missing_quotation_mark_is_named_with_its_line():
    with pytest.raises(UnreadableWording, match=r"en.toml: .*line 2"):
        parse_wording('[award]\ndone = "Done.\n', "en.toml")
