"""What axe-core finds on a page, where npm has installed it, and what reaches over the edge of the screen.

assert accessibility_problems(page) == []
assert overflow(page) == 0
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.fakes.requirements import require

AXE = Path(__file__).parents[2] / "interop" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def accessibility_problems(page: Page) -> list[str]:
    """Every violation: the rule, and the first element."""
    require(AXE.is_file(), "axe-core is not installed in tests/interop")
    # Evaluated by the debugger, not added as a script: the pages allow none but their own.
    page.evaluate(AXE.read_text("utf-8"))
    page.evaluate(
        "async () => { await Promise.allSettled(document.getAnimations().map((one) => one.finished)); }"
    )
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", _RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
