"""Attempts are cut where the platform's marks are, whatever the order of two streams."""

from __future__ import annotations

import analysis_builders as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.analysis.attempts import attempt_of
from logscan.analysis.sightings import LINE
from logscan.model import Phase

HEALTHY = (
    "0 cache",
    "1 cloning",
    "5 build-command",
    "60 build-successful",
    "65 deploying",
    "80 running",
    "85 no-ports",
    "90 listening",
    "100 live",
)

CRASHES = (
    "65 deploying",
    "80 running",
    "83 exited status=1",
    "84 refused host=db",
    "95 running",
    "98 exited status=1",
    "99 refused host=db",
)


def boots(*lines: str, undated: bool = False) -> list[tuple[str, list[str]]]:
    """Return the outcome and the signatures of each boot."""
    return [
        (span.outcome.value, list(attempt_of(span).signature_ids))
        for span in made.spans(*lines, undated=undated)
        if span.phase is Phase.BOOT
    ]


@pytest.mark.parametrize("undated", [False, True])
def test_a_healthy_deploy_is_a_build_a_deploy_and_a_boot(undated):
    """Start marks in a row are one build; what did its job is live."""
    assert made.told(made.spans(*HEALTHY, undated=undated)) == [
        "build live",
        "deploy live",
        "boot live",
    ]


@pytest.mark.parametrize("undated", [False, True])
def test_an_exit_line_may_come_before_its_error(undated):
    """An error after an exit and before the next boot belongs to what exited."""
    assert boots(*CRASHES, undated=undated) == [
        ("exited", ["exited", "refused"]),
        ("exited", ["exited", "refused"]),
    ]


def test_an_error_right_after_the_next_boot_began_still_belongs_to_the_exit():
    """A boot that is a moment old cannot have failed already when an exit was just printed."""
    lines = ("80 running", "83 exited status=1", "83.5 running", "83.9 refused", "90 live")
    assert boots(*lines) == [("exited", ["exited", "refused"]), ("live", [])]


def test_an_application_line_may_precede_the_line_of_its_boot():
    """An error some seconds before the start line lies in the boot that follows."""
    assert boots("65 deploying", "77 refused", "80 running", "83 exited status=1") == [
        ("exited", ["refused", "exited"])
    ]


def test_a_deploy_whose_last_boot_died_has_failed():
    """Nothing came after the crash, so the deploy did not go live."""
    assert made.told(made.spans(*CRASHES)) == ["deploy failed", "boot exited 1", "boot exited 1"]


def test_a_deploy_that_is_still_booting_is_unknown():
    """A log that ends in a boot decides nothing."""
    assert made.told(made.spans(*CRASHES, "110 running")) == [
        "deploy unknown",
        "boot exited 1",
        "boot exited 1",
        "boot unknown",
    ]


def test_the_platform_gives_up():
    """A timeout ends the deploy and the boot that never listened; a second line adds nothing."""
    lines = ("65 deploying", "80 running", "90 no-ports", "380 port-timeout", "381 timed-out")
    assert made.told(made.spans(*lines)) == ["deploy failed", "boot failed"]


def test_a_live_boot_that_exits_later_has_exited():
    """Live is not for ever."""
    assert made.told(made.spans(*HEALTHY, "900 exited status=137"))[-1] == "boot exited 137"


def test_the_old_instance_stops_after_a_rollout():
    """A stop after a newer boot went live is the older one's, in the log or not."""
    first = made.spans(*HEALTHY, "165 sigterm")
    assert made.told(first) == ["boot stopped", "build live", "deploy live", "boot live"]
    assert first[0].cut
    second = ("300 deploying", "310 running", "320 live", "385 sigterm", "386 exited status=143")
    assert made.told(made.spans(*HEALTHY, *second)) == [
        "build live",
        "deploy live",
        "boot stopped 143",
        "deploy live",
        "boot live",
    ]


def test_a_stop_without_a_newer_boot_stops_the_running_one():
    """Long after it went live, the only boot is the one that was asked to stop."""
    assert made.told(made.spans(*HEALTHY, "4000 sigterm"))[-1] == "boot stopped"


def test_a_planned_restart_ends_one_boot_and_begins_another():
    """After a new primary port the shutdown lines belong to the old boot."""
    lines = (*HEALTHY[:-1], "92 new-port", "94 sigterm", "100 running", "110 live")
    assert made.told(made.spans(*lines))[1:] == ["deploy live", "boot restarted", "boot live"]


def test_two_instances_are_kept_apart():
    """An error of the old instance does not lie in the boot of the new one."""
    lines = (
        "0 listening @old",
        "65 deploying",
        "80 running",
        "85 type-error @old",
        "90 listening @new",
        "100 live",
        "160 sigterm @old",
        "170 slow @new",
    )
    found = {
        span.instance: (span.outcome.value, list(attempt_of(span).signature_ids))
        for span in made.spans(*lines)
        if span.phase is Phase.BOOT
    }
    assert found == {
        "old": ("stopped", ["type-error", "sigterm"]),
        "new": ("live", ["slow"]),
    }


def test_a_pod_that_restarts_keeps_its_name():
    """Boots of one instance that crashes again and again are boots of that instance."""
    lines = (
        "0 running",
        "3 refused @aaaaa",
        "4 exited status=1",
        "10 running",
        "13 refused @aaaaa",
        "14 exited status=1",
    )
    found = [(span.instance, span.outcome.value) for span in made.spans(*lines)]
    assert found == [("aaaaa", "exited"), ("aaaaa", "exited")]


