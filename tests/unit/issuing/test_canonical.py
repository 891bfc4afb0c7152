"""The canonical form: contexts held still, nothing lost unseen, and templates that agree with the full algorithm."""

import hashlib
from datetime import timedelta, timezone
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.canonical.canonical_form import CanonicalError
from issuer.canonical.canonicaliser import Canonicaliser
from issuer.canonical.template import CanonicalTemplate
from issuer.openbadges.document import credential_document
from issuer.strict_json import Document, compact_json, parse_document, show_path, walk
from issuer.timestamps import TimestampError, in_full, read_timestamp, write_timestamp
from tests.fakes.badges.badges import ACHIEVEMENT, FACTS, NOW, PROFILE
from tests.fakes.badges.contexts import FOLDER, canonicaliser, index, origins
from tests.fakes.worded import raises_worded, worded

VISIBLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from('\t\n\r"\\%()'),
    max_size=12,
)
ZONES = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
IDS = st.uuids().map(lambda uuid: f"urn:uuid:{uuid}")


def document() -> Document:
    return credential_document(PROFILE, ACHIEVEMENT, FACTS)


@pytest.mark.parametrize(("address", "name", "digest"), origins())
def test_each_context_is_the_one_that_its_checksum_names(address: str, name: str, digest: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest, address


def test_every_context_we_load_is_listed_with_its_origin() -> None:
    assert index() == {address: name for address, name, _ in origins()}
    assert {path.name for path in FOLDER.glob("*.json")} == {*index().values(), "index.json"}


def test_a_context_we_do_not_hold_is_refused_by_name_and_never_fetched() -> None:
    with raises_worded(CanonicalError, r"found the context “https://evil\.example/v1”"):
        canonicaliser().canonicalise({**document(), "@context": ["https://evil.example/v1"]})


def test_two_canonicalisers_do_not_share_what_a_context_means() -> None:
    first = Canonicaliser({"https://c.example": {"@context": {"name": "https://one.example/name"}}})
    second = Canonicaliser({"https://c.example": {"@context": {"name": "https://two.example/name"}}})
    asked: Document = {"@context": "https://c.example", "@id": "urn:x:1", "name": "Ana"}
    assert "https://one.example/name" in first.canonicalise(asked)
    assert "https://two.example/name" in second.canonicalise(asked)


def test_a_credential_of_ours_loses_nothing() -> None:
    assert canonicaliser().unsigned_members(document()) == ()


def test_every_value_of_a_credential_changes_its_canonical_form() -> None:
    before = canonicaliser().canonicalise(document())
    for path, leaf in walk(document()):
        if path[:1] == ("@context",) or isinstance(leaf, dict | list):
            continue
        changed = canonicaliser().canonicalise(_with(document(), path, _other(leaf)))
        assert changed != before, show_path(path)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("nickname",), "Ana", "nickname: is not defined"),
        (("credentialSubject", "shoeSize"), 38, "credentialSubject.shoeSize: is not defined"),
        (("issuer", "image"), {"id": "logo.png", "type": "Image"}, "issuer.image.id: “logo.png” is neither"),
        (("issuer", "id"), "did:key:a b", "issuer.id: “did:key:a b” is neither"),
        (("issuer", "image"), {"id": "../logo.png", "type": "Image"}, "the document: “logo.png” would not"),
        (("type",), ["VerifiableCredential", "Medal"], "type[1]: “Medal” is neither"),
        (("description",), None, "description: is empty"),
        (("evidence",), [], "evidence: is empty"),
        (
            ("issuer", "@included"),
            {"id": "urn:x:1", "type": "Profile"},
            "issuer.@included: is a JSON-LD keyword",
        ),
    ],
)
def test_what_would_stay_unsigned_is_named_with_its_path(
    path: tuple[str, ...], value: object, named: str
) -> None:
    lost = canonicaliser().unsigned_members(_with(document(), path, value))
    assert any(worded(text).startswith(named) for text in lost), lost


@pytest.mark.parametrize("character", [chr(code) for code in (0, 7, 8, 11, 12, 27, 31, 127)])
def test_control_characters_are_refused_because_canonicalisers_disagree_on_them(character: str) -> None:
    with raises_worded(CanonicalError, "control character U"):
        canonicaliser().canonicalise(_with(document(), ("name",), f"Hero{character}"))


@pytest.mark.parametrize("bad", ["relative", "urn:x:1> <urn:p> <urn:o", "urn:x y", "urn:x:{1}"])
def test_ids_that_could_not_be_written_safely_are_refused(bad: str) -> None:
    with pytest.raises(CanonicalError):
        canonicaliser().canonicalise(_with(document(), ("id",), bad))


def test_a_graph_made_to_be_slow_is_refused_instead_of_worked_through() -> None:
    points = [f"_:b{number}" for number in range(8)]
    clique = [{"@id": a, "urn:x:knows": [{"@id": b} for b in points if b != a]} for a in points]
    with raises_worded(CanonicalError, "look alike"):
        canonicaliser().canonicalise({"@graph": clique})


