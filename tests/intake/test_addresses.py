"""An address is no path, and is never shown with its secrets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.intake.addresses import is_address, shown


@pytest.mark.parametrize(
    "name",
    [
        "https://host/a.log",
        "S3://bucket/logs/*.gz",
        "memory://a",
        "zip://*.log::s3://bucket/a.zip",
        "simplecache::s3://bucket/a.log",
    ],
)
def test_an_address_has_a_scheme(name):
    """Schemes may be chained, and their case does not matter."""
    assert is_address(name)


@pytest.mark.parametrize(
    "name", ["-", "app.log", "C:\\logs\\a.log", "c://a", "./http://x", "a:b", "a::b", "//host/a"]
)
def test_a_path_is_no_address(name):
    """Drives, colons and slashes make no scheme."""
    assert not is_address(name)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://host/a.log", "https://host/a.log"),
        ("https://user:pw@host:8443/a.log", "https://host:8443/a.log"),
        ("https://TOKEN@host/a.log", "https://host/a.log"),
        ("https://host/a.log?X-Amz-Signature=abc&b=c#d", "https://host/a.log?[redacted]"),
        ("https://host/a.log#token=abc", "https://host/a.log?[redacted]"),
        ("https://user:p/w?x@host/a.log", "https://user@host/a.log"),
        ("http://localhost:5173/@vite/a.log", "http://localhost:5173/@vite/a.log"),
        ("sftp://deploy:pw@host/var/log/", "sftp://deploy@host/var/log/"),
        ("sftp://deploy@host/a", "sftp://deploy@host/a"),
        ("abfs://container@account.net/a.log", "abfs://container@account.net/a.log"),
        ("s3://bucket/app-?.log", "s3://bucket/app-?.log"),
        ("s3://bucket/a@b.log", "s3://bucket/a@b.log"),
        ("az://c/a.log?sv=1&sig=abc", "az://c/a.log?[redacted]"),
        (
            "zip://*.log::https://u:pw@host/a.zip?sig=x",
            "zip://*.log::https://host/a.zip?[redacted]",
        ),
    ],
)
def test_what_is_shown_of_an_address(address, expected):
    """The place stays; the password, the web's login and the query go."""
    assert shown(address) == expected


SECRET = st.text("abcXYZ019/?#:%!$&'()*+,;=._~-", min_size=6, max_size=20)


@given(SECRET, st.sampled_from(["http", "https", "sftp", "s3", "ftp", "zip://a::https"]))
def test_no_password_is_shown_whatever_it_holds(secret, scheme):
    """Even a password that should have been encoded does not get through."""
    secret = f"q{secret}q"  # no port
    assert secret not in shown(f"{scheme}://user:{secret}@host.example/logs/app.log")


@given(SECRET, st.sampled_from(["http", "https", "az", "zip://a::https"]))
def test_no_value_of_a_query_is_shown(secret, scheme):
    """Signatures and tokens in the query do not get through, behind any name."""
    assert secret not in shown(f"{scheme}://host.example/logs/app.log?a=1&q={secret}&b=2")
