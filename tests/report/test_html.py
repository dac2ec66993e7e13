"""The page is one offline file, and log text in it stays text."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hostile import CORPUS, hostile_report
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import REPORTS, STEPS, crash_loop, entry, finding, nothing_found, signature

from logscan.model import Kind, Mark, Role, Severity
from logscan.report import render
from logscan.report.html_text import Html, anchor, escaped, join, link, tag

VOID = {"meta", "input", "br"}
ADDRESSES = {STEPS[-1].source, *signature().references}
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069"
    "\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


class Reader(HTMLParser):
    """Collects the elements of a page and checks that they close in order."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.styles, self.text = [], [], [], []

    def handle_starttag(self, name, attributes):
        """Keep an element."""
        self.elements.append((name, dict(attributes)))
        if name not in VOID:
            self.open.append(name)

    def handle_endtag(self, name):
        """Close the innermost element only."""
        assert self.open.pop() == name

    def handle_data(self, data):
        """Keep text by what it stands in."""
        if self.open[-1:] in (["style"], ["script"]):
            self.styles.append((self.open[-1], data))
        else:
            self.text.append(data)

    def handle_comment(self, data):
        """A page of ours has no comments."""
        raise AssertionError(data)


def read(page):
    """Return the page as its elements and texts."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert not reader.open
    return reader


def outline(page):
    """Return the names of elements and attributes, without what they hold.

    A source that only looks like an address is shown as code, which counts as text here.
    """
    elements = read(page).elements
    return [(name, tuple(attributes)) for name, attributes in elements if name != "code"]


@pytest.mark.parametrize("text", CORPUS)
def test_log_text_is_never_markup(text):
    """A hostile log makes the same elements with the same attributes as a harmless one."""
    page = render(hostile_report(text), "html", command=text)
    assert not FORBIDDEN.search(page)
    assert outline(page) == outline(render(hostile_report("harmless"), "html", command="x"))
    assert page.encode()


@pytest.mark.parametrize("text", CORPUS)
def test_nothing_is_fetched_or_run(text):
    """No address but the catalogue's, no event attribute, no style attribute, two assets."""
    reader = read(render(hostile_report(text), "html"))
    scripts = [name for name, _ in reader.elements if name == "script"]
    assert scripts == ["script"]
    for name, attributes in reader.elements:
        assert name not in {"img", "iframe", "object", "embed", "link", "base", "form", "image"}
        for key, value in attributes.items():
            assert not key.startswith("on")
            assert key not in {"style", "src", "srcdoc", "action", "xlink:href"}
            assert key != "href" or value.startswith("#") or value in ADDRESSES


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_policy_names_what_is_inside(name, language):
    """Only the style and the script of the page itself may act, by their hashes."""
    reader = read(render(REPORTS[name], "html", language=language))
    policy = next(a["content"] for _, a in reader.elements if "http-equiv" in a)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert dict(reader.styles).keys() == {"style", "script"}
    for kind, body in reader.styles:
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert ("html", {"lang": language}) in reader.elements


