"""Real servers on this machine: a web server that misbehaves on demand, and one like S3's."""

import asyncio
import contextlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

_PIECE = 64 * 1024


class _Handler(BaseHTTPRequestHandler):
    """Answers with what the site holds at a path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Send a file, a page with the names of a folder, or an error."""
        site = self.server.site
        site.asked.append((self.command, self.path, self.headers.get("Authorization")))
        path = self.path.partition("?")[0]
        if path in site.statuses:
            self._answer(site.statuses[path], b"no", {})
        elif path in site.folders:
            links = "".join(f'<a href="{name}">{name}</a>\n' for name in site.folders[path])
            self._answer(200, f"<html>{links}</html>".encode(), {"Content-Type": "text/html"})
        elif path in site.files:
            self._send(path, site.files[path])
        elif f"{path}/" in site.folders:
            self._answer(301, b"", {"Location": f"{path}/"})
        else:
            self._answer(404, b"none", {})

    do_HEAD = do_GET  # noqa: N815 - the server calls it so

    def _answer(self, status, body, headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send(self, path, pieces):
        site = self.server.site
        asked = self.headers.get("Range", "").removeprefix("bytes=").partition("-")
        if site.has_ranges and asked[0]:
            whole, start = b"".join(pieces), int(asked[0])
            pieces = [whole[start:]]
        size = sum(map(len, pieces)) + site.missing_bytes.get(path, 0)
        self.send_response(206 if site.has_ranges and asked[0] else 200)
        self.send_header("Content-Length", str(size))
        if site.has_ranges and asked[0]:
            self.send_header("Content-Range", f"bytes {start}-{len(whole) - 1}/{len(whole)}")
        self.end_headers()
        if self.command == "HEAD":
            return
        for number, piece in enumerate(pieces):
            if number:
                time.sleep(site.pause_seconds)
            self.wfile.write(piece)
        if path in site.hanging:
            site.released.wait(30)
        self.close_connection = path in site.missing_bytes

    def log_message(self, *_):
        """Say nothing."""


class Site:
    """What the web server holds and how it behaves; ``files`` maps a path to pieces of bytes."""

    def __init__(self):
        self.files, self.folders, self.statuses, self.missing_bytes = {}, {}, {}, {}
        self.hanging, self.pause_seconds, self.asked = set(), 0, []
        self.has_ranges = False
        self.released = threading.Event()
        self.address = ""

    def put(self, path, data, *, missing_bytes=0, hangs=False):
        """Hold *data* at *path*; before what is missing the server hangs up, or just hangs."""
        self.files[path] = [data]
        if missing_bytes or hangs:
            self.missing_bytes[path] = missing_bytes or 1
        if hangs:
            self.hanging.add(path)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Say nothing where a client has gone."""


@pytest.fixture
def site():
    """A web server; its file systems are forgotten afterwards."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.site = found = Site()
    found.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.released.set()
    server.shutdown()
    thread.join()
    server.server_close()
    forget("fsspec.implementations.http", "HTTPFileSystem")


@pytest.fixture(scope="session")
def s3_server():
    """The address of a server that speaks S3's protocol."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer(
        ip_address="127.0.0.1", port=0, verbose=False
    )
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(s3_server, monkeypatch):
    """A client's ``put(key, data)`` into the bucket ``logs``; the environment leads to it."""
    import boto3

    environment = {
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="logs")
    yield lambda key, data: client.put_object(Bucket="logs", Key=key, Body=data)
    for found in client.list_objects_v2(Bucket="logs").get("Contents", ()):
        client.delete_object(Bucket="logs", Key=found["Key"])
    client.close()
    forget("s3fs", "S3FileSystem")


@pytest.fixture
def ssh_server():
    """An ssh server that takes the password ``hunter22``: its address and its public key."""
    asyncssh = pytest.importorskip("asyncssh")

    class Door(asyncssh.SSHServer):
        def begin_auth(self, username):
            return True

        def password_auth_supported(self):
            return True

        def validate_password(self, username, password):
            return password == "hunter22"

    loop = asyncio.new_event_loop()
    key = asyncssh.generate_private_key("ssh-ed25519")
    listener = loop.run_until_complete(
        asyncssh.listen(
            "127.0.0.1", 0, server_factory=Door, server_host_keys=[key], sftp_factory=True
        )
    )
    port = listener.get_port()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    public = key.export_public_key().decode()
    yield SimpleNamespace(
        address=f"sftp://me:{{}}@127.0.0.1:{port}", known_hosts=f"[127.0.0.1]:{port} {public}"
    )
    loop.call_soon_threadsafe(listener.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def forget(module, name):
    """Forget the file systems of a kind: the next server may have the same address."""
    with contextlib.suppress(ImportError):
        imported = __import__(module, fromlist=[name])
        getattr(imported, name).clear_instance_cache()
