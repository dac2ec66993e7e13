"""Every output shows the runbook in the light of the log, and no more than helps."""

import re
from dataclasses import replace

import pytest
from report_builders import (
    CAUSES,
    CHECKLIST,
    attempt,
    crash_loop,
    empty,
    finding,
    nothing_found,
    recovered,
    signature,
    tick,
    tracking,
)

from logscan.model import Answer, FailureReason, SeenOf, Status, Text, Verdict
from logscan.report import document, render
from logscan.report.folding import fold_attempts
from logscan.report.view import how_it_ended, weighed_causes

HEALTHY = Verdict(status=Status.HEALTHY, headline=Text(en="The service is live"))


def section(text, heading):
    """Return the lines of the terminal's section with this heading."""
    return text.split(f"\n{heading}")[1].split("\n\n")[0]


def test_the_document_holds_what_was_weighed():
    """Causes, checklist, tracking, reasons and notes are there in the model's own words."""
    made = document(crash_loop(), "ko")
    assert made["causes"][0] == {
        "id": "database",
        "title": "데이터베이스 연결 실패",
        "standing": "likely",
        "evidence_for": ["데이터베이스 연결이 거부됨 (10.0.0.5:5432), 27회"],
        "evidence_against": [],
        "check": 'Logs에서 "Connection refused"를 찾으세요.',
        "source": "runbook: possible causes 2",
    }
    assert made["causes"][2]["check"] is None
    assert [(one["answer"], one["good"]) for one in made["checklist"]] == [
        ("no", False),
        ("yes", False),
        ("yes", True),
        ("open", None),
        ("open", None),
    ]
    assert made["tracking"]["restart"] == "2025-10-24T12:24:08Z"
    assert made["tracking"]["works_after"] is False
    assert made["tracking"]["before"][1]["signature"] == "exited-with-status"
    assert made["attempts"][1]["reason"] == "timed-out"
    assert [one["note"] for one in made["findings"]][:2] == [None, "여러 줄을 종합한 판단입니다"]


def test_without_a_runbook_the_keys_stay():
    """A report made without a runbook has empty lists and no other side of a restart."""
    made = document(crash_loop(causes=(), checklist=(), tracking=None))
    assert (made["causes"], made["checklist"], made["tracking"]) == ([], [], None)


def test_causes_with_evidence_are_one_line_each():
    """In a pipe each cause is one line; those without evidence are counted."""
    said = section(render(crash_loop()), "RUNBOOK: POSSIBLE CAUSES")
    lines = said.strip().splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("✗ likely    The database connection fails  + Database")
    assert lines[1].endswith("+ 14 boots lost (+1)")
    assert lines[2].endswith("The memory is used up  - the exit status is 1, not 137")
    assert "1 more that this log says nothing about" in lines[3]


def test_an_unlikely_cause_says_why_it_is_unlikely():
    """What speaks for it would only mislead at a glance."""
    both = replace(CAUSES[3], evidence_for=CAUSES[1].evidence_for)
    said = section(render(crash_loop(causes=(both,))), "RUNBOOK: POSSIBLE CAUSES")
    assert "14 boots" not in said
    assert "- the exit status is 1" in said


def test_verbose_shows_every_cause_and_question():
    """All evidence, how to find out, and the questions that the log leaves open."""
    text = render(crash_loop(), verbosity=1)
    causes = section(text, "RUNBOOK: POSSIBLE CAUSES")
    assert "? open      The port is configured wrong" in causes
    assert "+ Process exited with an error status, 14 times" in causes
    assert "to find out: Look in the Logs" in causes
    assert "[?] Is DATABASE_URL set? the log does not say" in section(text, "RUNBOOK: CHECKLIST")


def test_a_box_says_whether_the_answer_is_good():
    """An error message that is there is an answer, and a bad one."""
    said = section(render(crash_loop()), "RUNBOOK: CHECKLIST")
    assert "[ ] Is there a recent error message? Database" in said
    assert "[x] Are the timestamps recent? the last" in said
    assert "[?] 2 more that this log does not answer" in said
    assert "DATABASE_URL" not in said


def test_an_answer_that_is_neither_good_nor_bad_is_open():
    """A build that goes on is no tick yet; verbose gives the reason."""
    building = tick("Live?", "Live?", Answer.YES, why=Text(en="a build is going on"))
    report = crash_loop(checklist=(building, *CHECKLIST[2:3]))
    assert "[?] Live? a build is going on" in render(report, verbosity=1)


@pytest.mark.parametrize(
    ("works", "said"),
    [
        (True, "the service works after it"),
        (False, "the restart did not help"),
        (None, "no line says whether it works"),
    ],
)
def test_both_sides_of_the_restart(works, said):
    """The last restart, what was seen on each side, and whether it helped."""
    report = crash_loop(tracking=tracking(works_after=works, after=()))
    text = section(render(report), "BEFORE AND AFTER THE LAST RESTART")
    assert "12:24:08, line 114" in text
    assert "before  Database connection refused (10.0.0.5:5432) x26, " in text
    assert "after   no known error" in text
    for form in ("terminal", "markdown", "html"):
        assert said in render(report, form)


