"""The sandbox page, in the words of somebody who uses it."""

from playwright.sync_api import Locator, Page, expect


class SandboxPage:
    """What a person does there, and what they see."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        page.goto(url)
        expect(page.get_by_role("radiogroup")).to_be_visible()

    def become(self, name: str) -> None:
        """Chooses who to be."""
        person = self.page.get_by_role("radio", name=name).first
        if person.get_attribute("aria-checked") != "true":
            person.click()
            expect(person).to_have_attribute("aria-checked", "true")

    def go_to(self, place: str) -> None:
        """Opens a conversation."""
        self.page.get_by_role("navigation").get_by_role("button", name=place).first.click()

    def type(self, text: str) -> None:
        """Types into the message box and sends."""
        box = self.page.locator("#composer-text")
        box.fill(text)
        box.press("Escape")  # closes the suggestions, so that Enter sends
        box.press("Enter")

    @property
    def messages(self) -> Locator:
        """Everything in the open conversation."""
        return self.page.locator("#messages > li")

    def sees(self, text: str) -> Locator:
        """The newest message with that text; fails if none appears."""
        message = self.messages.filter(has_text=text).last
        expect(message).to_be_visible()
        return message

    def never_sees(self, text: str) -> None:
        """Fails if the text is anywhere in the open conversation."""
        expect(self.messages.filter(has_text=text)).to_have_count(0)
