"""Every feature the bot has. A new one is a module here and a line below."""

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

FEATURES = (
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
)
