"""Verifying: numbers, names and crowds that are made to mislead or to be slow; what is asked of whom, and when."""

import json
import time
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from issuer.baking.png import CLR_KEYWORD, BakingError, bake
from issuer.baking.svg import RECORD, bake_svg
from issuer.issuing import learner_record
from issuer.issuing.learner_record import LearnerRecord, sign_record
from issuer.proofs.data_integrity import add_proof
from issuer.proofs.multibase import decode_base64url, encode_base58btc, encode_base64url
from issuer.strict_json import (
    MOST_INTEGER,
    Document,
    Json,
    StrictJsonError,
    compact_json,
    parse_document,
    walk,
)
from issuer.verifying.inputs.documents import Fetched
from issuer.verifying.keys.issuer_names import looks_like
from tests.fakes.badges import formats
from tests.fakes.badges.badges import (
    AWARDED,
    FACTS,
    WEB_KEY,
    WEB_PROFILE,
    credential,
    web_credential,
    web_template,
)
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.rich_badges import STATUS
from tests.fakes.badges.tampering import check, failed, row, signed
from tests.fakes.worded import raises_worded, worded

DID = {WEB_KEY.controller: formats.did()}

# Numbers


@pytest.mark.parametrize("number", [2**53, -(2**53), 10**22, 10**30, 10**4000])
def test_a_whole_number_that_readers_round_is_refused(number: int) -> None:
    with raises_worded(StrictJsonError, "so large"):
        parse_document(b'{"a":%d}' % number)
    assert parse_document(b'{"a":%d}' % (2**53 - 1)) == {"a": 2**53 - 1}


def test_two_numbers_never_share_one_signature() -> None:
    said = signed(lambda said: said["credentialSubject"].update(creditsEarned=2**53 - 1))
    assert check(said).verdict == "valid"
    for other in (2**53, 2**53 - 2):
        changed = json.loads(compact_json(said))
        changed["credentialSubject"]["creditsEarned"] = other
        assert check(changed).verdict == ("cannot tell" if other > MOST_INTEGER else "invalid")


@pytest.mark.parametrize("source", [formats.rich(), formats.status_list(), credential()])
def test_we_write_no_number_that_we_would_not_read(source: bytes) -> None:
    assert parse_document(source, 1024 * 1024)
    payload = formats.token().split(b".")[1].decode()
    numbers = [
        number
        for _, number in walk(parse_document(decode_base64url(payload)))
        if isinstance(number, int | float)
    ]
    assert numbers
    assert all(abs(number) <= MOST_INTEGER for number in numbers)


# Endorsements


def endorsed_by(token: str) -> Document:
    return signed(lambda said: said.update(id=FACTS.id, endorsementJwt=[token]))


def badge_about(id_: str) -> str:
    inner = json.loads(formats.web_without_proof())
    inner["credentialSubject"]["id"] = id_
    return formats.token(source=compact_json(inner).encode()).decode()


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(badge_about(FACTS.id), id="a badge"),
        pytest.param("https://evil.example/endorsement", id="a link"),
        pytest.param(formats.hosted().decode(), id="an older badge"),
        pytest.param(credential().decode(), id="a signed document"),
        pytest.param(
            f"{encode_base64url(b'{}')}.{encode_base64url(formats.hosted())}.AA",
            id="a token of an older badge",
        ),
        pytest.param("a.b.c", id="no token at all"),
    ],
)
def test_only_an_endorsement_endorses(token: str) -> None:
    report = check(endorsed_by(token), documents=formats.web_documents())
    assert (report.verdict, failed(report)) == ("invalid", [("endorsements", "endorsements-invalid")])


# Learner records


