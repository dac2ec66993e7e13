"""What once went wrong, each with its smallest input."""

import pytest

import logscan


def log(*lines):
    """A dashboard log with a line every ten seconds."""
    return "".join(
        f"2026-10-24T12:{i // 6:02d}:{i % 6}0Z {line}\n" for i, line in enumerate(lines)
    ).encode()


def test_a_shell_line_in_a_build_does_not_end_the_live_boot():
    """``tsc: not found`` is an exit mark, but the build's shell said it."""
    report = logscan.scan(
        log(
            "==> Deploying...",
            "==> Running 'node app.js'",
            "server listening on port 10000",
            "==> Your service is live \N{PARTY POPPER}",
            "==> Cloning from https://github.com/a/b",
            "==> Running build command 'npm run build'...",
            "sh: 1: tsc: not found",
            "==> Build failed \N{DISAPPOINTED FACE}",
        )
    )
    assert [(a.phase, a.outcome) for a in report.attempts] == [
        ("deploy", "live"),
        ("boot", "live"),
        ("build", "failed"),
    ]
    assert report.verdict.cause == "exit-127-command-not-found"


def test_the_values_of_an_aggregate_error_are_found():
    """Node 20 prints host and port only in the nested errors."""
    report = logscan.scan(
        log(
            "AggregateError [ECONNREFUSED]: ",
            "    at internalConnectMultiple (node:net:1114:18)",
        ).replace(b":10Z", b":00Z")
        + b"2026-10-24T12:00:00Z     Error: connect ECONNREFUSED 127.0.0.1:5432\n"
    )
    (finding,) = report.findings
    assert (finding.signature.id, finding.occurrences) == ("econnrefused", 1)
    assert dict(finding.captures)["port"] == ("5432",)


@pytest.mark.parametrize("line", ["npm error code EUSAGE", "npm ERR! code EUSAGE"])
def test_npm_tells_an_error_once(line):
    """Every line of npm's block has its prefix; it is one error, and no line is unexplained."""
    prefix = line.removesuffix(" code EUSAGE")
    report = logscan.scan(
        "\n".join(
            [
                line,
                prefix,
                (
                    f"{prefix} `npm ci` can only install packages when your package.json and "
                    "package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock "
                    "file with `npm install` before continuing."
                ),
                prefix,
                f"{prefix} Missing: zod@4.1.12 from lock file",
            ]
        ).encode()
    )
    assert [(f.signature.id, f.occurrences) for f in report.findings] == [
        ("npm-ci-lock-mismatch", 1)
    ]


def test_the_steps_of_a_consequence_name_what_it_captured():
    """Its host and port are known; "host:port" would leave a person to look for them."""
    boot = (
        "==> Running 'node server.js'",
        "[config] warning: DATABASE_URL is not set, using postgres://localhost:5432/dev",
        "Error: connect ECONNREFUSED 127.0.0.1:5432",
        "==> Exited with status 1",
    )
    report = logscan.scan(log("==> Deploying...", *boot * 3))
    (incident,) = report.incidents[:1]
    assert incident.cause == "env-var-fallback"
    steps = [step.text.en for step in incident.steps]
    assert any("refused (127.0.0.1:5432)" in text for text in steps)