def test_the_assets_are_self_contained():
    """Style and script fetch nothing and write no HTML."""
    reader = read(render(crash_loop(), "html"))
    style, script = dict(reader.styles)["style"], dict(reader.styles)["script"]
    assert not re.search(r"url\(|@import|expression\(", style)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script)
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|import\(|//[a-z]+\.", script)


@pytest.mark.parametrize("name", REPORTS)
def test_references_inside_the_page_hold(name):
    """Each link, label and copy button has its target, and no id is given twice."""
    reader = read(render(REPORTS[name], "html"))
    ids = [a["id"] for _, a in reader.elements if "id" in a]
    assert len(ids) == len(set(ids))
    for name_, attributes in reader.elements:
        for key in ("for", "data-copy", "aria-labelledby"):
            assert attributes.get(key) in {None, *ids}
        href = attributes.get("href", "")
        inside = href.removeprefix("#")
        assert not href.startswith("#") or inside in ids or name_ == "a"
        assert not href.startswith("#") or inside in ids, href


def test_a_screen_reader_finds_its_way():
    """Sections are named, headings do not skip a level, marks say what they are."""
    reader = read(render(crash_loop(), "html"))
    levels = [int(name[1]) for name, _ in reader.elements if re.fullmatch(r"h\d", name)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    marks = [a for name, a in reader.elements if name == "a" and a.get("class") == "mark"]
    assert marks
    assert all(a["aria-label"] for a in marks)
    assert all(a.get("type") for name, a in reader.elements if name in {"input", "button"})


def test_on_a_phone_each_cell_says_its_column():
    """Rows become cards there: a cell carries its column's name, and the table keeps its roles."""
    page = render(crash_loop(), "html")
    cells = re.findall(r"<td[^>]*>", page)
    assert cells
    assert all('data-label="' in cell and 'role="cell"' in cell for cell in cells)
    assert page.count('role="table"') == page.count("<table")


def test_the_picture_has_lanes_bands_and_marks():
    """A lane for each signature, a band for each attempt, a cross for each exit."""
    page = render(crash_loop(), "html")
    reader = read(page)
    classes = [a.get("class", "") for _, a in reader.elements]
    assert classes.count("lane cause") == 1
    assert classes.count("lane consequence") == 1
    assert classes.count("lane marks") == 1
    assert classes.count("band exited") == 14
    assert classes.count("exit") == 14
    assert classes.count("band live") == 1
    assert classes.count("deploy") == 1
    assert "Connection refused, 3 times, 12:05:11, stdin:28" in page


def burst_of(histogram, seconds):
    """A burst of refused connections with so many in each of its slices."""
    burst = entry(
        "12:00:00",
        "econnrefused",
        kind=Kind.ERROR,
        severity=Severity.HIGH,
        role=Role.CAUSE,
        occurrences=sum(histogram),
        histogram=histogram,
    )
    return replace(burst, end_ns=burst.time_ns + seconds * 10**9)


def test_bars_follow_the_rate():
    """The busiest slice of a lane is the tallest bar."""
    burst = burst_of((1, 0, 4, 2), seconds=4)
    reader = read(render(replace(crash_loop(), timeline=(burst,), attempts=()), "html"))
    bars = [a for _, a in reader.elements if a.get("class") == "bar"]
    assert [int(bar["height"]) for bar in bars] == [6, 22, 11]


def test_what_came_alone_is_a_stroke():
    """Three errors in two minutes are three strokes on the line of their burst, from end to end."""
    burst = burst_of((1, 1, 1), seconds=120)
    reader = read(render(replace(crash_loop(), timeline=(burst,), attempts=()), "html"))
    bars = [a for _, a in reader.elements if a.get("class") == "bar"]
    (extent,) = (a for _, a in reader.elements if a.get("class") == "extent")
    start, width = (float(extent[name].rstrip("%")) for name in ("x", "width"))
    places = [float(bar["x"].rstrip("%")) for bar in bars]
    assert places == pytest.approx([start, start + width / 2, start + width], abs=0.01)
    assert {bar["width"] for bar in bars} == {"0.010%"}


def test_undated_logs_have_a_table_and_no_picture():
    """Without any time there is nothing to draw; the table says it all."""
    report = nothing_found(timeline=(entry(None, mark=Mark.NOTE),), sources=())
    page = render(report, "html")
    assert "<svg" not in page
    assert "<details open>" in page
    assert "no time" in page


def test_nothing_found_says_what_to_do():
    """An empty answer is no empty page."""
    page = render(nothing_found(), "html")
    assert "render logs -r SERVICE --limit 1000" in page
    assert "3 error-looking lines are unexplained" in page


def test_large_reports_stay_small_pages():
    """Thousands of entries do not make a page that no browser opens."""
    many = tuple(
        entry(
            f"12:{n // 60 % 60:02}:{n % 60:02}",
            f"problem-{n % 90}",
            kind=Kind.ERROR,
            role=Role.INDEPENDENT,
        )
        for n in range(3600)
    )
    found = tuple(finding(signature(f"problem-{n}")) for n in range(90))
    page = render(crash_loop(timeline=many, findings=found), "html")
    assert len(page) < 2_000_000


@settings(max_examples=200)
@given(st.text(max_size=30))
def test_any_text_in_an_element(text):
    """What is escaped is read back as one text, in an element and in an attribute."""
    reader = read(tag("p", text, title=text).text)
    assert [name for name, _ in reader.elements] == ["p"]
    assert list(reader.elements[0][1]) == ["title"]
    assert "".join(reader.text) == reader.elements[0][1]["title"]


def test_the_small_makers():
    """Attributes, void elements, links and places."""
    assert tag("input", type="radio", checked=True, hidden=False, value=None).text == (
        '<input type="radio" checked>'
    )
    assert tag("a", Html("<b>x</b>"), data_copy="y", class_="z", tabindex=0).text == (
        '<a data-copy="y" class="z" tabindex="0"><b>x</b></a>'
    )
    assert join(Html("a"), None, Html("b")).text == "a\nb"
    assert escaped("a\nb", lines=True) == "a\nb"
    assert "href" not in link("javascript:alert(1)").text
    assert "href" not in link('https://x"onload=').text
    assert 'rel="noopener noreferrer"' in link("https://render.com").text
    assert anchor('a"b c') == "f-a-b-c"
