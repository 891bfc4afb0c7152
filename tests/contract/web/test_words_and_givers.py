"""Words of an award and names of its givers: on the page as both agreed, and on the page of any check."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from adapters.drawing.celebrations import CelebrationPicture
from adapters.web.ports import ShownCredential
from issuer.celebration import Audience, GivenWords, Giver, Giving, Part
from issuer.openbadges.model import Evidence
from issuer.verifying.evidence import claimed_evidence
from tests.fakes.badges.badges import AWARDED, FACTS, KEY, NOW, template
from tests.fakes.site import PAGE, FakeSite, changed, shared, tiny_png

MAYA = Giver(UUID(int=6), "Maya Lindqvist", Part.APPROVED, Audience.PUBLIC)
BEN = Giver(UUID(int=7), "Ben Okafor", Part.NOMINATED, Audience.PUBLIC, "Ben O.")
CHIDI = Giver(UUID(int=8), "Chidi Eze", Part.NOMINATED)
GIVING = Giving(
    (BEN, CHIDI, MAYA),
    (GivenWords("she stayed on the line", BEN), GivenWords("Wrote it all down <b>", CHIDI)),
)


def with_giving(words: datetime | None = None, givers: datetime | None = None) -> ShownCredential:
    shown = changed(shared(), citation_included_at=words, givers_included_at=givers)
    return replace(shown, giving=GIVING)


async def page_of(shown: ShownCredential, path: str = PAGE) -> str:
    fake = FakeSite()
    fake.shelf.put(shown)
    async with fake.client() as client:
        answer = await client.get(path, headers={"Accept": "text/html"})
        assert answer.status == 200
        return await answer.text()


async def test_a_shared_page_says_neither_words_nor_givers_of_itself() -> None:
    page = await page_of(with_giving())
    assert "stayed on the line" not in page
    assert "Ben" not in page
    assert "Why it was given" not in page


async def test_words_are_on_the_page_when_the_earner_includes_them() -> None:
    page = await page_of(with_giving(words=NOW))
    assert "Why it was given" in page
    assert "She stayed on the line" in page
    assert "Wrote it all down &lt;b&gt;" in page
    assert "Ben" not in page


async def test_the_page_names_givers_who_allow_it_by_the_names_they_chose() -> None:
    page = await page_of(with_giving(words=NOW, givers=NOW))
    assert "<bdi>Ben O.</bdi>" in page
    assert "Okafor" not in page
    assert "Chidi" not in page, "he did not say that everybody may read his name"
    assert "Maya Lindqvist" in page, "she approved, and wrote no words"


async def test_givers_alone_are_named_without_the_words() -> None:
    page = await page_of(with_giving(givers=NOW))
    assert "Nominated by Ben O., approved by Maya Lindqvist" in page
    assert "stayed on the line" not in page


async def test_the_picture_of_the_page_has_the_words_of_one_person_and_the_givers() -> None:
    fake = FakeSite()
    one = replace(GIVING, words=GIVING.words[:1])
    fake.shelf.put(replace(with_giving(words=NOW, givers=NOW), giving=one))
    async with fake.client() as client:
        assert (await client.get(f"{PAGE}/card.png")).status == 200
    [named] = fake.pictures.named
    assert (named.citation, named.givers) == ("she stayed on the line", ("Ben O.", "Maya Lindqvist"))


async def checked(source: bytes) -> str:
    async with FakeSite().client() as client:
        answer = await client.post("/verify", data=source, headers={"Accept": "text/html"})
        return await answer.text()


async def test_the_check_shows_the_words_of_the_badge_and_whose_they_are() -> None:
    said = (Evidence(name="Ben O.", narrative="She stayed <i>on</i> the line"), Evidence(name="Maya"))
    page = await checked(template().issue(replace(FACTS, evidence=said), KEY, AWARDED))
    assert "Why it was given" in page
    assert "She stayed &lt;i&gt;on&lt;/i&gt; the line" in page
    assert "<bdi>Ben O.</bdi>" in page
    assert "<bdi>Maya</bdi>" in page


async def test_a_link_in_the_evidence_of_a_badge_from_anywhere_is_shown_as_text() -> None:
    said = (Evidence("https://evil.example/x", narrative="See there"),)
    page = await checked(template().issue(replace(FACTS, evidence=said), KEY, AWARDED))
    assert "https://evil.example/x" in page
    assert 'href="https://evil.example' not in page


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (None, []),
        ("https://a.example", [("", "", "https://a.example")]),
        ({"description": "A talk"}, [("A talk", "", "")]),
        ([{"id": "urn:uuid:1", "narrative": " words "}, {"id": 3}, 7, []], [("words", "", "")]),
        ([{"narrative": "twice"}, {"narrative": "twice"}], [("twice", "", "")]),
    ],
)
def test_evidence_of_any_form_is_read(said: object, found: list[tuple[str, str, str]]) -> None:
    pieces = claimed_evidence(said)  # type: ignore[arg-type]  # whatever a badge may hold
    assert [(one.text, one.name, one.link) for one in pieces] == found


async def test_the_picture_of_a_celebration_is_for_its_address_alone_and_gone_when_it_is_over() -> None:
    fake = FakeSite(celebrations={"t" * 22: CelebrationPicture(tiny_png(), "customer-hero")})
    path = f"/celebrations/{'t' * 22}.png"
    async with fake.client() as client:
        shown = await client.get(path)
        assert (shown.status, shown.content_type) == (200, "image/png")
        assert shown.headers["X-Robots-Tag"] == "noindex"
        assert shown.headers["Cache-Control"] == "no-store"
        fake.celebrations["t" * 22] = CelebrationPicture(None, "customer-hero")
        assert (await client.get(path)).status == 410
        assert (await client.get(f"/celebrations/{'u' * 22}.png")).status == 404
        assert (await client.get("/celebrations/short.png")).status == 404
