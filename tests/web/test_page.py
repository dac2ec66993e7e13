"""The page in a real browser: what people do with it, and what a hostile log must not do."""

import gzip
import json
import os
import shutil
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from web_helpers import BEARER, SAMPLE, TOKEN, running

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HEADLINE = "Connection refused by 10.204.31.7:5432"
HOSTILE = (
    "2026-10-18T09:12:42Z Error: connect ECONNREFUSED 10.0.0.5:5432 "
    "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>\n"
    "2026-10-18T09:12:43Z Error: </pre><svg onload=window.hacked=1> javascript:alert(1)\n"
    "2026-10-18T09:12:44Z ERROR \x1b[2J\x1b]0;pwned\x07 \u202egnihtemos {{7*7}} ${7*7}\n"
)


def chromium():
    """The path of a Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def missing():
    """Why these tests cannot run here, or None."""
    try:
        import playwright.sync_api  # noqa: F401 - asked for, not used
    except ModuleNotFoundError:
        return "no playwright: pip install 'logscan[dev]'"
    return None if chromium() else "no Chromium on the PATH: apt-get install chromium"


def test_the_browser_is_there_where_it_must_be():
    """In CI a missing browser is a failure, not a skip."""
    if os.environ.get("CI") != "true" and missing():
        pytest.skip(missing())
    assert missing() is None


@pytest.fixture(scope="module")
def browser():
    """One Chromium for all tests."""
    if missing():
        pytest.skip(missing())
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield made
        made.close()


@pytest.fixture(scope="module")
def server():
    """One server for all tests."""
    with running("--max-mb", "60") as one:
        yield one


class Page:
    """A page with what a test does to it; faults of the script fail the test."""

    def __init__(self, browser, server, *, fragment=f"#token={TOKEN}", **context):
        context = {"locale": "en-US", "viewport": {"width": 1200, "height": 800}} | context
        self.context = browser.new_context(**context)
        self.context.set_default_timeout(30_000)
        self.page = self.context.new_page()
        self.faults = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._listen)
        self.page.goto(f"http://127.0.0.1:{server.port}/{fragment}")

    def _listen(self, message):
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(message.text)

    def ready(self):
        """Wait until a log may be given."""
        self.page.wait_for_selector("#intake:not([hidden])")
        return self.page

    def give(self, *files):
        """Choose files, given as names and bytes."""
        self.ready()
        chosen = [
            {"name": name, "mimeType": "application/octet-stream", "buffer": data}
            for name, data in files
        ]
        self.page.set_input_files("#files", chosen)
        return self.answer()

    def answer(self):
        """Wait for the answer; its first heading."""
        self.page.wait_for_selector("#answer:not([hidden])")
        return self.page.inner_text("#verdict-title")


@pytest.fixture
def open_page(browser, server):
    """Open pages that are closed, and checked for faults, at the end."""
    opened = []

    def make(**context):
        opened.append(Page(browser, server, **context))
        return opened[-1]

    yield make
    faults = [fault for one in opened for fault in one.faults]
    for one in opened:
        one.context.close()
    assert faults == []


def test_an_upload_is_answered_with_the_verdict_first(open_page):
    """Choosing a file gives verdict, steps, reason, picture, attempts, findings and evidence."""
    one = open_page()
    assert one.give(("app.log", SAMPLE.read_bytes())).startswith(HEADLINE)
    page = one.page
    assert page.evaluate("document.activeElement.id") == "verdict-title"
    assert page.inner_text(".verdict .status").strip() == "✗ FAILING"
    assert page.title().startswith("FAILING: Connection refused")
    order = page.evaluate("[...document.querySelectorAll('section.part')].map((one) => one.id)")
    assert order == ["next", "why", "timeline", "attempts", "findings", "read"]
    assert "ECONNREFUSED 10.204.31.7:5432" in page.inner_text("#why .own")
    assert page.locator(".plot .cause .mark").count() > 0
    assert "boot × 6" in page.inner_text("#attempts")
    assert page.locator("#findings article").first.get_attribute("id") == "f-econnrefused"


def test_steps_can_be_ticked(open_page):
    """The next steps are a checklist that counts, and keeps its ticks in the other language."""
    one = open_page()
    one.give(("app.log", SAMPLE.read_bytes()))
    one.page.locator("#next input").nth(1).check()
    assert one.page.inner_text("#ticks").startswith("1 of ")
    one.page.click("#language")
    assert one.page.locator("#next input").nth(1).is_checked()
    assert "1개 완료" in one.page.inner_text("#ticks")


def test_a_paste_into_the_box(open_page):
    """Text in the box is read with the button, and with Ctrl+Enter."""
    one = open_page()
    page = one.ready()
    page.fill("#text", SAMPLE.read_text())
    page.click("#paste button")
    assert one.answer().startswith(HEADLINE)
    page.click("#new-log")
    page.focus("#text")
    page.keyboard.press("Control+Enter")
    assert one.answer().startswith(HEADLINE)


def test_a_paste_anywhere(open_page):
    """Ctrl+V on the page itself reads the clipboard's text at once."""
    one = open_page()
    page = one.ready()
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
        }""",
        SAMPLE.read_text(),
    )
    assert one.answer().startswith(HEADLINE)


def test_drag_and_drop_of_several_files(open_page):
    """Files dropped anywhere are read together, compressed ones too."""
    one = open_page()
    page = one.ready()
    packed = list(gzip.compress(SAMPLE.read_bytes()))
    page.evaluate(
        """([packed, text]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(packed)], "one.log.gz"));
            data.items.add(new File([text], "two.log"));
            for (const kind of ["dragenter", "dragover", "drop"]) {
                document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
            }
        }""",
        [packed, "2026-10-18T09:00:00Z Error: listen EADDRINUSE: address already in use :::1000\n"],
    )
    one.answer()
    assert "one.log.gz" in page.inner_text("#read")
    assert "two.log:1" in page.inner_text("#findings")


def test_a_sample_with_one_click(open_page):
    """A first visitor sees an answer without having a log."""
    one = open_page()
    one.ready().click("#sample")
    assert one.answer().startswith(HEADLINE)


def big_log(size):
    """A log that takes a while: one error in a thousand healthy lines."""
    healthy = b"2026-10-18T09:00:00Z [app] GET /api/items/1234 200 in 12 ms user=4711\n" * 999
    block = healthy + b"2026-10-18T09:00:01Z Error: connect ECONNREFUSED 10.204.31.7:5432\n"
    return block * (size // len(block))


def slow_network(one, bytes_a_second):
    """Let the page's uploads take their time."""
    session = one.context.new_cdp_session(one.page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": bytes_a_second,
        },
    )


