"""Run ``python -m logscan``."""

import sys

from logscan.cli import main

if __name__ == "__main__":
    sys.exit(main())
