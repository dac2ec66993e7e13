"""The first line of the report names what broke first, and normal is normal."""

from __future__ import annotations

from dataclasses import replace

import analysis_builders as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.analysis import Timeline, diagnosis
from logscan.analysis.steps import CHECK, OVER, next_steps
from logscan.model import (
    Kind,
    Nature,
    Severity,
    SourceInfo,
    Stats,
    Status,
    Step,
    Text,
    Within,
)

BUILD = ("0 cloning", "5 build-command", "60 build-successful", "65 deploying")
LOOP = (
    *BUILD,
    "80 running",
    "83 exited status=1",
    "84 refused host=db",
    "95 running",
    "98 exited status=1",
    "99 refused host=db",
    "115 running",
    "118 exited status=1",
    "119 refused host=db",
    "380 port-timeout",
)
HEALTHY = (*BUILD, "80 running", "85 no-ports", "90 listening", "100 live")


def answer(*lines: str, **fields: object) -> tuple[str, str | None]:
    """Return status and cause."""
    verdict = made.report(*lines, **fields).verdict
    return verdict.status.value, verdict.cause


@pytest.mark.parametrize("undated", [False, True])
def test_a_crash_loop_has_one_cause(undated):
    """The refused connection explains the exits and the timeout, in any kind of log."""
    report = made.report(*LOOP, undated=undated)
    assert (report.verdict.status, report.verdict.cause) == (Status.FAILING, "refused")
    assert made.roles(report) == {
        "refused": "cause",
        "exited": "consequence",
        "port-timeout": "consequence",
        "crash-loop": "consequence",
    }
    assert [i.cause for i in report.incidents] == ["refused"]


def test_the_headline_names_the_thing_and_the_figures():
    """Since when, how often, and what was lost; in both languages."""
    headline = made.report(*LOOP).verdict.headline
    assert headline.en == "Connection refused by db since 12:01, 3 times, 3 boots lost"
    assert headline.ko == "db 연결 거부: 12:01부터, 3회, 부팅 3회 실패"


def test_findings_begin_with_the_cause():
    """The order of findings is cause, then the rest, benign last."""
    found = made.report(*LOOP, "390 repo-note").findings
    assert found[0].signature.id == "refused"
    assert found[-1].signature.id == "repo-note"


def test_the_loudest_is_not_the_cause():
    """A consequence that is printed a hundred times stays a consequence."""
    loud = [f"{3 + n / 100} wrapper" for n in range(100)]
    report = made.report("0 running", "3 refused host=db", *loud, "5 exited status=1")
    assert report.verdict.cause == "refused"
    assert made.roles(report)["wrapper"] == "consequence"


def test_a_result_without_a_reason_is_a_weak_cause():
    """Where nothing explains an exit, the exit is named and the confidence is low."""
    report = made.report("0 running", "3 exited status=1")
    assert report.verdict.cause == "exited"
    assert report.verdict.confidence < 0.5


def test_anything_explains_a_result():
    """An error that no edge names still explains the exit of its own boot."""
    report = made.report("0 running", "3 type-error", "4 exited status=1")
    assert made.roles(report) == {"type-error": "cause", "exited": "consequence"}
    assert report.verdict.confidence < made.report(*LOOP).verdict.confidence


def test_a_declared_explanation_beats_an_earlier_error():
    """Explanation comes before earliness."""
    lines = ("0 running", "2 type-error", "3 refused host=db", "4 exited status=1")
    assert made.report(*lines).verdict.cause == "refused"


def test_a_missing_variable_is_behind_the_refused_connection():
    """The chain is followed to its first link, although that was printed once."""
    lines = ("0 running", "2 env-missing", "3 refused host=db", "3.1 refused host=db")
    report = made.report(*lines, "4 exited status=1")
    assert report.verdict.cause == "env-missing"
    assert report.incidents[0].consequences == ("refused", "exited")


def test_two_causes_are_two_and_each_is_the_others_rival():
    """The earlier one explains the exit; the other is a hypothesis with a check."""
    lines = ("0 running", "2 port-taken", "3 refused host=db", "4 exited status=1")
    report = made.report(*lines)
    assert report.verdict.cause == "port-taken"
    first = report.incidents[0]
    assert [h.signature_id for h in first.hypotheses] == ["refused"]
    assert "DATABASE_URL" in first.hypotheses[0].check.en
    assert first.confidence < made.report(*lines[:2], lines[3]).verdict.confidence


def test_a_rollout_is_healthy():
    """The old instance's SIGTERM and the port that took a while are nothing."""
    report = made.report(*HEALTHY, "165 sigterm", "166 socket-closed")
    assert (report.verdict.status, report.incidents) == (Status.HEALTHY, ())
    assert made.roles(report) == {
        "no-ports": "benign",
        "sigterm": "benign",
        "socket-closed": "benign",
    }