def test_a_big_file_shows_progress_and_a_first_verdict(open_page, tmp_path):
    """While a long file is uploaded, the bar moves and the verdict so far stands there."""
    path = tmp_path / "big.log"
    path.write_bytes(big_log(40_000_000))
    one = open_page()
    page = one.ready()
    slow_network(one, 20_000_000)
    page.set_input_files("#files", path)
    page.wait_for_selector("#so-far .verdict")
    assert HEADLINE in page.inner_text("#so-far")
    assert page.inner_text("#so-far").startswith("So far")
    assert 0 < page.evaluate("document.getElementById('bar').value") <= 1
    assert "lines" in page.inner_text("#counts")
    assert one.answer().startswith(HEADLINE)


def test_cancel_stops_the_upload(open_page, server, tmp_path):
    """Cancel goes back to the start, and the server is free again at once."""
    path = tmp_path / "big.log"
    path.write_bytes(big_log(40_000_000))
    one = open_page()
    page = one.ready()
    slow_network(one, 1_000_000)
    page.set_input_files("#files", path)
    page.wait_for_selector("#bar[value]:not([value='0'])")
    page.click("#cancel")
    page.wait_for_selector("#intake:not([hidden])")
    assert page.is_hidden("#progress")
    assert "Cancelled" in page.inner_text("#said")
    assert server.ask("POST", "/api/scan", b"hello\n")[0] == 200


def test_a_file_above_the_limit_is_refused_before_it_is_sent(open_page, tmp_path):
    """The page knows the limit, and says what to do instead."""
    path = tmp_path / "huge.log"
    with path.open("wb") as file:
        file.truncate(61 * 1024 * 1024)
    page = open_page().ready()
    page.set_input_files("#files", path)
    page.wait_for_selector("#trouble:not([hidden])")
    assert "60.0 MiB" in page.inner_text("#trouble")


