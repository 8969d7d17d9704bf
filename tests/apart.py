"""Code run in a process of its own, which knows nothing of this suite's settings."""

import os
import subprocess
import sys

OURS = ("SERAI_", "DJANGO_", "DATABASE_")


def bare_environment() -> dict[str, str]:
    """The environment without what chooses settings and databases."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the code; what it printed and how it ended."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env=bare_environment() | environment,
        capture_output=True,
        text=True,
        check=False,
    )
