"""The public page of a badge checks it once more in the visitor's own browser, and warns when it does not hold."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from issuer.proofs.multibase import encode_base64url
from issuer.strict_json import Json, compact_json, parse_document
from tests.fakes.badges import formats
from tests.fakes.badges.badges import ACHIEVEMENT, KEY, OTHER_KEY, WEB_KEY, web_credential
from tests.fakes.badges.served import served
from tests.fakes.badges.tampering import signed
from tests.fakes.badges.tokens import ES256, rs256
from tests.fakes.site import PAGE, FakeSite, ShownCredential, shared

WARNING = "Your browser could not confirm this badge"


def as_signed() -> ShownCredential:
    """Ana's badge, whose page says what was signed."""
    shown = shared()
    words = {"description": ACHIEVEMENT.description, "criteria": ACHIEVEMENT.criteria}
    return replace(shown, achievement=replace(shown.achievement, **words))


@pytest.fixture
def site() -> Iterator[tuple[FakeSite, str]]:
    """The public pages, served from a thread."""
    fake = FakeSite()
    fake.shelf.put(as_signed())
    with served(fake) as address:
        yield fake, address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def outcome(page: Page, url: str) -> str:
    page.goto(url + PAGE)
    page.wait_for_selector("#recheck[data-outcome]", state="attached", timeout=20_000)
    return str(page.locator("#recheck").get_attribute("data-outcome"))


