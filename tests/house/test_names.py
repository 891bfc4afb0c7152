"""Names an engineer reads once: one name for one thing, verbs for what acts, the field's terms, nouns in sentences."""

import ast
import re
from collections import defaultdict

from tests.house.sources import functions, modules, place, text_of, tree_of

FIELD_TERMS = {
    "crew": "pool",
    "nursery": "fork server",
    "desk": "dispatcher (the page of the owners, when it comes, is called desk by the contract)",
    "ears": "listeners",
    "docket": "case snapshot",
    "court": "eligibility",
    "ledger": "limits, or list",
    "tally": "count filter",
    "shelf": "read model",
    "papers": "documents",
    "seat": "on behalf of",
    "lane": "partition",
    "bell": "notify",
    "mend": "fix",
    "chance": "ids",
    "deed": "request",
    "roll": "queries",
    "purse": "budget",
    "understudy": "throwaway key",
    "rehearse": "trial signature",
    "util": "a name for what it does",
    "utils": "a name for what it does",
    "helper": "a name for what it does",
    "service": "a name for what it does",
    "info": "a name for what it holds",
    "misc": "a name for what it does",
}
"""Words that no class, function or module is named by, each with the field's term."""
OUTSIDE = frozenset({"service_url", "ServiceHosts"})
"""Names that are others': Microsoft's address of a conversation's service."""

IRREGULAR = frozenset(
    {
        *("shown", "found", "kept", "told", "said", "made", "given", "held", "met", "bound"),
        *("sent", "written", "taken", "known", "undone", "gone", "drawn", "worn", "chosen", "spoken"),
        *("broken", "driven", "fallen", "felt", "forgotten", "frozen", "hidden", "laid", "left", "lent"),
        *("lost", "meant", "paid", "ridden", "risen", "run", "seen", "sewn", "shaken", "shut"),
        *("spent", "stolen", "stood", "struck", "sworn", "thought", "thrown", "understood", "woken", "won"),
        *("worked", "heard", "brought"),
    }
)
NO_PARTICIPLES = frozenset(
    {"need", "feed", "seed", "speed", "embed", "shed", "bed", "red", "run", "shut", "left"}
)
MURKY = re.compile(r"\b(whoever|whomever|nobody|somebody|everybody|whom|anybody)\b", re.IGNORECASE)


def is_bare_participle(name: str) -> bool:
    """Whether a function is named by a past participle alone: it says neither what acts nor what comes back."""
    word = name.strip("_")
    if "_" in word or word in NO_PARTICIPLES:
        return False
    return word in IRREGULAR or (word.endswith("ed") and len(word) > 3)


def test_no_class_name_means_two_things() -> None:
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for path in modules():
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef):
                classes[node.name].add(place(path))
    assert {name: sorted(places) for name, places in classes.items() if len(places) > 1} == {}


def test_at_most_three_functions_in_a_hundred_are_named_by_a_bare_participle() -> None:
    names = [function.name for path in modules() for function in functions(tree_of(path))]
    participles = sorted({name for name in names if is_bare_participle(name)})
    share = sum(is_bare_participle(name) for name in names) / len(names)
    assert share <= 0.03, participles


def test_sentences_in_code_have_nouns() -> None:
    murky = [
        f"{place(path)}:{number}"
        for path in modules()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if MURKY.search(line)
    ]
    assert len(murky) <= 60, murky


def test_modules_classes_and_functions_are_named_in_the_fields_terms() -> None:
    found = []
    for path in modules():
        defined = [node.name for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)]
        defined += [function.name for function in functions(tree_of(path))]
        for name in {path.stem, *defined} - OUTSIDE:
            words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())
            found += [
                f"{place(path)}: {name}: say {FIELD_TERMS[word]}" for word in words if word in FIELD_TERMS
            ]
    assert found == []


def test_folders_are_of_a_width_that_is_read_at_a_glance() -> None:
    wide: defaultdict[str, int] = defaultdict(int)
    for path in (*modules(), *modules("tests")):
        if path.name != "__init__.py":
            wide[place(path.parent)] += 1
    assert {
        folder: count for folder, count in wide.items() if count > (24 if folder.startswith("tests") else 16)
    } == {}
