"""Pass a command through to Django, with production settings or, by --demo, the demonstration's.

Which settings apply is said, never guessed: `--demo` takes the demonstration in `--data`; otherwise
`DJANGO_SETTINGS_MODULE` when it is set, else production.
"""

import argparse
import os
import sys
from pathlib import Path

from serai.commands.folder import DEMO_FOLDER, is_demonstration

DEMO = "serai.portal.settings.demo"
PRODUCTION = "serai.portal.settings.production"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `serai manage`."""
    parser.add_argument("--demo", action="store_true", help="work on the demonstration")
    parser.add_argument(
        "--data", type=Path, default=None, metavar="DIR", help="the folder with the database"
    )
    parser.add_argument(
        "further", nargs=argparse.REMAINDER, help="Django's command and its options"
    )


def choose_settings(asked: argparse.Namespace) -> None:
    """Set the environment Django reads."""
    if asked.demo:
        os.environ["DJANGO_SETTINGS_MODULE"] = DEMO
        os.environ["SERAI_DATA"] = str(asked.data or DEMO_FOLDER)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", PRODUCTION)
    if asked.data:
        os.environ["SERAI_DATA"] = str(asked.data)


def run(asked: argparse.Namespace) -> int:
    """Run Django's command."""
    choose_settings(asked)
    data = Path(os.environ.get("SERAI_DATA", "serai-data"))
    if asked.demo and not is_demonstration(data):
        print(f"There is no demonstration in {data}. Make one with: serai demo", file=sys.stderr)
        return 2
    if os.environ["DJANGO_SETTINGS_MODULE"] == PRODUCTION and os.environ.get("SERAI_SECRET_KEY"):
        data.mkdir(parents=True, exist_ok=True)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["serai manage", *asked.further])
    except ImproperlyConfigured as problem:
        print(f"{problem}\nFor the demonstration: serai manage --demo …", file=sys.stderr)
        return 2
    return 0
