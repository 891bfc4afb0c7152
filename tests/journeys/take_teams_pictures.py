"""Draws the cards that people see most, in Teams' light and dark theme, for docs/teams.md.

PYTHONPATH=. python tests/journeys/take_teams_pictures.py
"""

import asyncio
import sys
from pathlib import Path

from adapters.teams.render import card_json
from tests.fakes.card_easel import open_easel
from tests.fakes.teams.cards import NAMES, gallery

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PRIVATE = ("earned", "to-decide", "decided", "mybadges", "awarded", "help", "badge", "hostile", "everything")
PUBLIC = ("celebration",)


async def main() -> None:
    """Writes docs/pictures/teams-NAME-THEME.png."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    cards = gallery()
    wanted = sys.argv[1:] or ("earned", "to-decide", "decided", "mybadges", *PUBLIC)
    async with open_easel() as easel:
        for name in wanted:
            for theme in ("light", "dark"):
                card = card_json(cards[name], NAMES if name in PUBLIC else {}, "https://badges.example")
                drawn = await easel.draw(card, theme)
                (FOLDER / f"teams-{name}-{theme}.png").write_bytes(await easel.picture())
                sys.stdout.write(f"{name} {theme}: {drawn.complaints or 'nothing to complain of'}\n")


if __name__ == "__main__":
    asyncio.run(main())
