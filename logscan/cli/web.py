"""The command that opens the page."""

from __future__ import annotations

import os
import secrets
from typing import Annotated

from logscan.cli.config import user_catalogue
from logscan.cli.options import option, personal_option
from logscan.cli.redactors import redactor_maker
from logscan.errors import UsageError

MIN_TOKEN_CHARS = 16


def web(  # noqa: PLR0917 - options; typer passes them by name
    port: Annotated[
        int, option("--port", metavar="N", min=0, max=65_535, help="The port; 0 takes a free one.")
    ] = 0,
    host: Annotated[
        str,
        option(
            "--host", metavar="NAME", help="Listen here; beyond this machine only with a --token."
        ),
    ] = "127.0.0.1",
    token: Annotated[
        str | None,
        option(
            "--token", metavar="TOKEN", help="The token to ask for, instead of a new one each time."
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        option("--allow-host", metavar="NAME", help="A host name to answer to (repeatable)."),
    ] = None,
    open_: Annotated[bool, option("--open/--no-open", help="Open a browser.")] = True,
    catalogue: Annotated[
        list[str] | None,
        option(
            "--catalogue", metavar="PATH", help="A signature file or folder to add (repeatable)."
        ),
    ] = None,
    redact_personal: Annotated[
        bool | None,
        personal_option(),
    ] = None,
    max_mb: Annotated[
        int, option("--max-mb", metavar="N", min=1, help="The largest upload, MiB.")
    ] = 200,
    max_unpacked_mb: Annotated[
        int, option("--max-unpacked-mb", metavar="N", min=1, help="The most it may unpack to, MiB.")
    ] = 2048,
    max_scans: Annotated[
        int, option("--max-scans", metavar="N", min=1, max=64, help="Scans at the same time.")
    ] = 2,
    max_waiting: Annotated[
        int, option("--max-waiting", metavar="N", min=0, max=1000, help="Scans that may wait.")
    ] = 8,
    idle_timeout: Annotated[
        float,
        option(
            "--idle-timeout",
            metavar="SECONDS",
            min=0.1,
            help="Seconds without a byte of an upload.",
        ),
    ] = 60.0,
    scan_timeout: Annotated[
        float,
        option("--scan-timeout", metavar="SECONDS", min=0.1, help="Seconds for a whole upload."),
    ] = 600.0,
) -> None:
    """Open a page on this machine to drop a log on; nothing leaves it, nothing is kept."""
    try:
        from logscan.web import Limits, Settings, serve  # noqa: PLC0415 - heavy, and optional
        from logscan.web.settings import MIB, is_loopback  # noqa: PLC0415 - the same
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the page needs the package {error.name}: pip install 'logscan[web]'"
        ) from None
    wide = not is_loopback(host)
    if wide and token is None:
        raise UsageError(
            f"--host {host} lets other machines in: choose a token and give it as LOGSCAN_TOKEN"
        )
    if token is not None and len(token) < MIN_TOKEN_CHARS:
        raise UsageError(f"a token needs at least {MIN_TOKEN_CHARS} characters")
    own_name = os.environ.get("RENDER_EXTERNAL_HOSTNAME") if wide else None
    settings = Settings(
        token=token or secrets.token_urlsafe(32),
        hosts=frozenset(name.lower() for name in (*(allow_host or ()), own_name) if name),
        wide=wide,
        catalogue=(*user_catalogue(), *(catalogue or ())),
        redactor=redactor_maker(personal=redact_personal),
        limits=Limits(
            body_bytes=max_mb * MIB,
            unpacked_bytes=max_unpacked_mb * MIB,
            scans=max_scans,
            waiting=max_waiting,
            idle_seconds=idle_timeout,
            scan_seconds=scan_timeout,
        ),
    )
    serve(settings, host=host, port=port, open_browser=open_)
