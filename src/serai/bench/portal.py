"""The site under load: a generated region served by `serai serve`, read by a fixed number of clients.

First it counts queries and bytes of each page, then starts the server and asks for pages at 50 a
second, then in a closed loop of 25 clients without thinking time. The clients share the machine's
cores with the server: the figures are what this machine does with both.
"""

import argparse
import datetime as dt
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from serai.bench.load import Answers, Ask, closed_loop, fixed_rate

PAGES = ("home", "programme", "agenda", "progression", "challenges")


def arguments(parser: argparse.ArgumentParser) -> None:
    """How long, how many readers, how large a region."""
    parser.add_argument(
        "--seconds", type=float, default=20, help="length of each run (default: %(default)s)"
    )
    parser.add_argument(
        "--clients", type=int, default=25, help="clients of the closed loop (default: %(default)s)"
    )
    parser.add_argument(
        "--rate",
        type=float,
        default=50,
        help="requests per second of the first run (default: %(default)s)",
    )
    parser.add_argument("--workers", type=int, default=2, help="web workers (default: %(default)s)")
    parser.add_argument(
        "--threads", type=int, default=2, help="threads of each worker (default: %(default)s)"
    )
    parser.add_argument("--port", type=int, default=8923)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--small", action="store_true", help="a tenth of the region, for a quick look"
    )
    parser.add_argument("--no-gzip", action="store_true", help="ask for pages uncompressed")


def run(asked: argparse.Namespace) -> int:
    """Measure in a folder of its own, with the settings of production."""
    with tempfile.TemporaryDirectory(prefix="serai-bench-") as folder:
        os.environ |= {
            "SERAI_DATA": folder,
            "SERAI_SECRET_KEY": secrets.token_urlsafe(48),
            "SERAI_HTTPS": "0",
            "SERAI_HOSTS": "localhost,127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "serai.portal.settings.production",
        }
        os.environ.pop("SERAI_DEMO", None)
        return measure(asked)


