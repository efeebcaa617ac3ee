"""Starting a huddle, by a line or a form: shown first, begun by a tap."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.huddles import lookup, overview, parse_plan, scheduling, steering
from bot.features.huddles.parse_plan import Plan
from bot.features.huddles.wording import IT, at_words, room_name, schedule_words, zone_of
from bot.features.rooms import name as room_words
from bot.features.speech import unit_name, who_id
from bot.rules import occurrences
from bot.rules.hospital import Shift
from bot.words.cards import (
    Block,
    Button,
    Buttons,
    ChoiceField,
    Field,
    Form,
    ManyField,
    Message,
    Note,
    Option,
    Reply,
    TextField,
    facts,
    line,
    with_errors,
)
from bot.words.events import Action, Command, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import huddles, rooms
from storage.nouns.huddles import Huddle
from storage.nouns.rooms import Room

feature = Feature(
    "huddles",
    (
        Help("huddle", "start a joint stand-up; huddles lists them"),
        Help(parse_plan.EXAMPLE, "the same in one line", more=True),
        Help("huddle H-101 pause", "also skip, move 09:30, now, end, yesterday", more=True),
    ),
)
MODES = {"units": "Units, once a shift", "persons": "People, each at their own time"}
YES_NO = (Option("yes", "On holidays too"), Option("no", "Not on holidays"))


@feature.command("huddle", right="raise")
def by_line(event: Command, work: Work) -> Reply:
    """`huddle H-101 …` is about one that there is; in quotes begins a new one."""
    text = event.rest.strip()
    if not text:
        return form(work, {})
    if match := lookup.NUMBER.match(text):
        return steering.by_words(work, match[1], text[match.end() :].strip())
    found = parse_plan.need(parse_plan.read(work, parse_plan.split(text), event.channel))
    return preview(work, _written(work, found, None))


@feature.press("huddle.new", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return form(work, {})


@feature.press("huddle.change", right="raise", opens=True)
def ask_change(event: Press, work: Work) -> Reply:
    huddle = overview.mine(work, lookup.first(event))
    overview.not_in_file(huddle)
    return form(work, _values(work, huddle), huddle)


def form(work: Work, values: Mapping[str, str], huddle: Huddle | None = None) -> Form:
    number = (str(huddle.number),) if huddle else ()
    fields = tuple(_fields(work, values))
    title = f"Change {huddle.label}" if huddle else "A joint stand-up"
    told = Note(("Nothing begins before you have seen it and pressed Start.",))
    return Form(title, Action("huddle.save", number), fields, "Show me", (told,))


def _fields(work: Work, values: Mapping[str, str]) -> Iterator[Field]:
    def text(key: str, label: str, hint: str = "", *, required: bool = False) -> TextField:
        given = values.get(key, "")
        return TextField(key, label, given, required=required, limit=200, hint=hint)

    def many(key: str) -> tuple[str, ...]:
        return tuple(filter(None, values.get(key, "").split(",")))

    yield text("name", "What is it called?", "Such as 5W go-live.", required=True)
    yield text("when", "When?", "Such as daily 08:15, or mon, wed 09:00.", required=True)
    known = rooms.all_of(work.db)
    options = tuple(Option(parse_plan.key_of(r), _room_label(r)) for r in known)
    usual = tuple(parse_plan.key_of(r) for r in known if r.purpose == "huddle")
    if options:
        yield ManyField("rooms", "In which rooms?", options, many("rooms") or usual)
    modes = tuple(Option(key, words) for key, words in MODES.items())
    yield ChoiceField("mode", "Who is asked?", modes, values.get("mode", "units"))
    units = tuple(Option(u.id, u.name) for u in work.hospital.units.values())
    if units:
        chosen = many("units") or tuple(u.value for u in units)
        yield ManyField("units", "Which units?", units, chosen, required=False)
    yield text("people", "Or which people?", "Names with commas between them; IT is all of IT.")
    windows = tuple(Option(key, words) for key, words in parse_plan.WINDOWS.items())
    before = "For people: how long before the huddle are they asked?"
    yield ChoiceField("window", before, windows, values.get("window", "60"), required=False)
    yield text("zone", "Time zone", f"A city. Empty: {work.hospital.zone}.")
    yield ChoiceField("holidays", "Holidays", YES_NO, values.get("holidays", "yes"))


def _room_label(room: Room) -> str:
    return f"{room_words(room)}, {room.purpose}"


def _values(work: Work, huddle: Huddle) -> dict[str, str]:
    """A huddle as its form shows it."""
    found = (rooms.at(work.db, (a[0], a[1], a[2])) for a in huddle.rooms)
    names = (who_id(work, n).partition(" · ")[0] for n in huddle.members)
    return {
        "name": huddle.name,
        "when": schedule_words(huddle).partition(", not on")[0],
        "rooms": ",".join(parse_plan.key_of(room) for room in found if room is not None),
        "mode": huddle.mode,
        "units": ",".join(huddle.units),
        "people": ", ".join(names),
        "window": str(huddle.window),
        "zone": huddle.zone,
        "holidays": "yes" if huddle.holidays else "no",
    }


def _form_of(args: tuple[str, ...], work: Work) -> Form:
    return form(work, {}, lookup.live(work, args[0]) if args else None)


@feature.submit("huddle.save", right="raise", form=_form_of)
def save(event: Submit, work: Work) -> Reply:
    args = event.action.args
    known = overview.mine(work, args[0]) if args else None
    values = {"units": "", "rooms": "", **event.values}
    found = parse_plan.read(work, values, event.channel)
    if found.errors:
        return with_errors(form(work, {}, known), dict(event.values), found.errors)
    huddle = _written(work, found, known)
    if huddle.state == "on":
        scheduling.arm(work, huddle)
    return preview(work, huddle) if huddle.state == "draft" else overview.card(work, huddle)


def _written(work: Work, found: Plan, known: Huddle | None) -> Huddle:
    """The plan as a huddle: a new draft, or the one that is changed."""
    assert found.pattern is not None
    values = {
        "name": found.name,
        "mode": found.mode,
        "times": ",".join(f"{t:%H:%M}" for t in found.pattern.times),
        "days": "".join(map(str, sorted(found.pattern.days))),
        "weeks": found.pattern.weeks,
        "since": found.pattern.since,
        "zone": found.zone,
        "holidays": found.holidays,
        "window": found.window,
        "rooms": [list(address) for address in found.rooms],
        "units": found.units if found.mode == "units" else [],
        "members": found.members if found.mode == "persons" else [],
    }
    if known is None:
        me = work.me.id
        return huddles.add(work.db, **values, created_by=me, created_at=work.now)
    for name, value in values.items():
        setattr(known, name, value)
    known.not_before, known.once_at = None, None
    work.db.flush()
    return known


def preview(work: Work, huddle: Huddle) -> Message:
    """What will happen, before anything does."""
    number = (str(huddle.number),)
    buttons = (
        Button("Start", Action("huddle.start", number), "primary"),
        Button("See the first post", Action("huddle.preview", number)),
        Button("Change", Action("huddle.change", number)),
        Button("Throw away", Action("huddle.discard", number)),
    )
    told = line(f"{huddle.label} is not running yet. This is what it will do:")
    return Message(huddle.name, (told, *plan_blocks(work, huddle), Buttons(buttons)))


def plan_blocks(work: Work, huddle: Huddle) -> list[Block]:
    coming = occurrences.ahead(
        scheduling.pattern(huddle),
        zone_of(huddle),
        work.now,
        3,
        scheduling.free(work.hospital, huddle),
    )
    times = "; ".join(_day_words(huddle, one.at) for one in coming) or "never"
    where = ", ".join(room_name(work, address) for address in huddle.rooms)
    found = [("When", schedule_words(huddle)), ("First", times), ("In", where)]
    found += [("Asks", asks) for asks in _asks(work, huddle)]
    return [facts(*found)]


def _day_words(huddle: Huddle, at: datetime) -> str:
    """With its day, wherever "now" is."""
    return at_words(huddle, at, at - timedelta(days=7))


def _asks(work: Work, huddle: Huddle) -> Iterator[str]:
    """Who is asked, and when, by their own clocks."""
    if huddle.mode == "persons":
        names = ", ".join(who_id(work, n) for n in huddle.members)
        yield f"{names}: each at their own time, {huddle.window} min before, reminded once"
        return
    for unit in huddle.units:
        known = work.hospital.units.get(unit)
        shifts = ", ".join(_window_words(s) for s in known.shifts) if known else ""
        yield f"{unit_name(work.hospital, unit)}: {shifts or 'no shifts are set; type report'}"
    yield f"{IT.upper()}: an hour before, in its triage room"


def _window_words(shift: Shift) -> str:
    """ "night 19:30-06:45": half an hour in, until a quarter of an hour before its end."""
    day = date(2000, 1, 3)
    opens = datetime.combine(day, shift.start, UTC) + scheduling.INTO_SHIFT
    closes = datetime.combine(day, shift.end, UTC) - scheduling.BEFORE_END
    return f"{shift.name} {opens:%H:%M}-{closes:%H:%M}"


@feature.press("huddle.start", right="raise")
def start(event: Press, work: Work) -> Reply:
    huddle = overview.mine(work, lookup.first(event))
    if huddle.state != "draft":
        raise Refused(f"{huddle.name} has begun already. Type huddle {huddle.label} to see it.")
    huddle.state = "on"
    scheduling.arm(work, huddle)
    return overview.card(work, huddle)


@feature.press("huddle.discard", right="raise")
def discard(event: Press, work: Work) -> Reply:
    huddle = overview.mine(work, lookup.first(event))
    if huddle.state != "draft":
        raise Refused(f"{huddle.name} runs already. To end it: huddle {huddle.label} end")
    huddle.state = "ended"
    return Message("Thrown away", (line("Nothing was begun, and nobody was told."),))
