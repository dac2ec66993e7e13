"""What holds for every test: the pipeline's own summary page is not ours to write on."""

import os

os.environ.pop("GITHUB_STEP_SUMMARY", None)

pytest_plugins = ["remote_servers"]
