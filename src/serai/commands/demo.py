"""Show Serai with generated people: make a database, load the demonstration, serve it, open the browser.

A second start finds the folder made and keeps what was done in it. When a newer Serai brings other
migrations or another demonstration, they are applied to what is there.
"""

import argparse
import hashlib
import os
import sys
import time
import webbrowser
from importlib.metadata import version
from pathlib import Path

from serai.commands import folder, schema, server
from serai.commands.manage import DEMO

HOST = "127.0.0.1"
PORT = 8000
PORTAL = Path(__file__).resolve().parent.parent / "portal"
MAKERS = ("*/migrations/*.py", "*/demonstration*", "*/demonstration/**/*", "*/data/**/*")
# Packages that bring migrations of their own.
MIGRATED = ("django", "django-allauth", "django-simple-history", "django-tasks-db")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `serai demo`."""
    parser.add_argument(
        "--data",
        type=Path,
        default=folder.DEMO_FOLDER,
        metavar="DIR",
        help="where its database and files are kept (default: %(default)s)",
    )
    parser.add_argument("--port", type=int, help=f"default: {PORT}, or the next one that is free")
    parser.add_argument("--no-open", action="store_true", help="do not open the browser")


def run(asked: argparse.Namespace) -> int:
    """Make the demonstration unless it is there, then serve it until Ctrl-C."""
    data = asked.data.resolve()
    if folder.holds_real_data(data):
        print(
            f"{data} holds a database that is not a demonstration. Name another --data.",
            file=sys.stderr,
        )
        return 2
    try:
        with folder.only_one(data):
            port = choose_port(asked.port)
            if port is None:
                return 2
            return show(data, port=port, browse=not asked.no_open)
    except folder.FolderInUseError as problem:
        print(problem, file=sys.stderr)
        return 2


def choose_port(wanted: int | None) -> int | None:
    """The port to serve on. A port asked for by number is never swapped for another."""
    port = wanted or PORT
    if server.is_free(HOST, port):
        return port
    other = server.next_free(HOST, port)
    if wanted is None and other:
        print(f"Port {port} is taken; {other} is free and used instead.")
        return other
    advice = f"Try --port {other}." if other else "Name another with --port."
    print(f"Port {port} is taken. {advice}", file=sys.stderr)
    return None


def show(data: Path, *, port: int, browse: bool) -> int:
    """Serve the demonstration in this folder, making it first when it is not whole."""
    os.environ["DJANGO_SETTINGS_MODULE"] = DEMO
    os.environ["SERAI_DATA"] = str(data)
    os.environ["SERAI_ADDRESS"] = server.address(HOST, port)
    import django

    django.setup()
    make(data)

    def announce(address: str) -> None:
        print(f"Serai is at {address}  (Ctrl-C stops it; the data stays in {data})", flush=True)
        if browse and has_screen():
            webbrowser.open(address)

    return server.serve(host=HOST, port=port, workers=1, threads=4, announce=announce)


def make(data: Path) -> None:
    """Migrate and load, unless the folder was made from just this Serai."""
    digest = made_from()
    if folder.made_from(data) == digest:
        return
    began = time.monotonic()
    print("Making the demonstration …", flush=True)
    server.apart(fill, data)
    folder.finish(data, digest)
    print(f"Made in {time.monotonic() - began:.1f} s.", flush=True)


def fill(data: Path) -> None:
    """Bring the folder's database up to this Serai and its demonstration."""
    from django.core.management import call_command

    if folder.made_from(data) is None:
        folder.begin(data)
        schema.create()
    else:
        call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demonstration", verbosity=0)


def made_from() -> str:
    """A digest of all that decides what a new demonstration contains."""
    digest = hashlib.sha256()
    for package in MIGRATED:
        digest.update(f"{package} {version(package)}\n".encode())
    sources: set[Path] = set()
    for pattern in MAKERS:
        sources.update(PORTAL.glob(pattern))
    for source in sorted(sources):
        if source.is_file() and "__pycache__" not in source.parts:
            digest.update(source.relative_to(PORTAL).as_posix().encode())
            digest.update(source.read_bytes())
    return digest.hexdigest()


def has_screen() -> bool:
    """Whether a browser would open a window, rather than take over the terminal."""
    return sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
