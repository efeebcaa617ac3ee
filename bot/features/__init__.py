"""Every feature the bot has. A new one is a module here and a line below."""

from bot.features import help as help_feature
from bot.features import home, leaving, link, me, people, rooms, setup, undelivered, welcome
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
