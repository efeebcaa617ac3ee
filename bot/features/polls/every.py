"""Every part of polls that people or the clock reach."""

from bot.features.polls import (
    closing,
    creation,
    lists,
    opening,
    panel,
    reminder,
    talk,
    voting,
    weighted_table,
)

POLLS = (
    creation.feature,
    lists.feature,
    voting.feature,
    opening.feature,
    reminder.feature,
    closing.feature,
    panel.feature,
    weighted_table.feature,
    talk.feature,
)
