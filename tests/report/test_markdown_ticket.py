"""A ticket renders right, fits its limit, and log text in it stays text."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hostile import CORPUS, hostile_report
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_builders import REPORTS, STEPS, crash_loop

from logscan.model import Text
from logscan.report import MAX_CHARS, render
from logscan.report.markdown import DETAILS, DROPPED_FIRST, SECTIONS, size
from logscan.report.markdown_syntax import address, code_span, fence, folded, prose, row

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OUR_HTML = re.compile(r"<summary>[^<>]*</summary>|</?details>|\s")
FORBIDDEN = re.compile(  # a tab stays a tab inside a fence
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def flat(tokens):
    """Return all tokens with the children of inline ones."""
    for token in tokens:
        yield token
        yield from flat(token.children or ())


def parsed(text):
    """Return the flat tokens of a document."""
    return list(flat(PARSER.parse(text)))


def texts(tokens):
    """Return what readers and services see as ordinary text."""
    return [token.content for token in tokens if token.type == "text"]


@pytest.mark.parametrize("text", CORPUS)
def test_log_text_is_never_markup(text):
    """No HTML, image, link, mention, reference or rule comes out of a log."""
    out = render(hostile_report(text), "markdown")
    assert not FORBIDDEN.search(out)
    tokens = parsed(out)
    for token in tokens:
        assert token.type not in {"image", "hr", "html_inline", "em_open", "s_open"}
        assert token.type != "html_block" or not OUR_HTML.sub("", token.content)
        if token.type == "link_open":
            assert token.attrs["href"] == STEPS[-1].source
    for said in set(texts(tokens)) - {STEPS[-1].source}:
        assert not re.search(r"[@#<>~$]|://|www\.|[0-9a-f]{7}", said), said


@pytest.mark.parametrize("text", CORPUS)
def test_the_outline_stays_ours(text):
    """Whatever the log holds, headings, checkboxes and tables are as many as without it."""

    def outline(report):
        tokens = PARSER.parse(render(report, "markdown"))
        return [
            token.type
            for token in tokens
            if token.type
            in {"heading_open", "table_open", "fence", "tr_open", "th_open", "td_open"}
        ]

    assert outline(hostile_report(text)) == outline(hostile_report("harmless"))


@settings(max_examples=300)
@given(st.text(st.sampled_from("`~ab |\\\n<>*_[]()"), max_size=30))
def test_fences_and_spans_hold_anything(text):
    """A fence and a code span give back exactly what went in, alone and in a table."""
    block = PARSER.parse(fence(["before", text, "after"]))
    assert [token.type for token in block] == ["fence"]
    assert block[0].content == f"before\n{text}\nafter\n"
    line = text.replace("\n", " ")
    if line.strip():
        span = PARSER.parseInline(code_span(line))[0].children
        assert [token.type for token in span] == ["code_inline"]
        assert span[0].content.strip() == line.strip()
    cells = parsed("| a | b |\n| --- | --- |\n" + row([code_span(line), prose(line)]))
    assert sum(token.type == "td_open" for token in cells) == 2


@settings(max_examples=300)
@given(st.text(max_size=40))
def test_prose_is_one_harmless_paragraph(text):
    """Prose gives text, code spans and nothing else, wherever it stands."""
    for start in ("", "- ", "# "):
        tokens = PARSER.parse(start + prose(text))
        kinds = {token.type for token in flat(tokens)} - {"text", "code_inline", "inline"}
        assert not any("list" in kind for kind in kinds) or start == "- "
        assert not kinds & {
            "html_block",
            "html_inline",
            "link_open",
            "image",
            "fence",
            "code_block",
        }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A plain sentence, with signs: yes (really).",
            "A plain sentence, with signs: yes (really).",
        ),
        ("Set DATABASE_URL.", "Set `DATABASE_URL`."),
        ("DATABASE_URL이 비어 있음", "`DATABASE_URL`이 비어 있음"),
        ("(데이터베이스라면 DATABASE_URL)을 확인", "(데이터베이스라면 `DATABASE_URL`)을 확인"),
        ("ask @octocat or #12", "ask `@octocat` or `#12`"),
        (
            "run `npm ci`, then (see https://x.example)",
            "run `npm ci`, then (see `https://x.example`)",
        ),
        ("1. not a list", "`1.` not a list"),
        ("a | b", "a `|` b"),
        ("commit 1f3a9b2c", "commit `1f3a9b2c`"),
        ("port 10000 at 10.0.0.5:5432", "port 10000 at 10.0.0.5:5432"),
        ("<service>", "`<service>`"),
        ("``", "``` `` ```"),
    ],
)
def test_prose(text, expected):
    """Plain words stay plain, the others become code."""
    assert prose(text) == expected


def test_addresses_are_links_only_when_plain():
    """Only a plain https address becomes a link."""
    assert address("https://render.com/docs") == "<https://render.com/docs>"
    for odd in ("http://x", "javascript:alert(1)", "https://x y", "https://x>y", "https://x\n"):
        assert "<http" not in address(odd)


def test_a_summary_is_plain():
    """The line that opens a block holds no markup."""
    assert "<b>" not in folded("<b>x</b>", "body")


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_a_ticket(name, language):
    """Each report gives a document with a headline and no empty section."""
    text = render(REPORTS[name], "markdown", language=language)
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert not re.search(r"^## .*\n+(## |\Z)", text, re.MULTILINE)


def test_the_sections_of_a_ticket():
    """What issue trackers need is there, in the order of a reader."""
    text = render(crash_loop(), "markdown", command="logscan --format markdown app.log")
    wanted = [
        "# ✗ FAILING: Database connection refused (10.0.0.5:5432)",
        "| **When** | 2025-10-24 12:03:11\u201312:26:50 UTC (23m 39s) |",
        "| **Impact** | boot x14 exited; deploy failed; Connection refused x27 |",
        "## Cause",
        "> Error: connect ECONNREFUSED 10.0.0.5:5432",
        "## Next steps",
        "- [ ] Restart the service",
        "## Timeline (UTC)",
        "| 12:03:08\u201312:24:08 | `line 10` | ▸ Start command runs | 14 |",
        "## Builds, deploys and boots",
        "## Considered and set aside",
        "## Core log collection",
        "<summary>Server start messages</summary>",
        "<summary>Last error messages</summary>",
        "<summary>Timestamps</summary>",
        "## Environment",
        "secrets removed: `bearer-token` 1, `postgres-password` 2",
        "logscan --format markdown app.log",
    ]
    places = [text.index(one) for one in wanted]
    assert places == sorted(places)
    assert "left out" not in text.lower().replace("were left out", "")


def big_report():
    """Return a report with far more than a ticket holds."""
    loop = crash_loop()
    finding = loop.findings[0]
    long = [replace(finding.evidence[0], line=n, text="x" * 3000) for n in range(30)]
    found = [
        replace(
            finding, signature=replace(finding.signature, id=f"problem-{n}"), evidence=tuple(long)
        )
        for n in range(60)
    ]
    return replace(loop, findings=(*loop.findings, *found))


@pytest.mark.parametrize("report", [crash_loop(), big_report()], ids=["usual", "big"])
@pytest.mark.parametrize("limit", [0, 5, 40, 100, 500, 1500, *sorted(set(MAX_CHARS.values()))])
def test_a_ticket_fits(report, limit):
    """No limit is exceeded, the verdict stays as long as there is room, and it parses."""
    text = render(report, "markdown", max_chars=limit)
    assert size(text) <= limit
    assert limit < 40 or "FAILING" in text
    assert text.count("<details>") == text.count("</details>")
    opened = [line for line in text.splitlines() if line.startswith("```")]
    assert len(opened) % 2 == 0


def test_what_was_left_out_is_said():
    """A shortened ticket says so, and names the sections that are missing."""
    text = render(big_report(), "markdown", max_chars=2_600)
    assert "Left out to fit into 2,600 characters: " in text
    assert "## Next steps" in text
    assert "Shortened to fit into 60,000 characters." in render(big_report(), "markdown")


def test_the_default_limit_is_githubs():
    """Without a wish the ticket fits GitHub."""
    assert size(render(big_report(), "markdown")) <= 60_000


def test_every_section_can_be_dropped_once():
    """The order of dropping names each section, and each step of detail shows less."""
    assert sorted(DROPPED_FIRST) == sorted(SECTIONS)
    for more, less in pairwise(DETAILS):
        assert less.rows < more.rows
        assert less.text_chars < more.text_chars


def test_ten_error_lines_are_collected():
    """The runbook wants at least ten lines of the latest errors."""
    text = render(crash_loop(), "markdown")
    block = text.split("<summary>Last error messages</summary>")[1].split("</details>")[0]
    assert block.count("\n") >= 8
    assert "==> Exited with status 1" in block


def test_faults_are_said_in_the_head():
    """A source that could not be read is no footnote."""
    fault = Text(en="cannot read x.log: no such file", ko="x.log를 읽을 수 없음")
    text = render(crash_loop(complete=False, faults=(fault,)), "markdown")
    assert "| **!** | cannot read x.log: no such file |" in text