def test_a_long_side_is_cut_and_says_so():
    """Three errors are enough to compare; the rest is counted, and shown on demand."""
    many = tuple(
        SeenOf(signature_id=f"x-{n}", title=Text(en=f"error {n}"), occurrences=n) for n in range(9)
    )
    report = crash_loop(tracking=tracking(before=many))
    assert "error 0, error 1, error 2 x2 (+6)" in render(report)
    assert "error 8 x8" in render(report, verbosity=1)


def test_a_restart_without_errors_is_not_worth_a_section():
    """A rollout has two sides and nothing to compare."""
    report = crash_loop(tracking=tracking(before=(), after=()))
    for form, heading in (("terminal", "BEFORE AND AFTER"), ("markdown", "Before and after")):
        assert heading not in render(report, form)


def test_a_healthy_service_needs_no_causes():
    """Its checklist is shown, its causes only on demand."""
    report = crash_loop(verdict=HEALTHY, incidents=())
    assert "POSSIBLE CAUSES" not in render(report)
    assert "CHECKLIST" in render(report)
    assert "POSSIBLE CAUSES" in render(report, verbosity=1)


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_an_empty_log_answers_nothing(form):
    """No error message in no log is no good sign."""
    text = render(empty(causes=CAUSES, checklist=CHECKLIST), form, verbosity=1)
    assert "error message?" not in text
    assert "possible causes" not in text.lower()


def test_causes_without_evidence_make_no_section():
    """A log that says nothing about any cause does not list them."""
    assert weighed_causes(nothing_found()) == ()
    assert len(weighed_causes(nothing_found(), every=True)) == 4
    assert "POSSIBLE CAUSES" not in render(nothing_found())


@pytest.mark.parametrize(
    ("reason", "status", "said"),
    [
        (FailureReason.NON_ZERO_EXIT, 1, "exited (status 1)"),
        (FailureReason.NON_ZERO_EXIT, None, "exited (non-zero exit)"),
        (FailureReason.OUT_OF_MEMORY, 137, "exited (out of memory, status 137)"),
        (FailureReason.EARLY_EXIT, 0, "exited (early exit, status 0)"),
        (None, None, "exited"),
    ],
)
def test_an_attempt_says_why_it_ended(reason, status, said):
    """The reason stands beside the outcome, unless the status says it already."""
    lost = attempt("12:00:00", "12:01:00", reason=reason, exit_status=status)
    assert how_it_ended(lost, "en") == said
    for form in ("terminal", "markdown", "html"):
        assert said in render(crash_loop(attempts=(lost,)), form)


def test_attempts_with_other_reasons_are_not_folded():
    """Two boots that died differently are two rows."""
    one = attempt("12:00:00", "12:01:00", exit_status=None)
    other = replace(one, reason=FailureReason.OUT_OF_MEMORY)
    assert len(fold_attempts((one, one, other))) == 2


def test_notes_stand_by_their_findings():
    """Why something is normal here, and what was concluded, is said in every output."""
    text = render(crash_loop())
    assert "\n    note: concluded from several lines\n" in text
    assert "own port probe (the platform asks every service that)" in text
    ticket = render(crash_loop(), "markdown")
    assert "note: concluded from several lines" in ticket
    assert "port probe (2 times); the platform asks every service that" in ticket
    assert "note: concluded from several lines" in render(crash_loop(), "html")


def test_a_concluded_cause_says_so():
    """Also where the cause has a section of its own."""
    report = crash_loop(findings=(finding(note=Text(en="put together")),))
    for form in ("terminal", "markdown", "html"):
        assert "note: put together" in render(report, form)


def test_the_ticket_folds_the_checklist():
    """Its answers are counted on the line that opens it."""
    text = render(crash_loop(), "markdown")
    assert "<summary>1 fine, 2 not fine, 2 open</summary>" in text
    assert "\n- [x] Are the timestamps recent? the last line is of" in text
    assert "\n- [?] Is `DATABASE_URL` set? the log does not say" in text
    assert "| ✗ likely | The database connection fails |" in text
    assert "`logs/app.log:398`: the service works after it" in render(recovered(), "markdown")


def test_the_page_says_answers_in_words():
    """Colour is never the only sign."""
    text = render(crash_loop(), "html")
    assert '<span class="badge good">fine</span> Are the timestamps recent?' in text
    assert '<span class="badge bad">not fine</span> Is there a recent error message?' in text
    assert '<span class="badge">open</span> Is DATABASE_URL set?' in text
    assert "The port is configured wrong" in text


def test_quiet_stays_the_answer():
    """Nothing of the runbook but its steps."""
    assert "RUNBOOK" not in render(crash_loop(), verbosity=-1)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_runbook_fits_a_small_screen(language):
    """Of seven causes and ten questions no more is shown than one screen of 80 by 25 holds."""
    causes = (*CAUSES, CAUSES[2], CAUSES[2], CAUSES[3])
    report = crash_loop(causes=causes, checklist=(*CHECKLIST, *CHECKLIST[3:] * 2, CHECKLIST[3]))
    text = render(report, width=80, language=language)
    start, stop = {"en": ("RUNBOOK", "TIMELINE"), "ko": ("런북: 가능", "타임라인")}[language]
    lines = re.search(rf"\n({start}.*?)\n{stop}", text, re.DOTALL)[1].splitlines()
    assert len(report.causes) + len(report.checklist) == 7 + 10
    assert len(lines) <= 25


def test_odd_signatures_still_have_no_note():
    """A finding without a note has no empty line for one."""
    assert "note:" not in render(crash_loop(findings=(finding(signature("x")),)))
