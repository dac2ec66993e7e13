"""The small parts of the page, and the files that describe it: they agree with each other."""

import asyncio
import logging
import re
from pathlib import Path

import pytest
import yaml
from web_helpers import client

from logscan.report.words import VOCABULARY
from logscan.web.app import STATIC
from logscan.web.asking import KNOWN
from logscan.web.board import Board
from logscan.web.exchange import _patient
from logscan.web.guard import HEALTH_PATH
from logscan.web.journal import JsonLines
from logscan.web.lines import ROOM_BYTES, Lines
from logscan.web.openapi import openapi
from logscan.web.refusals import REFUSALS, ClientGoneError, RefusalError
from logscan.web.samples import samples
from logscan.web.turns import Turns

ROOT = Path(__file__).parent.parent.parent


def test_lines_are_bounded_and_come_in_order():
    """A queue that nobody reads refuses lines; what it took comes out whole."""

    async def fill():
        lines = Lines()
        taken = 0
        while lines.offer(b"x" * 1023 + b"\n"):
            taken += 1
        lines.put(b"last\n")
        lines.close()
        return taken, b"".join([piece async for piece in lines])

    taken, out = asyncio.run(fill())
    assert ROOM_BYTES <= taken * 1024 <= ROOM_BYTES + 2048
    assert len(out) == taken * 1024 + 5
    assert out.endswith(b"\nlast\n")


def test_turns_are_given_back():
    """A turn is free again after its holder, also when the holder fails."""

    async def fail(turns):
        async with turns.take():
            with pytest.raises(RefusalError, match="too-many"):
                await turns.take().__aenter__()
            raise ZeroDivisionError

    async def use():
        turns = Turns(1, 0)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await fail(turns)

    asyncio.run(use())


def test_a_client_that_reads_nothing_is_given_up():
    """Sending has an end to its patience, so that nobody holds a turn for ever."""

    async def stuck(_message):
        await asyncio.sleep(60)

    async def use():
        with pytest.raises(ClientGoneError):
            await _patient(stuck, 0.01)({"type": "http.response.body"})

    asyncio.run(use())


def test_a_notice_is_gone_with_its_scan():
    """The board keeps nothing of a scan that is done."""

    async def use():
        board = Board()
        with board.posting("name-0123456789ab") as notice:
            notice.show({"type": "progress", "bytes": 1})
            notice.show({"type": "progress", "bytes": 2})
            watching = board.watch("name-0123456789ab")
            assert (await anext(watching))["bytes"] == 2
        assert [one async for one in watching] == []
        assert board._notices == {}

    asyncio.run(use())


def test_every_refusal_speaks_both_languages():
    """Each sentence exists in Korean, with the same values."""
    for code, (status, text) in REFUSALS.items():
        assert 400 <= status < 600
        assert text.ko, code
        assert re.findall(r"\{\w+\}", text.en) == re.findall(r"\{\w+\}", text.ko)


def test_a_fault_in_the_log_has_no_message():
    """An exception's message may hold log text: only its type and its places are written."""
    with pytest.raises(ValueError, match="hunter2") as caught:
        int("postgres://u:hunter2@host")
    fault = (caught.type, caught.value, caught.tb)
    line = JsonLines().format(
        logging.LogRecord("logscan.web", logging.ERROR, __file__, 1, "failed", (), fault)
    )
    assert "hunter2" not in line
    assert '"error": "ValueError"' in line
    assert "test_web_parts.py" in line


def test_the_description_names_every_address_and_parameter():
    """The OpenAPI document and the app have the same addresses; its parameters are the known."""
    described = openapi()
    app_paths = {route.path for route in client().app.routes} - set(STATIC) - {"/openapi.json"}
    assert set(described["paths"]) == app_paths
    scan = described["paths"]["/api/scan"]["post"]["parameters"]
    assert {parameter["name"] for parameter in scan} == KNOWN
    assert client(headers={}).get("/openapi.json").json() == described


def test_what_the_page_is_told_beforehand():
    """Limits, names in both languages for every value of a document, the samples."""
    told = client().get("/api/about").json()
    assert told["limits"]["body_bytes"] == 200 * 1024 * 1024
    for language in ("en", "ko"):
        for status in ("failing", "degraded", "recovered", "healthy", "inconclusive"):
            assert told["names"][language][status]
    assert len(told["names"]["en"]) >= len(VOCABULARY) - 6
    assert [one["name"] for one in told["samples"]] == list(samples())
    first = told["samples"][0]["name"]
    assert client().get(f"/api/samples/{first}").content == samples()[first][1].read_bytes()


def test_signatures_can_be_listed_in_korean():
    """The catalogue is there for programs, in the language they ask for."""
    listed = client().get("/api/signatures?lang=ko").json()["signatures"]
    one = next(one for one in listed if one["id"] == "eaddrinuse")
    assert re.search("[가-힣]", one["title"])
    assert one["steps"]


def words(language):
    """The page's own words in one language, by key."""
    script = (ROOT / "logscan/web/static/page.js").read_text(encoding="utf-8")
    block = re.search(rf"\n  {language}: \{{(.*?)\n  \}},", script, re.DOTALL)[1]
    return dict(re.findall(r'"([^"\n]+)": "((?:[^"\\]|\\.)*)"', block))


def test_the_pages_words_exist_in_both_languages():
    """Every key has an English and a Korean text with the same values, and is used."""
    english, korean = words("en"), words("ko")
    assert list(english) == list(korean)
    for key, text in english.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", korean[key]))
        assert re.search("[가-힣]", korean[key]) or key in {"markdown", "json", "csv", "of"}, key
    page = (ROOT / "logscan/web/static/page.js").read_text(encoding="utf-8")
    page += (ROOT / "logscan/web/static/index.html").read_text(encoding="utf-8")
    wanted = set(re.findall(r'word\("([^"]+)"', page)) | set(
        re.findall(r'data-word="([^"]+)"', page)
    )
    assert wanted <= set(english)


def test_the_page_never_writes_markup():
    """The script has no way to turn a string into elements."""
    script = (ROOT / "logscan/web/static/page.js").read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function("):
        assert way not in script
    page = (ROOT / "logscan/web/static/index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|style=|https?://", page)


def test_the_blueprint_fits_the_server():
    """The health path, the token and the shutdown delay are those of the code."""
    service = yaml.safe_load((ROOT / "render.yaml").read_text())["services"][0]
    assert service["healthCheckPath"] == HEALTH_PATH
    assert {"key": "LOGSCAN_TOKEN", "generateValue": True} in service["envVars"]
    from logscan.web.server import GRACE_SECONDS

    assert service["maxShutdownDelaySeconds"] > GRACE_SECONDS
    docker = (ROOT / "Dockerfile").read_text()
    assert "exec logscan web --host 0.0.0.0" in docker