def answering(page: Page, body: str | bytes) -> None:
    """Has the signed file be something else on its way to this browser."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, body=body, content_type="application/vc+ld+json")

    page.route("**/credentials/*.json", answer)


def test_a_genuine_badge_is_confirmed_in_the_browser(page: Page, site: tuple[FakeSite, str]) -> None:
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text))
    assert outcome(page, site[1]) == "confirmed"
    expect(page.get_by_text("Confirmed once more on your own device")).to_be_visible()
    expect(page.get_by_text("This badge is genuine and valid")).to_be_visible()
    assert noise == []


def test_the_address_of_a_shared_badge_is_copied_in_one_click(page: Page, site: tuple[FakeSite, str]) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    outcome(page, site[1])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(PAGE)
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()


def altered(**members: Json) -> bytes:
    return compact_json({**parse_document(web_credential()), **members}).encode()


def resigned(change: Callable[[dict], object]) -> bytes:
    def both(said: dict) -> None:
        said["issuer"]["id"] = WEB_KEY.controller
        change(said)

    return compact_json(signed(both, key=WEB_KEY)).encode()


def alg_none(name: str = "none") -> bytes:
    head = encode_base64url(
        compact_json({"alg": name, "kid": WEB_KEY.verification_method, "typ": "JWT"}).encode()
    )
    payload = {**parse_document(web_credential()), "iss": WEB_KEY.controller}
    return f"{head}.{encode_base64url(compact_json(payload).encode())}.".encode()


WHOLE = json.loads(web_credential())
TAMPERED = {
    "name": altered(name="Customer Zero"),
    "dates": altered(validFrom="2026-02-01T09:00:00Z"),
    "expiry-added": altered(validUntil="2099-01-01T00:00:00Z"),
    "member-missing": compact_json(
        {name: value for name, value in WHOLE.items() if name != "awardedDate"}
    ).encode(),
    "name-and-description-swapped": compact_json(
        {
            **WHOLE,
            "credentialSubject": {
                **WHOLE["credentialSubject"],
                "achievement": {
                    **WHOLE["credentialSubject"]["achievement"],
                    "name": ACHIEVEMENT.description,
                    "description": ACHIEVEMENT.name,
                },
            },
        }
    ).encode(),
    "issuer": altered(issuer={"id": OTHER_KEY.controller, "type": ["Profile"], "name": "Northwind Traders"}),
    "no-proof": altered(proof=[]),
    "another-proof": altered(proof=[{**WHOLE["proof"][0], "verificationMethod": KEY.verification_method}]),
    "another-badge": resigned(lambda said: said.update(id="urn:uuid:other")),
    "garbage": b"\xff\x00garbage",
    "html": b"<!doctype html><script>alert(1)</script>",
    "empty": b"",
    "null": b"null",
    "array": b"[]",
    "alg-none": alg_none(),
    "alg-None": alg_none("None"),
    "alg-hs256": alg_none("HS256"),
    "token-garbage": b"a.b.c",
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_does_not_hold_turns_the_banner_into_a_warning(
    page: Page, site: tuple[FakeSite, str], name: str
) -> None:
    answering(page, TAMPERED[name])
    assert outcome(page, site[1]) == "doubted"
    expect(page.get_by_text(WARNING)).to_be_visible()
    expect(page.get_by_text("This badge is genuine and valid")).to_have_count(0)


def test_a_page_that_says_something_else_than_the_file_warns(page: Page, site: tuple[FakeSite, str]) -> None:
    fake, url = site
    shown = as_signed()
    fake.shelf.put(replace(shown, achievement=replace(shown.achievement, name="Customer Legend")))
    assert outcome(page, url) == "doubted"
    expect(page.get_by_text("This page says something else")).to_be_visible()


def test_a_key_that_the_issuer_no_longer_lists_warns(page: Page, site: tuple[FakeSite, str]) -> None:
    listed = {"id": WEB_KEY.controller, "verificationMethod": [], "assertionMethod": []}
    page.route("**/.well-known/did.json", lambda route: route.fulfill(status=200, body=json.dumps(listed)))
    assert outcome(page, site[1]) == "doubted"


@pytest.mark.parametrize("key", [ES256, rs256()], ids=["ES256", "RS256"])
def test_tokens_are_checked_by_the_keys_own_algorithm(page: Page, site: tuple[FakeSite, str], key) -> None:
    token = formats.token(key, f"https://badges.example/keys/{key.kid}").decode()
    page.route("**/keys/*", lambda route: route.fulfill(status=200, body=compact_json(key.public_jwk)))
    answering(page, token)
    shown = json.loads(formats.web_without_proof())
    assert shown["credentialSubject"]["achievement"]["name"] == ACHIEVEMENT.name
    assert outcome(page, site[1]) == "confirmed"
    head, body, signature = token.split(".")
    changed = encode_base64url(compact_json({**shown, "name": "Zero", "iss": WEB_KEY.controller}).encode())
    for forged in (f"{head}.{changed}.{signature}", f"{head}.{body}.{encode_base64url(bytes(64))}"):
        page.unroute("**/credentials/*.json")
        answering(page, forged)
        assert outcome(page, site[1]) == "doubted"


def test_an_ed25519_token_is_checked_too_where_the_browser_can(
    page: Page, site: tuple[FakeSite, str]
) -> None:
    said = {**json.loads(formats.web_without_proof()), "iss": WEB_KEY.controller}
    head = encode_base64url(
        compact_json({"alg": "EdDSA", "kid": WEB_KEY.verification_method, "typ": "JWT"}).encode()
    )
    signed_ = f"{head}.{encode_base64url(compact_json(said).encode())}"
    answering(page, f"{signed_}.{encode_base64url(WEB_KEY.sign(signed_.encode()))}")
    assert outcome(page, site[1]) == "confirmed"
    page.unroute("**/credentials/*.json")
    answering(page, f"{signed_}.{encode_base64url(OTHER_KEY.sign(signed_.encode()))}")
    assert outcome(page, site[1]) == "doubted"


def test_a_token_beside_the_file_has_to_hold_as_well(page: Page, site: tuple[FakeSite, str]) -> None:
    fake, url = site
    fake.shelf.put(replace(as_signed(), token=alg_none()))
    assert outcome(page, url) == "doubted"


def test_no_script_runs_anywhere_else(page: Page, site: tuple[FakeSite, str]) -> None:
    for path in ("/verify", "/issuer", as_signed().achievement.path):
        answer = page.goto(site[1] + path)
        assert answer is not None
        assert "script-src" not in answer.headers["content-security-policy"]
        assert page.locator("script").count() == 0
