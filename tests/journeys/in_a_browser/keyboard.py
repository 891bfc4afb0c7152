"""A person who uses the keyboard alone.

keys = Keyboard(page)
keys.press("#steps .current .button")    # Tab until it has the focus, then Enter
"""

from playwright.sync_api import Page

_HAS_FOCUS = """selector => {
  const focused = document.activeElement;
  return Boolean(focused?.matches(selector) && focused.checkVisibility());
}"""
_SHOWS_IT = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" || style.boxShadow !== "none" || Boolean(document.activeElement.closest(".box"));
}"""
MOST_STOPS = 160


class Keyboard:
    """Moves the focus by Tab and uses what has it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str, *, backwards: bool = False) -> None:
        """Goes on until that has the focus; it must show that it has."""
        for _ in range(MOST_STOPS):
            if self.page.evaluate(_HAS_FOCUS, selector):
                assert self.page.evaluate(_SHOWS_IT), f"{selector} does not show that it has the focus"
                return
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"{selector} is not reached by Tab")

    def press(self, selector: str, *, backwards: bool = False) -> None:
        """Goes there and presses Enter."""
        self.reach(selector, backwards=backwards)
        self.page.keyboard.press("Enter")
