"""Which form of a thing a client would rather have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.http.negotiation import preferred_form

OFFERS = ("text/html", "application/ld+json", "application/json")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("application/json", "application/json"),
        ("application/*", "application/ld+json"),
        ("APPLICATION/JSON; Q=1", "application/json"),
        ("text/html;q=0.5, application/json", "application/json"),
        ("application/json;q=0.2, text/*;q=0.1", "application/json"),
        ("text/html;q=0, */*", "application/ld+json"),
        ("application/json;q=nonsense, text/html;q=0.1", "text/html"),
        ("image/png", "text/html"),
        (", ,;,", "text/html"),
    ],
)
def test_the_client_gets_what_it_likes_best_among_what_there_is(accept: str, chosen: str) -> None:
    assert preferred_form(accept, OFFERS) == chosen


@given(st.text())
def test_any_header_is_answered_with_one_of_the_offers(accept: str) -> None:
    assert preferred_form(accept, OFFERS) in OFFERS