@settings(max_examples=60, deadline=None)
@given(id_=IDS, subject=IDS, salt=VISIBLE, days=st.integers(0, 40_000))
def test_a_filled_template_equals_the_full_algorithm(id_: str, subject: str, salt: str, days: int) -> None:
    values = {"id": id_, "subject": subject, "salt": salt, "when": write_timestamp(NOW + timedelta(days))}
    assert _compiled().fill(values) == canonicaliser().canonicalise(_open_document(values))


def test_a_template_says_so_when_two_blank_nodes_look_alike() -> None:
    quads = canonicaliser().quads(_twins("left", "right"))
    twins = CanonicalTemplate(quads, {"one": "left", "two": "right"})
    assert twins.fill({"one": "a", "two": "b"}) == canonicaliser().canonicalise(_twins("a", "b"))
    assert twins.fill({"one": "same", "two": "same"}) is None


def test_a_value_that_spells_a_placeholder_is_only_text() -> None:
    values = {"id": "urn:x:1", "subject": "urn:x:2", "salt": "%(_:b0)s %(id)s 100% _:c14n0", "when": "2026"}
    assert _compiled().fill(values) == canonicaliser().canonicalise(_open_document(values))


@given(st.timedeltas(timedelta(days=-700_000), timedelta(days=2_000_000)), ZONES)
def test_a_written_moment_reads_as_the_same_moment(since: timedelta, zone: timezone) -> None:
    moment = (NOW + since).replace(microsecond=0)
    assert read_timestamp(write_timestamp(moment.astimezone(zone))) == moment
    assert read_timestamp(moment.astimezone(zone).isoformat()) == moment


@pytest.mark.parametrize(
    "text",
    ["2026-03-01", "2026-03-01T09:00:00", "2026-03-01 09:00:00Z", "2026-03-01T09:00:00z", "2026-02-30T09:00:00Z",
     "2026-03-01T24:00:01Z",
     "2026-03-01T25:00:00Z", "2026-03-01T09:00:00+15:00", "٢٠٢٦-03-01T09:00:00Z", "2026-03-01T09:00:00Z\n", ""],
)  # fmt: skip
def test_what_is_not_a_moment_with_a_zone_is_refused(text: str) -> None:
    with raises_worded(TimestampError, "found"):
        read_timestamp(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T09:30:00.1234567890123Z", "2026-03-01T09:30:00.123456+00:00"),
        ("2026-02-28T24:00:00Z", "2026-03-01T00:00:00+00:00"),
        ("2026-02-28T24:00:00.000+01:00", "2026-02-28T23:00:00+00:00"),
    ],
)
def test_any_number_of_digits_and_the_end_of_a_day_are_moments(text: str, moment: str) -> None:
    assert read_timestamp(text).isoformat() == moment


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("2026-02-01T10:00Z", "2026-02-01T10:00:00Z"),
        ("2026-02-01T10:00:00+01", "2026-02-01T10:00:00+01:00"),
        ("2026-02-01T10:00-0330", "2026-02-01T10:00:00-03:30"),
        ("2026-02-01T10:00:00.5+01:00", "2026-02-01T10:00:00.5+01:00"),
    ],
)
def test_the_shorter_moments_of_open_badges_2_are_written_in_full(text: str, whole: str) -> None:
    assert in_full(text) == whole
    assert read_timestamp(in_full(text))


@pytest.mark.parametrize("text", ["2026-02-01", "2026-02-01T10:00", "1769940000", "2026-02-01T10Z", "once"])
def test_what_has_no_zone_or_no_time_is_no_moment_there_either(text: str) -> None:
    with raises_worded(TimestampError, "found"):
        read_timestamp(in_full(text))


def test_a_moment_without_a_zone_is_never_written() -> None:
    with raises_worded(TimestampError, "without a time zone"):
        write_timestamp(NOW.replace(tzinfo=None))


@cache
def _compiled() -> CanonicalTemplate:
    sample = {"id": "urn:open:1", "subject": "urn:open:2", "salt": "open-salt", "when": "open-moment"}
    return CanonicalTemplate(canonicaliser().quads(_open_document(sample)), sample)


def _open_document(values: dict[str, str]) -> Document:
    opened = _with(document(), ("id",), values["id"])
    opened = _with(opened, ("credentialSubject", "id"), values["subject"])
    opened = _with(opened, ("credentialSubject", "identifier", 0, "salt"), values["salt"])
    return _with(opened, ("validFrom",), values["when"])


def _twins(first: str, second: str) -> Document:
    said = [{"urn:x:says": [{"@value": text}]} for text in (first, second)]
    return {"@id": "urn:x:1", "urn:x:has": said}


def _with(source: Document, path: tuple[str | int, ...], value: object) -> Document:
    """Return a copy with one value put in place."""
    copy = parse_document(compact_json(source).encode())
    place: object = copy
    for step in path[:-1]:
        place = place[step]  # type: ignore[index]  # the test knows its document
    place[path[-1]] = value  # type: ignore[index]  # as above
    return copy


def _other(leaf: object) -> object:
    if isinstance(leaf, bool):
        return not leaf
    types = {"VerifiableCredential": "VerifiablePresentation", "Profile": "Address", "Image": "Address"}
    return types.get(str(leaf), "Evidence") if str(leaf)[:1].isupper() and str(leaf).isalpha() else f"{leaf}x"
