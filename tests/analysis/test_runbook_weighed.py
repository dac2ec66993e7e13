"""The runbook's causes are weighed and its questions answered by what the log shows."""

from __future__ import annotations

import json

import analysis_builders as made
import pytest

from logscan.catalogue import runbook_cache
from logscan.catalogue.runbook import load_runbook
from logscan.model import Answer, Standing

RUNBOOK = load_runbook()
DEPLOY = ("0 cloning", "5 build-command", "60 build-successful", "65 deploying", "80 running")
CRASH = (*DEPLOY, "83 refused host=db", "84 exited status=1")
HEALTHY = (*DEPLOY, "90 listening", "100 live")


def report(*lines: str, now: float | None = None):
    """Return the report on these lines with the built-in runbook."""
    found = made.events(*lines)
    return made.analyse(
        made.timeline(found),
        catalogue=made.CATALOGUE,
        sources=made.infos(found),
        stats=made.Stats(lines=9, records=9),
        runbook=RUNBOOK,
        now_ns=None if now is None else made.START_NS + round(now * made.SECOND_NS),
    )


def standings(*lines: str) -> dict[str, Standing]:
    """Return how each cause of the runbook stands."""
    return {cause.id: cause.standing for cause in report(*lines).causes}


def answers(*lines: str, now: float | None = None) -> dict[tuple[str, int], tuple[Answer, object]]:
    """Return each answer by its checklist and place in it."""
    places: dict[str, int] = {}
    found = {}
    for tick in report(*lines, now=now).checklist:
        place = places[tick.checklist] = places.get(tick.checklist, -1) + 1
        found[tick.checklist, place] = (tick.answer, tick.good)
    return found


def test_the_cause_of_the_incident_is_the_likely_one():
    """Its finding is the evidence, and it comes first."""
    first = report(*CRASH).causes[0]
    assert (first.id, first.standing) == ("database", Standing.LIKELY)
    assert [text.en for text in first.evidence_for] == ["Connection refused by db, once"]


def test_lost_boots_keep_a_server_that_is_down_possible():
    """Down is what happened, the database is why."""
    causes = {cause.id: cause for cause in report(*CRASH).causes}
    assert causes["server-down"].standing is Standing.POSSIBLE
    assert causes["server-down"].evidence_for[-1].en == "1 boot lost"


def test_a_running_service_speaks_against_being_down():
    """Live, listening and built: three causes become unlikely."""
    found = standings(*HEALTHY)
    unlikely = {name for name, standing in found.items() if standing is Standing.UNLIKELY}
    assert unlikely == {"server-down", "port", "command"}


def test_an_exit_status_speaks_against_memory():
    """A process that ends with 1 was not killed; one that ends with 137 may have been."""
    assert standings(*CRASH)["memory"] is Standing.UNLIKELY
    killed = (*DEPLOY, "90 listening", "900 exited status=137")
    assert standings(*killed)["memory"] is Standing.LIKELY


def test_every_question_of_the_built_in_runbook_has_its_place():
    """The judges know questions by their places: these are the questions there."""
    words = {
        ("status", 0): "Live",
        ("logs", 0): "error",
        ("logs", 1): "listening",
        ("logs", 2): "recent",
        ("environment", 0): "DATABASE_URL",
        ("resources", 1): "memory",
        ("resources", 2): "disk",
    }
    groups = {group.id: group.items for group in RUNBOOK.checklists}
    for (group, place), word in words.items():
        assert word in groups[group][place].text.en


def test_a_crash_answers_the_logs_and_the_status():
    """Not live, an error, nothing listens; the rest stays open."""
    found = answers(*CRASH)
    assert found["status", 0] == (Answer.NO, False)
    assert found["logs", 0] == (Answer.YES, False)
    assert found["logs", 1] == (Answer.NO, False)
    assert found["resources", 0] == (Answer.OPEN, None)


def test_a_healthy_service_answers_well():
    """Live, no error, listening."""
    found = answers(*HEALTHY)
    assert found["status", 0] == (Answer.YES, True)
    assert found["logs", 0] == (Answer.NO, True)
    assert found["logs", 1] == (Answer.YES, True)


@pytest.mark.parametrize(
    ("now", "answer", "why"),
    [
        (None, Answer.OPEN, "does not say"),
        (200, Answer.YES, "1 minute old"),
        (9000, Answer.NO, "2 hours old"),
        (500_000, Answer.OPEN, "a saved log: its last line is 5 days old (2025-10-24 12:01 UTC)"),
    ],
)
def test_recent_depends_on_now(now, answer, why):
    """A last line of two hours ago is not recent; of a log of last week nobody expects it."""
    (tick,) = [
        one
        for one in report(*HEALTHY, now=now).checklist
        if one.question.en == "Are the timestamps recent?"
    ]
    assert tick.answer is answer
    assert why in tick.why.en


def test_a_named_variable_answers_its_question():
    """The variable that the log names is not set; another one stays open."""
    lines = (*DEPLOY, "83 env-missing variable=DATABASE_URL", "84 exited status=1")
    found = answers(*lines)
    assert found["environment", 0] == (Answer.NO, False)
    assert found["environment", 1] == (Answer.OPEN, None)


def test_a_build_that_goes_on_is_building():
    """Building is an answer that is neither good nor bad."""
    assert answers("0 cloning", "5 build-command")["status", 0] == (Answer.YES, None)


def test_without_a_runbook_nothing_is_weighed():
    """The runbook is the caller's choice."""
    plain = made.report(*CRASH)
    assert (plain.causes, plain.checklist) == ((), ())


def test_the_runbook_survives_the_cache(tmp_path, monkeypatch):
    """What comes from the cache is what stands in the file, without reading it again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    plain = json.loads(json.dumps(runbook_cache.to_plain(RUNBOOK)))
    assert runbook_cache.from_plain(plain) == RUNBOOK
    assert runbook_cache.builtin_runbook() == RUNBOOK
    monkeypatch.setattr("logscan.catalogue.runbook.load_runbook", None)
    assert runbook_cache.builtin_runbook() == RUNBOOK


def test_tracking_shows_both_sides_of_the_last_restart():
    """What was seen before, what after, and whether it works."""
    lines = (*CRASH, "100 running", "110 listening", "120 live", "130 slow")
    tracking = report(*lines).tracking
    assert tracking is not None
    seen = {one.signature_id: one.occurrences for one in tracking.before}
    assert seen == {"refused": 1, "exited": 1}  # what was concluded from them is no event
    assert [(s.signature_id, s.occurrences) for s in tracking.after] == [("slow", 1)]
    assert tracking.works_after is True
    assert tracking.restart_line == 80


def test_tracking_of_a_restart_that_did_not_help():
    """The same error on both sides."""
    tracking = report(*CRASH, "100 running", "103 refused host=db", "104 exited status=1").tracking
    assert tracking is not None
    assert tracking.works_after is False
    assert "refused" in {seen.signature_id for seen in tracking.after}


def test_a_single_boot_has_no_other_side():
    """Without a restart there is nothing to compare."""
    assert report(*HEALTHY).tracking is None
