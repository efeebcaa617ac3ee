"""Which tests `make test` leaves to `make test-slow`, and why: the one list of them. docs/testing.md
shows it to people; tests/test_tiers.py holds both to what there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch


@dataclass(frozen=True)
class Slow:
    """`files` is a pattern of paths from the root of the project. `names` are the functions, or
    classes, that are slow where not all in the file are; of what is parametrized, cases with one of
    the words of `daily` in their id stay in `make test`."""

    files: str
    why: str
    names: Sequence[str] = ()
    daily: Sequence[str] = ()

    def holds(self, path: str, name: str, case: str) -> bool:
        """Whether it is about this test; `case` is what its id has in brackets."""
        if not fnmatch(path, self.files) or (self.names and name not in self.names):
            return False
        return not any(word in case for word in self.daily)


SLOW = (
    Slow(
        "tests/bench/test_servers.py",
        "four processes with Microsoft's SDK; the benches' servers for Slack answer daily",
        names=("test_each_answers_a_message_of_teams",),
    ),
    Slow("tests/browser/test_*.py", "drive Chromium; `tests/web` asks the same pages without one"),
    Slow(
        "tests/cli/test_people_import.py",
        "20,000 people at once; a few dozen are imported daily",
        names=("test_twenty_thousand_people_come_in_less_than_a_minute",),
    ),
    Slow(
        "tests/chaos/test_storm.py",
        "real processes among faults; the clocks of `tests/chaos/test_time.py` are daily",
    ),
    Slow(
        "tests/engine/test_crowd.py",
        "thousands of people on PostgreSQL too; all of it is tried on SQLite daily",
        daily=("sqlite",),
    ),
    Slow(
        "tests/engine/test_edit_share.py",
        "minutes of edits on PostgreSQL too; on SQLite daily",
        names=("test_in_no_minute_are_there_more_than_the_platform_takes",),
        daily=("sqlite",),
    ),
    Slow(
        "tests/engine/test_fuzz.py",
        "700 events made up from two walks through every button; `tests/privacy/test_planted.py`"
        " walks once daily",
        names=("test_no_event_is_a_fault_of_ours", "test_the_walk_has_something_to_change"),
    ),
    Slow(
        "tests/engine/test_jobs_replicas.py",
        "replicas as processes, some of them killed; two replicas in one process are in"
        " `tests/engine/test_two_ticking.py`",
    ),
    Slow(
        "tests/engine/test_sides.py",
        "a stranger tries all there is in three places",
        names=("test_a_stranger_raises_themselves_by_nothing",),
        daily=("triage",),
    ),
    Slow(
        "tests/features/test_story_1.py",
        "the stories with everybody on Slack, and with everybody on Teams; daily on both at once, and"
        " `tests/features/test_one_platform.py` has a short dialog on one",
        names=("test_story_1_concerns", "test_story_1_the_week_after"),
        daily=("apart",),
    ),
    Slow(
        "tests/features/test_story_1_*.py",
        "the same, of the huddle, the polls and the week",
        daily=("apart",),
    ),
    Slow(
        "tests/features/test_story_3.py",
        "the same, of the measures",
        daily=("apart",),
    ),
    Slow(
        "tests/features/test_huddle_truth.py",
        "250 random weeks against plain SQL; ten of them are daily",
        names=("test_after_many_weeks_what_a_post_says_is_what_plain_sql_says",),
    ),
    Slow(
        "tests/features/test_huddles_year.py",
        "the whole bot over the change of the clocks in autumn; over that in spring daily",
        names=("test_the_whole_bot_over_both_clock_changes",),
        daily=("2026-03",),
    ),
    Slow(
        "tests/features/test_huddles_year.py",
        "a year of ticks and crashes in each zone",
        names=("test_a_year_with_random_restarts",),
        daily=("New_York",),
    ),
    Slow(
        "tests/model/test_machine.py",
        "thirty lives of a hospital; six of them are lived daily",
        names=("TestLongMachine",),
    ),
    Slow(
        "tests/frozen/test_frozen_all.py",
        "all 3,000 acts on what an earlier version left; one of each name is done daily",
    ),
    Slow(
        "tests/howto/test_pages.py",
        "follow three pages in copies of the repository, `make check` included",
        names=(
            "test_a_command_and_a_feature_take_three_files_and_make_golden_the_rest",
            "test_a_platform_passes_the_contract_with_what_the_page_adds",
        ),
    ),
    Slow(
        "tests/ops/test_lost_key.py",
        "a full house and several starts on databases whose key is lost; what would be lost, and that"
        " cards say so afterwards, is tried daily",
        names=(
            "test_every_kind_of_text_in_a_full_house_can_be_read",
            "test_the_audit_log_begins_a_new_part_and_says_what_it_cannot_prove",
            "test_what_was_raised_in_confidence_goes_on_and_nobody_is_told_what_is_not_so",
            "test_nothing_lost_nothing_given_up",
            "test_tampering_that_can_be_seen_is_seen",
            "test_another_hospital_on_the_same_database_keeps_its_own",
            "test_on_postgresql",
            "test_it_will_not_start_and_names_the_way_out",
            "test_a_custodian_reads_that_the_key_was_lost_and_later_too",
            "test_after_it_the_bot_starts_and_everything_can_be_read",
            "test_the_application_itself_starts_then",
            "test_what_a_key_at_hand_opens_is_kept_and_sealed_anew",
        ),
    ),
    Slow("tests/ops/test_waiting.py", "real processes that start before their database does"),
    Slow(
        "tests/wire/test_network.py",
        "a socket that the proxy stops, and an installation by it; every other way out is daily",
        names=(
            "test_a_socket_that_the_proxy_does_not_let_through_is_logged_with_the_cause",
            "test_slack_installed_from_a_page",
        ),
    ),
    Slow(
        "tests/wire/test_network_doctor.py",
        "doctor behind a proxy, once for each thing that can fail; a login, a name and an authority"
        " are tried daily",
        names=(
            "test_all_is_well_by_the_proxy_and_with_the_hospitals_authority",
            "test_a_proxy_with_a_login_lets_through_who_has_it",
            "test_a_proxy_that_is_not_there",
            "test_a_proxy_that_lets_nobody_through",
            "test_a_proxy_that_gets_no_further",
            "test_an_authority_that_openssl_is_told_of",
            "test_a_certificate_that_has_ended",
            "test_a_certificate_for_another_name",
            "test_something_that_speaks_no_tls",
            "test_a_proxy_that_says_nothing",
            "test_nobody_listens_there",
            "test_a_credential_that_is_wrong_is_the_only_thing_blamed",
            "test_what_would_be_passed_by_silently_is_told",
        ),
    ),
    Slow(
        "tests/wire/test_teams_token.py",
        "every part of an activity in every odd form; `tests/wire/test_teams_kinds.py` sends recordings of each"
        " kind daily",
        names=("test_odd_parts_of_an_activity_break_nothing",),
    ),
    Slow(
        "tests/wire/test_teams_story_1.py",
        "the story by the door without Microsoft's SDK; by the other one daily, and both doors are"
        " compared in `tests/wire/test_teams_doors.py`",
        names=("test_story_1",),
        daily=("sdk",),
    ),
    Slow(
        "tests/wire/test_teams_story_5.py",
        "a night over Teams' wire; over Slack's, and as a dialog, daily",
        names=("test_the_night_when_nobody_answers",),
    ),
    Slow("tests/wire/test_path_of_a_press.py", "traces every call of a press and a tick"),
    Slow(
        "tests/ops/test_crowd.py",
        "1,100 clients of a real process; `tests/web/test_connections.py` has a small crowd daily",
    ),
    Slow("tests/ops/test_stop.py", "real processes, stopped while they are busy"),
    Slow("tests/ops/test_procfile.py", "every process of the Procfile, as a host starts it"),
    Slow(
        "tests/ops/test_copy.py",
        "every table both ways between SQLite and PostgreSQL; a smaller copy is made daily",
        names=("test_all_that_there_is_goes_over_and_back",),
    ),
    Slow(
        "tests/privacy/test_planted.py",
        "a patient's name in every place of every route, as two people",
        names=("test_on_no_route_of_the_core",),
        daily=("jo",),
    ),
    Slow(
        "tests/privacy/test_planted.py",
        "a patient's name in every field of every form; the core's routes are walked daily",
        names=("test_in_forms_as_people_fill_them_in",),
    ),
    Slow(
        "tests/settings/test_bad_values.py",
        "every key of the settings file with thirty values that it cannot have",
        names=("test_any_value_of_any_key_is_used_or_told",),
        daily=("true", "-1", "24:00", "http://h:x", "America"),
    ),
    Slow("tests/storage/test_apart.py", "four processes, and a database that goes away"),
    Slow(
        "tests/storage/test_migrations_live.py",
        "migrations of a PostgreSQL in use",
        names=(
            "test_what_waited_before_and_what_an_old_process_wants_meanwhile_is_delivered",
            "test_going_back_and_forth_keeps_what_was_there",
        ),
        daily=("sqlite",),
    ),
    Slow(
        "tests/storage/test_migrations_live.py",
        "four processes at once, and a pooler",
        names=(
            "test_four_processes_start_at_once_on_an_empty_database",
            "test_all_of_it_works_through_a_pooler_that_shares_connections",
        ),
    ),
    Slow("tests/storage/test_silent.py", "wait for a server that is stopped with SIGSTOP"),
    Slow(
        "tests/storage/test_two_hospitals.py",
        "every function of storage, asked with another hospital's rows in every table",
        names=("test_no_function_of_storage_crosses",),
        daily=("concerns.get", "people.everyone", "claims.claim", "backlog."),
    ),
    Slow(
        "tests/storage/test_two_hospitals.py",
        "walks through every button as three people",
        names=("test_nothing_crosses_whatever_is_typed_pressed_or_sent",),
    ),
    Slow(
        "tests/typed_corpus/test_corpus.py",
        "685 typed lines in every place of every platform; one of 23 is typed daily",
        names=("test_every_line_comes_to_what_it_should",),
    ),
    Slow(
        "tests/wire/test_slack_crash.py",
        "a process killed at every hop",
        names=(
            "test_killed_on_the_way_in",
            "test_killed_while_posting",
            "test_killed_while_editing",
        ),
        daily=("event / http / committed, not answered",),
    ),
    Slow(
        "tests/wire/test_slack_fake*.py",
        "the stand-in for Slack itself; what is tried on it is daily, so run these when it changes",
    ),
)


def slow(id_: str) -> Slow | None:
    """The entry that holds a test by its id, `tests/test_a.py::test_it[sqlite-ana]` say."""
    path, _, rest = id_.partition("::")
    name, _, case = rest.partition("[")
    name = name.partition("::")[0]
    return next((one for one in SLOW if one.holds(path, name, case.removesuffix("]"))), None)


def table() -> str:
    """The list as docs/testing.md shows it."""
    lines = ["| tests | why they are slow, and what stays in `make test` |", "|---|---|"]
    for one in SLOW:
        names = "".join(f"<br>`{name}`" for name in one.names)
        daily = (
            f"; cases that stay: {', '.join(f'`{word}`' for word in one.daily)}"
            if one.daily
            else ""
        )
        lines.append(f"| `{one.files}`{names} | {one.why}{daily} |")
    return "\n".join(lines) + "\n"
