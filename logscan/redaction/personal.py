"""Personal data: e-mail addresses, public IP addresses and card numbers.

They are often the diagnosis (whose request failed, from where), so they have a switch of
their own. Private, loopback and reserved addresses name no person and stay.
"""

from __future__ import annotations

import ipaddress

from logscan.redaction.kinds import SecretKind

_FILE_SUFFIXES = frozenset(
    [
        "css",
        "gif",
        "html",
        "ico",
        "jpeg",
        "jpg",
        "js",
        "json",
        "jsx",
        "map",
        "md",
        "mjs",
        "png",
        "py",
        "rb",
        "svg",
        "ts",
        "tsx",
        "txt",
        "webp",
        "yaml",
        "yml",
    ]
)
_CARD_DIGITS = range(13, 20)


def is_public_address(text: str) -> bool:
    """Say that *text* is an IP address that is routed on the public internet."""
    try:
        return ipaddress.ip_address(text).is_global
    except ValueError:
        return False


def is_card_number(text: str) -> bool:
    """Say that the digits of *text* have a card number's length and check digit (Luhn)."""
    digits = [int(char) for char in text if char.isdigit()]
    doubled = sum(sum(divmod(digit * 2, 10)) for digit in digits[-2::-2])
    return (
        len(digits) in _CARD_DIGITS
        and len(set(digits)) > 1
        and (sum(digits[-1::-2]) + doubled) % 10 == 0
    )


def is_email(text: str) -> bool:
    """Say that *text* is an address of a person, not a file (``logo@2x.png``) or ``git@``."""
    user, _, domain = text.rpartition("@")
    return user.lower() != "git" and domain.rpartition(".")[2].lower() not in _FILE_SUFFIXES


PERSONAL_KINDS: tuple[SecretKind, ...] = (
    SecretKind(
        name="email",
        pattern=r"(?<![\w.+%-])[A-Za-z0-9_][\w.+%-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])",
        hints=("@",),
        accept=is_email,
    ),
    SecretKind(
        name="ipv4",
        pattern=r"(?<![\w.-])(?<![A-Za-z]/)(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w-]|\.[0-9])",
        hints=tuple(rf"{digit}[0-9]{{0,2}}\.[0-9]" for digit in range(10)),
        accept=is_public_address,
    ),
    SecretKind(
        name="ipv6",
        pattern=r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:{1,2}){2,7}(?:[0-9A-Fa-f]{1,4})?(?![\w:])",
        hints=(r":[0-9a-f]{0,4}:",),
        accept=is_public_address,
    ),
    SecretKind(
        name="card-number",
        pattern=r"(?<![\w.-])(?:[0-9][ -]?){12,18}[0-9](?![\w-]|\.[0-9])",
        hints=tuple(rf"{digit}(?:[ -]?[0-9]){{12}}" for digit in range(2, 7)),
        accept=is_card_number,
    ),
)