def test_a_stop_that_nothing_follows_is_trouble():
    """Nothing took over, so the service is down."""
    report = made.report(*HEALTHY, "4000 sigterm")
    assert (report.verdict.status, report.verdict.cause) == (Status.FAILING, "sigterm")


def test_a_manual_restart_is_healthy():
    """A stop, a start, and it listens again."""
    assert answer(*HEALTHY, "4000 sigterm", "4010 running", "4020 listening") == ("healthy", None)


def test_a_stop_before_a_crash_loop_is_no_restart():
    """What came after the stop never worked."""
    lines = (*HEALTHY, "4000 sigterm", "4010 running", "4012 refused host=db")
    assert answer(*lines, "4013 exited status=1") == ("failing", "refused")


def test_a_planned_restart_is_healthy():
    """The platform said why it restarts."""
    lines = (*HEALTHY[:-1], "92 new-port", "94 sigterm", "95 exited status=143", "100 running")
    assert answer(*lines, "110 live") == ("healthy", None)


def test_waiting_for_a_port_in_vain_is_a_consequence():
    """The same line that is nothing in a good deploy belongs to a bad one's incident."""
    report = made.report(*BUILD, "80 running", "81 type-error", "140 no-ports", "380 port-timeout")
    assert made.roles(report)["no-ports"] == "consequence"
    assert report.verdict.status is Status.FAILING


def test_out_of_memory_explains_137():
    """The platform's word for it is the cause, the status its consequence."""
    report = made.report(*HEALTHY, "900 oom limit=512Mi", "901 exited status=137")
    assert (report.verdict.status, report.verdict.cause) == (Status.FAILING, "oom")


def test_recovery_after_a_restart():
    """Errors before the boot that works are over."""
    report = made.report(*LOOP[:-1], "200 running", "205 listening", "210 live")
    assert (report.verdict.status, report.verdict.cause) == (Status.RECOVERED, "refused")
    assert report.verdict.headline.en.startswith("Connection refused by db: it is over (")
    assert report.next_steps[0] is OVER
    assert {step.within for step in report.next_steps[1:]} <= {Within.LATER}


def test_an_old_error_before_a_new_crash_is_not_the_cause():
    """What was over before a healthy deploy does not explain today's crash."""
    again = ("2000 running", "2003 env-missing", "2004 exited status=1")
    report = made.report(*LOOP[:-1], "200 running", "210 live", *again)
    assert (report.verdict.status, report.verdict.cause) == (Status.FAILING, "env-missing")
    assert [i.cause for i in report.incidents] == ["env-missing", "refused"]


def test_a_failed_build_names_its_error():
    """The build's result is a consequence."""
    report = made.report("0 cloning", "5 build-command", "20 npm-conflict", "21 build-failed")
    assert (report.verdict.status, report.verdict.cause) == (Status.FAILING, "npm-conflict")
    assert "1 build lost" in report.verdict.headline.en


def test_a_failed_build_beside_a_live_service_degrades_it():
    """The old version still serves."""
    later = ("4000 cloning", "4005 build-command", "4020 npm-conflict", "4021 build-failed")
    assert answer(*HEALTHY, *later) == ("degraded", "npm-conflict")


def test_a_failed_build_is_not_over_because_the_version_before_runs():
    """Hours later the new version is still not there, and the headline says what serves."""
    lines = (*HEALTHY, "1000 cloning", "1020 npm-conflict", "1030 build-failed")
    verdict = made.report(*lines, until=20_000).verdict
    assert (verdict.status, verdict.cause) == (Status.DEGRADED, "npm-conflict")
    assert verdict.headline.en.endswith("1 build lost; the version before keeps serving")
    assert verdict.headline.ko.endswith("빌드 1회 실패 (이전 버전은 계속 서비스 중)")
    assert answer(*lines, "2000 cloning", "2050 build-successful")[0] == "recovered"


def test_answered_requests_show_what_no_mark_shows():
    """The log holds the failed deploy alone; the version before answers all the while."""
    lines = ("0 cloning", "20 npm-conflict", "30 build-failed")
    assert answer(*lines) == ("failing", "npm-conflict")
    assert answer(*lines, until=200, answered=199) == ("degraded", "npm-conflict")
    assert answer(*LOOP, until=400, answered=399)[0] == "degraded"
    assert answer(*LOOP, until=400, answered=100)[0] == "failing"  # before the last boot died


