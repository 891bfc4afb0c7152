"""Hundreds of ways to write the same dozen intentions, over Slack's wire and over Teams': how many are understood.

`python -m pytest tests/contract/sentences/test_corpus.py -s` prints the rates. `blind.json` was written by a person who
had not seen the grammar; before this reading it was at 32 % right, 0 % asked, 67 % lost and 1 % wrong.
"""

import sys
from collections import Counter
from collections.abc import Sequence

import pytest

from tests.fakes.sentences.company import CorpusCompany
from tests.fakes.sentences.outcomes import Outcome, Result, result
from tests.fakes.sentences.phrases import phrases

FILES = ("blind.json", "own.json")


async def read_all(file: str) -> Sequence[Result]:
    company = CorpusCompany()
    return [
        await result(company, phrase, platform) for phrase in phrases(file) for platform in ("slack", "teams")
    ]


@pytest.mark.parametrize("file", FILES)
async def test_sentences_are_done_at_once_or_asked_back_with_everything_kept_and_never_done_wrongly(
    file: str,
) -> None:
    results = await read_all(file)
    count = Counter(found.outcome for found in results)
    right, asked = count[Outcome.RIGHT] / len(results), count[Outcome.ASKED] / len(results)
    sys.stdout.write(f"\n{file}: {len(results)} sent, right {right:.1%}, asked back {asked:.1%}, ")
    sys.stdout.write(f"lost {count[Outcome.LOST]}, wrong {count[Outcome.WRONG]}\n")
    wrong = [f"{found.phrase.text!r}: {found.says}" for found in results if found.outcome is Outcome.WRONG]
    assert wrong == []
    assert right >= 0.85
    assert right + asked >= 0.97


def test_the_corpus_is_large_and_in_both_languages() -> None:
    every = [phrase for file in FILES for phrase in phrases(file)]
    assert len({phrase.text for phrase in every}) >= 300
    assert len(phrases("blind.json")) >= 100
    assert Counter(phrase.language for phrase in every)["de"] >= 100
    assert len({phrase.intention for phrase in every}) >= 12
