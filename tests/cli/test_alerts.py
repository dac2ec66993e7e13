"""Alerts reach a command or an address, say what happened, and never stop the scan."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from follow_helpers import COMMAND, SECONDS, Live, environment, error

from logscan.cli import alerts as alerting
from logscan.cli import delivery
from logscan.cli.alerts import Alerts
from logscan.cli.delivery import CommandChannel, DeliveryError, WebhookChannel
from logscan.cli.request import AlertRequest
from logscan.errors import UsageError
from logscan.model import Status, Text, Verdict
from logscan.redaction import Redactor
from logscan.report.alert import event_alert, variables
from logscan.scanner import Scanner

FINE = "2025-10-24T12:00:00Z  GET /health 200\n"
SECRET = "hunter2-" + "s3cr3t" * 3


@pytest.fixture(scope="module")
def scanner():
    """The built-in catalogue, made ready once."""
    return Scanner()


def event_of(scanner, line):
    """The first event of one line."""
    scan = scanner.start()
    stream = scan.attach("app.log")
    return (stream.feed(line.encode()) + stream.settle() + stream.close())[0]


class Recorder:
    """A channel that remembers, and fails when it is told to."""

    def __init__(self):
        self.sent, self.broken = [], False

    def send(self, alert, closing):
        """Remember the alert."""
        if self.broken:
            raise DeliveryError("broken")
        self.sent.append(alert)


@pytest.fixture
def made(scanner, monkeypatch):
    """Alerts with a channel that remembers, and a clock that a test moves."""
    recorder, clock = Recorder(), [1000.0]
    monkeypatch.setattr(alerting, "_channels", lambda *_: [recorder])
    monkeypatch.setattr(alerting.time, "monotonic", lambda: clock[0])

    class Made:
        """What a test drives."""

        def __init__(self, *on, cooldown="5m"):
            request = AlertRequest(on=list(on), command="x", cooldown=cooldown)
            self.alerts = Alerts(request, scanner.catalogue, language="en")
            self.recorder = recorder

        def event(self, number=1, after=0.0):
            """One error, some seconds later."""
            clock[0] += after
            self.alerts.event(event_of(scanner, error(number)))

        def verdict(self, status, after=0.0, **more):
            """One judgement, some seconds later."""
            clock[0] += after
            verdict = Verdict(status=status, headline=Text(en="x", ko="y"))
            self.alerts.verdict(replace(scanner.start().report(), verdict=verdict), **more)

        def documents(self):
            """What was sent, in order."""
            self.alerts.finish()
            return [alert.document for alert in self.recorder.sent]

        def kinds(self):
            """What kinds of alerts were sent."""
            return [document["alert"] for document in self.documents()]

    return Made


# ---------------------------------------------------------------- when


def test_an_event_as_grave_as_asked_for_is_told(made):
    """--on critical: the event, in the shape of the contract, with its title."""
    one = made("critical")
    one.event()
    (document,) = one.documents()
    assert (document["alert"], document["signature"]) == ("event", "econnrefused")
    assert document["title"] == "Connection refused by 10.0.0.1:5432"
    assert document["captures"] == {"host": "10.0.0.1", "port": "5432"}


@pytest.mark.parametrize(
    ("on", "sent"), [(["econnrefused"], 1), (["eaddrinuse"], 0), (["verdict"], 0), ([], 1)]
)
def test_what_was_asked_for(made, on, sent):
    """An id means that signature alone; without --on it is high and verdict."""
    one = made(*on)
    one.event()
    assert len(one.documents()) == sent


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (AlertRequest(on=["econrefused"], command="true"), "--on: 'econrefused' is no severity"),
        (AlertRequest(command="true", cooldown="soon"), "--cooldown: 'soon' is no duration"),
        (AlertRequest(command="no-such-command-anywhere -x"), "--exec: no such command"),
        (AlertRequest(command="'open"), "--exec: No closing quotation"),
        (AlertRequest(webhook="file:///etc/passwd"), "--webhook: the address must start with"),
        (AlertRequest(webhook="http://"), "--webhook: the address must start with"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_read(scanner, request_, message):
    """One line says which option is wrong."""
    with pytest.raises(UsageError, match="^" + message.replace("(", r"\(")):
        Alerts(request_, scanner.catalogue, language="en")


def test_the_same_is_held_back_until_the_cool_down_is_over(made):
    """Held back alerts are counted, and the next one says how many there were."""
    one = made("critical", cooldown="1m")
    for after in (0, 10, 10, 50):
        one.event(after=after)
    assert [document["held_back"] for document in one.documents()] == [0, 2]


def test_what_is_still_held_back_at_the_end_is_told(made):
    """Nothing is dropped silently."""
    one = made("critical")
    one.event()
    one.event(2)
    notes = one.alerts.finish()
    assert [note.en for note in notes] == ["1 repeated alerts were held back by the cool-down"]
    assert notes[0].ko


def test_a_verdict_is_told_when_it_has_lasted(made):
    """A deploy passes through several: only what stays counts, and only once."""
    one = made("verdict")
    one.verdict(Status.FAILING)
    one.verdict(Status.INCONCLUSIVE, after=0.5)
    one.verdict(Status.FAILING, after=0.5)
    one.verdict(Status.FAILING, after=3)
    one.verdict(Status.FAILING, after=3)
    (document,) = one.documents()
    assert (document["alert"], document["status"], document["previous"]) == (
        "verdict", "failing", None,
    )  # fmt: skip


def test_a_recovery_is_told(made):
    """Whoever was told of a failure is told of its end, also without --on verdict."""
    for on in ("verdict", "critical"):
        one = made(on)
        one.event()
        one.verdict(Status.FAILING)
        one.verdict(Status.FAILING, after=3)
        one.verdict(Status.RECOVERED, after=3)
        one.verdict(Status.RECOVERED, after=3)
        assert one.kinds()[-1] == "recovered"
        assert one.kinds().count("recovered") == 1
        one.recorder.sent.clear()


def test_a_relapse_within_the_cool_down_is_told_when_it_is_over(made):
    """A failure that goes on does not get lost in the cool-down."""
    one = made("verdict", cooldown="1m")
    for status, after in (
        (Status.FAILING, 0), (Status.FAILING, 3), (Status.RECOVERED, 3), (Status.RECOVERED, 3),
        (Status.FAILING, 3), (Status.FAILING, 3), (Status.FAILING, 60),
    ):  # fmt: skip
        one.verdict(status, after=after)
    assert one.kinds() == ["verdict", "recovered", "verdict"]


def test_a_healthy_log_is_no_news(made):
    """Nobody is told that nothing happened."""
    one = made("verdict")
    one.verdict(Status.HEALTHY)
    one.verdict(Status.HEALTHY, after=5)
    one.verdict(Status.RECOVERED, after=5)
    one.verdict(Status.RECOVERED, after=5)
    assert one.kinds() == []


def test_a_failing_channel_is_counted(made):
    """The first failure is said, the number at the end."""
    one, said = made("critical", cooldown="1s"), []
    one.alerts.tell_failures(said.append)
    one.recorder.broken = True
    for number in range(3):
        one.event(number, after=5)
    notes = one.alerts.finish()
    assert [text.en for text in said] == ["alert failed: broken"]
    assert notes[0].en == "3 alerts could not be delivered (0 were)"


def test_more_alerts_than_can_wait_are_counted(made, monkeypatch):
    """A channel that hangs does not fill the memory."""
    hanging = threading.Event()
    one = made("critical", cooldown="1s")
    monkeypatch.setattr(one.recorder, "send", lambda *_: hanging.wait(SECONDS))
    monkeypatch.setattr(alerting, "FINISH_SECONDS", 0.1)
    for number in range(120):
        one.event(number, after=5)
    assert one.alerts.failed >= 19
    hanging.set()
    one.alerts.finish()
    assert one.alerts.sent + one.alerts.failed >= 120


# ---------------------------------------------------------------- what


def test_variables_hold_printable_lines_only(scanner):
    """Any log text becomes one line without control characters, of bounded length."""
    event = event_of(scanner, error(1))
    event = event._replace(evidence="a\x1b[31m\nb\0\ud800" + "x" * 9000, instance=None)
    document = event_alert(event, scanner.catalogue["econnrefused"], "en").document
    found = variables(document)
    assert found["LOGSCAN_EVENT_SIGNATURE"] == "econnrefused"
    assert found["LOGSCAN_EVENT_CAPTURE_HOST"] == "10.0.0.1"
    assert found["LOGSCAN_EVENT_INSTANCE"] == ""
    assert len(found["LOGSCAN_EVENT_TEXT"]) <= 4000
    for value in found.values():
        assert value.isprintable()
        value.encode("utf-8")


def test_a_chat_message_mentions_nobody(scanner):
    """Slack's control characters in log text stay text."""
    line = error(1).rstrip() + " <!channel> <https://evil.example|click> @here\n"
    chat = event_alert(event_of(scanner, line), scanner.catalogue["econnrefused"], "en").chat
    assert "<!channel>" not in chat
    assert "<https" not in chat


