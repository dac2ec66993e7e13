"""One exchange of ``/api/scan``: a body in, a report out, whole or as it forms."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from logscan.report import document
from logscan.web.answers import JSON, NDJSON, answer, as_json, refuse
from logscan.web.asking import asked
from logscan.web.body import Body, mebibytes
from logscan.web.forms import FORMS, rendered
from logscan.web.lines import Lines
from logscan.web.refusals import ClientGoneError, RefusalError
from logscan.web.work import Outcome, Work, as_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from concurrent.futures import Executor

    from starlette.types import Message, Receive, Scope, Send

    from logscan.web.asking import Ask
    from logscan.web.board import Board, Notice
    from logscan.web.settings import Settings
    from logscan.web.turns import Turns


class ScanEndpoint:
    """Answers uploads; as *live* it answers streams without bounds of size and time."""

    def __init__(
        self,
        settings: Settings,
        turns: Turns,
        board: Board,
        executor: Executor,
        *,
        live: bool = False,
    ) -> None:
        self._settings, self._turns, self._board = settings, turns, board
        self._executor = executor
        self._live = live
        self._bodies: set[Body] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            ask = asked(scope, most_parts=self._settings.limits.parts, stream=self._live)
            self._check_size(ask)
            with self._board.posting(ask.watch) as notice:
                notice.show({"type": "waiting"})
                async with self._turns.take():
                    await self._scan(ask, notice, scope, receive, send)
        except RefusalError as refusal:
            await refuse(refusal, scope, receive, send)

    def close(self) -> None:
        """End every scan that still reads; each answers with what it has (in the event loop)."""
        for body in self._bodies:
            body.give_up(RefusalError("stopping"))

    def _check_size(self, ask: Ask) -> None:
        limit = self._settings.limits.body_bytes
        if not self._live and ask.total_bytes is not None and ask.total_bytes > limit:
            raise RefusalError("too-large", limit=mebibytes(limit))

    async def _scan(
        self, ask: Ask, notice: Notice, scope: Scope, receive: Receive, send: Send
    ) -> None:
        body = Body(receive, self._settings.limits, live=self._live)
        lines = Lines()
        tell = _teller(lines, notice, streams=ask.stream)
        pump = asyncio.create_task(body.pump())
        self._bodies.add(body)
        try:
            make = partial(Work, self._settings, ask, body, tell, live=self._live)
            patient = _patient(send, self._settings.limits.idle_seconds)
            if ask.stream:
                await self._stream(make, lines, patient)
            else:
                await self._whole(make, ask, body, scope, receive, patient)
        except ClientGoneError:
            return
        finally:
            self._bodies.discard(body)
            body.give_up(RefusalError("stopping"))
            pump.cancel()

    async def _stream(self, make: Callable[[], Work], lines: Lines, send: Send) -> None:
        """Send lines as they are offered, then the end."""

        def run() -> None:
            try:
                work = make()  # in the thread: a catalogue takes its time
                outcome = work.run()
                for message in work.closing(outcome):
                    lines.put(as_line(message))
            except ClientGoneError:
                raise
            except Exception:
                said = RefusalError("failed").said("en")
                lines.put(as_line({"type": "error", "language": "en", **said}))
                raise

        running = self._in_thread(run)
        running.add_done_callback(lambda _: lines.close())
        await _send_lines(lines, send)
        await running

    async def _whole(  # noqa: PLR0917 - three of them are the ASGI triple
        self,
        make: Callable[[], Work],
        ask: Ask,
        body: Body,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        """Send the report in one piece when it is done."""

        def run() -> tuple[Outcome, bytes]:
            outcome = make().run()
            language = ask.languages[0]
            if outcome.refusal is not None or ask.form == "json":
                return outcome, as_json(document(outcome.report, language))
            return outcome, rendered(outcome.report, ask.form, language).encode()

        outcome, made = await self._in_thread(run)
        if outcome.refusal is not None:
            whole = document(outcome.report, ask.languages[0])
            read = body.ended
            await refuse(outcome.refusal, scope, receive, send, was_read=read, document=whole)
            return
        form = FORMS[ask.form]
        more = [(b"content-disposition", f'attachment; filename="report{form.suffix}"'.encode())]
        await answer(send, made, media=form.media, more=more if form.media != JSON else ())

    def _in_thread(self, run: Callable[[], Any]) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self._executor, run)


def _teller(
    lines: Lines, notice: Notice, *, streams: bool
) -> Callable[[dict[str, Any] | str], bool]:
    """Return what the worker calls with each message: to the stream and to the board."""
    loop = asyncio.get_running_loop()

    def tell(message: dict[str, Any] | str) -> bool:
        if isinstance(message, dict):
            loop.call_soon_threadsafe(notice.show, message)
        return not streams or lines.offer(as_line(message))

    return tell


def _patient(send: Send, seconds: float) -> Send:
    """Return *send* with an end to its patience: who reads nothing must not hold a turn."""

    async def send_soon(message: Message) -> None:
        try:
            async with asyncio.timeout(seconds):
                await send(message)
        except TimeoutError:
            raise ClientGoneError from None

    return send_soon


async def _send_lines(lines: AsyncIterator[bytes] | Lines, send: Send) -> None:
    headers = [(b"content-type", NDJSON.encode()), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    async for piece in lines:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
