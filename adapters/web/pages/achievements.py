"""Achievements: a page, the Open Badges document, and the picture. All public; and a page of them all."""

from collections.abc import Sequence
from http import HTTPStatus

from aiohttp import hdrs, web

from adapters.visitor_language import add_vary
from adapters.web.http import answers
from adapters.web.http.negotiation import DOCUMENT_FORMS, HTML, LINKED_JSON, preferred_form
from adapters.web.pages.rendering import Pages
from adapters.web.ports import ShownAchievement
from adapters.web.site import Site
from bot.domain.addresses import ACHIEVEMENT, ACHIEVEMENTS, JSON, NEWEST_ACHIEVEMENT, OB2, PNG
from bot.domain.catalogue.model import Achievement

_OTHERS = 4
"""Other badges that the page of one shows."""
_AN_HOUR = 3600
_A_DAY = 24 * _AN_HOUR


class AchievementPages:
    """`/achievements`, and `/achievements/{slug}/{version}`, plain and with `.json` and `.png`."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get(ACHIEVEMENTS.route, self.show_all)
        router.add_get(NEWEST_ACHIEVEMENT.route, self.lead_to_newest)
        router.add_get(ACHIEVEMENT.route, self.show)
        router.add_get((ACHIEVEMENT + JSON).route, self.document)
        router.add_get((ACHIEVEMENT + OB2).route, self.ob2_badge_class)
        router.add_get((ACHIEVEMENT + PNG).route, self.picture)

    async def show_all(self, request: web.Request) -> web.Response:
        """Everything that can be earned now, but for what a pilot group tries."""
        shown = await self._site.reads.achievements()
        answer = self._pages.answer(
            request, "achievements.html", achievements=[each.achievement for each in shown]
        )
        del answer.headers["X-Robots-Tag"]
        answer.headers[hdrs.CACHE_CONTROL] = "public, max-age=60"
        return answer

    async def lead_to_newest(self, request: web.Request) -> web.Response:
        """From the name alone to the version that can be earned now."""
        found = _of_slug(await self._site.reads.achievements(), request.match_info["slug"])
        if found is None:
            return self._unknown(request)
        headers = {hdrs.LOCATION: found.achievement.path, hdrs.CACHE_CONTROL: "no-cache"}
        return web.Response(status=HTTPStatus.FOUND, headers=headers)

    async def show(self, request: web.Request) -> web.Response:
        """The page, or the document if the client prefers that."""
        form = preferred_form(request.headers.get(hdrs.ACCEPT, ""), DOCUMENT_FORMS)
        answer = await (self._page(request) if form == HTML else self.document(request))
        add_vary(answer, hdrs.ACCEPT)
        return answer

    async def document(self, request: web.Request) -> web.Response:
        """The Achievement of Open Badges 3.0, section B.1.1."""
        shown = await self._requested_achievement(request)
        if shown is None:
            return self._unknown(request)
        answer = answers.document(self._site.achievement_document(shown), LINKED_JSON)
        answer.headers[hdrs.CACHE_CONTROL] = f"public, max-age={_AN_HOUR}"
        return answer

    async def ob2_badge_class(self, request: web.Request) -> web.Response:
        """The BadgeClass of Open Badges 2.0; 404 in trial mode, as it could not be fetched from outside."""
        asked = request.match_info
        said = await self._site.hosted_documents.ob2_class(asked["slug"], int(asked["version"]))
        if said is None:
            return self._unknown(request)
        answer = answers.document(said, LINKED_JSON)
        answer.headers[hdrs.CACHE_CONTROL] = f"public, max-age={_AN_HOUR}"
        return answer

    async def picture(self, request: web.Request) -> web.Response:
        """The badge picture; it names no person."""
        shown = await self._requested_achievement(request)
        if shown is None:
            return self._unknown(request)
        picture = await self._site.pictures.public(shown.achievement)
        return answers.cacheable_file(request, picture, answers.PNG, _A_DAY)

    async def _page(self, request: web.Request) -> web.Response:
        shown = await self._requested_achievement(request)
        if shown is None:
            return self._unknown(request)
        current = await self._site.reads.achievements()
        answer = self._pages.answer(
            request,
            "achievement.html",
            achievement=shown.achievement,
            organisation=shown.organisation,
            newest=_of_slug(current, shown.achievement.slug),
            others=_next_to(shown.achievement, [each.achievement for each in current]),
        )
        del answer.headers["X-Robots-Tag"]  # search engines may list achievements
        answer.headers[hdrs.CACHE_CONTROL] = "public, max-age=300"
        return answer

    async def _requested_achievement(self, request: web.Request) -> ShownAchievement | None:
        return await self._site.reads.achievement(
            request.match_info["slug"], int(request.match_info["version"])
        )

    def _unknown(self, request: web.Request) -> web.Response:
        return self._pages.answer(request, "nothing_here.html", HTTPStatus.NOT_FOUND)


def _of_slug(shown: Sequence[ShownAchievement], slug: str) -> ShownAchievement | None:
    return next((each for each in shown if each.achievement.slug == slug), None)


def _next_to(achievement: Achievement, current: Sequence[Achievement]) -> Sequence[Achievement]:
    """Some others: first those that share a skill, then those that follow it in the catalogue."""
    others = [each for each in current if each.slug != achievement.slug]
    start = sum(each.slug < achievement.slug for each in others)
    skills = set(achievement.skills)
    following = [*others[start:], *others[:start]]
    return sorted(following, key=lambda each: -len(skills & set(each.skills)))[:_OTHERS]
