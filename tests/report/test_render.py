"""One function writes every output."""

import time
from dataclasses import fields, replace

import pytest
from report_builders import REPORTS, crash_loop, entry, finding, signature

from logscan.errors import UsageError
from logscan.model import Kind, Role
from logscan.report import RENDERERS, Options, render


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("form", RENDERERS)
def test_every_output_of_every_report(form, name, language):
    """Each is text that encodes and ends in one line end."""
    text = render(REPORTS[name], form, language=language)
    assert text.encode()
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_an_unknown_format_is_an_error_for_people():
    """The message names the formats there are."""
    with pytest.raises(UsageError, match=r"'pdf'.*terminal.*html"):
        render(crash_loop(), "pdf")


def test_the_options_are_the_arguments():
    """Nothing can be chosen that ``render`` does not take."""
    taken = set(render.__kwdefaults__)
    assert taken == {field.name for field in fields(Options)}


def test_korean_is_korean():
    """No English phrase of the interface is left in a Korean report."""
    for form in ("terminal", "markdown", "slack", "html"):
        text = render(crash_loop(), form, language="ko")
        for english in ("WHY", "Within", "times", "Timeline", "harmless", "more rows"):
            assert english not in text.split("<style>")[0], (form, english)
        assert "데이터베이스 연결이 거부됨" in text


def test_large_reports_are_written_quickly():
    """Twenty thousand entries and a hundred findings take no minutes in any output."""
    many = tuple(
        entry(
            f"12:{n // 60 % 60:02}:{n % 60:02}",
            f"problem-{n * n % 97}",
            kind=Kind.ERROR if n % 3 else Kind.LIFECYCLE,
            role=Role.INDEPENDENT if n % 3 else None,
        )
        for n in range(20_000)
    )
    found = tuple(finding(signature(f"problem-{n}")) for n in range(97))
    report = replace(crash_loop(), timeline=many, findings=found)
    for form in RENDERERS:
        began = time.process_time()
        assert render(report, form, width=80 if form == "terminal" else None)
        assert time.process_time() - began < 30