def test_language_and_theme_are_kept(open_page):
    """Korean where the browser is Korean; a switch for both; a reload keeps the choice."""
    one = open_page(locale="ko-KR")
    page = one.ready()
    assert page.inner_text("#intake-title") == "무엇이 고장 났나요?"
    page.click("#language")
    assert page.inner_text("#intake-title") == "What broke?"
    page.click("#theme")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    one.ready()
    assert page.inner_text("#intake-title") == "What broke?"
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_answer_changes_its_language_at_once(open_page):
    """Both languages came with the answer: no second upload."""
    one = open_page()
    one.give(("app.log", SAMPLE.read_bytes()))
    asked = []
    one.page.on("request", lambda request: asked.append(request.url))
    one.page.click("#language")
    assert "연결을 거부함" in one.page.inner_text("#verdict-title")
    assert "런북" in one.page.inner_text("#next")
    assert asked == []


def test_dark_is_dark_by_itself(open_page):
    """The system's dark mode needs no switch."""
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = open_page(color_scheme="dark").ready().evaluate(ground)
    light = open_page(color_scheme="light").ready().evaluate(ground)
    assert dark == "rgb(16, 20, 26)"
    assert light == "rgb(255, 255, 255)"


@pytest.mark.parametrize("form", ["markdown", "html", "json", "csv", "text", "bundle"])
def test_downloads(open_page, tmp_path, form):
    """Each form can be saved, under the log's name; the bundle is a sound archive of all."""
    one = open_page()
    one.give(("app.log", SAMPLE.read_bytes()))
    one.page.wait_for_selector(f"#download [value={form}]:not([disabled])", state="attached")
    with one.page.expect_download() as waiting:
        one.page.select_option("#download", form)
    saved = tmp_path / "saved"
    waiting.value.save_as(saved)
    assert waiting.value.suggested_filename.startswith("app-report.")
    if form == "bundle":
        with zipfile.ZipFile(saved) as archive:
            assert archive.testzip() is None
            assert len(archive.namelist()) == 6
            assert "10.204.31.7" in archive.read("app-report.md").decode()
    else:
        assert "10.204.31.7" in saved.read_text(encoding="utf-8")
    if form == "json":
        assert json.loads(saved.read_text())["verdict"]["cause"] == "econnrefused"


def test_the_ticket_text_is_one_click_away(open_page):
    """The button puts the Markdown for a ticket on the clipboard."""
    one = open_page(permissions=["clipboard-read", "clipboard-write"])
    one.give(("app.log", SAMPLE.read_bytes()))
    button = one.page.locator("[data-needs=ticket]")
    button.click()
    one.page.wait_for_selector("[data-needs=ticket]:text-is('Copied')")
    text = one.page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("# ")
    assert HEADLINE in text


def test_hostile_text_stays_text(open_page):
    """Markup, scripts, terminal codes and direction marks in a log change nothing."""
    one = open_page()
    one.give(("<img src=x onerror=window.hacked=1>.log", HOSTILE.encode()))
    page = one.page
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert "<script>window.hacked=1</script>" in page.inner_text("#findings")
    assert (
        page.locator("#answer script, #answer img, #answer iframe, #answer [onerror]").count() == 0
    )
    text = page.inner_text("body")
    assert "\x1b" not in text
    assert "\u202e" not in text
    links = page.evaluate("[...document.links].map((one) => one.protocol)")
    assert set(links) <= {"http:", "https:"}
    page.click("#language")
    assert page.evaluate("window.hacked") is None


def test_without_the_token_there_is_a_door(open_page):
    """No token, or a wrong one: the page asks, says so, and opens with the right one."""
    one = open_page(fragment="")
    page = one.page
    page.wait_for_selector("#door:not([hidden])")
    page.fill("#token", "not-the-token-at-all")
    page.keyboard.press("Enter")
    page.wait_for_selector("#trouble:not([hidden])")
    page.fill("#token", TOKEN)
    page.keyboard.press("Enter")
    one.ready()


def test_the_token_leaves_the_address_bar(open_page):
    """Screenshots and the history do not show the token; a reload still works."""
    one = open_page()
    one.ready()
    assert TOKEN not in one.page.url
    one.page.reload()
    one.ready()
    assert one.context.cookies() == []


def test_another_name_for_this_machine_is_refused(browser, server):
    """A rebound name reaches the socket and is refused: not even the page comes."""
    made = browser.new_context()
    page = made.new_page()
    answer = page.goto(f"http://localtest.localhost:{server.port}/")
    assert answer.status == 421
    made.close()


