"""Whatever people files follow each other, with whatever platforms report between them."""

from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.people.model import MembershipStatus, PlatformFacts
from tests.fakes.imports import Staff, said

NAMES = ("Ana Souza", "Ana Lima", "Jo Smith", "Joan Lee", "Maya Lind")
ADDRESSES = ("ana@x.example", "ana.souza@x.example", "jo@x.example", "maya@x.example")
IDS = ("", "U1", "U2", "U3")
rows = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(ADDRESSES),
    st.sampled_from((*ADDRESSES, "")),
    st.sampled_from(IDS),
)
files = st.lists(rows, min_size=1, max_size=4, unique_by=lambda row: row[1])
reports = st.builds(
    PlatformFacts,
    st.sampled_from(IDS[1:]),
    st.sampled_from(NAMES),
    st.sampled_from((*ADDRESSES, None)),
    st.sampled_from((MembershipStatus.MEMBER, MembershipStatus.LEFT, MembershipStatus.GUEST)),
)
histories = st.lists(st.tuples(files, st.booleans()) | reports, max_size=5)
File = Sequence[tuple[str, str, str, str]]


def lived(history: Sequence[tuple[File, bool] | PlatformFacts], names: str = "file") -> Staff:
    """An organisation after these files and reports."""
    staff = Staff(names)
    for event in history:
        if isinstance(event, PlatformFacts):
            staff.platform_reports(event)
        else:
            file, complete = event
            staff.imports(*map(written, file), complete=complete)
    return staff


def written(row: tuple[str, str, str, str]) -> str:
    return ",".join((*row, ""))


@given(histories, files, st.booleans(), st.sampled_from(("file", "platform")))
@settings(max_examples=150, deadline=None)
def test_a_file_imported_twice_changes_nothing_the_second_time(
    history: list[tuple[File, bool] | PlatformFacts], file: File, complete: bool, names: str
) -> None:
    staff = lived(history, names)
    staff.imports(*map(written, file), complete=complete)
    once = staff.state()
    again = staff.imports(*map(written, file), complete=complete)
    assert (said(again), staff.state()) == ([], once)


@given(histories, files, st.booleans(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_rows_does_not_matter(
    history: list[tuple[File, bool] | PlatformFacts], file: list[File], complete: bool, random: Random
) -> None:
    shuffled = list(file)
    random.shuffle(shuffled)
    one, other = lived(history), lived(history)
    one.imports(*map(written, file), complete=complete)
    other.imports(*map(written, shuffled), complete=complete)
    assert one.state() == other.state()


@given(histories, files, st.booleans())
@settings(max_examples=100, deadline=None)
def test_short_transactions_make_the_same_changes_as_a_long_one(
    history: list[tuple[File, bool] | PlatformFacts], file: File, complete: bool
) -> None:
    one, other = lived(history), lived(history)
    one.imports(*map(written, file), complete=complete)
    other.imports(*map(written, file), complete=complete, most=1)
    assert one.state() == other.state()


@given(histories, files)
@settings(max_examples=100, deadline=None)
def test_nobody_leaves_whose_address_or_living_account_the_file_names(
    history: list[tuple[File, bool] | PlatformFacts], file: File
) -> None:
    staff = lived(history)
    present = {person.id for person in staff.people() if not person.left}
    staff.imports(*map(written, file), complete=True)
    with staff.database.read() as store:
        accounts = store.people.accounts_of([person.id for person in staff.people()])
        named = {account.person.id for account in accounts if account.external_id in {row[3] for row in file}}
    left = {person.id for person in staff.people() if person.left}
    assert not left & present & named
    assert not {person.email for person in staff.people() if person.id in left & present} & {
        row[1] for row in file
    }
