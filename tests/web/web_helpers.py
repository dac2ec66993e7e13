"""What the tests of the page share: an app to ask, a server to run, logs to send."""

import contextlib
import http.client
import json
import re
import subprocess
import sys
from pathlib import Path

from starlette.testclient import TestClient

from logscan.web import Limits, Settings, create_app

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "samples" / "database-down-at-boot" / "input.log"
TOKEN = "a-token-for-the-tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
NDJSON = {"Accept": "application/x-ndjson"}


def client(limits=None, *, headers=BEARER, **settings):
    """A client of an app of its own, with the token unless other headers are given."""
    app = create_app(Settings(token=TOKEN, limits=limits or Limits(), **settings))
    return TestClient(app, base_url="http://127.0.0.1:8000", headers=headers)


def messages(response):
    """The lines of a streamed answer."""
    return [json.loads(line) for line in response.text.splitlines()]


class Server:
    """A real server in a process of its own."""

    def __init__(self, *options):
        command = [sys.executable, "-m", "logscan", "web", "--no-open", "--token", TOKEN, *options]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
        self.first_line = self.process.stdout.readline().strip()
        found = re.search(r":(\d+)/", self.first_line)
        if found is None:
            _, log = self.process.communicate(timeout=60)
            raise AssertionError(f"the server did not start: {log}")
        self.port = int(found[1])

    def ask(self, method, path, body=None, **headers):
        """One exchange; the status and the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, body=body, headers=BEARER | headers)
            response = connection.getresponse()
            return response.status, response.read()

    def stop(self):
        """End the server as a platform does; its exit code and its log."""
        self.process.terminate()
        _, log = self.process.communicate(timeout=60)
        return self.process.returncode, log


@contextlib.contextmanager
def running(*options):
    """A server that is stopped at the end."""
    server = Server(*options)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
