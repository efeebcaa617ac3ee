"""Reads which colleague somebody means: by mention, by name, by handle or e-mail address (R34).

A mention is an account. Where "@label" stands in a text whose event carries that mention, the label
is never read: one character stands for it while the text is taken apart, so that commas, titles and
pronouns in a profile's name, an "'s" behind it or any kind of space change nothing.
"""

import re
from collections.abc import Callable, Iterator

from rapidfuzz import fuzz, process

from bot.core import identity
from bot.core.work import Work
from bot.rules.hospital import Unit
from bot.words.events import Mentioned
from bot.words.refusal import Refused
from bot.words.typed import plain_marks, readable
from storage.nouns import people, people_found
from storage.nouns.people import Person

WHICH = "Which one: {names}? Use the full name."
TWINS = "Several people are called {name}. Mention the one you mean with @, or type their e-mail."
ANYONE = "I don't know anyone called “{name}”. Try their full name."
GONE = "{name} has left."
OUTSIDER = (
    "{name} is a guest or an app here, and Corridor knows the people of this hospital only. Name"
    " the people they worked with."
)
NOT_TOLD = (
    "I could not find out who “{name}” is just now, so nothing was done. Try again in a minute, or"
    " type their full name."
)
NOT_MET = "I have not met {name} yet: they are known once they write to me, or somebody names them."
MOST = 3  # people that are asked about
NEAR = 78  # of 100: how alike a name must be to ask whether it was meant
LONGEST_WHOLE = 4  # parts between commas that may be one name
_FIRST = 0xF0000  # private characters, which no text that people typed has (`readable`)
_MARK = re.compile(r"([\U000f0000-\U000f03ff])")
_ONE = re.compile(r"[\U000f0000-\U000f03ff](?:'s\b)?[\s,.;:!?]*")
_PARTS = re.compile(r"(\s*(?:[,;&+\n]|\band\b)\s*)", re.IGNORECASE)
_OWNS = re.compile(r"'s?$")
_ENDS = " ).]}!,"
_TITLES = frozenset(("dr", "prof", "mr", "mrs", "ms", "mx", "miss", "sister", "nurse"))


def marked(work: Work, text: str) -> str:
    """The text with one character for every mention of a person; marked already, it stays as it
    is. Two people of one label come in the order of the text."""
    labels = {readable(one.label) for one in work.mentions} - {""}
    if not labels:
        return text
    longest = sorted(labels, key=len, reverse=True)
    anyone = re.compile(rf"(?<!\w)@(?P<label>{'|'.join(map(_spaced, longest))})")
    found = list(anyone.finditer(text))
    labels_found = [_flat(match["label"]) for match in found]
    for k, match in reversed(list(enumerate(found))):
        same = [n for n, one in enumerate(work.mentions) if _flat(one.label) == labels_found[k]]
        # From the end: a text may have lost its beginning by now ("C-101"), never its end.
        n = same[max(0, len(same) - labels_found[k:].count(labels_found[k]))]
        text = f"{text[: match.start()]}{chr(_FIRST + n)}{text[match.end() :]}"
    return text


def _spaced(label: str) -> str:
    """The label as a pattern, whatever spaces it has, and without the marks at its end, which may
    have been taken for the sentence's; not as the beginning of a longer word."""
    words = label.split()
    core = words[-1].rstrip(_ENDS) if words else ""
    if not core:
        return r"\s+".join(map(re.escape, words))
    end = "".join(f"(?:{re.escape(mark)})?" for mark in words[-1][len(core) :])
    return r"\s+".join(map(re.escape, (*words[:-1], core))) + r"(?!\w)" + end


def _flat(label: str) -> str:
    """What tells one label from another in a text."""
    return " ".join(readable(label).split()).rstrip(_ENDS)


def shown(work: Work, text: str) -> str:
    """A marked text as people read it."""
    return _MARK.sub(lambda mark: f"@{_mentioned(work, mark[1]).label}", text)


def _mentioned(work: Work, mark: str) -> Mentioned:
    return work.mentions[ord(mark) - _FIRST]


def spelt(work: Work, text: str) -> str:
    """The text with each mention as something that finds the same person without the event: their
    name, where nobody else has it, else their address or an account. `Refused` as in `person`."""
    return _MARK.sub(lambda mark: _spelling(work, mark[1]), marked(work, text))


def _spelling(work: Work, mark: str) -> str:
    meant = person(work, mark)
    account = _mentioned(work, mark).account.id
    ways = (meant.name, meant.email, account)
    return next((way for way in ways if way and find(work, way) == [meant]), meant.name)


