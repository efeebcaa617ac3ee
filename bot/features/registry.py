"""Every feature the bot has. A new one is a module in this folder and a line below."""

from bot.features import (
    account_linking,
    audit_log,
    ballot_secrecy,
    departures,
    home,
    legal_holds,
    me,
    my_data,
    people,
    queues,
    retention,
    rooms,
    setup,
    undelivered,
    welcome,
)
from bot.features import help as help_feature
from bot.features.concerns import (
    anonymous_access,
    answers,
    closing,
    confidential,
    duplicates,
    escalation,
    export,
    first_questions,
    in_danger,
    lists,
    old_windows,
    paging,
    raising,
    reprioritize,
    sealed_actions,
    unnamed,
    working,
)
from bot.features.digest import weekly
from bot.features.glossary import terms
from bot.features.huddles import (
    answering,
    away,
    items,
    overview,
    post,
    running,
    starting,
    steering,
    views,
)
from bot.features.huddles import scheduling as huddle_clocks
from bot.features.kpi import definition
from bot.features.oncall import commands as oncall
from bot.features.oncall import gaps
from bot.features.polls import closing as poll_closing
from bot.features.polls import (
    creation,
    opening,
    panel,
    reminder,
    small_sides,
    voting,
    weighted_table,
)
from bot.features.polls import lists as poll_lists
from bot.features.polls import talk as poll_talk
from bot.features.taskforce import membership
from bot.features.wins import approval, consent, draft, milestones, posting
from bot.features.wins import lists as win_lists

_ALL = (
    raising.feature,
    unnamed.feature,
    old_windows.feature,
    anonymous_access.feature,
    sealed_actions.feature,
    confidential.feature,
    first_questions.feature,
    in_danger.feature,
    answers.feature,
    duplicates.feature,
    working.feature,
    reprioritize.feature,
    closing.feature,
    escalation.feature,
    paging.feature,
    lists.feature,
    export.feature,
    draft.feature,
    approval.feature,
    consent.feature,
    posting.feature,
    milestones.feature,
    win_lists.feature,
    weekly.feature,
    terms.feature,
    membership.feature,
    definition.feature,
    answering.feature,
    starting.feature,
    overview.feature,
    steering.feature,
    views.feature,
    post.feature,
    items.feature,
    running.feature,
    huddle_clocks.feature,
    away.feature,
    creation.feature,
    poll_lists.feature,
    voting.feature,
    opening.feature,
    reminder.feature,
    poll_closing.feature,
    panel.feature,
    small_sides.feature,
    weighted_table.feature,
    poll_talk.feature,
    ballot_secrecy.feature,
    oncall.feature,
    gaps.feature,
    home.feature,
    me.feature,
    account_linking.feature,
    rooms.feature,
    setup.feature,
    people.feature,
    undelivered.feature,
    queues.feature,
    my_data.feature,
    legal_holds.feature,
    audit_log.feature,
    retention.feature,
    departures.feature,
    welcome.feature,
)
FEATURES = (help_feature.build(_ALL), *_ALL)