# ---------------------------------------------------------------- a command


def hook(tmp_path, code):
    """A program that an alert runs, as one word of a command line."""
    path = tmp_path / "hook.py"
    path.write_text("import json, os, sys\n" + code)
    return f"{sys.executable} {path}"


def test_a_command_gets_the_event(tmp_path):
    """As JSON on standard input and in the environment; log text is never code."""
    (tmp_path / "app.log").write_text(error(1).rstrip() + " $(touch pwned) `touch pwned`; x' \"\n")
    command = hook(
        tmp_path,
        """
with open("told", "a") as file:
    data = json.load(sys.stdin)
    env = {k: v for k, v in os.environ.items() if k.startswith("LOGSCAN_EVENT_")}
    print(json.dumps([data, env, sys.argv[1:]]), file=file)
""",
    )
    with Live(
        tmp_path, "-f", "app.log", "--format", "jsonl", "--on", "critical", "--exec", f"{command} a"
    ) as live:
        told = tmp_path / "told"
        deadline = time.monotonic() + SECONDS
        while not told.exists() or not told.read_text().endswith("\n"):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert live.end() == 130
    data, env, words = json.loads(told.read_text().splitlines()[0])
    assert words == ["a"]
    assert (data["alert"], data["line"]) == ("event", 1)
    assert "$(touch pwned)" in data["text"]
    assert env["LOGSCAN_EVENT_SEVERITY"] == "critical"
    assert env["LOGSCAN_EVENT_TEXT"] == data["text"]
    assert not (tmp_path / "pwned").exists()


