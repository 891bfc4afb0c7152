"""The whole story over Teams' wire format, and the story of people who are on Teams and on Slack."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters import system
from adapters.database.people.tables import identities
from tests.fakes.teams.connector import Fault, Message, actions_of
from tests.fakes.teams.office import Office, from_slack, open_office
from tests.fakes.teams.sender import CHANNEL

BECAUSE = "because she stayed on the line until the outage was over"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
async def mixed(tmp_path: Path) -> AsyncIterator[Office]:
    """Ana and Ben are on Slack, their manager Maya is on Teams."""
    async with open_office(
        tmp_path, slack=True, on_teams=("maya",), on_slack=("ana", "ben", "noor")
    ) as opened:
        await opened.says("maya", "hello")
        await opened.settle()
        yield opened


async def test_a_manager_awards_in_a_channel_and_only_the_two_of_them_see_what(office: Office) -> None:
    await office.says("maya", "award <at>Ana</at> customer-hero Stayed until it worked", ["ana"], CHANNEL)
    await office.settle()

    assert "You awarded Customer Hero to Ana" in plain(office.inbox("maya")[-1])
    assert "You earned Customer Hero" in office.inbox("ana")[-1].words
    assert said_in(office, CHANNEL) == ["<at>Maya</at>, I have answered you in our private chat."]


async def test_a_peer_nominates_and_the_manager_approves_on_the_card(office: Office) -> None:
    await office.says("ben", f"nominate <at>Ana</at> for Customer Hero {BECAUSE}", ["ana"], CHANNEL)
    await office.settle()
    to_decide = office.inbox("maya")[-1]
    assert to_decide.verbs == ["approve", "decline"]

    answer = await office.presses("maya", to_decide, "approve")
    assert "Approved by Maya" in str(answer["value"]), "the card itself, with its one Undo"
    assert [button["verb"] for button in actions_of(answer["value"]["body"])] == ["undo"]
    await office.settle()

    assert to_decide.verbs == ["undo"]
    assert len(office.inbox("maya")) == 1
    assert "Approved by Maya" in plain(to_decide)
    assert "Your nomination was approved" in office.inbox("ben")[-1].words
    assert "You earned Customer Hero" in office.inbox("ana")[-1].words


async def test_the_earner_decides_what_everybody_sees_and_takes_it_back(office: Office) -> None:
    await office.says("maya", "/award <at>Ana</at> customer-hero Stayed", ["ana"], CHANNEL)
    await office.settle()
    earned = office.inbox("ana")[-1]
    before = len(office.in_channel())

    form = await office.presses("ana", earned, "celebrate")
    await office.fills("ana", form["value"], "celebrate")
    await office.settle()
    celebration = office.in_channel()[before]
    assert "<at>Ana</at> earned **Customer Hero**!" in celebration.words
    assert celebration.card["msteams"]["entities"][0]["mentioned"]["id"] == "29:ana"
    assert ";" not in celebration.conversation, "a celebration opens a thread of its own"

    await office.presses("ana", earned, "take_back")
    await office.settle()
    assert celebration not in office.in_channel(), "nothing is left to draw attention"


async def test_mybadges_in_a_channel_answers_in_the_private_chat_and_says_so(office: Office) -> None:
    await office.says("maya", "award <at>Ana</at> customer-hero Stayed", ["ana"])
    await office.settle()

    await office.says("ana", "/mybadges", where=CHANNEL)
    await office.settle()

    assert "Your badges" in office.inbox("ana")[-1].words
    assert said_in(office, CHANNEL) == ["<at>Ana</at>, I have answered you in our private chat."]


async def test_a_list_of_badges_turns_its_pages_in_place(office: Office) -> None:
    await office.says("ana", "mybadges")
    await office.settle()
    button = {"verb": "mybadges", "data": {"token": "1"}}

    status, answer = await office.send(office.from_teams.presses("29:ana", button))

    assert (status, answer["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    assert answer["value"]["body"][0]["text"] == "Your badges"


async def test_a_download_link_follows_as_a_message_of_its_own(office: Office) -> None:
    await office.says("maya", "award <at>Ana</at> customer-hero Stayed", ["ana"])
    await office.settle()

    answer = await office.presses("ana", office.inbox("ana")[-1], "download")
    assert answer["value"] == "The answer is in our chat."
    await office.settle()

    assert "is ready to download" in plain(office.inbox("ana")[-1])
    assert "/downloads/" in str(office.inbox("ana")[-1].card)


async def test_a_client_without_execute_presses_by_a_message(office: Office) -> None:
    await office.says("ben", f"nominate <at>Ana</at> for Customer Hero {BECAUSE}", ["ana"])
    await office.settle()
    to_decide = office.inbox("maya")[-1]

    await office.send(office.from_teams.submits("29:maya", to_decide.button("approve")))
    await office.settle()

    assert "Approved by Maya" in plain(to_decide)
    assert "Approved: Ana gets Customer Hero." in plain(office.inbox("maya")[-1])


async def test_a_second_delivery_does_nothing_twice(office: Office) -> None:
    request = office.from_teams.says("29:maya", "award <at>Ana</at> customer-hero Stayed", ["29:ana"])
    for _ in range(5):
        assert (await office.send(request))[0] == 200
    await office.settle()

    assert [message.words.splitlines()[0] for message in office.inbox("ana")] == ["You earned Customer Hero"]
    assert len(office.inbox("maya")) == 1


async def test_an_answer_lost_after_the_post_is_at_most_one_card_too_many(office: Office) -> None:
    await office.says("ana", "hello")
    await office.settle()
    office.teams.fail("send", Fault.CUT_AFTER)
    await office.says("maya", "award <at>Ana</at> customer-hero Stayed", ["ana"])
    await office.settle()
    office.application.worker.now = lambda: system.now() + timedelta(hours=1)
    await office.settle()

    cards = [*office.inbox("ana")[1:], *office.inbox("maya")]
    assert 2 <= len(cards) <= 3


async def test_a_stranger_clicks_and_nothing_changes(office: Office) -> None:
    await office.says("ben", f"nominate <at>Ana</at> for Customer Hero {BECAUSE}", ["ana"])
    await office.settle()
    to_decide = office.inbox("maya")[-1]

    for who, reason in (
        ("ana", "This nomination is about you"),
        ("ben", "You made this"),
        ("chidi", "Only the manager"),
    ):
        answer = await office.presses(who, to_decide, "approve")
        assert answer["value"].startswith(reason)
    await office.settle()
    assert to_decide.verbs == ["approve", "decline"]


async def test_somebody_who_added_the_bot_and_never_wrote_is_reached(tmp_path: Path) -> None:
    async with open_office(tmp_path, slack=True, on_teams=("maya",), on_slack=("ana", "ben")) as office:
        await office.send(office.from_teams.installs("29:maya"))
        await office.on_slack(
            from_slack().command("/nominate", f"<@U0ANA|ana> for Customer Hero {BECAUSE}", "U0BEN")
        )
        await office.settle()

        assert office.inbox("maya")[-1].verbs == ["approve", "decline"]


async def test_somebody_who_removed_the_bot_is_forgotten_and_met_again(office: Office) -> None:
    await office.says("ana", "hello")
    await office.settle()
    await office.send(office.from_teams.leaves("29:ana"))
    before = office.teams.called("create")

    await office.says("maya", "award <at>Ana</at> customer-hero Stayed", ["ana"])
    await office.settle()

    assert office.teams.called("create") == before + 1
    assert "You earned Customer Hero" in office.inbox("ana")[-1].words


async def test_a_bot_that_may_not_write_in_private_says_so_where_it_was_asked(office: Office) -> None:
    office.teams.removed_from |= {"29:ana", "a:29:ana"}

    await office.says("ana", "mybadges", where=CHANNEL)
    await office.settle()

    assert said_in(office, CHANNEL) == [
        "<at>Ana</at>, I may not write to you in private yet. Open a chat with me, then ask again there."
    ]


async def test_an_approver_who_removed_the_bot_is_not_tried_again_and_the_nominator_is_told(
    office: Office,
) -> None:
    await office.says("maya", "hello")
    await office.settle()
    office.teams.removed_from |= {"29:maya", "a:29:maya"}

    await office.says("ben", f"nominate <at>Ana</at> for Customer Hero {BECAUSE}", ["ana"])
    await office.settle()

    assert "I may not write to Maya" in plain(office.inbox("ben")[-1])
    assert [path for what, path in office.teams.calls if what == "send" and "a:29:maya" in path][1:] == [
        "conversations/a:29:maya/activities"
    ]


async def test_a_nomination_from_slack_is_decided_on_teams_and_both_cards_show_it(mixed: Office) -> None:
    await mixed.on_slack(
        from_slack().command("/nominate", f"<@U0ANA|ana> for Customer Hero {BECAUSE}", "U0BEN")
    )
    await mixed.settle()
    to_decide = mixed.inbox("maya")[-1]
    assert to_decide.verbs == ["approve", "decline"]

    await mixed.presses("maya", to_decide, "approve")
    await mixed.settle()

    assert "Approved by Maya" in plain(to_decide)
    assert "Your nomination was approved" in str(mixed.slack.said_to("U0BEN"))
    assert "You earned Customer Hero" in str(mixed.slack.said_to("U0ANA"))
    assert len(mixed.inbox("maya")) == 2, "the greeting and the request: nothing else came here"


async def test_a_card_on_each_platform_shows_the_decision(tmp_path: Path) -> None:
    """Maya's request began on Slack, where she is too; she was asked there, and decides from Teams."""
    async with open_office(tmp_path, slack=True, on_slack=("ana", "ben", "maya")) as office:
        await office.on_slack(
            from_slack().command("/nominate", f"<@U0ANA|ana> for Customer Hero {BECAUSE}", "U0BEN")
        )
        await office.settle()
        asked = office.slack.said_to("U0MAYA")[-1]
        assert office.inbox("maya") == [], "letters go where the matter began"

        await office.says("maya", "badges decide")
        await office.settle()
        await office.presses("maya", office.inbox("maya")[-1], "approve")
        await office.settle()

        assert "Approved" in str(office.slack.said_to("U0MAYA")[-1])
        assert asked not in office.slack.said_to("U0MAYA"), "the card she was sent on Slack was replaced"


