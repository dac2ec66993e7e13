"""The library: scan anything, push anything, get one report."""

import gzip
import io
from pathlib import Path

import pytest

import logscan
from logscan.errors import CatalogueError, SourceError, UsageError
from logscan.intake.sources import Source
from logscan.model import Severity, Status
from logscan.notices import COUNTERS, notices
from logscan.redaction import Redactor

SAMPLE = Path(__file__).parent.parent / "samples" / "database-down-at-boot" / "input.log"
DATA = SAMPLE.read_bytes()


def told(report):
    """What must not depend on how the bytes came in."""
    return (
        report.verdict,
        [(i.cause, i.consequences, i.start_ns) for i in report.incidents],
        [(f.signature.id, f.role, f.occurrences) for f in report.findings],
        [(a.phase, a.outcome, a.start_ns, a.exit_status) for a in report.attempts],
        report.stats.lines,
        report.stats.events,
    )


@pytest.mark.parametrize(
    "source",
    [
        str(SAMPLE),
        SAMPLE,
        DATA,
        io.BytesIO(DATA),
        [DATA[:1000], DATA[1000:]],
        iter([DATA[i : i + 777] for i in range(0, len(DATA), 777)]),
    ],
    ids=["text path", "path", "bytes", "file", "list", "iterator"],
)
def test_every_way_in_gives_the_same_report(source):
    """Path, bytes, file object and iterable of bytes are the same log."""
    assert told(logscan.scan(source)) == told(logscan.scan(DATA))


def test_the_verdict_of_the_sample():
    """The report names the first cause."""
    report = logscan.scan(SAMPLE)
    assert report.verdict.status is Status.FAILING
    assert report.verdict.cause == "econnrefused"
    assert report.complete


def test_pushing():
    """Events come with the bytes; the report can be had at the end."""
    parser = logscan.Scanner().parser()
    events = parser.feed(DATA) + parser.close()
    assert parser.report().stats.events == len(events) > 0


@pytest.mark.parametrize("size", [1 << 16, 100_000, 1 << 20])
def test_the_reason_for_a_layout_is_that_of_the_same_head(size):
    """However much of a stream comes at once, its layout is told from its first 64 KiB."""
    text = DATA * 20

    def sources(step):
        parser = logscan.Scanner(now_ns=0).parser("app.log")
        for start in range(0, len(text), step):
            parser.feed(text[start : start + step])
        return parser.report().sources

    assert sources(size) == sources(4096)


def test_a_missing_file_raises():
    """The one-file form of the library raises what a program can catch."""
    with pytest.raises(SourceError, match="no such file"):
        logscan.scan("nothing-here.log")


@pytest.mark.parametrize("choices", [{"only": ["nope"]}, {"exclude": ["nope"]}, {"layout": "nope"}])
def test_wrong_choices_raise(choices):
    """Names that do not exist are told at once."""
    with pytest.raises(UsageError, match="nope"):
        logscan.Scanner(**choices)


def test_the_redactor_can_be_chosen():
    """Another redactor than the usual one takes out what it knows, anew in each scan."""
    line = b"Error: connect ECONNREFUSED 10.0.0.5:5432 for kim@example.com\n"
    scanner = logscan.Scanner(redactor=lambda: Redactor(personal=True))
    for _ in range(2):
        parser = scanner.parser()
        (event,) = parser.feed(line) + parser.close()
        assert event.evidence.endswith("for [redacted:email#1]")
        assert parser.report().stats.redacted == {"email": 1}


def test_a_broken_catalogue_raises_unless_tolerated(tmp_path):
    """The library raises all faults; a tolerant run keeps the good signatures."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\n")
    with pytest.raises(CatalogueError) as caught:
        logscan.Scanner(catalogue=[bad])
    tolerant = logscan.Scanner(catalogue=[bad], tolerant=True)
    assert tolerant.problems == caught.value.problems
    assert len(tolerant.catalogue.signatures) > 100


def test_rendering_and_frames():
    """A report becomes text and a table."""
    report = logscan.scan(SAMPLE)
    assert "econnrefused" in logscan.render(report, "json")
    frame = report.to_frame()
    assert len(frame) == len(report.timeline)
    assert {"time", "signature", "occurrences"} <= set(frame.columns)


def test_each_table_of_a_report_has_a_name():
    """Attempts and rates are there for the library, and a wrong name tells the right ones."""
    report = logscan.scan(SAMPLE)
    assert list(report.to_frame("attempts")["outcome"]) == [a.outcome for a in report.attempts]
    found = {finding.signature.id: finding.occurrences for finding in report.findings}
    assert report.to_frame("rates")["econnrefused"].sum() == found["econnrefused"]
    with pytest.raises(UsageError, match="timeline, attempts, rates"):
        report.to_frame("minutes")


def test_several_sources_are_one_report(tmp_path):
    """Each source keeps its name; the counts add up; a fault of one is told."""
    (tmp_path / "a.gz").write_bytes(gzip.compress(DATA))
    sources = [
        Source(name="plain", path=SAMPLE),
        Source(name="packed", path=tmp_path / "a.gz"),
        Source(name="gone", path=tmp_path / "gone"),
    ]
    report = logscan.Scanner().scan(sources)
    single = logscan.scan(SAMPLE)
    assert [source.name for source in report.sources] == ["plain", "packed", "gone"]
    assert report.stats.lines == 2 * single.stats.lines
    assert report.stats.events == 2 * single.stats.events
    assert not report.complete
    assert "gone" in report.faults[0].en
    assert report.faults[0] in report.warnings


def test_a_stop_ends_the_reading(tmp_path):
    """Once stopped, what was read is reported as incomplete."""
    report = logscan.Scanner().scan([Source(name="x", path=SAMPLE)] * 3, stopped=lambda: True)
    assert len(report.sources) == 1
    assert not report.complete
    assert "stopped at line" in report.warnings[0].en


def test_severity_hides_findings_but_not_marks():
    """The timeline keeps its lifecycle marks."""
    report = logscan.Scanner(min_severity=Severity.CRITICAL).scan([Source(name="x", path=SAMPLE)])
    assert {f.signature.severity for f in report.findings} == {Severity.CRITICAL}
    assert any(entry.kind == "lifecycle" for entry in report.timeline)


def test_every_counter_has_words_in_both_languages():
    """A bound that was hit is said, with its number, and only then."""
    assert list(notices({})) == []
    for name in COUNTERS:
        (text,) = notices({name: 1234})
        assert text.ko is not None
        if name != "ids_not_kept":  # its number says nothing to people
            assert "1,234" in text.en
            assert "1,234" in text.ko
        (single,) = notices({name: 1})
        assert not set("{|}") & set(single.en + text.en)


def test_one_record_is_not_told_of_as_several():
    """English bends the words around a number."""
    assert [text.en for text in notices({"records_cut": 1, "clock_back": 1})] == [
        "1 record longer than 64 KiB was cut: 64 KiB at each end were read",
        "the clock of the log goes back 1 time by more than a minute: sorted by time",
    ]
