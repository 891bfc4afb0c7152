"""A design as the lines of an achievement's file."""

from bot.domain.catalogue.model import BadgeDesign

PARTS = ("shape", "icon", "accent", "level", "finish", "ribbon")


def look_lines(title: str, look: BadgeDesign) -> str:
    """The name, and the table `[look]`."""
    given = [(part, getattr(look, part)) for part in PARTS]
    lines = [f"{part} = {_toml_string(value)}" for part, value in given if value is not None]
    return "\n".join((f"name = {_toml_string(title)}", "", "[look]", *lines))


def _toml_string(text: str) -> str:
    """Text as a TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