async def test_a_badge_given_on_slack_is_celebrated_there_wherever_the_earner_presses(tmp_path: Path) -> None:
    async with open_office(tmp_path, slack=True, on_teams=("ana",), on_slack=("maya", "ana")) as office:
        await office.on_slack(from_slack().command("/award", "<@U0ANA|ana> customer-hero Stayed", "U0MAYA"))
        await office.says("ana", "mybadges")
        await office.settle()
        await office.says("ana", "mybadges")
        await office.settle()

        form = await office.presses("ana", office.inbox("ana")[-1], "celebrate")
        await office.fills("ana", form["value"], "celebrate")
        await office.settle()

        assert any("earned Customer Hero!" in post.message["text"] for post in office.slack.posts)
        assert office.in_channel() == []


async def test_one_person_has_one_set_of_badges_on_both_platforms(tmp_path: Path) -> None:
    async with open_office(tmp_path, slack=True, on_slack=("maya", "ana")) as office:
        await office.on_slack(from_slack().command("/award", "<@U0ANA|ana> customer-hero Stayed", "U0MAYA"))
        await office.says("maya", "award <at>Ana</at> mentor Patient", ["ana"])
        await office.settle()
        await office.says("ana", "mybadges")
        await office.settle()

        assert "2 badges · 2 private" in plain(office.inbox("ana")[-1])
        with office.application.database.read() as connection:
            people = connection.execute(
                select(identities.c.person_id).where(identities.c.external_id.in_(["U0ANA", "29:ana"]))
            ).scalars()
            assert set(people) == {office.person("ana").id}


async def test_nobody_awards_themselves_by_their_other_account(tmp_path: Path) -> None:
    async with open_office(tmp_path, slack=True, on_slack=("maya",)) as office:
        await office.on_slack(from_slack().command("/mybadges", "", "U0MAYA"))
        await office.says("maya", "award <at>Maya</at> customer-hero me", ["maya"])
        await office.settle()

        assert "You cannot award a badge to yourself" in office.inbox("maya")[-1].words


def plain(message: Message) -> str:
    """What is read, without Markdown's stars."""
    return message.words.replace("**", "")


def said_in(office: Office, conversation: str) -> list[str]:
    return [message.words for message in office.teams.in_conversation(conversation)]
