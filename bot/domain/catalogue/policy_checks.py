"""The `[rules]` table of an achievement's file: its keys, their values, and their meaning. Pure.

[rules]
award = ["owner"]
approvals = { of = 2, group = ["ana@example.org", "ben@example.org", "cas@example.org"] }
evidence = true
repeat_after_days = 365
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.domain.catalogue.award_policy import AWARDING, NOMINATING, STAGES, Rules, Step
from bot.domain.catalogue.fields import (
    FlagKind,
    Kind,
    ListKind,
    NumberKind,
    OwnKind,
    Table,
    TextKind,
    quote,
    tidy,
)
from bot.domain.catalogue.files import Key, Mistake

APPROVALS = (
    '"one", or { of = 2, group = ["…", "…"] } with e-mail addresses, or { stages = ["manager", "owner"] }'
)
_COUNT = "write a whole number, or remove the line for no limit"
_CAP = NumberKind(100_000, required=False, fix=_COUNT)
RULE_KEYS: Mapping[str, Kind] = {
    "award": ListKind(4, TextKind(20)),
    "nominate": ListKind(4, TextKind(20)),
    "approvals": OwnKind(APPROVALS),
    "approvers": ListKind(100, TextKind(254)),
    "evidence": FlagKind(),
    "reviewer_badge": TextKind(60, required=False),
    "most_by_giver": _CAP,
    "most_to_recipient": _CAP,
    "most_in_all": _CAP,
    "repeat_after_days": NumberKind(3650, required=False, fix=_COUNT),
    "pilot": ListKind(1000, TextKind(254)),
}
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def rule_mistakes(table: Table) -> Iterator[Mistake]:
    """The mistakes in the values of `[rules]`, beyond their kinds."""
    rules = table.get("rules")
    if not isinstance(rules, dict):
        return
    for name, known in (("award", AWARDING), ("nominate", NOMINATING)):
        yield from _role_mistakes(rules.get(name), ("rules", name), known)
    if rules.get("nominate") == []:
        expected = "somebody who may: " + ", ".join(f'"{literal}"' for literal in NOMINATING)
        fix = "name who may nominate, or remove the line for anyone"
        yield Mistake(("rules", "nominate"), "an empty list in `rules.nominate`", expected, fix)
    for name in ("approvers", "pilot"):
        yield from _address_mistakes(rules.get(name), ("rules", name))
    badge = rules.get("reviewer_badge")
    if isinstance(badge, str) and tidy(badge) and not _SLUG.fullmatch(tidy(badge)):
        yield Mistake(
            ("rules", "reviewer_badge"),
            f"`rules.reviewer_badge` {quote(badge)}",
            "the slug of an achievement",
            'write it as its file is named, such as reviewer_badge = "mentor"',
        )
    yield from _approval_mistakes(rules)


def unknown_reviewer_badges(tables: Mapping[str, Table]) -> Iterator[tuple[str, Mistake]]:
    """Reviewer badges without a file, with which no case could be decided; `tables` by file."""
    slugs = {tidy(str(table.get("slug"))) for table in tables.values()}
    for file, table in tables.items():
        rules = table.get("rules")
        badge = rules.get("reviewer_badge") if isinstance(rules, dict) else None
        if isinstance(badge, str) and _SLUG.fullmatch(tidy(badge)) and tidy(badge) not in slugs:
            yield (
                file,
                Mistake(
                    ("rules", "reviewer_badge"),
                    f"`rules.reviewer_badge` {quote(badge)}, which no file describes",
                    "the slug of an achievement of this catalogue",
                    "correct it, or add a file for that achievement",
                ),
            )


def rules_of(table: Table) -> Rules:
    """The rules in a table without mistakes; a file without `[rules]` gets the defaults."""
    rules: Any = table.get("rules") or {}
    usual = Rules()
    badge = rules.get("reviewer_badge")
    steps, group = _steps(rules.get("approvals", "one"))
    return Rules(
        award=tuple(tidy(one) for one in rules.get("award", usual.award)),
        nominate=tuple(tidy(one) for one in rules.get("nominate", usual.nominate)),
        steps=steps,
        approvers=group or _addresses(rules.get("approvers", ())),
        evidence=rules.get("evidence", False),
        reviewer_badge=tidy(badge) if badge else None,
        most_by_giver=rules.get("most_by_giver"),
        most_to_recipient=rules.get("most_to_recipient"),
        most_in_all=rules.get("most_in_all"),
        repeat_after_days=rules.get("repeat_after_days"),
        pilot=_addresses(rules.get("pilot", ())),
    )


def _steps(approvals: Any) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    if not isinstance(approvals, dict):
        return (Step(),), ()
    if "stages" in approvals:
        return tuple(Step(tidy(approval)) for approval in approvals["stages"]), ()
    return (Step("group", approvals["of"]),), _addresses(approvals["group"])


def _addresses(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tidy(value).lower() for value in values))


def _role_mistakes(values: object, key: Key, known: Sequence[str]) -> Iterator[Mistake]:
    for number, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str) and tidy(value) not in known:
            expected = "one of " + ", ".join(f'"{text}"' for text in known)
            found = f"{quote(value)} in `{'.'.join(str(part) for part in key)}`"
            yield Mistake(
                (*key, number), found, expected, "choose from these; single people go to `awarders`"
            )


def _address_mistakes(values: object, key: Key) -> Iterator[Mistake]:
    for number, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str) and tidy(value) and not _EMAIL.fullmatch(tidy(value)):
            found = f"{quote(value)} in `{'.'.join(str(part) for part in key)}`"
            yield Mistake((*key, number), found, "an e-mail address", "write it as name@example.com")


def _approval_mistakes(rules: Mapping[str, object]) -> Iterator[Mistake]:
    key: Key = ("rules", "approvals")
    match rules.get("approvals", "one"):
        case "one":
            return
        case {"of": int(of), "group": [_, *_] as group, **more} if not more and not isinstance(of, bool):
            yield from _group_mistakes(of, group)
            if rules.get("approvers"):
                found = "a group in `rules.approvals` beside `rules.approvers`"
                yield Mistake(("rules", "approvers"), found, "one of the two", "remove `approvers`")
        case {"stages": [_, *_] as stages, **more} if not more:
            for number, stage in enumerate(stages):
                if stage not in STAGES or stage in stages[:number]:
                    expected = "each once: " + ", ".join(f'"{literal}"' for literal in STAGES)
                    found = f"the stage {quote(str(stage))} in `rules.approvals`"
                    yield Mistake((*key, "stages", number), found, expected, "name the stages in their order")
        case other:
            found = f"`rules.approvals` {quote(str(other))}"
            yield Mistake(key, found, APPROVALS, "write it in one of these three ways")


def _group_mistakes(of: int, group: Sequence[object]) -> Iterator[Mistake]:
    key: Key = ("rules", "approvals")
    wrong = [one for one in group if not isinstance(one, str) or not _EMAIL.fullmatch(tidy(one))]
    for one in wrong:
        found = f"{quote(str(one))} in the group of `rules.approvals`"
        yield Mistake((*key, "group"), found, "an e-mail address", "write it as name@example.com")
    members = len({str(one).strip().lower() for one in group})
    if not 1 <= of <= min(members, 9):
        found = f"{of if abs(of) < 10**9 else 'too many'} approvals of a group of {members}"
        fix = "lower `of`, or name more people; name one more than that, since nobody decides on their own nomination"
        yield Mistake((*key, "of"), found, f"a whole number from 1 to {min(members, 9)}", fix)
