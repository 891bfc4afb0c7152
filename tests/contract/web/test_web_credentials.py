"""A credential's page: open while its earner shares it, gone afterwards, and before that as if it did not exist."""

import json
from dataclasses import replace

import pytest

from adapters.web.ports import ShownCredential
from bot.domain.credentials.model import CredentialStage
from issuer.baking.png import extract
from issuer.baking.svg import extract_svg
from tests.fakes.badges.badges import NOW, web_credential
from tests.fakes.site import PAGE, PUBLIC_ID, UNKNOWN_ID, FakeSite, changed, private, shared, taken_back

Answer = tuple[int, dict[str, str], bytes]
SUFFIXES = ("", ".json", ".jwt", ".ob2.json", ".png", ".svg", "/card.png", "/chat.png")


async def answered(fake: FakeSite, path: str, accept: str = "*/*") -> Answer:
    """Everything about an answer but its date."""
    async with fake.client() as client:
        answer = await client.get(path, headers={"Accept": accept})
        headers = {name: value for name, value in answer.headers.items() if name != "Date"}
        return answer.status, headers, await answer.read()


def holding(shown: ShownCredential) -> FakeSite:
    fake = FakeSite()
    fake.shelf.put(shown)
    return fake


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_a_private_badge_answers_as_an_unknown_one_does(suffix: str, accept: str) -> None:
    unknown = await answered(FakeSite(), f"/credentials/{UNKNOWN_ID}{suffix}", accept)
    undone = changed(private(), stage=CredentialStage.UNDONE, undone_at=NOW)
    unsigned = replace(changed(private(), stage=CredentialStage.AWARDED), document=None)
    assert unknown[0] == 404
    for state in (private(), undone, unsigned):
        assert await answered(holding(state), f"{PAGE}{suffix}", accept) == unknown


@pytest.mark.parametrize(
    "name",
    [
        "no-id",
        str(PUBLIC_ID).upper(),
        PUBLIC_ID.hex,
        f"urn:uuid:{PUBLIC_ID}",
        f"{PUBLIC_ID}.exe",
        "%00",
        "%7Bx%7D",
    ],
)
async def test_a_malformed_id_answers_as_an_unknown_one_does(name: str) -> None:
    unknown = await answered(FakeSite(), f"/credentials/{UNKNOWN_ID}")
    assert await answered(holding(shared()), f"/credentials/{name}") == unknown


async def test_an_unknown_badge_is_kept_by_no_cache_and_listed_by_no_search_engine() -> None:
    _, headers, _ = await answered(FakeSite(), PAGE)
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != ".ob2.json"])
async def test_a_badge_that_was_taken_back_is_gone(suffix: str) -> None:
    status, headers, body = await answered(holding(taken_back()), f"{PAGE}{suffix}")
    assert status == 410
    assert headers["Cache-Control"] == "no-store"
    assert b"Ana" not in body
    assert b"Customer Hero" not in body


@pytest.mark.parametrize("suffix", SUFFIXES)
async def test_a_badge_that_was_undone_after_sharing_is_gone(suffix: str) -> None:
    undone = changed(shared(), stage=CredentialStage.UNDONE, undone_at=NOW)
    assert (await answered(holding(undone), f"{PAGE}{suffix}"))[0] == 410


async def test_a_shared_page_says_who_earned_what_and_that_it_is_genuine() -> None:
    status, headers, body = await answered(holding(shared()), PAGE, "text/html")
    page = body.decode()
    assert status == 200
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"
    for text in (
        "This badge is genuine and valid",
        "Ana Ruiz",
        "Customer Hero",
        "1 March 2026",
        "initiative",
    ):
        assert text in page
    assert "chose to make this page public and can take it back" in page


async def test_a_shared_page_never_shows_the_citation_or_an_address() -> None:
    _, _, body = await answered(holding(shared()), PAGE, "text/html")
    assert b"Contoso" not in body
    assert b"ana@northwind.example" not in body


async def test_the_preview_of_a_shared_page_shows_the_celebration_picture() -> None:
    _, _, body = await answered(holding(shared()), PAGE, "text/html")
    assert b'property="og:title" content="Ana Ruiz earned Customer Hero"' in body
    assert b'property="og:image" content="https://badges.example' + PAGE.encode() + b'/card.png"' in body


