"""Serve Serai for real: production settings, web workers, the task worker.

It refuses to start, with exit code 2, until every reason below is gone; it names them all at once.
"""

import argparse
import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from serai.commands import folder, server
from serai.commands.manage import PRODUCTION


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `serai serve`."""
    parser.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
    parser.add_argument("--port", type=int, default=8000, help="default: %(default)s")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: %(default)s)")
    parser.add_argument(
        "--threads", type=int, default=4, help="threads of each (default: %(default)s)"
    )
    parser.add_argument(
        "--migrate", action="store_true", help="apply migrations that are not applied yet"
    )


def run(asked: argparse.Namespace) -> int:
    """Serve until told to stop, or say why not."""
    refusals = refusals_of_environment(os.environ)
    if refusals:
        return refuse(refusals)
    os.environ["DJANGO_SETTINGS_MODULE"] = PRODUCTION
    os.environ.setdefault("SERAI_ADDRESS", usual_address(asked, os.environ))
    from django.core.exceptions import ImproperlyConfigured

    try:
        import django

        django.setup()
        from django.conf import settings

        data = settings.DATA
        with folder.only_one(data):
            refusals = refusals_of_port(asked.host, asked.port)
            refusals += refusals_of_site(migrate=asked.migrate)
            if refusals:
                return refuse(refusals)
            server.apart(gather_static)
            return server.serve(
                host=asked.host,
                port=asked.port,
                workers=asked.workers,
                threads=asked.threads,
                announce=announce,
            )
    except (ImproperlyConfigured, folder.FolderInUseError) as problem:
        return refuse([str(problem)])


def usual_address(asked: argparse.Namespace, environment: Mapping[str, str]) -> str:
    """Where links in letters lead when SERAI_ADDRESS does not say: the first of SERAI_HOSTS."""
    hosts = environment.get("SERAI_HOSTS", "").split(",")
    if environment.get("SERAI_HTTPS", "1") == "1" and hosts[0].strip(" ."):
        return f"https://{hosts[0].strip(' .')}"
    return server.address(asked.host, asked.port)


def announce(address: str) -> None:
    """Say that Serai answers, and what an administrator should know."""
    from django.conf import settings

    print(f"Serai answers at {address}", flush=True)
    print(f"Links in letters and calendars lead to {settings.ADDRESS}", flush=True)
    if not os.environ.get("SERAI_EMAIL_HOST"):
        print(
            "SERAI_EMAIL_HOST is not set: letters go to a mail server on this machine, port 25; "
            "without one they wait.",
            flush=True,
        )


def refuse(refusals: list[str]) -> int:
    """Say every reason, and that nothing was started."""
    print("Serai does not start:", file=sys.stderr)
    for refusal in refusals:
        print(f"- {refusal}", file=sys.stderr)
    return 2


def refusals_of_environment(environment: Mapping[str, str]) -> list[str]:
    """What the environment alone shows to be wrong."""
    from serai.portal.settings.base import secret_key_problem

    found = []
    if environment.get("SERAI_DEMO"):
        found.append("SERAI_DEMO is set. Demo mode is `serai demo`; no variable turns it on here.")
    module = environment.get("DJANGO_SETTINGS_MODULE", PRODUCTION)
    if module != PRODUCTION:
        found.append(
            f"DJANGO_SETTINGS_MODULE names {module}; `serai serve` runs {PRODUCTION} only."
        )
    if problem := secret_key_problem(environment.get("SERAI_SECRET_KEY", "")):
        found.append(problem)
    data = Path(environment.get("SERAI_DATA", "serai-data"))
    if folder.is_demonstration(data):
        found.append(
            f"{data} holds a demonstration, which guards nothing. Name another SERAI_DATA."
        )
    return found


def refusals_of_port(host: str, port: int) -> list[str]:
    """Whether somebody else listens there."""
    if server.is_free(host, port):
        return []
    other = server.next_free(host, port)
    return [f"Port {port} is taken." + (f" Try --port {other}." if other else "")]


def refusals_of_site(*, migrate: bool) -> list[str]:
    """What Django's own checks and the database show to be wrong."""
    from django.conf import settings
    from django.core import checks
    from django.db import DatabaseError

    found = [
        f"{message.msg} ({message.id})"
        for message in checks.run_checks(include_deployment_checks=True)
        if message.level >= checks.ERROR
    ]
    if settings.DEMO:
        found.append("The settings turn demo mode on.")
    try:
        found += unapplied_migrations(migrate=migrate)
    except DatabaseError as problem:
        found.append(f"The database does not answer: {problem}".strip())
    return found


def unapplied_migrations(*, migrate: bool) -> list[str]:
    """A refusal when the database is behind the code; with `migrate` it is brought up to it."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        return []
    if migrate:
        server.apart(apply_migrations)
        return []
    names = ", ".join(f"{step.app_label} {step.name}" for step, _ in waiting[:3])
    more = f" and {len(waiting) - 3} more" if len(waiting) > 3 else ""
    return [
        (
            f"Migrations are not applied: {names}{more}. Make a backup and start with --migrate, "
            "or run: serai manage migrate"
        )
    ]


def apply_migrations() -> None:
    """Bring the database up to the code, and the published history up to what ships with it."""
    from django.core.management import call_command

    call_command("migrate", verbosity=1, interactive=False)
    call_command("load_published")


def gather_static() -> None:
    """Collect and compress stylesheets and scripts, unless the same ones are there already."""
    from django.conf import settings
    from django.contrib.staticfiles import finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            digest.update(name.encode())
            with storage.open(name) as file:
                digest.update(file.read())
    mark = Path(str(settings.STATIC_ROOT)) / ".gathered"
    if mark.exists() and mark.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(digest.hexdigest())