def test_answered_requests_make_a_log_without_marks_healthy():
    """Nothing but access lines is an answer too, unless something in it looks like an error."""
    info = SourceInfo(name="app.log", layout="plain", lines=9, answered_ns=made.START_NS)

    def verdict(**figures: int):
        stats = Stats(lines=9, records=9, **figures)
        made_of = {"catalogue": made.CATALOGUE, "sources": (info,), "stats": stats}
        return diagnosis.analyse(Timeline(made.CATALOGUE), **made_of).verdict

    assert verdict().status is Status.HEALTHY
    assert verdict(error_lines=1).status is Status.INCONCLUSIVE


def test_errors_of_a_running_service_degrade_it():
    """Nothing exited, but the error goes on to the end of the log."""
    lines = [f"{300 + 10 * n} type-error" for n in range(20)]
    assert answer(*HEALTHY, *lines) == ("degraded", "type-error")


def test_errors_that_stopped_long_ago_are_over():
    """The service went on in silence, so it recovered."""
    assert answer(*HEALTHY, "300 type-error", until=4000) == ("recovered", "type-error")


def test_small_errors_leave_a_service_healthy():
    """Low severities are findings, not incidents."""
    report = made.report(*HEALTHY, "300 slow")
    assert (report.verdict.status, report.incidents) == (Status.HEALTHY, ())
    assert made.roles(report)["slow"] == "independent"


def test_nothing_at_all_is_inconclusive():
    """An empty log says so and says what to fetch."""
    report = made.report_on([], stats=Stats())
    assert report.verdict.status is Status.INCONCLUSIVE
    assert report.verdict.headline.en == "The log is empty"
    assert any("render logs -r" in warning.en for warning in report.warnings)


def test_what_could_not_be_read_is_not_called_empty():
    """A source that is not there gives no advice about an empty log."""
    report = made.report_on([], stats=Stats(), complete=False)
    assert report.verdict.headline.en == "Nothing could be read"
    assert report.warnings == ()


def test_unexplained_errors_are_counted_in_the_answer():
    """Nothing known is an answer too, with the number of what is unknown."""
    stats = Stats(lines=9, records=9, error_lines=4, explained_error_lines=1)
    report = made.report_on([], stats=stats)
    assert report.verdict.headline.en == (
        "Nothing known was found; 3 error-looking lines are unexplained"
    )


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("0 cloning", "5 build-command"), "inside a build"),
        (BUILD, "before it went live"),
        ((*BUILD, "80 running"), "before it went live"),
    ],
)
def test_a_log_that_stops_says_where(lines, words):
    """A build or a boot without an end is inconclusive."""
    verdict = made.report(*lines).verdict
    assert verdict.status is Status.INCONCLUSIVE
    assert words in verdict.headline.en


def test_bounds_of_the_report_are_told(monkeypatch):
    """More incidents than a person reads are counted, and a note says so."""
    monkeypatch.setattr(diagnosis, "SHOWN_INCIDENTS", 1)
    report = made.report("0 refused", "1 port-taken", "2 type-error")
    assert len(report.incidents) == 1
    assert report.stats.counters["incidents_not_shown"] == 2
    assert any("2 more incidents" in warning.en for warning in report.warnings)
    assert set(made.roles(report)) == {"refused", "port-taken", "type-error"}


def capped(**fields: object) -> list[str]:
    """Return the warnings for a source like that of the healthy log, changed."""
    found = made.events(*HEALTHY)
    info = replace(made.infos(found)[0], **fields)
    return [
        w.en
        for w in made.analyse(
            made.timeline(found),
            catalogue=made.CATALOGUE,
            sources=(info,),
            stats=Stats(records=100, lines=100),
        ).warnings
    ]


def test_exactly_a_hundred_records_look_capped():
    """The command fetches more, from an hour before the first record."""
    assert capped(records=100)[0].endswith(
        "fetch more with `render logs -r <service> --limit 1000 --start 2025-10-24T11:00:00Z`"
    )


def test_exactly_an_hour_looks_capped():
    """The default range of the command is an hour."""
    hour = made.START_NS + 3600 * made.SECOND_NS
    assert "exactly one hour" in capped(layout="render-text", last_ns=hour)[0]
    assert capped(layout="syslog", last_ns=hour) == []


def test_steps_are_in_time_boxes_and_filled():
    """First things first, captures in place, nothing twice."""
    steps = made.report(*LOOP).next_steps
    boxes = [list(Within).index(step.within) for step in steps]
    assert boxes == sorted(boxes)
    texts = [step.text.en for step in steps]
    assert "Mend refused at db" in texts
    assert len(set(texts)) == len(texts)