def measure(asked: argparse.Namespace) -> int:
    """Fill a database, count what each page costs, then put the server under load; 1 if anything failed."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from serai.bench import region
    from serai.commands.serve import gather_static

    call_command("migrate", verbosity=0)
    gather_static()
    size = region.Size(officers=6_000, programmes=5) if asked.small else region.Size()
    began = time.perf_counter()
    region.generate(size, rng=random.Random(asked.seed), today=dt.date.today())
    region.analyse()
    made = region.counts() | {"seconds": round(time.perf_counter() - began, 1)}
    asks, session_of = asks_for_pages(random.Random(asked.seed))
    queries, bytes_ = what_pages_cost(asks, session_of)
    database = connection.vendor
    connection.close()

    with Server(asked) as server:
        load: dict[str, Any] = {"host": "127.0.0.1", "port": asked.port, "gzip": not asked.no_gzip}
        closed_loop(
            asks, readers=asked.clients, seconds=3, **load
        )  # both workers have read their templates
        steady = fixed_rate(
            asks, readers=asked.clients, rate=asked.rate, seconds=asked.seconds, **load
        )
        cpu_before = server.cpu_seconds()
        closed = closed_loop(asks, readers=asked.clients, seconds=asked.seconds, **load)
        cpu = 1000 * (server.cpu_seconds() - cpu_before) / max(closed.count, 1)
        memory = server.memory_mb()

    result = {
        "rps": round(closed.rps, 1),
        "p95_ms": {page: round(steady.quantile(page, 0.95), 1) for page in PAGES},
        "p50_ms": {page: round(steady.quantile(page, 0.50), 1) for page in PAGES},
        "p95_ms_all": round(steady.quantile(None, 0.95), 1),
        "closed_p95_ms": {page: round(closed.quantile(page, 0.95), 1) for page in PAGES},
        "cpu_ms_a_page": round(cpu, 2),
        "memory_mb": round(memory),
        "queries": queries,
        "bytes": bytes_,
        "bytes_on_the_wire": closed.wire,
        "gzip": not asked.no_gzip,
        "clients": asked.clients,
        "rate": asked.rate,
        "workers": asked.workers,
        "database": database,
        "region": made,
        "faults": len(steady.faults) + len(closed.faults),
    }
    report(result, steady, closed)
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=2))
    return 1 if result["faults"] else 0


def asks_for_pages(rng: random.Random) -> tuple[list[Ask], dict[str, str]]:
    """A mix of the five pages in equal parts, by readers of every role, each signed in already."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.urls import reverse

    from serai.portal.programme.models import Membership, Role

    store = import_module(settings.SESSION_ENGINE).SessionStore
    roles = list(Role.objects.select_related("officer", "programme").order_by("pk"))
    members = list(Membership.objects.select_related("officer", "programme").order_by("pk"))
    readers = rng.sample(roles, min(100, len(roles))) + rng.sample(members, min(100, len(members)))
    asks, session_of = [], {}
    for reader in readers:
        session = store()
        session[SESSION_KEY] = str(reader.officer.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = reader.officer.get_session_auth_hash()
        session.save()
        cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
        session_of[cookie] = session.session_key
        slug = reader.programme.slug
        paths = {
            "home": reverse("home"),
            "programme": reverse("programme", kwargs={"slug": slug}),
            "agenda": reverse("agenda", kwargs={"slug": slug, "code": "WG3"}),
            "progression": reverse("progression", kwargs={"slug": slug}),
            "challenges": reverse("challenges", kwargs={"slug": slug}),
        }
        asks += [Ask(page, paths[page], cookie) for page in PAGES]
    rng.shuffle(asks)
    return asks, session_of


def what_pages_cost(
    asks: list[Ask], session_of: dict[str, str]
) -> tuple[dict[str, int], dict[str, int]]:
    """The most queries and the most bytes of uncompressed HTML each page needs, over all readers."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    queries: dict[str, int] = dict.fromkeys(PAGES, 0)
    size: dict[str, int] = dict.fromkeys(PAGES, 0)
    for ask in asks[:250]:
        client = Client(headers={"host": "localhost"})
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of[ask.cookie]
        with CaptureQueriesContext(connection) as captured:
            response = client.get(ask.path)
        if response.status_code != 200:
            raise SystemExit(f"{ask.path} answered {response.status_code}")
        queries[ask.page] = max(queries[ask.page], len(captured))
        size[ask.page] = max(size[ask.page], len(response.content))
    return queries, size


class Server:
    """`serai serve` and all processes it starts."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.port = asked.port
        command = [
            sys.executable,
            "-m",
            "serai.cli",
            "serve",
            "--port",
            str(asked.port),
            "--workers",
            str(asked.workers),
            "--threads",
            str(asked.threads),
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def __enter__(self) -> "Server":
        for _ in range(300):
            try:
                urllib.request.urlopen(
                    f"http://127.0.0.1:{self.port}/account/login/", timeout=5
                ).close()
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit("serai serve did not start") from None
                time.sleep(0.1)
            else:
                return self
        raise SystemExit("serai serve did not answer within 30 seconds")

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def processes(self) -> list[int]:
        """The server and everything it started, by process id."""
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                waiting += map(int, task.read_text().split())
        return found

    def cpu_seconds(self) -> float:
        """User and system time of all processes so far."""
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Proportional set size of all processes: pages they share are counted once."""
        kilobytes = 0
        for pid in self.processes():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    kilobytes += int(line.split()[1])
        return kilobytes / 1024


def report(result: dict[str, Any], steady: Answers, closed: Answers) -> None:
    """The figures as a table, for whoever ran it."""
    region = result["region"]
    out = sys.stdout.write
    out(
        f"{region['administrations']} administrations, {region['programmes']} programmes, {region['members']} members, "
        f"{region['officers']} officers; {result['database']}, {result['workers']} workers, "
        f"gzip {'on' if result['gzip'] else 'off'}\n\n"
    )
    out(
        f"{'page':<14}{'queries':>8}{'kB':>8}{'kB sent':>9}{'p50 ms':>9}{'p95 ms':>9}{'p95 full':>10}\n"
    )
    for page in PAGES:
        out(
            f"{page:<14}{result['queries'][page]:>8}{result['bytes'][page] / 1000:>8.1f}"
            f"{result['bytes_on_the_wire'].get(page, 0) / 1000:>9.1f}"
            f"{result['p50_ms'][page]:>9.1f}{result['p95_ms'][page]:>9.1f}{result['closed_p95_ms'][page]:>10.1f}\n"
        )
    out(
        f"\nat {result['rate']:.0f} requests a second: p95 {result['p95_ms_all']} ms over all pages\n"
    )
    out(f"closed loop of {result['clients']} clients: {result['rps']} requests a second, ")
    out(
        f"{result['cpu_ms_a_page']} CPU-ms a page, {result['memory_mb']} MB, {result['faults']} faults\n"
    )
    for fault in (steady.faults + closed.faults)[:5]:
        out(f"  {fault}\n")
