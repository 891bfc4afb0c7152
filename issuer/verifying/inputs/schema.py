"""The rules of the published JSON schemas beyond members and their types: closed lists, patterns, "one of".

The schemas are those of Open Badges 3.0 (`ob_v3p0_*_schema.json`) and CLR 2.0. A schema that the credential itself
names is not used: it would have to be fetched, and proves nothing about the signature.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from issuer.messages import Message
from issuer.openbadges.achievement import ACHIEVEMENT_TYPES, ALIGNMENT_TYPES, RESULT_TYPES
from issuer.openbadges.model import RESULT_STATUSES
from issuer.strict_json import Document, Json, Path, show_path, walk
from issuer.verifying.report import SCHEMA, CheckResult

_PUBLISHED = re.compile(
    r"https://purl\.imsglobal\.org/spec/(ob|clr)/v[23]p0/schema/json(-ld)?/\w+_schema\.json", re.ASCII
)
_LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", re.ASCII)
_EXTENSION = re.compile(r"ext:[A-Za-z0-9._-]+", re.ASCII)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", re.ASCII)
_LISTED: Mapping[str, frozenset[str]] = {
    "achievementType": ACHIEVEMENT_TYPES,
    "targetType": ALIGNMENT_TYPES,
    "resultType": RESULT_TYPES,
}
_MOST_NAMED = 3


def check_schema(document: Document) -> CheckResult:
    """Compare a credential with the rules of the published schemas."""
    problems = [
        Message("problem.at", place=show_path(path), problem=problem) for path, problem in _problems(document)
    ]
    if problems:
        finding = Message("check.schema.wrong", problems=tuple(problems[:_MOST_NAMED]))
        return CheckResult(SCHEMA, False, "schema", finding)
    named = document.get("credentialSchema", [])
    others = [
        str(json.get("id"))
        for json in (named if isinstance(named, list) else [named])
        if isinstance(json, dict) and not _PUBLISHED.fullmatch(str(json.get("id")))
    ]
    if others:
        finding = Message("check.schema.other", found=others[0][:80])
        return CheckResult(SCHEMA, True, "other-schema", finding)
    return CheckResult(SCHEMA, True, "ok", Message("check.schema.ok"))


def _problems(document: Document) -> Iterator[tuple[Path, Message]]:
    for path, value in walk(document):
        name = path[-1] if path else ""
        if isinstance(value, dict):
            yield from ((path, problem) for problem in _object_problems(name, value, path))
        elif isinstance(name, str) and name in _LISTED and not _is_listed(name, value):
            yield path, Message("found.unlisted", found=str(value)[:40])
        elif name == "inLanguage" and not _LANGUAGE.fullmatch(str(value)):
            yield path, Message("found.no_language", found=str(value)[:20])
        elif name == "targetUrl" and not _ADDRESS.fullmatch(str(value)):
            yield path, Message("found.no_absolute_address")


def _object_problems(name: str | int, value: Mapping[str, Json], path: Path) -> Iterator[Message]:
    place = path[-2] if isinstance(name, int) and len(path) > 1 else name
    rule = _RULES.get(str(place))
    if rule:
        yield from rule(value)


def _criteria(value: Mapping[str, Json]) -> Iterator[Message]:
    if "id" not in value and "narrative" not in value:
        yield Message("found.no_criteria")


def _subject(value: Mapping[str, Json]) -> Iterator[Message]:
    if "id" not in value and "identifier" not in value:
        yield Message("found.no_subject")


def _result(value: Mapping[str, Json]) -> Iterator[Message]:
    if "status" in value and value["status"] not in RESULT_STATUSES:
        yield Message("found.unlisted_status", found=str(value["status"])[:30])


def _coordinates(value: Mapping[str, Json]) -> Iterator[Message]:
    for name, most in (("latitude", 90), ("longitude", 180)):
        found = value.get(name)
        if isinstance(found, int | float) and abs(found) > most:
            yield Message("found.coordinate", name=name, found=str(found))


_RULES: Mapping[str, Callable[[Mapping[str, Json]], Iterator[Message]]] = {
    "criteria": _criteria,
    "credentialSubject": _subject,
    "result": _result,
    "geo": _coordinates,
}


def _is_listed(name: str, value: Json) -> bool:
    return value in _LISTED[name] or bool(_EXTENSION.fullmatch(str(value)))
