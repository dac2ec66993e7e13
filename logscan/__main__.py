"""Run ``python -m logscan``."""

from logscan.cli import program

if __name__ == "__main__":
    program()
