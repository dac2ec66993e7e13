"""Who is let in: the right name, the right site, the right token, and nobody else."""

import pytest
from web_helpers import BEARER, TOKEN, client

from logscan.web.settings import is_loopback

ANY = "/api/about"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8000",
        "localhost:1",
        "LOCALHOST",
        "[::1]",
        "[::1]:8000",
    ],
)
def test_own_names_are_answered(host):
    """Loopback names in their usual forms, with any port."""
    assert client().get(ANY, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "evil.example#127.0.0.1",
        "evil.example/127.0.0.1",
        "127.0.0.1/x",
        "0.0.0.0",
        "127.1",
        "2130706433",
        "0x7f000001",
        "127.0.0.1,evil.example",
        "localhost.",
        "localhost:",
        "localhost:99999999",
        "::1",
        "[::1",
        "[::ffff:127.0.0.1]",
        "192.168.1.5:8000",
        "",
    ],
)
def test_forged_names_are_refused(host):
    """Any other name, as a rebound page would send it, is refused on every address."""
    for path in (ANY, "/", "/openapi.json"):
        answer = client().get(path, headers={"Host": host})
        assert answer.status_code == 421
        assert answer.json()["error"] == "wrong-host"


def test_the_health_check_is_answered_under_any_name():
    """The platform asks under names of its own; the answer tells nothing."""
    answer = client(headers={}).get("/healthz", headers={"Host": "10.0.0.7:10000"})
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_a_wide_server_answers_addresses_and_its_given_names():
    """Beyond loopback, plain addresses and the allowed names are fine; other names are not."""
    wide = client(wide=True, hosts=frozenset({"logscan.example"}))
    for host, status in [
        ("192.168.1.5:8000", 200),
        ("[fe80::1]", 200),
        ("logscan.example", 200),
        ("evil.example", 421),
        ("192.168.1", 421),
        ("127.1", 421),
    ]:
        assert wide.get(ANY, headers={"Host": host}).status_code == status, host


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Basic {TOKEN}"},
        {"X-Logscan-Token": "wrong"},
        {"X-Logscan-Token": "Ω".encode()},
        {"Cookie": f"token={TOKEN}"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/scan"),
        ("POST", "/api/stream"),
        ("GET", "/api/watch/0123456789abcdef"),
        ("GET", "/api/about"),
        ("GET", "/api/signatures"),
        ("GET", "/api/samples/port-conflict"),
    ],
)
def test_without_the_token_nothing_is_answered(method, path, headers):
    """Every address of the API wants the token, in a header that no other site can set."""
    answer = client(headers=headers).request(method, path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_the_token_is_taken_from_both_headers():
    """The page sends its own header, programs a bearer."""
    assert client(headers={"X-Logscan-Token": TOKEN}).get(ANY).status_code == 200
    assert client(headers=BEARER).get(ANY).status_code == 200


def test_a_token_in_the_query_is_no_token():
    """Addresses end up in logs, so a query cannot carry the token."""
    assert client(headers={}).get(f"{ANY}?token={TOKEN}").status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "file://127.0.0.1:8000"}, 403),
    ],
)
def test_other_sites_are_refused_even_with_the_token(headers, status):
    """What a browser sends for another site's page is refused."""
    assert client().get(ANY, headers=headers).status_code == status


def test_no_preflight_is_ever_granted():
    """There are no CORS headers, so no other site may send the token's header."""
    asked = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    answer = client(headers={}).options("/api/scan", headers=asked)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "path", ["/", "/page.js", "/page.css", "/api/about", "/nothing", "/healthz"]
)
def test_every_answer_has_the_safe_headers(path):
    """Policy, sniffing, referrer, caching: on pages, on the API, on refusals; never a cookie."""
    answer = client().get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in answer.headers
    assert "server" not in answer.headers


def test_wrong_methods_and_addresses_are_told():
    """405 names the method, 404 says that nothing is there; both in the form of refusals."""
    answer = client().get("/api/scan")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert client().get("/api/../etc/passwd").json()["error"] == "not-found"
    assert client().get("/api/samples/..%2f..%2fpyproject.toml").status_code == 404


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.0.1", False),
        ("example.com", False),
    ],
)
def test_loopback_is_known(host, loopback):
    """What counts as this machine only."""
    assert is_loopback(host) is loopback
