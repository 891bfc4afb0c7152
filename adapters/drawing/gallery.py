"""A page for judging designs: every achievement in all sizes on light and dark, tiles, celebrations, charts.

`laurel art preview` writes it as files; the demo serves it at `/gallery`. The people on it are invented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.drawing.pictures import design_of
from adapters.drawing.typefaces import load_typefaces
from adapters.html_wording import HtmlWording
from bot.domain.catalogue.files import AchievementFile, OrganisationFile
from bot.messages.wording import Wording
from issuer.artwork.pictures import charts, tiles
from issuer.artwork.pictures.celebration import BADGE, CelebrationContent, celebration_picture
from issuer.artwork.pictures.charts import Chart, Series, chart_text
from issuer.artwork.pictures.render import render
from issuer.artwork.pictures.uploads import resize_png
from issuer.celebration import Consent, Extras, Giving, named_picture

PAGES = Path(__file__).parents[2] / "templates" / "pages"
STYLESHEET = "gallery.css"
SIZES = (512, 256, 128, 64, 32)
BACKGROUNDS = ("light", "dark")
_SHOWN_TO_ALL = Consent(
    in_chat=True, by_link=True, link_extras=Extras(words=True)
)  # all people on this page are invented

SAMPLES: tuple[tuple[str, str, str | None], ...] = (
    (
        "latin",
        "Amara Okonkwo-Lindqvist",
        "Brought design, support and platform to one table and shipped early.",
    ),
    ("vietnamese", "Nguyễn Thị Minh Khai", None),
    ("greek", "Ελένη Παπαδοπούλου", "Έμεινε μέχρι το τέλος."),
    ("cyrillic", "Олександра Шевченко", "Залишилася до пізньої ночі й усе полагодила."),
    ("arabic", "محمد عبد الرحمن", "ساعد ثلاثة زملاء جدد على إطلاق أول ميزة لهم خلال أسبوعين."),
    ("hebrew", "עידו לוי 12", None),
    ("devanagari", "बजरंगी शर्मा", "तीन नए साथियों को सिखाया।"),
    ("bengali", "অনিন্দিতা চট্টোপাধ্যায়", None),
    ("tamil", "கார்த்திக் சுப்ரமணியன்", None),
    ("telugu", "శ్రీనివాస్ రావు", None),
    ("thai", "พงศ์พัฒน์ วัฒนธรรม", "อยู่จนงานเสร็จ"),
    ("khmer", "សុខ វណ្ណា", None),
    ("chinese", "李小龙 (Bruce)", "在凌晨三点的故障中保持冷静，并写下了最清晰的总结。"),
    ("korean", "김민준", None),
    ("short", "Al", None),
    ("long", "Maximiliane Wolfeschlegelstein-Hausenberger von und zu Guttenberg", "Stayed. " * 60),
)
"""What it is a sample of, an invented name, a citation."""


@dataclass(frozen=True)
class GalleryPicture:
    """A picture of the page: its address, its alternative text, and the function that draws it."""

    name: str
    alt: str
    draw: Callable[[], bytes]


@dataclass(frozen=True)
class Gallery:
    """The content: achievements with the organisation's own pictures, and the texts on celebrations."""

    organisation: OrganisationFile
    achievements: Sequence[AchievementFile]
    own: Mapping[str, bytes]
    logo: bytes | None
    say: Wording

    def pictures(self) -> Iterator[GalleryPicture]:
        """Every picture of the page."""
        for achievement in self.achievements:
            for size in SIZES:
                yield GalleryPicture(
                    f"{achievement.slug}-{size}.png",
                    self.say.text("page.gallery.badge_at", name=achievement.name, size=size),
                    self._badge(achievement, size),
                )
            yield GalleryPicture(
                f"{achievement.slug}-tile.png",
                self.say.text("page.gallery.tile", name=achievement.name),
                self._tile(achievement),
            )
        for sample, person, citation in SAMPLES:
            yield GalleryPicture(
                f"celebration-{sample}.png",
                self.say.text("page.gallery.celebration", sample=sample),
                self._celebration(person, citation),
            )
        for name, chart, draw in _charts(self.say):
            for ground in BACKGROUNDS:
                yield GalleryPicture(
                    f"{name}-{ground}.png", chart_text(chart), _chart_drawer(draw, chart, ground)
                )

    def page(self, address: Callable[[str], str], stylesheet: str) -> str:
        """The page as HTML; `address` turns a picture's name into its address."""
        environment = Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        return environment.get_template("gallery.html").render(
            organisation=self.organisation,
            achievements=self.achievements,
            sizes=SIZES,
            grounds=BACKGROUNDS,
            samples=[sample for sample, _, _ in SAMPLES],
            charts=[(name, chart_text(chart)) for name, chart, _ in _charts(self.say)],
            address=address,
            stylesheet=stylesheet,
            **HtmlWording(self.say).as_values(),
        )

    def _badge(self, file: AchievementFile, size: int) -> Callable[[], bytes]:
        if file.look.picture is not None:
            own = self.own[file.look.picture]
            return lambda: resize_png(own, size)
        return lambda: render(design_of(file.name, file.look), size, load_typefaces())

    def _tile(self, file: AchievementFile) -> Callable[[], bytes]:
        return lambda: tiles.tile(self._badge(file, 512)(), file.look.accent)

    def _celebration(self, person: str, citation: str | None) -> Callable[[], bytes]:
        file = self.achievements[sum(map(ord, person)) % len(self.achievements)]

        def draw() -> bytes:
            named = named_picture(person, file.name, _SHOWN_TO_ALL, Giving.of_words((citation or "").strip()))
            level = self.say.text(f"level.{file.look.level}")
            overline = self.say.text("picture.overline", level=level)
            setting = CelebrationContent(
                self._badge(file, BADGE)(),
                file.look.accent,
                overline,
                None,
                self.organisation.name,
                self.say.text("page.gallery.sample"),
                self.logo,
            )
            return celebration_picture(named, setting, load_typefaces())

        return draw


def _charts(say: Wording) -> Iterator[tuple[str, Chart, Callable[..., bytes]]]:
    months = tuple(say.locale.months["stand-alone"]["abbreviated"][month] for month in (11, 12, 1, 2, 3, 4))
    awarded = Series(say.text("page.gallery.awarded"), (6, 4, 9, 14, 19, 23))
    nominated = Series(say.text("page.gallery.nominated"), (3, 6, 10, 12, 21, 20))
    invented = say.text("page.gallery.figures")
    yield (
        "bars",
        Chart(say.text("page.gallery.badges_awarded"), invented, months, (awarded,)),
        charts.bar_chart,
    )
    both = Chart(say.text("page.gallery.both"), invented, months, (awarded, nominated))
    yield "lines", both, charts.line_chart


def _chart_drawer(draw: Callable[..., bytes], chart: Chart, ground: str) -> Callable[[], bytes]:
    return lambda: draw(chart, "#4338ca", load_typefaces(), ground)
