"""Names of patients: behind a cue, as "Last, First", or as the one that something is done for."""

import re
from collections.abc import Iterator

from bot.privacy.found import Found, hit
from bot.privacy.scene import Scene
from bot.privacy.tokens import Word

MOST_TOKENS = 5
_CUE = frozenset(
    """pt pts patient patients pat mr mrs ms miss mstr mom mother dad father wife husband daughter
    son sister brother spouse grandmother grandma grandfather grandpa guardian caregiver parent
    aunt uncle niece nephew baby infant newborn resident decedent""".split()
)
_TITLES = frozenset("mr mrs ms miss mstr".split())
_RELATIVES = _CUE - _TITLES - frozenset("pt pts patient patients pat resident".split())
_STAFF_BEFORE = frozenset(
    """dr drs doctor prof nurse rn lpn np pa md do pharmd charge analyst thanks thank hi hello hey
    cc attn colleague engineer manager director tech technician chaplain therapist ask page call
    ping by contact""".split()
)
_STAFF_AFTER = frozenset(
    """rn bsn lpn cna np aprn pa pa-c md do pharmd phd dds cno cio cmio ceo crna rt rrt pt ot it
    from in at on-call""".split()
)
_PARTICLES = frozenset("de la del della der den van von bin ibn al el da dos di le st mc o".split())
_CONTEXT = frozenset(
    """for on with of labs lab chart record results result order orders meds med appt appointment
    visit portal wristband e-prescribe refill referral isn't wasn't can't couldn't named called
    about""".split()
)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\b", re.IGNORECASE)
_LABELLED = re.compile(r"\bname(?:\s+is)?\s*[:=]\s*", re.IGNORECASE)
_JOIN = re.compile(r"[ \t]{1,3}|\.[ \t]{1,2}|-")
_COMMA = re.compile(r",[ \t]?")


def names(scene: Scene, staff: frozenset[str], test_words: tuple[str, ...]) -> Iterator[Found]:
    """Hard where a cue says whose name it is, soft where only the words around do."""
    for found in (*_cued(scene), *_listed(scene), *_uncued(scene)):
        said = scene.text[found.start : found.end].lower()
        if scene.free(found.start, found.end) and not _known(said, staff, test_words):
            scene.take(found.start, found.end)
            yield found


def _known(said: str, staff: frozenset[str], test_words: tuple[str, ...]) -> bool:
    words = set(re.findall(r"[^\W\d_]+", said))
    return bool(words & set(test_words)) or any(words <= set(name.split()) for name in staff)


def _cued(scene: Scene) -> Iterator[Found]:
    """ "pt John Smith", "Mrs. Lopez", "name: Dela Rosa, Ngozi"."""
    labelled = {m.end() for m in _LABELLED.finditer(scene.text)}
    for at, word in enumerate(scene.read.words):
        first = at + 1
        if word.start in labelled:
            first = at
        elif word.low.removesuffix("'s") not in _CUE or not _close(scene, at):
            continue
        run = _run(scene, first, title=word.low in _TITLES)
        if run and not _is_staff(scene, run):
            yield hit(run[0].start, run[-1].end, "NAME")


def _close(scene: Scene, at: int) -> bool:
    gap = scene.read.gap(at)
    return len(gap) <= 3 and "\n" not in gap and set(gap) <= set(" .,:(-\t")


def _run(scene: Scene, first: int, *, title: bool) -> list[Word]:
    """The name tokens that follow, at most five."""
    run: list[Word] = []
    for at in range(first, min(first + MOST_TOKENS, len(scene.read.words))):
        word = scene.read.words[at]
        if run and not _joins(scene, at):
            break
        if not _nameish(scene, word, run, title=title):
            break
        run.append(word)
    while run and run[-1].low in _PARTICLES and scene.lexicon.weight(run[-1].low).word:
        run.pop()
    return run if any(_solid(scene, word, title=title) for word in run) else []


def _joins(scene: Scene, at: int) -> bool:
    gap = scene.read.before(at)
    return bool(_JOIN.fullmatch(gap) or _COMMA.fullmatch(gap)) or gap == ""