@pytest.mark.parametrize("name", ["card", "chat"])
async def test_the_celebration_picture_names_who_shared_and_holds_none_of_the_words(name: str) -> None:
    fake = holding(shared())
    status, headers, _ = await answered(fake, f"{PAGE}/{name}.png")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "image/png", "no-store")
    [named] = fake.pictures.named
    assert (named.recipient, named.achievement, named.citation) == ("Ana Ruiz", "Customer Hero", None)


@pytest.mark.parametrize("name", ["card", "chat"])
async def test_a_picture_with_a_name_is_not_even_drawn_for_a_badge_that_is_not_shared(name: str) -> None:
    for state, status in ((private(), 404), (taken_back(), 410)):
        fake = holding(state)
        assert (await answered(fake, f"{PAGE}/{name}.png"))[0] == status
        assert fake.pictures.asked == []


@pytest.mark.parametrize(
    "accept", ["application/vc+ld+json", "application/json", "application/ld+json;q=0.9, */*;q=0.1"]
)
async def test_programs_get_the_signed_bytes_as_they_are(accept: str) -> None:
    status, headers, body = await answered(holding(shared()), PAGE, accept)
    assert (status, body) == (200, web_credential())
    assert headers["Vary"] == "Accept"
    assert headers["Content-Type"] in accept


async def test_people_get_the_page_whatever_else_their_browser_takes() -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
    for accept in (browser, "*/*", "", "image/webp"):
        assert (await answered(holding(shared()), PAGE, accept))[1][
            "Content-Type"
        ] == "text/html; charset=utf-8"


async def test_the_signed_file_has_a_name_to_save_it_by() -> None:
    _, headers, body = await answered(holding(shared()), f"{PAGE}.json")
    assert body == web_credential()
    assert headers["Content-Disposition"] == 'inline; filename="customer-hero.json"'


async def test_the_picture_holds_the_signed_file() -> None:
    _, headers, body = await answered(holding(shared()), f"{PAGE}.png")
    assert headers["Content-Type"] == "image/png"
    assert headers["Content-Disposition"] == 'inline; filename="customer-hero.png"'
    assert extract(body) == web_credential()


async def test_a_page_whose_stored_file_was_changed_says_so() -> None:
    changed_file = web_credential().replace(b"Customer Hero", b"Customer Zero")
    _, _, body = await answered(holding(replace(shared(), document=changed_file)), PAGE, "text/html")
    assert b"This badge is not valid" in body
    assert b"genuine and valid" not in body


async def test_the_token_travels_as_plain_text_by_suffix_and_by_accept() -> None:
    fake = holding(replace(shared(), token=b"aGVhZA.Ym9keQ.c2ln"))
    for path, accept in ((f"{PAGE}.jwt", "*/*"), (PAGE, "text/plain")):
        status, headers, body = await answered(fake, path, accept)
        assert (status, body) == (200, b"aGVhZA.Ym9keQ.c2ln")
        assert headers["Content-Type"].startswith("text/plain")


async def test_a_badge_from_before_there_were_tokens_has_none() -> None:
    assert (await answered(holding(shared()), f"{PAGE}.jwt"))[0] == 404


async def test_the_svg_frames_the_picture_and_holds_the_signed_file() -> None:
    _, headers, body = await answered(holding(shared()), f"{PAGE}.svg")
    assert headers["Content-Type"] == "image/svg+xml"
    assert headers["Content-Security-Policy"] == "default-src 'none'; img-src data:; sandbox"
    assert extract_svg(body) == web_credential()
    assert b"data:image/png;base64," in body


async def test_older_backpacks_get_an_assertion_whose_parts_can_be_fetched() -> None:
    fake = holding(shared())
    _, headers, body = await answered(fake, f"{PAGE}.ob2.json")
    said = json.loads(body)
    assert headers["Cache-Control"] == "no-store"
    assert said["id"] == f"https://badges.example{PAGE}.ob2.json"
    badge = json.loads((await answered(fake, said["badge"].removeprefix("https://badges.example")))[2])
    issuer = json.loads((await answered(fake, badge["issuer"].removeprefix("https://badges.example")))[2])
    assert (badge["type"], issuer["type"]) == ("BadgeClass", "Issuer")
    listed = json.loads(
        (await answered(fake, issuer["revocationList"].removeprefix("https://badges.example")))[2]
    )
    assert listed["revokedAssertions"] == []
