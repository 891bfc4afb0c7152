"""Badges in the shapes of other issuers: judged as far as standards go, and told why where we go no further."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from issuer.baking.png import OB2_KEYWORD, bake
from issuer.strict_json import compact_json
from issuer.verifying import VerificationReport
from issuer.verifying.inputs.documents import FetchedResponse
from tests.fakes.badges import formats
from tests.fakes.badges.others_badges import Shape, credly, dcc, parchment, parchment_2
from tests.fakes.badges.platforms import PLATFORMS
from tests.fakes.badges.tampering import check, failed, row
from tests.fakes.worded import worded


def judged(shape: Shape, **options: object) -> VerificationReport:
    return check(shape.source, documents=shape.answers, **options)


@pytest.mark.parametrize("shape", PLATFORMS.values(), ids=PLATFORMS)
def test_a_badge_of_each_shape_is_valid_with_what_its_issuer_answers(shape: Callable[[], Shape]) -> None:
    report = judged(shape())
    assert report.verdict == "valid", [
        check_result for check_result in report.checks if not check_result.passed
    ]
    assert report.badge is not None
    assert report.badge.name in ("Careful Welder", "Customer Hero")


@pytest.mark.parametrize("shape", PLATFORMS.values(), ids=PLATFORMS)
def test_without_its_issuers_answers_each_says_what_is_missing(shape: Callable[[], Shape]) -> None:
    report = judged(shape().without_anything_fetched())
    if not shape().answers:
        return  # its issuer is a key
    assert report.verdict == "cannot tell"
    assert set(report.needs) <= set(shape().answers)
    assert report.needs


@pytest.mark.parametrize("shape", [credly, parchment, dcc], ids=["Credly", "Parchment", "DCC"])
def test_a_changed_word_makes_each_invalid(shape: Callable[[], Shape]) -> None:
    made = shape()
    changed = replace(made, source=made.source.replace(b"Careful", b"Careless"))
    assert failed(judged(changed)) == [("proof", "signature")]


def test_each_shape_is_judged_the_same_in_its_picture() -> None:
    for shape, keyword in ((credly(), None), (parchment(), None), (parchment_2(), OB2_KEYWORD)):
        picture = bake(formats.picture(), shape.source, *([keyword] if keyword else []))
        assert check(picture, documents=shape.answers).verdict == "valid"


def test_credly_names_what_it_revoked_in_an_open_list() -> None:
    shape = credly()
    [address] = [answer for answer in shape.answers if "revocations" in answer]
    id_ = json.loads(shape.source)["id"]
    listed = {**shape.answers[address], "revokedCredential": [{"id": id_, "revoked": True}]}  # type: ignore[dict-item]  # a document
    assert judged(Shape(shape.source, {**shape.answers, address: listed})).verdict == "revoked"
    moved = FetchedResponse(
        compact_json(shape.answers[address]).encode(), address, ("https://evil.example/list",)
    )  # type: ignore[arg-type]  # a document
    assert judged(Shape(shape.source, {**shape.answers, address: moved})).verdict == "cannot tell"


def test_whose_badge_it_is_can_be_asked_where_it_says_an_address() -> None:
    for shape in (credly(), parchment(), parchment_2()):
        assert row(judged(shape, recipient="Ana@welding.example"), "recipient").passed is True
        assert row(judged(shape, recipient="eve@welding.example"), "recipient").passed is False
    assert row(judged(dcc(), recipient="ana@welding.example"), "recipient").code == "no-email"


def test_a_badgr_badge_that_is_revoked_says_so_at_its_address() -> None:
    shape = parchment_2()
    id_ = json.loads(shape.source)["id"]
    for said in (b'{"revoked":true,"id":"%s"}' % id_.encode(), b"gone"):
        answers = {**shape.answers, id_: FetchedResponse(said, id_, gone=True)}
        assert judged(Shape(shape.source, answers)).verdict == "revoked"


def test_a_list_of_the_consortium_is_looked_up_though_it_names_no_end() -> None:
    assert judged(dcc(bits=(50,))).verdict == "revoked"
    assert judged(dcc(bits=(51,))).verdict == "valid"


def test_the_consortiums_older_context_changes_nothing_and_any_other_leaves_it_open() -> None:
    """Of two signatures on one badge the consortium explains the older one in a third context."""
    assert judged(dcc(more_contexts=("https://w3id.org/security/suites/ed25519-2020/v1",))).verdict == "valid"
    report = judged(dcc(more_contexts=("https://w3id.org/vc/status-list/2021/v1",)))
    assert (report.verdict, row(report, "contexts").code) == ("cannot tell", "contexts")
    assert "status-list/2021" in worded(row(report, "contexts"))
