"""A chat message is short, and log text in it stays text."""

import re
from dataclasses import replace

import pytest
from hostile import CORPUS, hostile_report
from report_builders import REPORTS, STEPS, crash_loop

from logscan.report import render
from logscan.report.markdown import size

SPAN = re.compile(r"`[^`\n]*`")


@pytest.mark.parametrize("text", CORPUS)
def test_log_text_is_never_markup(text):
    """Outside code there is no mention, link, emphasis or entity that is not ours."""
    out = render(hostile_report(text), "slack")
    assert not re.search(r"<|[^&;\w ]>", out)
    lines = SPAN.sub("", out).splitlines()
    for line in lines:
        rest = re.sub(r"^(. \*[A-Z]+\*|_[^_]*_$|\*Next steps\*$|&gt; )", "", line)
        assert not re.search(r"[@*_~`#&]|://|\w\.\w", rest), line


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", REPORTS)
def test_every_message_is_short(name, language):
    """A message stays under 3,000 characters."""
    assert 20 < size(render(REPORTS[name], "slack", language=language)) < 3_000


@pytest.mark.parametrize("limit", [0, 5, 30, 200, 500, 1000, 3000])
def test_a_message_fits(limit):
    """No limit is reached, whatever the report holds."""
    for text in ("x " * 4000, "😀" * 4000, "`" * 4000):
        assert size(render(hostile_report(text), "slack", max_chars=limit)) < max(limit, 1)


def test_the_message():
    """It gives the verdict, the reason, the proof and the first steps, and counts the rest."""
    text = render(replace(crash_loop(), next_steps=STEPS * 2), "slack")
    assert text.startswith("✗ *FAILING* Database connection refused (`10.0.0.5:5432`)\n")
    assert "`stdin:12 Error: connect ECONNREFUSED 10.0.0.5:5432`" in text
    assert "• Within 2 minutes: Open the service" in text
    assert "… 4 more steps" in text
