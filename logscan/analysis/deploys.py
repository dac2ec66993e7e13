"""What the marks of builds, pre-deploys and deploys do to the attempts that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.sightings import MINUTE
from logscan.model import Mark, Outcome, Phase

if TYPE_CHECKING:
    from logscan.analysis.cutting import Cut
    from logscan.analysis.sightings import Sighting
    from logscan.analysis.spans import Span

SAME_BUILD = 10 * MINUTE
"""How long after its last mark a build still takes another start mark as its own."""


def build_start(cut: Cut, sighting: Sighting) -> None:
    """Begin a build, unless one more start mark of the same build is all it is."""
    build = cut.build
    if build is not None and sighting.start - build.end <= SAME_BUILD:
        stepped = build.has(Mark.BUILD_STEP)
        if build.cut or not (stepped and sighting.signature.id in build.seen):
            build.cut = False  # only its first lines stood before the start mark
            build.take(sighting)
            return
    cut.forget()
    cut.build = cut.open(Phase.BUILD, sighting)


def build_ok(cut: Cut, sighting: Sighting) -> None:
    """End the build well."""
    _end(cut, sighting, Phase.BUILD, Outcome.LIVE)


def build_failed(cut: Cut, sighting: Sighting) -> None:
    """End the build badly."""
    _end(cut, sighting, Phase.BUILD, Outcome.FAILED)


def predeploy_start(cut: Cut, sighting: Sighting) -> None:
    """Begin a pre-deploy; the build before it did its job."""
    _done(cut)
    cut.predeploy = cut.open(Phase.PREDEPLOY, sighting)


def predeploy_ok(cut: Cut, sighting: Sighting) -> None:
    """End the pre-deploy well."""
    _end(cut, sighting, Phase.PREDEPLOY, Outcome.LIVE)


def predeploy_failed(cut: Cut, sighting: Sighting) -> None:
    """End the pre-deploy badly."""
    _end(cut, sighting, Phase.PREDEPLOY, Outcome.FAILED)


def _end(cut: Cut, sighting: Sighting, phase: Phase, outcome: Outcome) -> None:
    """End the open build or pre-deploy, or the one that just ended so, or one without a head."""
    span = cut.build if phase is Phase.BUILD else cut.predeploy
    span = span or cut.recent(phase, outcome, sighting)
    if span is None:
        span = cut.open(phase, sighting, cut_off=True)
        cut.adopt(span)
    else:
        span.take(sighting)
    cut.end(span, outcome)
    if phase is Phase.BUILD:
        cut.build = None
    else:
        cut.predeploy = None


def _done(cut: Cut) -> None:
    """End an open build or pre-deploy: what follows it proves that it did its job."""
    for span in (cut.build, cut.predeploy):
        if span is not None:
            cut.end(span, Outcome.LIVE)
    cut.build = cut.predeploy = None


def deploy_start(cut: Cut, sighting: Sighting) -> None:
    """Begin a deploy."""
    _done(cut)
    cut.forget()
    cut.deploy = cut.open(Phase.DEPLOY, sighting)


def deploy_failed(cut: Cut, sighting: Sighting) -> None:
    """End the deploy, and the boot that never got live with it."""
    deploy = cut.open_deploy or cut.recent(Phase.DEPLOY, Outcome.FAILED, sighting)
    if deploy is None:
        deploy = cut.open(Phase.DEPLOY, sighting, cut_off=True)
    else:
        deploy.take(sighting)
    boot = cut.boot_of(None)
    if boot is not None and not boot.live:
        boot.take(sighting)
        boot.parent = boot.parent or deploy
        boot.stopping = sighting.start  # the platform stops what it gave up on
        cut.known(boot)
        cut.end(boot, Outcome.FAILED)
    elif boot is None and deploy.cut:
        cut.adopt(deploy)
    cut.end(deploy, Outcome.FAILED)


def live(cut: Cut, sighting: Sighting) -> None:
    """End the deploy well; its boot, if it has one, works."""
    cut.live_at = sighting.start
    static = cut.build is not None and cut.boot_of(None) is None
    if cut.build is not None and static:
        cut.end(cut.build, Outcome.LIVE)
        cut.build = None
    deploy = cut.open_deploy or cut.recent(Phase.DEPLOY, Outcome.LIVE, sighting)
    if deploy is None:
        deploy = cut.open(Phase.DEPLOY, sighting, cut_off=not static)
    else:
        deploy.take(sighting)
    boot = None if static else _boot_of(cut, deploy, sighting)
    if boot is not None:
        boot.live = True
        boot.outcome = Outcome.LIVE
        boot.served = boot.served if boot.served is not None else sighting.start
    cut.end(deploy, Outcome.LIVE)


def _boot_of(cut: Cut, deploy: Span, sighting: Sighting) -> Span | None:
    """Return the boot that went live: the running one, or one that no line announced."""
    boot = cut.boot_of(None)
    if boot is not None and (boot.parent is deploy or not boot.live):
        boot.take(sighting)
        boot.parent = boot.parent or deploy
        deploy.start = min(deploy.start, boot.parent.start, boot.start)
        cut.known(boot)
        return boot
    if deploy.cut or deploy.last_boot is not None:
        return None
    boot = cut.open(Phase.BOOT, sighting)
    boot.implied, boot.parent, boot.start = True, deploy, deploy.start
    cut.known(boot)
    return boot