def test_another_sites_page_gets_nothing(browser, server):
    """A page of another origin cannot ask the API, even if it knew the token."""
    made = browser.new_context()
    page = made.new_page()
    page.route(
        "http://evil.example/*",
        lambda route: route.fulfill(body="<p>evil</p>", content_type="text/html"),
    )
    page.goto("http://evil.example/")
    said = page.evaluate(
        """([port, headers]) => fetch(`http://127.0.0.1:${port}/api/about`, { headers })
            .then((answer) => answer.status, (error) => String(error))""",
        [server.port, BEARER],
    )
    assert "Failed to fetch" in str(said)
    made.close()


def test_a_phone_needs_no_sideways_scrolling(open_page):
    """At 360 pixels everything fits the width; only tables scroll inside themselves."""
    one = open_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    page = one.ready()
    assert not page.evaluate(wide)
    one.give(("app.log", SAMPLE.read_bytes()))
    assert not page.evaluate(wide)
    small = page.evaluate(
        """[...document.querySelectorAll('button, select, summary, .steps label')]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 24)
            .map((one) => one.textContent)"""
    )
    assert small == []


def test_keyboard_only(open_page):
    """Everything can be reached and done without a mouse, in a sensible order."""
    one = open_page()
    page = one.ready()
    seen = []
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert seen[0] == "skip"
    for name in ("language", "theme", "files", "text", "sample", "samples"):
        assert name in seen
    page.focus("#sample")
    page.keyboard.press("Enter")
    one.answer()
    page.focus("#next input")
    page.keyboard.press("Space")
    assert page.locator("#next input").first.is_checked()
    page.focus(".plot .mark[tabindex='0']")
    first = page.inner_text(".detail")
    page.keyboard.press("ArrowDown")
    assert page.inner_text(".detail") != first
    while page.evaluate("document.activeElement.closest('g.lane, g.cause') === null"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "f-econnrefused"


def test_the_picture_zooms_and_moves(open_page):
    """Zooming shows less of the time, moving another part of it, and back is one click."""
    one = open_page()
    one.give(("app.log", SAMPLE.read_bytes()))
    page = one.page
    ticks = (
        "[...document.querySelectorAll('.plot svg > text')].map((one) => one.textContent).join()"
    )
    whole = page.evaluate(ticks)
    page.click("#timeline button[aria-label='Zoom in']")
    near = page.evaluate(ticks)
    page.click("#timeline button[aria-label='Later']")
    later = page.evaluate(ticks)
    page.click("#timeline button[aria-label='Whole log']")
    assert len({whole, near, later}) == 3
    assert page.evaluate(ticks) == whole


def test_everything_on_the_page_has_a_name(open_page):
    """A screen reader finds a name on every control, and headings in steps of one."""
    one = open_page()
    page = one.ready()
    nameless = """[...document.querySelectorAll('button, input, select, textarea, a[href], progress')]
        .filter((one) => one.offsetParent !== null || one.classList.contains('unseen'))
        .filter((one) => !(one.textContent.trim() || one.ariaLabel || one.labels?.length || one.getAttribute('aria-labelledby')))
        .map((one) => one.outerHTML)"""
    assert page.evaluate(nameless) == []
    one.give(("app.log", SAMPLE.read_bytes()))
    assert page.evaluate(nameless) == []
    levels = page.evaluate(
        """[...document.querySelectorAll('h1, h2, h3')].filter((one) => one.offsetParent)
            .map((one) => Number(one.tagName[1]))"""
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_asks_nobody_else(open_page):
    """Every request of the page goes to its own server."""
    one = open_page()
    asked = []
    one.page.on("request", lambda request: asked.append(request.url))
    one.page.reload()
    one.give(("app.log", SAMPLE.read_bytes()))
    own = one.page.url
    assert [address for address in asked if not address.startswith((own, f"blob:{own}"))] == []


def test_the_page_stays_small():
    """What a browser loads is below 90 kB, uncompressed, without a build step."""
    folder = Path(__file__).parent.parent.parent / "logscan" / "web" / "static"
    files = sorted(path.name for path in folder.iterdir())
    assert files == ["icon.svg", "index.html", "page.css", "page.js"]
    assert sum(path.stat().st_size for path in folder.iterdir()) < 90_000
