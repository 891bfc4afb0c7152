"""An operator sets the languages of the organisation and its channels."""

from tests.contract.engine.test_cli import Run, bare, folder, laurel  # noqa: F401 - fixtures


def test_the_languages_of_the_organisation_and_its_channels_are_set_shown_and_removed(
    laurel: Run,  # noqa: F811 - the fixture
) -> None:
    code, out, _ = laurel(
        "organisation", "set", "--language", "de", "--channel-languages", "C1=en,19:abc@thread.tacv2=de"
    )
    assert code == 0
    assert "language: – → de" in out
    assert "channel languages: – → 19:abc@thread.tacv2=de, C1=en" in out
    _, out, _ = laurel("organisation", "show")
    shown = {line.partition(":")[0]: line.partition(":")[2].strip() for line in out.splitlines()}
    assert (shown["language"], shown["channel languages"]) == ("de", "19:abc@thread.tacv2=de, C1=en")
    _, out, _ = laurel("organisation", "set", "--name", "Northwind")
    assert "language" not in out.partition("Pages of")[0]
    _, out, _ = laurel("organisation", "set", "--language", "", "--channel-languages", "")
    assert "language: de → –" in out
    assert "channel languages: 19:abc@thread.tacv2=de, C1=en → –" in out


def test_what_is_no_language_is_refused_and_what_laurel_does_not_speak_is_noted(
    laurel: Run,  # noqa: F811 - the fixture
) -> None:
    code, _, err = laurel("organisation", "set", "--language", "Deutsch!")
    assert code == 1
    assert "found `language` “Deutsch!”, expected the tag of a language (BCP 47)" in err
    code, _, err = laurel("organisation", "set", "--language", "fi")
    assert code == 0
    assert "note: Laurel does not speak fi yet (found: de, en)" in err


def test_slacks_manifest_is_printed_in_a_language_that_is_there(laurel: Run) -> None:  # noqa: F811 - the fixture
    code, out, _ = laurel("manifest", "slack", "--language", "de")
    assert code == 0
    assert "Ein Badge verleihen" in out
    assert laurel("manifest", "slack", "--language", "fi")[0] == 2