def test_alerts_work_without_following_too(tmp_path):
    """A pipe that is read to its end tells its verdict."""
    command = hook(tmp_path, 'print(json.load(sys.stdin)["alert"], file=open("told", "a"))')
    done = subprocess.run(
        [*COMMAND, "--exec", command, "--format", "json"],
        check=False, input=error(1), capture_output=True, text=True, timeout=SECONDS,
        cwd=tmp_path, env=environment(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0
    assert (tmp_path / "told").read_text().split() == ["event", "verdict"]


@pytest.mark.parametrize("code", ["sys.exit('no network')", "os.kill(os.getpid(), 9)"])
def test_a_failing_command_never_stops_the_scan(tmp_path, code):
    """It is said, and counted in the report, which stays complete."""
    command = hook(tmp_path, code)
    done = subprocess.run(
        [*COMMAND, "--on", "critical", "--exec", command, "--format", "json"],
        check=False, input=error(1), capture_output=True, text=True, timeout=SECONDS,
        cwd=tmp_path, env=environment(tmp_path),
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert (done.returncode, found["complete"]) == (0, True)
    assert "1 alerts could not be delivered (0 were)" in found["warnings"]
    assert "alert failed:" in done.stderr
    assert ("no network" in done.stderr) == ("no network" in code)


def test_a_command_that_hangs_is_ended(tmp_path, monkeypatch, scanner):
    """With everything it has started."""
    monkeypatch.setattr(delivery, "EXEC_SECONDS", 0.3)
    pid = tmp_path / "pid"
    channel = CommandChannel(
        hook(
            tmp_path,
            f"open({str(pid)!r}, 'w').write(str(os.getpid()))\nimport time\ntime.sleep(60)",
        )
    )
    alert = event_alert(event_of(scanner, error(1)), scanner.catalogue["econnrefused"], "en")
    with pytest.raises(DeliveryError, match="not done after 0 s"):
        channel.send(alert, threading.Event())
    if pid.exists() and pid.read_text():
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid.read_text()), 0)


# ---------------------------------------------------------------- an address


class Server(ThreadingHTTPServer):
    """A webhook that answers with the given codes, then with 200."""

    def __init__(self, *codes, location=None):
        self.codes, self.location, self.bodies, self.paths = list(codes), location, [], []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        """The secret address."""
        return f"http://127.0.0.1:{self.server_port}/services/{SECRET}"

    def __exit__(self, *_):
        """Stop serving."""
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """Remembers what was posted."""

    def do_POST(self):
        """Answer as the server was told."""
        self.server.paths.append(self.path)
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.codes.pop(0) if self.server.codes else 200)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def quick(monkeypatch):
    """No test waits for a back-off."""
    monkeypatch.setattr(delivery, "BACK_OFF_SECONDS", (0.01, 0.01, 0.01))


