"""The app: which address answers what."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

from logscan import __version__
from logscan.catalogue import load_catalogue
from logscan.intake.layouts import LAYOUTS
from logscan.model import LANGUAGES, Kind, Severity
from logscan.report.words import VOCABULARY, name_of, source_name
from logscan.web.answers import JSON, NDJSON, as_json, language_of
from logscan.web.board import Board
from logscan.web.exchange import ScanEndpoint
from logscan.web.forms import FORMS
from logscan.web.guard import HEALTH_PATH, Door, TokenOnly
from logscan.web.journal import Failures, Journal
from logscan.web.openapi import openapi
from logscan.web.refusals import RefusalError
from logscan.web.samples import samples
from logscan.web.turns import Turns
from logscan.web.work import as_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from logscan.model import Catalogue, Signature
    from logscan.web.settings import Settings

STATIC: Mapping[str, tuple[str, str]] = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}


def create_app(settings: Settings) -> Starlette:
    """Return the app for one set of settings; it keeps nothing of what it is sent."""
    limits = settings.limits
    executor = ThreadPoolExecutor(limits.scans + limits.streams, thread_name_prefix="scan")
    board = Board()
    scan = ScanEndpoint(settings, Turns(limits.scans, limits.waiting), board, executor)
    stream = ScanEndpoint(settings, Turns(limits.streams, 0), board, executor, live=True)
    guarded = [Middleware(TokenOnly, settings=settings)]
    about = _about(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        executor.shutdown(wait=False, cancel_futures=True)

    async def watch(request: Request) -> Response:
        return _Watching(board, request.path_params["name"])

    async def tell_about(_request: Request) -> Response:
        return Response(about, media_type=JSON)

    routes = [
        Route("/api/scan", scan, methods=["POST"], middleware=guarded),
        Route("/api/stream", stream, methods=["POST"], middleware=guarded),
        Route("/api/watch/{name}", watch, methods=["GET"], middleware=guarded),
        Route("/api/about", tell_about, methods=["GET"], middleware=guarded),
        Route("/api/signatures", _signatures_of(settings), methods=["GET"], middleware=guarded),
        Route("/api/samples/{name}", _sample, methods=["GET"], middleware=guarded),
        Route(HEALTH_PATH, _health, methods=["GET"]),
        Route("/openapi.json", _openapi, methods=["GET"]),
        *(Route(path, _static, methods=["GET"]) for path in STATIC),
    ]
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Journal),
            Middleware(Door, settings=settings),
            Middleware(Failures),
        ],
        exception_handlers={HTTPException: _http_error, RefusalError: _refusal},
        lifespan=lifespan,
    )
    app.state.endings = (stream.close, scan.close)
    return app


class _Watching(Response):
    """Streams how a scan stands until it is done."""

    def __init__(self, board: Board, name: str) -> None:
        super().__init__(media_type=NDJSON)
        self._board, self._name = board, name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the signature of ASGI
        headers = [(b"content-type", NDJSON.encode()), (b"x-accel-buffering", b"no")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        gone = asyncio.create_task(_until_gone(receive))
        sending = asyncio.create_task(self._send_all(send))
        await asyncio.wait({gone, sending}, return_when=asyncio.FIRST_COMPLETED)
        for task in (gone, sending):
            task.cancel()

    async def _send_all(self, send: Send) -> None:
        async for message in self._board.watch(self._name):
            line = as_line(message)
            await send({"type": "http.response.body", "body": line, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


# ---------------------------------------------------------------- small answers


@cache
def _asset(name: str) -> bytes:
    return (resources.files("logscan.web") / "static" / name).read_bytes()


async def _static(request: Request) -> Response:
    name, media = STATIC[request.scope["path"]]
    return Response(_asset(name), headers={"content-type": media})


async def _health(_request: Request) -> Response:
    return Response(as_json({"status": "ok", "version": __version__}), media_type=JSON)


async def _openapi(_request: Request) -> Response:
    return Response(as_json(openapi()), media_type=JSON)


async def _sample(request: Request) -> Response:
    found = samples().get(request.path_params["name"])
    if found is None:
        raise RefusalError("not-found")
    return Response(found[1].read_bytes(), media_type="application/octet-stream")


def _about(settings: Settings) -> bytes:
    """Return what the page needs to know beforehand."""
    catalogue = load_catalogue()
    limits = settings.limits
    return as_json(
        {
            "version": __version__,
            "catalogue_digest": catalogue.digest,
            "signatures": len(catalogue.signatures),
            "limits": {
                "body_bytes": limits.body_bytes,
                "unpacked_bytes": limits.unpacked_bytes,
                "parts": limits.parts,
                "scans": limits.scans,
                "waiting": limits.waiting,
            },
            "layouts": [layout.name for layout in LAYOUTS],
            "formats": list(FORMS),
            "samples": [{"name": name, "title": title} for name, (title, _) in samples().items()],
            "names": {language: _names(language) for language in LANGUAGES},
            "sources": {language: _sources(catalogue, language) for language in LANGUAGES},
        }
    )


def _names(language: str) -> dict[str, str]:
    """Return the words for the values of the document's vocabularies."""
    return {
        (value.name.lower() if isinstance(value, Severity) else str(value)): name
        for value in VOCABULARY
        if (name := name_of(value, language)) and not isinstance(value, Kind)
    }


def _sources(catalogue: Catalogue, language: str) -> dict[str, str]:
    """Return what the steps' sources are called in a language where that differs."""
    steps = [step for one in catalogue.signatures for step in one.steps]
    named = {step.source: source_name(step.source, language) for step in steps}
    return {source: name for source, name in sorted(named.items()) if name != source}


def _signatures_of(settings: Settings) -> Any:
    from logscan.scanner import Scanner  # noqa: PLC0415 - made once, when the app is

    known = Scanner(catalogue=settings.catalogue, tolerant=True).catalogue.signatures

    async def signatures(request: Request) -> Response:
        language = language_of(request.scope)
        made = [_signature(one, language) for one in known]
        return Response(as_json({"signatures": made}), media_type=JSON)

    return signatures


def _signature(one: Signature, language: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title.in_language(language),
        "category": one.category,
        "severity": one.severity.name.lower(),
        "kind": one.kind.value,
        "runtimes": list(one.runtimes),
        "cause": one.cause.in_language(language) if one.cause else None,
        "steps": [
            {
                "text": step.text.in_language(language),
                "within": step.within.value,
                "source": step.source,
            }
            for step in one.steps
        ],
        "explains": list(one.explains),
        "references": list(one.references),
        "since": one.since,
    }


async def _http_error(request: Request, error: Exception) -> Response:
    """Answer what the router refuses in the form of all refusals."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    refusal = RefusalError("wrong-method" if status == 405 else "not-found")  # noqa: PLR2004 - a status code
    headers = error.headers if isinstance(error, HTTPException) else None
    return _refused(request, refusal, headers)


async def _refusal(request: Request, error: Exception) -> Response:
    refusal = error if isinstance(error, RefusalError) else RefusalError("failed")
    return _refused(request, refusal, None)


def _refused(
    request: Request, refusal: RefusalError, headers: Mapping[str, str] | None
) -> Response:
    said = as_json(refusal.said(language_of(request.scope)))
    return Response(said, status_code=refusal.status, media_type=JSON, headers=headers)
