"""What an operator decides about the page: who may come in, and how much may be asked."""

from __future__ import annotations

import ipaddress
from dataclasses import field
from typing import TYPE_CHECKING

from logscan.redaction import Redactor
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 1024 * 1024
MIN_TOKEN_CHARS = 16  # a token that a person chose; a made one has 43
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one client, and all of them together, may ask for."""

    body_bytes: int = 200 * MIB
    unpacked_bytes: int = 2048 * MIB
    idle_seconds: float = 60.0  # without a byte from the client
    scan_seconds: float = 600.0  # for a whole upload
    scans: int = 2  # at the same time
    waiting: int = 8  # for their turn; more are turned away
    streams: int = 4  # live ones, beside the scans
    parts: int = 100  # files in one upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the app needs to know.

    *hosts* are the names under which the page may be asked for, beside the loopback ones.
    *wide* says that it listens beyond loopback: then any plain IP address is a fine name too,
    because a page of another site can rebind its own name but never an address.
    """

    token: str
    hosts: frozenset[str] = frozenset()
    wide: bool = False
    limits: Limits = field(default_factory=Limits)
    catalogue: tuple[str, ...] = ()
    redactor: Callable[[], Redactor] = Redactor


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach a server bound to *host*."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
