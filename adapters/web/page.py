"""Turns rooms, messages and replies into the pieces of the page."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from adapters.web import render
from adapters.web.people import HOME, Actor, Place, Stage, View
from adapters.web.render import CardContext, part
from adapters.web.store import Entry, Page
from bot.words.cards import Form, Message, Reply

EMOJI = {"eyes": "👀", "white_check_mark": "✅", "+1": "👍"}
EMOJI_WORDS = {"eyes": "Seen", "white_check_mark": "Done", "+1": "Thanks"}
SIDES = {"clinical": "clinical", "it": "IT", "both": "clinical & IT"}


def once() -> str:
    """A new name for something that should happen once."""
    return secrets.token_urlsafe(12)


@dataclass(frozen=True, slots=True)
class Look:
    """What every piece of the page knows: the hospital's name and zone, and who is in it."""

    hospital: str
    zone: ZoneInfo
    stage: Stage

    def page(self, panes: Iterable[Markup], token: str) -> Markup:
        return part("page", hospital=self.hospital, panes=list(panes), token=token)

    def pane(self, view: View, page: Page, unread: Mapping[str, int], home: Reply) -> Markup:
        """One half of the page, with what is said in the place it shows."""
        places = self.stage.places(view.pane, view.actor)
        where = {"pane": view.pane.name, "as": view.actor.id, "at": view.place.id}
        return part(
            "pane",
            pane=view.pane,
            actor=view.actor,
            actors=self.stage.actors(view.pane),
            here=view.place,
            places=[(place, _waiting(place, unread)) for place in places],
            roots=self.earlier(view, page),
            home=self.home(view, home),
            version=page.version,
            once=once(),
            sides=SIDES,
            is_home=view.place.purpose == HOME,
            vals=Markup.escape(json.dumps(where)),
        )

    def home(self, view: View, shown: Reply) -> Markup:
        if not isinstance(shown, Message):
            return Markup("")
        return render.message(
            shown, CardContext(f"{view.pane.name}-home", once(), origin="private")
        )

    def earlier(self, view: View, page: Page) -> Markup:
        """Messages oldest first, under a button for those before them where there are any."""
        roots = self.roots(view, page.entries)
        more = part("earlier", pane=view.pane, before=page.before) if page.before else Markup("")
        return more + Markup("").join(roots)

    def roots(self, view: View, entries: Iterable[Entry]) -> list[Markup]:
        """Messages with their replies under them, oldest first."""
        found = list(entries)
        replies: dict[str, list[Entry]] = {}
        for entry in found:
            replies.setdefault(entry.thread, []).append(entry)
        return [self.root(view, e, replies.get(e.ref, [])) for e in replies.get("", [])]

    def root(self, view: View, entry: Entry, replies: Iterable[Entry] = ()) -> Markup:
        """A message, its thread, and the box to answer in it."""
        below = [self.entry(view, reply) for reply in replies]
        said = self.entry(view, entry)
        return part("root", pane=view.pane, e=entry, said=said, replies=below, once=once())

    def entry(self, view: View, entry: Entry) -> Markup:
        """One message without its thread: what changes when it is edited."""
        author = self.stage.actor(entry.author)
        return part(
            "entry",
            pane=view.pane,
            e=entry,
            author=author,
            side=SIDES.get(author.side, "") if author else "",
            mine=entry.author == view.actor.id,
            clock=self.clock(entry.at),
            body=self._body(view, entry),
            names=EMOJI_WORDS,
            reactions=self._reactions(view.actor, entry),
            emoji=self._emoji(view.actor, entry),
            text=entry.body if isinstance(entry.body, str) else "",
            once=once(),
        )

    def _body(self, view: View, entry: Entry) -> Markup:
        if entry.deleted:
            return Markup('<p class="gone">This message was deleted.</p>')
        if isinstance(entry.body, Message):
            context = CardContext(f"{view.pane.name}-{entry.ref}", once(), entry.ref)
            return render.message(entry.body, context)
        return render.words(entry.body)

    def _reactions(self, actor: Actor, entry: Entry) -> list[tuple[str, str, int, bool]]:
        return [
            (name, EMOJI.get(name, name), len(who), actor.id in who)
            for name, who in entry.reactions
        ]

    def _emoji(self, actor: Actor, entry: Entry) -> list[tuple[str, str, str, bool]]:
        """What the menu offers: name, sign, words, and whether it is there already."""
        mine = {name for name, who in entry.reactions if actor.id in who}
        return [(name, sign, EMOJI_WORDS[name], name in mine) for name, sign in EMOJI.items()]

    def private(self, view: View, shown: Reply) -> Markup:
        """An answer that only the one who acted sees, or a form in a dialog."""
        pane = view.pane.name
        match shown:
            case Message():
                context = CardContext(f"{pane}-private", once(), origin="private")
                card = render.message(shown, context)
                return part("private", pane=view.pane, card=card)
            case Form():
                # A name of its own: htmx would carry "open" over from a dialog of the same name.
                name = once()
                context = CardContext(f"{pane}-form-{name}", name, cast=self.stage.cast)
                return render.form(shown, context)
            case None:
                return Markup("")

    def clock(self, at: datetime) -> tuple[str, str]:
        """A moment for machines, and as the hospital's clock shows it."""
        local = at.astimezone(self.zone)
        return at.isoformat(), f"{local:%a %d %b, %H:%M %Z}"


def _waiting(place: Place, unread: Mapping[str, int]) -> int:
    """How much is unread in a place: home has no messages, though it has the channel of some."""
    return 0 if place.purpose == HOME else unread.get(place.key, 0)


def swap(target: str, html: Markup) -> Markup:
    """A piece that htmx puts into the element of that id."""
    return Markup('<div id="{}" hx-swap-oob="innerHTML">{}</div>').format(target, html)
