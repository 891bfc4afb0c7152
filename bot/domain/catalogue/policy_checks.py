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
    address_mistake,
    found_text,
    quote_key,
    tidy,
    visible,
)
from bot.domain.catalogue.files import Key, Mistake
from bot.messages.email_addresses import parse_address
from issuer.messages import Message

APPROVALS = Message(
    "file.expected.approvals",
    single='"one"',
    group='{ of = 2, group = ["…", "…"] }',
    stages='{ stages = ["manager", "owner"] }',
)
_COUNT = Message("file.fix.limit")
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
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def rule_mistakes(table: Table) -> Iterator[Mistake]:
    """The mistakes in the values of `[rules]`, beyond their kinds."""
    rules = table.get("rules")
    if not isinstance(rules, dict):
        return
    for name, known in (("award", AWARDING), ("nominate", NOMINATING)):
        yield from _role_mistakes(rules.get(name), ("rules", name), known)
    if rules.get("nominate") == []:
        found = Message("file.found.empty_list", key="`rules.nominate`")
        expected = Message("file.expected.nominators", names=_listed(NOMINATING))
        yield Mistake(("rules", "nominate"), found, expected, Message("file.fix.nominators"))
    for name in ("approvers", "pilot"):
        yield from _address_mistakes(rules.get(name), ("rules", name))
    badge = rules.get("reviewer_badge")
    if isinstance(badge, str) and tidy(badge) and not _SLUG.fullmatch(tidy(badge)):
        yield Mistake(
            ("rules", "reviewer_badge"),
            found_text(("rules", "reviewer_badge"), badge),
            Message("file.expected.achievement_slug"),
            Message("file.fix.reviewer_badge"),
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
                    Message("file.found.unknown_badge", badge=visible(badge)),
                    Message("file.expected.catalogue_slug"),
                    Message("file.fix.unknown_badge"),
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
    return tuple(dict.fromkeys(parse_address(value) or tidy(value) for value in values))


def _role_mistakes(values: object, key: Key, known: Sequence[str]) -> Iterator[Mistake]:
    for number, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str) and tidy(value) not in known:
            found = Message("file.found.text_in", text=visible(value), key=quote_key(key))
            expected = Message("file.expected.one_of", names=_listed(known))
            yield Mistake((*key, number), found, expected, Message("file.fix.choose_role"))


def _listed(literals: Sequence[str]) -> str:
    return ", ".join(f'"{literal}"' for literal in literals)


def _address_mistakes(values: object, key: Key) -> Iterator[Mistake]:
    for number, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str) and tidy(value) and not parse_address(value):
            yield address_mistake((*key, number), ".".join(map(str, key)), value)


def _approval_mistakes(rules: Mapping[str, object]) -> Iterator[Mistake]:
    key: Key = ("rules", "approvals")
    match rules.get("approvals", "one"):
        case "one":
            return
        case {"of": int(of), "group": [_, *_] as group, **more} if not more and not isinstance(of, bool):
            yield from _group_mistakes(of, group)
            if rules.get("approvers"):
                found, expected = Message("file.found.two_groups"), Message("file.expected.one_of_two")
                yield Mistake(("rules", "approvers"), found, expected, Message("file.fix.two_groups"))
        case {"stages": [_, *_] as stages, **more} if not more:
            for number, stage in enumerate(stages):
                if stage not in STAGES or stage in stages[:number]:
                    found = Message("file.found.stage", stage=visible(str(stage)))
                    expected = Message("file.expected.stages", names=_listed(STAGES))
                    yield Mistake((*key, "stages", number), found, expected, Message("file.fix.stages"))
        case other:
            yield Mistake(key, found_text(key, str(other)), APPROVALS, Message("file.fix.approvals"))


def _group_mistakes(of: int, group: Sequence[object]) -> Iterator[Mistake]:
    key: Key = ("rules", "approvals")
    wrong = [one for one in group if not isinstance(one, str) or not parse_address(one)]
    for one in wrong:
        found = Message("file.found.in_group", text=visible(str(one)))
        yield Mistake((*key, "group"), found, Message("file.expected.address"), Message("file.fix.address"))
    members = len({str(one).strip().lower() for one in group})
    if not 1 <= of <= min(members, 9):
        approvals = str(of) if abs(of) < 10**9 else Message("file.found.too_many")
        found = Message("file.found.approvals", approvals=approvals, members=str(members))
        expected = Message("file.expected.number", most=str(min(members, 9)))
        yield Mistake((*key, "of"), found, expected, Message("file.fix.group_size"))