def test_exits_without_start_lines_are_boots_of_their_own():
    """Docker services print no start line; each exit ends a boot with the errors before it."""
    lines = ("3 refused", "4 exited status=1", "33 refused", "34 exited status=1")
    assert boots(*lines) == [("exited", ["refused", "exited"])] * 2


def test_two_words_for_one_death_are_one_exit():
    """Out of memory and the exit status that follows tell of the same end."""
    lines = ("0 running", "50 oom", "51 exited status=137")
    assert made.told(made.spans(*lines)) == ["boot exited 137"]


def test_a_docker_deploy_without_a_start_line_has_a_boot():
    """What happens between the deploy and its live line is a boot, announced or not."""
    assert made.told(made.spans("0 deploying", "5 no-ports", "9 live")) == [
        "deploy live",
        "boot live",
    ]


def test_a_static_site_is_live_right_after_its_build():
    """There is no boot: the build's end and the live line are one."""
    assert made.told(made.spans("0 cloning", "5 build-command", "60 live")) == [
        "build live",
        "deploy live",
    ]


def test_a_failed_build_holds_its_errors_and_its_exit():
    """The exit status of a build is the build's."""
    lines = ("0 cloning", "5 build-command", "20 npm-conflict", "21 build-failed")
    found = made.spans(*lines, "21 exited status=1")
    assert made.told(found) == ["build failed 1"]
    assert attempt_of(found[0]).signature_ids == ("npm-conflict", "build-failed", "exited")


def test_an_old_boot_that_crashes_during_a_build_is_not_the_build():
    """A running service may exit while the next version is built."""
    lines = (*HEALTHY, "400 cloning", "405 build-command", "410 refused", "411 exited status=1")
    assert made.told(made.spans(*lines))[-2:] == ["boot exited 1", "build unknown"]


def test_a_failed_pre_deploy_takes_both_its_lines():
    """The platform prints the failure and the exit status."""
    lines = ("0 predeploy", "5 refused", "6 predeploy-failed", "6 exited status=1")
    assert made.told(made.spans(*lines)) == ["pre-deploy failed 1"]


def test_a_completed_pre_deploy_is_live():
    """It did its job."""
    assert made.told(made.spans("0 predeploy", "9 predeploy-done", "10 deploying"))[0] == (
        "pre-deploy live"
    )


def test_a_log_without_a_head_still_has_its_attempts():
    """What ends in the log began before it."""
    found = made.spans("0 refused", "1 exited status=1", "9 running", "20 live")
    assert made.told(found) == ["boot exited 1", "deploy live", "boot live"]
    assert attempt_of(found[0]).start_ns is None


def test_a_build_that_stops_mid_way_is_unknown():
    """No end was seen."""
    assert made.told(made.spans("0 cloning", "5 build-command")) == ["build unknown"]


def test_a_second_build_begins_after_the_first_did_something():
    """A cancelled build and the next one are two."""
    lines = ("0 cloning", "5 build-command", "100 cloning", "105 build-command", "160 live")
    assert made.told(made.spans(*lines)) == ["build unknown", "build live", "deploy live"]


def test_a_listening_line_is_enough_where_there_is_no_platform():
    """A local log says nothing of deploys; a server that listens works."""
    assert made.told(made.spans("0 running", "3 listening")) == ["boot live"]


def test_two_start_lines_of_one_boot():
    """The platform's and the runner's start line stand some seconds apart."""
    assert made.told(made.spans("0 starting", "2 running", "9 listening")) == ["boot live"]


def test_services_are_cut_apart():
    """One service's exit does not end another one's boot."""
    lines = ("0 running %a", "1 running %b", "5 exited %a status=1", "9 live %b")
    found = made.spans(*lines)
    assert [span.scope.service for span in found] == ["a", "b", "b"]
    assert made.told(found) == ["boot exited 1", "deploy live", "boot live"]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("0 running", "3 exited status=1"), "non-zero-exit"),
        (("0 running", "3 exited status=0"), "early-exit"),
        (("0 running", "3 out-of-heap", "4 exited status=134"), "out-of-memory"),
        (("0 deploying", "1 running", "300 timed-out"), "timed-out"),
        (("0 running", "3 listening"), None),
        (("0 running", "3 listening", "900 sigterm"), None),
    ],
)
def test_reasons_are_those_of_the_platform(lines, why):
    """Early exit, non-zero exit, out of memory, timed out; nothing for what went well."""
    reason = attempt_of(made.spans(*lines)[-1]).reason
    assert (reason and reason.value) == why


IDS = [one.id for one in made.SIGNATURES]
LINES = st.lists(
    st.tuples(st.integers(0, 900), st.sampled_from(IDS), st.sampled_from(["", "@aaaaa", "@bbbbb"])),
    max_size=40,
)


@settings(max_examples=200, deadline=None)
@given(LINES, st.booleans())
def test_any_order_of_marks_is_cut_without_a_fault(rows, undated):
    """Whatever is printed, every sighting lies in at most one attempt of each phase."""
    lines = [f"{second} {name} {where}" for second, name, where in rows]
    for span in made.spans(*lines, undated=undated):
        attempt = attempt_of(span)
        assert attempt.start_line <= attempt.end_line or not undated
        assert span.start <= span.end
        assert len({id(s) for s in span.sightings}) == len(span.sightings)


def test_lines_of_an_undated_log_stand_on_a_nominal_clock():
    """Ten lines count as a second, so all windows work without times."""
    found = made.spans(*CRASHES, undated=True)
    assert found[0].start == 10 * LINE