def record(count: int, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A record of many small badges, as somebody else might sign it."""
    monkeypatch.setattr(learner_record, "MOST_BADGES", 1000)
    badges = [
        web_template().issue(
            replace(FACTS, id=f"urn:uuid:{UUID(int=i)}", subject_id=f"urn:uuid:{UUID(int=5000 + i)}"),
            WEB_KEY,
            AWARDED,
        )
        for i in range(1, count + 1)
    ]
    made = LearnerRecord(FACTS.id, FACTS.subject_id, "Ana", AWARDED, None, tuple(badges), partial=True)
    return sign_record(made, WEB_PROFILE, WEB_KEY, AWARDED, canonicaliser())


def test_a_record_of_many_small_badges_is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    many = record(51, monkeypatch)
    report = check(many, documents=DID)
    assert (report.verdict, worded(row(report, "contents"))[:8]) == ("valid", "51 of 51")
    assert len(many) > 64 * 1024
    for carried in (bake(formats.picture(), many, CLR_KEYWORD), bake_svg(formats.svg(), many, RECORD)):
        assert check(carried, documents=DID).verdict == "valid"
    with raises_worded(BakingError, "65,536"):
        bake(formats.picture(), many)


def test_more_than_we_look_at_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    report = check(record(101, monkeypatch), documents=DID)
    assert (report.verdict, report.checks[0].code) == ("cannot tell", "too-many")
    tags: list[Json] = [str(number) for number in range(101)]
    crowded = signed(lambda said: said["credentialSubject"]["achievement"].update(tag=tags))
    assert check(crowded).verdict == "cannot tell"


# Names


def test_a_name_of_ten_thousand_spaces_is_compared_at_once() -> None:
    began = time.process_time()
    assert not looks_like("a" + " " * 10_000 + "b", "Northwind Traders")
    assert time.process_time() - began < 0.05
    assert looks_like("Northwind Traders, Inc. ", "Northwind Traders")
    assert looks_like("Northwind Traders" + " " * 10_000, "Nоrthwind  Traders Ltd")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("ΙΒΜ", "IBM"),
        ("ΗΡ", "HP"),
        ("ЅАР", "SAP"),
        ("ᏀᎾᎾᏀᏞᎬ", "Google"),
        ("ᴍicr০soft", "Microsoft"),
        ("ОООО", "0000"),
    ],
)
def test_a_short_name_in_another_alphabet_is_found_out(name: str, other: str) -> None:
    assert looks_like(name, other)


@pytest.mark.parametrize(
    ("name", "other"), [("Acme", "Acne"), ("HP", "NP"), ("СПбГУ", "МГУ"), ("大学", "大字")]
)
def test_short_names_that_only_resemble_each_other_stay_apart(name: str, other: str) -> None:
    assert not looks_like(name, other)


# Status lists


def with_list(**change: Json) -> dict[str, Fetched]:
    """The usual documents with a list that says other things about itself, genuinely signed."""
    said = json.loads(formats.status_list())
    del said["proof"]
    del said["validUntil"]
    subject = {**said["credentialSubject"], **{k: v for k, v in change.items() if k != "validFrom"}}
    listed = {**said, "validFrom": change.get("validFrom", said["validFrom"]), "credentialSubject": subject}
    created = AWARDED if "validFrom" not in change else AWARDED.replace(year=2020)
    source = compact_json(add_proof(listed, WEB_KEY, created, canonicaliser())).encode()
    return formats.web_documents((STATUS.list_address, source))


def test_a_list_without_an_end_counts_for_as_long_as_copies_of_it_and_a_month() -> None:
    old = check(formats.rich(), documents=with_list(validFrom="2020-01-01T00:00:00Z"))
    assert (old.verdict, row(old, "status").code) == ("cannot tell", "status-stale")
    for ttl, days in ((900_000, 31), (0, 31), (7 * 86_400_000, 38), (-5, 31), (1e300, 31 + 366)):
        documents = with_list(ttl=ttl)
        for moment, code in (
            (timedelta(days=days - 1), "ok"),
            (timedelta(days=days, hours=1), "status-stale"),
        ):
            report = check(formats.rich(), AWARDED + moment, documents=documents)
            assert row(report, "status").code == code, (ttl, moment)


def test_a_list_of_the_year_9999_is_an_answer_too() -> None:
    assert check(formats.rich(), documents=with_list(validFrom="9999-12-31T23:00:00Z")).verdict in (
        "invalid",
        "cannot tell",
    )


@pytest.mark.parametrize(
    ("purpose", "verdict"),
    [
        (["revocation"], "valid"),
        (["suspension", "revocation"], "valid"),
        (["suspension"], "invalid"),
        ([], "invalid"),
        (["revocation", 5], "invalid"),
    ],
)
def test_one_list_may_serve_several_purposes(purpose: list[Json], verdict: str) -> None:
    try:
        documents = with_list(statusPurpose=purpose)
    except ValueError:
        return  # it cannot even be signed
    assert check(formats.rich(), documents=documents).verdict == verdict


# What is asked for, and when


def forged() -> Document:
    said = json.loads(formats.rich())
    said["credentialStatus"]["statusListCredential"] = "https://victim.example/large"
    said["proof"][0]["proofValue"] = encode_base58btc(bytes(64))
    return dict(said)


def test_a_forgery_makes_us_ask_nobody() -> None:
    report = check(forged(), documents=DID)
    assert (report.verdict, report.needs, report.wants) == ("invalid", (), ())
    assert [
        check_result.code for check_result in report.checks if check_result.name in ("status", "picture")
    ] == ["not-reached"] * 2


def test_a_list_and_a_picture_are_asked_for_once_the_signature_fits() -> None:
    assert check(formats.rich()).needs == (WEB_KEY.controller,)
    assert check(formats.rich()).wants == ()
    report = check(formats.rich(), documents=DID)
    assert (report.needs, len(report.wants)) == ((STATUS.list_address,), 1)


def test_what_is_inside_a_forgery_is_not_judged() -> None:
    said = endorsed_by(badge_about(FACTS.id))
    said["name"] = "Changed"
    report = check(said, documents=formats.web_documents())
    assert report.verdict == "invalid"
    assert "endorsements" not in [check_result.name for check_result in report.checks]


# Whose badge


def test_an_address_that_is_no_text_is_compared_all_the_same() -> None:
    assert check(web_credential(), documents=DID, recipient="a\udcff@x.example").verdict == "invalid"
