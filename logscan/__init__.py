"""Say what broke first in a service's log, what that broke next, and what to do now."""

__version__ = "0.1.0"