def _nameish(scene: Scene, word: Word, run: list[Word], *, title: bool) -> bool:
    weight = scene.lexicon.weight(word.low.removesuffix("'s"))
    capital = word.capital and not scene.read.shouted
    if _acronym(word, run):
        return False
    if len(word.raw) == 1:
        return capital and bool(run or title)
    if word.low in _PARTICLES or (run and _SUFFIX.fullmatch(word.low)):
        return True
    if weight.surely:
        return True
    if capital and (weight.unknown or weight.maybe):
        return weight.word < 3 or bool(run)
    return title and capital and weight.word < 3


def _acronym(word: Word, run: list[Word]) -> bool:
    """MRN, DOB, eMAR: capitals behind a name that is not written in capitals."""
    return len(word.raw) in {2, 3, 4} and word.raw.isupper() and not (run and run[0].raw.isupper())


def _solid(scene: Scene, word: Word, *, title: bool) -> bool:
    """Whether this token alone makes the run a name."""
    if len(word.raw) < 2 or word.low in _PARTICLES:
        return False
    weight = scene.lexicon.weight(word.low.removesuffix("'s"))
    capital = word.capital and not scene.read.shouted
    return weight.surely or (
        capital and weight.word < 3 and (weight.unknown or weight.maybe or title)
    )


def _is_staff(scene: Scene, run: list[Word]) -> bool:
    first = scene.read.from_place(run[0].start)
    last = first + len(run) - 1
    after = scene.read.words[last + 1 : last + 2]
    return bool(after) and after[0].low in _STAFF_AFTER - {"pt", "from", "in", "at", "it", "do"}


def _listed(scene: Scene) -> Iterator[Found]:
    """ "WANG, WALTER" and "Smith, John": a surname, a comma, a first name."""
    words = scene.read.words
    for at in range(len(words) - 1):
        gap = scene.read.gap(at)
        if not _COMMA.fullmatch(gap) or not (words[at].capital and words[at + 1].capital):
            continue
        last, first = scene.lexicon.weight(words[at].low), scene.lexicon.weight(words[at + 1].low)
        if last.last and first.first and max(last.word, first.word) < 3:
            if not _before_staff(scene, at):
                yield hit(words[at].start, words[at + 1].end, "NAME_CTX")


def _uncued(scene: Scene) -> Iterator[Found]:
    """ "labs for Kathleen Parker", "John Reyes isn't on the schedule"."""
    words = scene.read.words
    for at in range(len(words) - 1):
        if not re.fullmatch(r"[ ](?:[A-Z]\.? )?", scene.read.gap(at)):
            continue
        if _full_name(scene, words[at], words[at + 1]) and _of_a_patient(scene, at):
            yield hit(words[at].start, words[at + 1].end, "NAME_CTX")


def _full_name(scene: Scene, first: Word, last: Word) -> bool:
    if not (first.capital and last.capital) or scene.read.shouted:
        return False
    given, family = scene.lexicon.weight(first.low), scene.lexicon.weight(last.low)
    return (
        given.first > 0
        and given.word < 2
        and family.word < 3
        and (family.last > 0 or family.unknown)
    )


def _of_a_patient(scene: Scene, at: int) -> bool:
    if _before_staff(scene, at):
        return False
    after = scene.read.words[at + 2 : at + 3]
    if after and after[0].low in _STAFF_AFTER:
        return False
    before = scene.read.words[at - 1].low if at else ""
    nearby = scene.near.kinds(scene.read.words[at].start, scene.read.words[at + 1].end)
    kinds = nearby.keys() & {"PATIENT", "MRN", "DOB", "EVENT", "ACCOUNT"}
    negated = bool(after) and after[0].low in {"isn't", "wasn't", "isnt", "can't", "has", "was"}
    return before in _CONTEXT or bool(kinds) or (at == 0 and negated)


def _before_staff(scene: Scene, at: int) -> bool:
    back = [word.low for word in scene.read.words[max(0, at - 2) : at]]
    return bool(back) and (
        back[-1] in _STAFF_BEFORE or (len(back) > 1 and back[0] in {"dr", "nurse"})
    )