def test_the_first_minutes_belong_to_the_first_incident():
    """The steps of a second incident come after the first ten minutes' own, whatever their box."""
    lines = ("0 running", "5 listening", "6 live", "8 port-taken", "8 exited status=1")
    first = made.report(*lines).incidents[0]
    both = made.report(*lines, "900 refused host=db")
    assert [one.cause for one in both.incidents] == ["port-taken", "refused"]
    urgent = [s for s in both.next_steps if s.within in (Within.NOW, Within.SOON)]
    others = {step.text.en for step in both.incidents[1].steps}
    assert first.steps
    assert not others & {step.text.en for step in urgent}
    assert others <= {step.text.en for step in both.next_steps}


def test_the_health_check_comes_after_the_last_change():
    """Whether it helped is asked once there is something that can have helped."""
    change = Step(text=Text(en="Raise the limit"), within=Within.NEXT, source="https://a.example")
    later = replace(change, text=Text(en="Watch it"), within=Within.LATER)
    told = [step.text.en for step in next_steps([[change, later]], trouble=True)]
    assert told.index("Raise the limit") < told.index(CHECK.text.en) < told.index("Watch it")


def test_the_headline_names_the_service_where_there_are_several():
    """Who is woken up must know which service it is; of one service the name says nothing."""
    lines = ("0 running %a", "9 live %a", "0 running %b", "3 refused %b", "4 exited status=1 %b")
    assert made.report(*lines).verdict.headline.en.startswith("b: Refused since ")
    assert made.report(*lines).verdict.headline.ko.startswith("b: ")
    alone = made.report(*(line for line in lines if line.endswith("%b")))
    assert alone.verdict.headline.en.startswith("Refused since ")


def test_files_tell_services_apart_that_have_no_name():
    """Where two files tell of two services, the headline says which file it is about."""
    well = made.events("0 running", "9 live", source="a.log")
    down = made.events("1 running", "3 refused", "4 exited status=1", source="b.log")
    assert made.report_on([*well, *down]).verdict.headline.en.startswith("b.log: Refused ")
    assert made.report_on(down).verdict.headline.en.startswith("Refused ")


def test_one_service_down_is_the_verdict():
    """Of two services the worse one is told."""
    lines = ("0 running %a", "9 live %a", "0 running %b", "3 refused %b", "4 exited status=1 %b")
    assert answer(*lines) == ("failing", "refused")


def test_one_services_error_explains_anothers():
    """A database's failure is behind the refused connections of its client."""
    lines = ("0 env-missing %db", "3 refused %api host=db", "4 wrapper %api")
    report = made.report(*lines)
    assert report.incidents[0].consequences == ("refused", "wrapper")


ROWS = st.lists(
    st.tuples(
        st.integers(0, 1500),
        st.sampled_from([one.id for one in made.SIGNATURES]),
        st.sampled_from(["", "@aaaaa", "@bbbbb", "%srv-1"]),
    ),
    max_size=50,
)


def test_every_nature_has_its_place():
    """A nature that the model knows is one that causes and confidences are ranked by."""
    for nature in Nature:
        one = replace(
            made.SIGNATURES[0], id=f"of-{nature}", nature=nature, kind=Kind.ERROR, mark=None
        )
        one = replace(one, severity=Severity.HIGH)
        catalogue = replace(made.CATALOGUE, signatures=(*made.SIGNATURES, one))
        timeline = Timeline(catalogue)
        for event in made.events("0 running", f"1 of-{nature}", "2 exited status=1"):
            timeline.add(event)
        report = made.analyse(timeline, catalogue=catalogue, sources=(), stats=Stats())
        assert report.incidents


@settings(max_examples=150, deadline=None)
@given(ROWS, st.booleans(), st.randoms(use_true_random=False))
def test_any_log_has_an_answer_that_does_not_depend_on_arrival(rows, undated, random):
    """No log makes the analysis fail, no event is lost, and no order of arrival shows."""
    lines = [f"{second} {name} {where}" for second, name, where in rows]
    found = made.events(*lines, undated=undated)
    report = made.report_on(found)
    shuffled = list(found)
    random.shuffle(shuffled)
    assert made.report_on(shuffled) == report
    read = [finding for finding in report.findings if finding.signature.family != "rules"]
    counted = sum(finding.occurrences for finding in read)
    marks = {one.id for one in made.SIGNATURES if one.kind.value == "lifecycle"}
    assert counted == sum(event.signature_id not in marks for event in found)
    assert all(0 < one.confidence < 1 for one in report.incidents)


@settings(max_examples=50, deadline=None)
@given(ROWS)
def test_every_incident_stands_on_findings(rows):
    """Causes and consequences are findings; a cause is never its own consequence."""
    report = made.report(*[f"{second} {name} {where}" for second, name, where in rows])
    known = {finding.signature.id for finding in report.findings}
    for incident in report.incidents:
        assert {incident.cause, *incident.consequences} <= known
        assert incident.cause not in incident.consequences
        assert incident.because