def parts(work: Work, text: str, whole: Callable[[str], object] = lambda _: False) -> Iterator[str]:
    """Names with commas or "and" between them, marked; a name that has one of these in it is one,
    where somebody is called so or `whole` says so."""
    pieces = _PARTS.split(marked(work, text).strip())
    at = 0
    while at < len(pieces):
        last = min(len(pieces), at + 2 * LONGEST_WHOLE - 1)
        ends = [end for end in range(last, at + 1, -2) if _whole(work, pieces[at:end], whole)]
        end = ends[0] if ends else at + 1
        if part := "".join(pieces[at:end]).strip():
            yield part
        at = end + 1


def _whole(work: Work, pieces: list[str], known: Callable[[str], object]) -> bool:
    name = "".join(pieces).strip().lstrip("@")
    return bool(known(name)) or (not _MARK.search(name) and is_name(work, name))


def is_name(work: Work, name: str) -> bool:
    """Whether somebody, here or not any more, is called exactly so."""
    known = people.named(work.db, name) + people.left(work.db, name)
    return any(person.name.casefold() == name.casefold() for person in known)


def person(
    work: Work, name: str, unknown: str = "", left: str = "", *, meets: bool = True
) -> Person:
    """The one person who is meant; `Refused` when there is none, or more than one.

    `unknown` is the sentence for a name that nobody has, `left` the one for somebody who has left,
    where they are told apart. Somebody who is mentioned and that nobody has met is known from now
    on, unless `meets` says that nothing may be written.
    """
    text = plain_marks(marked(work, name)).strip()
    if _ONE.fullmatch(text):
        return _of_mention(work, _mentioned(work, text[0]), left, meets=meets)
    words = _bare(shown(work, text))
    match find(work, words):
        case [only]:
            return only
        case []:
            gone = people.left(work.db, words) if left else []
            if gone:
                raise Refused(left.format(name=gone[0].name))
            said = shown(work, unknown) or ANYONE.format(name=words[:60])
            raise Refused(said + did_you_mean(work, words))
        case many:
            if len({p.name.casefold() for p in many}) == 1:
                raise Refused(TWINS.format(name=many[0].name))
            raise Refused(WHICH.format(names=", ".join(p.name for p in many[:MOST])))


def _of_mention(work: Work, one: Mentioned, left: str, *, meets: bool) -> Person:
    known = people.of_account(work.db, one.account)
    if known is not None:
        if known.gone:
            raise Refused((left or GONE).format(name=known.name))
        if meets:
            identity.name_from(work, known, one.account)
        return known
    if not one.account.known:
        raise Refused(NOT_TOLD.format(name=one.label))
    if one.account.guest:
        raise Refused(OUTSIDER.format(name=one.label))
    if not meets:
        raise Refused(NOT_MET.format(name=one.label))
    return identity.introduce(work, one.account)


def _bare(name: str) -> str:
    """A name as typed, without the marks around it, an "'s" behind it and a title before it."""
    words = _OWNS.sub("", name.strip(' \n@,.;:!?()"')).split()
    while len(words) > 1 and words[0].rstrip(".").casefold() in _TITLES:
        words = words[1:]
    return " ".join(words)


def find(work: Work, name: str) -> list[Person]:
    """Everybody whom a typed name may mean: who is called so, in whole or by a word of it; by all
    of its words; by e-mail address, or by the handle that it begins with."""
    whole = people.named(work.db, name)
    if whole or not name:
        return whole
    words = name.split() if " " in name else re.split(r"[._-]", name)
    return people_found.with_handle(work.db, name) or people_found.with_words(work.db, words)


def did_you_mean(work: Work, name: str) -> str:
    """A question about the people whose names are most alike; "" where none is."""
    called: dict[str, list[str]] = {}
    for one in people_found.names_here(work.db):
        for word in {one.casefold(), *one.casefold().split()}:
            called.setdefault(word, []).append(one)
    near = process.extract(
        name.casefold(), list(called), scorer=fuzz.ratio, limit=MOST, score_cutoff=NEAR
    )
    meant = list(dict.fromkeys(one for word, _, _ in near for one in called[word]))[:MOST]
    return f" Did you mean {' or '.join(meant)}?" if meant else ""


def unit(work: Work, name: str) -> Unit | None:
    """The unit that has that name, or that id."""
    units, wanted = work.hospital.units.values(), name.casefold()
    return next((u for u in units if wanted in {u.id.casefold(), u.name.casefold()}), None)
