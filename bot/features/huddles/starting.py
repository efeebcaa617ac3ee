"""Starting a huddle, by a line or a form: shown first, begun by a tap; and what it asks."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from bot.core.acts import Given
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import naming, picking
from bot.features.huddles import overview, parse_plan, scheduling, steering
from bot.features.huddles.parse_plan import Plan
from bot.features.huddles.wording import (
    IT,
    KINDS,
    act,
    at_words,
    days_text,
    question,
    room_name,
    schedule_words,
    times_text,
    zone_of,
)
from bot.features.nouns import HUDDLE
from bot.features.picking import BY_NAME
from bot.features.rooms import name as room_words
from bot.features.speech import unit_name, who_id
from bot.rules import occurrences
from bot.rules.hospital import Shift
from bot.words.cards import Button, Buttons, Form, Message, Note, Reply, facts, line, with_errors
from bot.words.events import Action, Channel, Command, Press, Submit
from bot.words.fields import (
    ChoiceField,
    Field,
    ManyField,
    Option,
    PeopleField,
    RoomOption,
    RoomsField,
    TextField,
    TimeField,
)
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import huddles, people, rooms
from storage.nouns.huddles import Huddle

feature = Feature(
    "huddles",
    (
        Help("huddle", "start a joint stand-up; huddles lists them"),
        Help(parse_plan.EXAMPLE, "the same in one line", more=True),
        Help("huddle H-101 pause", "also skip, move 09:30, now, end, yesterday", more=True),
    ),
    lasts=True,
)
MODES = {"units": "Units, once a shift", "persons": "People, each at their own time"}
ASKED = {"clinical": "The ward", IT: "IT", "": "Both"}
LONGEST_QUESTION = 120
YES_NO = (Option("yes", "On holidays too"), Option("no", "Not on holidays"))


@feature.command("huddle", right="raise")
def by_line(event: Command, work: Work) -> Reply:
    """`huddle H-101 …` is about one that there is; in quotes begins a new one."""
    text = event.rest.strip()
    if not text:
        return form(work)
    if about := HUDDLE.begins(text):
        return steering.by_words(event, work, *about)
    parts = parse_plan.split(naming.marked(work, text)).items()
    values = {name: naming.shown(work, part) for name, part in parts}
    plan = parse_plan.read(work, values, event.channel)
    if plan.errors:
        raise Refused(" ".join(plan.errors.values()))
    return preview(work, _written(work, plan, None))


@feature.press("huddle.new", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return form(work)


@feature.act(HUDDLE, "change", before=overview.may_change, opens=True)
def change(work: Work, huddle: Huddle, given: Given) -> Reply:
    """The form of a new one, filled in with what a huddle is."""
    known = (rooms.at(work.db, (a[0], a[1], a[2])) for a in huddle.rooms)
    days, clock = parse_plan.parted(schedule_words(huddle).partition(", not on")[0])
    values = {
        "name": huddle.name,
        "when": days,
        "clock": clock,
        "rooms": ",".join(parse_plan.key_of(room) for room in known if room is not None),
        "mode": huddle.mode,
        "units": ",".join(huddle.units),
        "people": picking.people(work, people.among(work.db, huddle.members)),
        "window": str(huddle.window),
        "zone": huddle.zone,
        "holidays": "yes" if huddle.holidays else "no",
    }
    return form(work, values, huddle)


def form(work: Work, values: Mapping[str, str] | None = None, huddle: Huddle | None = None) -> Form:
    """What a huddle is to be: a new one, or the one given."""
    action = act("save", huddle) if huddle else Action("huddle.save")
    title = f"Change {huddle.label}" if huddle else "A joint stand-up"
    told = Note(("Nothing begins before you have seen it and pressed Start.",))
    return Form(title, action, tuple(_fields(work, values or {})), "Show me", (told,))


def _fields(work: Work, values: Mapping[str, str]) -> Iterator[Field]:
    def text(key: str, label: str, hint: str = "", *, required: bool = False) -> TextField:
        given = values.get(key, "")
        return TextField(key, label, given, required=required, limit=200, hint=hint)

    def many(key: str) -> tuple[str, ...]:
        return tuple(filter(None, values.get(key, "").split(",")))

    yield text("name", "What is it called?", "Such as 5W go-live.", required=True)
    days = "Such as daily, mon-fri, or mon, wed. With times, these count: daily 08:15 and 20:15."
    yield text("when", "On which days?", days, required=True)
    yield TimeField("clock", "At what time?", values.get("clock", ""), required=False)
    known = rooms.all_of(work.db)
    options = tuple(
        RoomOption(Channel(*room.address), f"{room_words(room)}, {room.purpose}") for room in known
    )
    usual = tuple(parse_plan.key_of(r) for r in known if r.purpose == "huddle")
    if options:
        yield RoomsField("rooms", "In which rooms?", options, many("rooms") or usual)
    modes = tuple(Option(key, words) for key, words in MODES.items())
    yield ChoiceField("mode", "Who is asked?", modes, values.get("mode", "units"))
    units = tuple(Option(u.id, u.name) for u in work.hospital.units.values())
    if units:
        chosen = many("units") or tuple(u.value for u in units)
        yield ManyField("units", "Which units?", units, chosen, required=False)
    hint, named = "Names with commas between them; IT is all of IT.", values.get("people", "")
    yield PeopleField("people", "Or which people?", named, words=BY_NAME, required=False, hint=hint)
    windows = tuple(Option(key, words) for key, words in parse_plan.WINDOWS.items())
    before = "For people: how long before the huddle are they asked?"
    yield ChoiceField("window", before, windows, values.get("window", "60"), required=False)
    yield text("zone", "Time zone", f"A city. Empty: {work.hospital.zone}.")
    yield ChoiceField("holidays", "Holidays", YES_NO, values.get("holidays", "yes"))


def _saved(work: Work, args: tuple[str, ...]) -> Huddle | None:
    """The huddle that a form changes; None for a new one."""
    if not args:
        return None
    huddle = HUDDLE.find(work, args[0])
    overview.may_change(work, huddle)
    return huddle


@feature.submit(
    "huddle.save",
    right="raise",
    form=lambda args, work: form(work, huddle=_saved(work, args)),
)
def save(event: Submit, work: Work) -> Reply:
    known = _saved(work, event.action.args)
    values = {"units": "", "rooms": "", **event.values}
    plan = parse_plan.read(work, values, event.channel)
    if plan.errors:
        return with_errors(form(work, huddle=known), dict(event.values), plan.errors)
    huddle = _written(work, plan, known)
    if huddle.state == "on":
        scheduling.arm(work, huddle)
    return preview(work, huddle) if huddle.state == "draft" else overview.card(work, huddle)


def _written(work: Work, plan: Plan, known: Huddle | None) -> Huddle:
    """The plan as a huddle: a new draft, or the one that is changed."""
    assert plan.pattern is not None
    values = {
        "name": plan.name,
        "mode": plan.mode,
        "times": times_text(plan.pattern.times),
        "days": days_text(plan.pattern.days),
        "weeks": plan.pattern.weeks,
        "since": plan.pattern.since,
        "zone": plan.zone,
        "holidays": plan.holidays,
        "window": plan.window,
        "rooms": [list(address) for address in plan.rooms],
        "units": plan.units if plan.mode == "units" else [],
        "members": plan.members if plan.mode == "persons" else [],
    }
    if known is None:
        return huddles.add(work.db, **values, created_by=work.me.id, created_at=work.now)
    for name, value in values.items():
        setattr(known, name, value)
    known.not_before, known.once_at = None, None
    work.db.flush()
    return known


def preview(work: Work, huddle: Huddle) -> Message:
    """What will happen, before anything does."""
    pattern, zone = scheduling.pattern(huddle), zone_of(huddle)
    left_out = scheduling.free(work.hospital, huddle)
    coming = occurrences.ahead(pattern, zone, work.now, 3, left_out)
    # With its day, wherever "now" is.
    week = timedelta(days=7)
    times = [at_words(huddle, occurrence.at, occurrence.at - week) for occurrence in coming]
    where = ", ".join(room_name(work, address) for address in huddle.rooms)
    plan = [("When", schedule_words(huddle)), ("First", "; ".join(times) or "never"), ("In", where)]
    plan += [("Asks", asks) for asks in _asks(work, huddle)]
    buttons = (
        Button("Start", act("start", huddle), "primary"),
        Button("See the first post", act("preview", huddle)),
        Button("Change", act("change", huddle)),
        Button("Throw away", act("discard", huddle)),
    )
    told = line(f"{huddle.label} is not running yet. This is what it will do:")
    return Message(huddle.name, (told, facts(*plan), Buttons(buttons)))


def _asks(work: Work, huddle: Huddle) -> Iterator[str]:
    """Who is asked, and when, by their own clocks."""
    if huddle.mode == "persons":
        names = ", ".join(who_id(work, n) for n in huddle.members)
        yield f"{names}: each at their own time, {huddle.window} min before, reminded once"
        return
    no_shifts = f"no shifts are set; type {say('report')}"
    for unit in huddle.units:
        known = work.hospital.units.get(unit)
        shifts = ", ".join(_window_words(s) for s in known.shifts) if known else ""
        yield f"{unit_name(work.hospital, unit)}: {shifts or no_shifts}"
    yield f"{IT.upper()}: an hour before, in its triage room"


def _window_words(shift: Shift) -> str:
    """ "night 19:30-06:45": half an hour in, until a quarter of an hour before its end."""
    day = date(2000, 1, 3)
    opens = datetime.combine(day, shift.start, UTC) + scheduling.INTO_SHIFT
    closes = datetime.combine(day, shift.end, UTC) - scheduling.BEFORE_END
    return f"{shift.name} {opens:%H:%M}-{closes:%H:%M}"


@feature.act(HUDDLE, "start", before=overview.may_run)
def start(work: Work, huddle: Huddle, given: Given) -> Reply:
    if huddle.state != "draft":
        raise Refused(
            f"{huddle.name} has begun already. Type {say(f'huddle {huddle.label}')} to see it."
        )
    huddle.state = "on"
    scheduling.arm(work, huddle)
    return overview.card(work, huddle)


@feature.act(HUDDLE, "discard", before=overview.may_run)
def discard(work: Work, huddle: Huddle, given: Given) -> Reply:
    if huddle.state != "draft":
        raise Refused(f"{huddle.name} runs already. To end it: huddle {huddle.label} end")
    huddle.state = "ended"
    return Message("Thrown away", (line("Nothing was begun, and nobody was told."),))


def _questions_form(work: Work, huddle: Huddle, args: tuple[str, ...]) -> Form:
    fields = tuple(
        TextField(
            key,
            f"{ASKED[kind.side]}: {kind.button.lower()}",
            question(huddle, key),
            required=False,
            limit=LONGEST_QUESTION,
            hint=kind.question,
        )
        for key, kind in KINDS.items()
    )
    intro = (Note(("An empty question is not asked. The way round is for a go-live.",)),)
    return Form("Questions", act("ask", huddle), fields, "Save", intro)


@feature.act(HUDDLE, "ask", buttons=("questions",), before=overview.may_run, form=_questions_form)
def set_questions(work: Work, huddle: Huddle, given: Given) -> Reply:
    """A huddle's own wording of its questions; an empty one is not asked."""
    questions = {kind: given[kind][:LONGEST_QUESTION] for kind in KINDS}
    if not any(questions.values()):
        raise Refused("A huddle asks at least one thing. Nothing was changed.")
    huddle.questions = questions
    return overview.card(work, huddle)