def post(server, scanner, line=None):
    """Send one alert to a server."""
    alert = event_alert(
        event_of(scanner, line or error(1)), scanner.catalogue["econnrefused"], "en"
    )
    WebhookChannel(server.url, Redactor()).send(alert, threading.Event())


@pytest.mark.usefixtures("quick")
def test_a_webhook_gets_a_text_and_the_event(scanner):
    """What Slack shows, and what a program reads."""
    with Server() as server:
        post(server, scanner)
    (body,) = server.bodies
    assert "Connection refused" in body["text"]
    assert body["event"]["signature"] == "econnrefused"


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("codes", [[500], [429, 503], [502, 502, 502]])
def test_what_may_pass_is_tried_again(scanner, codes):
    """With a pause between the tries."""
    with Server(*codes) as server:
        post(server, scanner)
    assert len(server.bodies) == len(codes) + 1


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("codes", "tries", "why"), [([404] * 9, 1, "HTTP 404"), ([500] * 9, 4, "HTTP 500")]
)
def test_what_does_not_pass_is_given_up(scanner, codes, tries, why):
    """The reason names the host, never the address."""
    with Server(*codes) as server, pytest.raises(DeliveryError) as caught:
        post(server, scanner)
    assert len(server.bodies) == tries
    assert str(caught.value) == f"webhook at 127.0.0.1: {why}"


@pytest.mark.usefixtures("quick")
def test_a_redirect_is_not_followed(scanner):
    """The address and the event go nowhere else."""
    with Server() as other, Server(302, location=other.url) as server:
        with pytest.raises(DeliveryError, match="HTTP 302"):
            post(server, scanner)
        assert other.bodies == []


@pytest.mark.usefixtures("quick")
def test_nobody_listens(scanner):
    """A refused connection is a reason like any other."""
    with Server() as server:
        pass
    with pytest.raises(DeliveryError, match="refused"):
        post(server, scanner)


@pytest.mark.usefixtures("quick")
def test_a_webhook_is_always_redacted(scanner):
    """Also where the report is not."""
    line = error(1).rstrip() + f" postgres://app:{SECRET}@db.example.com/x\n"
    event = event_of(Scanner(redact=False), line)
    assert SECRET in event.evidence
    with Server() as server:
        alert = event_alert(event, scanner.catalogue["econnrefused"], "en")
        WebhookChannel(server.url, Redactor()).send(alert, threading.Event())
    assert SECRET not in json.dumps(server.bodies)


def test_the_address_stays_secret(tmp_path):
    """It is in no report and no note, whether it works or not."""
    with Server(404, 404) as server:
        for form in ("markdown", "html", "json"):
            done = subprocess.run(
                [*COMMAND, "--format", form, "--on", "critical", "--webhook", server.url],
                check=False, input=error(1), capture_output=True, text=True, timeout=SECONDS,
                cwd=tmp_path, env=environment(tmp_path),
            )  # fmt: skip
            assert done.returncode == 0
            assert SECRET not in done.stdout + done.stderr
    assert len(server.bodies) == 3


def test_a_webhook_that_hangs_does_not_hold_up_the_end(tmp_path):
    """Events are shown meanwhile, and the report comes soon after Ctrl-C."""
    import socket

    (tmp_path / "app.log").write_text(error(1))
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        words = ("-f", "app.log", "--format", "jsonl", "--on", "critical", "--webhook", url)
        with Live(tmp_path, *words) as live:
            live.wait_for_events(1)
            with (tmp_path / "app.log").open("a") as file:
                file.write(error(2))
            live.wait_for_events(2)
            began = time.monotonic()
            assert live.end() == 130
    assert time.monotonic() - began < 20


def test_on_without_anybody_to_tell(tmp_path):
    """--on alone is a mistake."""
    done = subprocess.run(
        [*COMMAND, "--on", "high"],
        check=False, input=FINE, capture_output=True, text=True, timeout=SECONDS,
        cwd=tmp_path, env=environment(tmp_path),
    )  # fmt: skip
    assert done.returncode == 2
    assert "--exec or --webhook" in done.stderr
