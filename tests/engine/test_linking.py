"""R41: the ways to other messages become links when a message leaves, where something works for
whoever reads it; else they are plain words."""

import pytest

from bot.run.linking import Linking, LinkingAdapter, nearest
from bot.words.cards import Button, Form, Link, Message, Note, Row, To, facts, line
from bot.words.events import Action, Channel
from bot.words.linked import ways, with_addresses
from bot.words.plain_text import plain
from storage.delivery.where_shown import Standing
from tests.harness import TRIAGE, WARDS, Bot

CARD = To("C-101", ("concern:101", "concern:101:it"))
WEST = WARDS["5W"]


class Addresses:
    """Counts what it is asked for."""

    def __init__(self, why: type[Exception] | None = None) -> None:
        self.asked: list[tuple[str, bool, str, str]] = []
        self._why = why

    async def address(self, at: Channel, ref: str, *, thread: str) -> str:
        self.asked.append((at.id, at.dm, ref, thread))
        if self._why is not None:
            raise self._why("away")
        return f"https://chat.example/{at.id}/{ref}"


def row(channel: Channel, key: str = "concern:101", ref: str = "1") -> Standing:
    return Standing(key, channel.id, channel.dm, ref, "")


def test_it_leads_to_where_it_is_read_then_to_the_own_chat_then_to_a_room() -> None:
    own, others = (
        Channel("teams", "tenant", "ana", dm=True),
        Channel("teams", "tenant", "ben", dm=True),
    )
    known = [row(others), row(TRIAGE), row(own), row(WEST)]
    assert nearest(CARD.keys, known, (WEST, own)) == row(WEST)
    assert nearest(CARD.keys, known, (WARDS["ICU"], own)) == row(own)
    assert nearest(CARD.keys, [row(others), row(TRIAGE)], (WARDS["ICU"], own)) == row(TRIAGE)


def test_nobody_is_led_to_the_chat_of_somebody_else() -> None:
    ben = Channel("teams", "tenant", "ben", dm=True)
    assert nearest(CARD.keys, [row(ben)], (WEST,)) is None


def test_the_first_key_is_the_best() -> None:
    it = row(TRIAGE, "concern:101:it")
    assert nearest(CARD.keys, [it, row(WEST)], (WARDS["ICU"],)) == row(WEST)
    assert nearest(tuple(reversed(CARD.keys)), [it, row(WEST)], (WARDS["ICU"],)) == it


def test_every_place_of_the_vocabulary_is_bound() -> None:
    button = Button("Open", Action("concern.show"))
    shown = Message(
        "t", (line(CARD), Note((CARD,)), Row((CARD,), button), facts(("Same as", CARD)))
    )
    assert ways(shown) == [CARD] * 4
    bound = with_addresses(shown, {CARD: "https://chat.example/1"})
    assert ways(bound) == []
    assert str(bound).count("https://chat.example/1") == 4
    assert plain(with_addresses(shown, {})) == plain(shown)
    form = with_addresses(
        Form("f", Action("x.y"), (), intro=(line(CARD),)), {CARD: "https://c.example"}
    )
    assert form.intro == (line(Link("C-101", "https://c.example")),)


@pytest.fixture
def raised(bot: Bot) -> Bot:
    bot.says("ana", "concern the label printer on 5 West is slow")
    return bot


async def test_a_message_leaves_with_a_link_to_the_card_on_its_own_platform(raised: Bot) -> None:
    slack, teams = Addresses(), Addresses()
    linking = Linking(raised.writer, {"slack": slack, "teams": teams})
    shown = Message("See", (line("It is ", CARD, "."),))
    told = await linking.bound(shown, TRIAGE)
    (_, link, _) = told.blocks[0].spans  # type: ignore[union-attr]
    assert isinstance(link, Link)
    assert link.url.startswith(f"https://chat.example/{TRIAGE.id}/")
    assert [asked[:2] for asked in slack.asked] == [(TRIAGE.id, False)]
    assert teams.asked == []
    assert await linking.bound(shown, Channel("irc", "w", "x")) == Message(
        "See", (line("It is ", "C-101", "."),)
    )


async def test_without_ways_nothing_is_asked() -> None:
    class Untouched:
        async def run(self, job: object) -> object:
            raise AssertionError("a query")

    linking = Linking(Untouched(), {"slack": Addresses()})  # type: ignore[arg-type]
    shown = Message("See", (line("nothing"),))
    assert await linking.bound(shown, TRIAGE) is shown


async def test_while_a_platform_does_not_answer_it_is_said_without_a_link(raised: Bot) -> None:
    linking = Linking(raised.writer, {"slack": Addresses(OSError)})
    told = await linking.bound(Message("See", (line(CARD),)), TRIAGE)
    assert told == Message("See", (line("C-101"),))


async def test_the_relay_posts_with_links(raised: Bot) -> None:
    adapter = LinkingAdapter(raised.chats["slack"], Linking(raised.writer, {"slack": Addresses()}))
    sent = await adapter.post(TRIAGE, Message("See", (line(CARD),)), thread="", key="see")
    posted = raised.chats["slack"].posts[sent.ref].message  # type: ignore[union-attr]
    assert isinstance(posted.blocks[0].spans[0], Link)  # type: ignore[union-attr]


def test_lists_lead_the_ward_to_its_own_cards_and_it_to_its(raised: Bot) -> None:
    ward = raised.says("ana", "concerns")
    it = raised.says("sam", "concerns open")
    assert isinstance(ward, Message) and isinstance(it, Message)  # noqa: PT018
    assert ways(ward) == [To("C-101", ("concern:101",))]
    assert ways(it) == [To("C-101", ("concern:101:it", "concern:101"))]
