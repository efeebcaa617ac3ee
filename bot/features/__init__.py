"""Every feature the bot has. A new one is a module here and a line below."""

from bot.features import help as help_feature
from bot.features import (
    home,
    leaving,
    link,
    me,
    people,
    rooms,
    secrecy,
    setup,
    undelivered,
    welcome,
)
from bot.features.concerns import (
    answers,
    clocks,
    closing,
    details,
    duplicates,
    export,
    lists,
    paging,
    raising,
    receipt,
    rerank,
    working,
)
from bot.features.digest import weekly
from bot.features.glossary import ask
from bot.features.huddles import (
    answering,
    asking,
    away,
    items,
    managing,
    questions,
    running,
    starting,
    steering,
    talk,
    views,
)
from bot.features.huddles import clocks as huddle_clocks
from bot.features.kpi import define
from bot.features.polls.every import POLLS
from bot.features.taskforce import start
from bot.features.wins import consent, draft, milestones, posting
from bot.features.wins import lists as win_lists

_ALL = (
    raising.feature,
    receipt.feature,
    answers.feature,
    details.feature,
    duplicates.feature,
    working.feature,
    rerank.feature,
    closing.feature,
    clocks.feature,
    paging.feature,
    lists.feature,
    export.feature,
    draft.feature,
    consent.feature,
    posting.feature,
    milestones.feature,
    win_lists.feature,
    weekly.feature,
    ask.feature,
    start.feature,
    define.feature,
    answering.feature,
    starting.feature,
    managing.feature,
    steering.feature,
    questions.feature,
    views.feature,
    talk.feature,
    items.feature,
    asking.feature,
    running.feature,
    huddle_clocks.feature,
    away.feature,
    *POLLS,
    secrecy.feature,
    home.feature,
    me.feature,
    link.feature,
    rooms.feature,
    setup.feature,
    people.feature,
    undelivered.feature,
    leaving.feature,
    welcome.feature,
)
FEATURES = (help_feature.build(_ALL), *_ALL)
