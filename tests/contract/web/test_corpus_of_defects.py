"""Each file of the corpus gets the verdict it must: nothing forged is valid, and what is genuine is."""

from collections import Counter

import pytest

from tests.fakes.badges import formats
from tests.fakes.badges.defects import Defect, corpus
from tests.fakes.badges.rich_badges import STATUS
from tests.fakes.badges.tampering import check
from tests.fakes.worded import worded

CORPUS = tuple(corpus())
VERDICTS = {"valid", "expired", "suspended", "revoked", "superseded", "invalid", "cannot tell"}


@pytest.mark.parametrize("defect", CORPUS, ids=lambda defect: defect.name)
def test_each_file_gets_the_verdict_it_must(defect: Defect) -> None:
    documents = {**formats.web_documents(), **formats.documents_2()}
    if defect.listed is not None:
        documents[STATUS.list_address] = defect.listed
    report = check(defect.source, documents=documents)
    assert report.verdict == defect.verdict, [
        check_result for check_result in report.checks if not check_result.passed
    ]
    assert all(worded(check_result).endswith(".") and check_result.code for check_result in report.checks)


def test_the_corpus_is_large_and_each_file_is_named_once() -> None:
    names = Counter(defect.name for defect in CORPUS)
    assert len(names) == len(CORPUS) >= 150
    assert {defect.verdict for defect in CORPUS} <= VERDICTS
