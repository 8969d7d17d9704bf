"""The processes behind `serai demo` and `serai serve`: web workers, one task worker, one that minds them.

The caller has set Django up. On Linux the workers are forked from it: the code is read once and its
memory is shared. Elsewhere they are started afresh and read it again. Whatever ends the minding
process, even a kill it cannot see, its workers follow within a second.
"""

import gc
import importlib
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from serai.commands import tasks

logger = logging.getLogger("serai")
START_METHOD = "fork" if sys.platform == "linux" else "spawn"
STOP_SECONDS = 10
LONGEST_PAUSE = 30.0


def processes() -> Any:
    """How this system starts a process of ours."""
    return multiprocessing.get_context(START_METHOD)


def is_free(host: str, port: int) -> bool:
    """Whether nothing listens on this port yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        if sys.platform != "win32":  # there the option would let two servers share the port
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            return False
    return True


def next_free(host: str, port: int) -> int | None:
    """The first free port above this one, looking at twenty."""
    return next((other for other in range(port + 1, port + 21) if is_free(host, other)), None)


def address(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


def application(_target: str = "", *, minder: int) -> Any:
    """What a web worker serves, loaded inside the worker."""
    tasks.follow(minder)
    from serai.portal.wsgi import application

    return application


class TaskWorker:
    """The process that does what pages put off; started again when it dies."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process = self._start()

    def _start(self) -> Any:
        process = processes().Process(
            target=tasks.work, args=(os.getpid(),), name="serai-tasks", daemon=True
        )
        process.start()
        return process

    def mind(self) -> None:
        """Start it again whenever it ends, waiting longer each time it dies young."""
        threading.Thread(target=self._mind, daemon=True).start()

    def _mind(self) -> None:
        pause = 1.0
        while True:
            born = time.monotonic()
            self._process.join()
            if self._stopping.is_set():
                return
            logger.error("The task worker ended (%s). Starting another.", self._process.exitcode)
            pause = (
                1.0 if time.monotonic() - born > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            )
            if self._stopping.wait(pause):
                return
            self._process = self._start()

    def stop(self) -> None:
        """Let it finish the task at hand, then end it."""
        self._stopping.set()
        self._process.terminate()
        self._process.join(STOP_SECONDS)
        if self._process.is_alive():
            self._process.kill()


def apart(work: Callable[..., None], *given: Any) -> None:
    """Do work that leaves much behind in memory in a process of its own, and wait for it.

    Raises SystemExit with its exit code when it fails; it has said why.
    """
    from django.db import connections

    connections.close_all()
    process = processes().Process(target=_apart, args=(work, *given))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def _apart(work: Callable[..., None], *given: Any) -> None:
    import django

    django.setup()
    work(*given)


def announce_when_open(host: str, port: int, announce: Callable[[str], None]) -> None:
    """Call `announce(address)` once a worker answers."""
    reached = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - compared, not bound
    for _ in range(600):
        try:
            socket.create_connection((reached, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            announce(address(host, port))
            return


def prepare_for_workers() -> None:
    """Read all code before the workers are forked, and leave them no open connection of ours."""
    from django.db import connections
    from django.urls import get_resolver

    importlib.import_module("serai.portal.wsgi")
    _ = get_resolver().url_patterns
    connections.close_all()
    gc.collect()
    gc.freeze()


def serve(
    *, host: str, port: int, workers: int, threads: int, announce: Callable[[str], None]
) -> int:
    """Serve until told to stop; `announce(address)` is called when the first page can be had."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
    prepare_for_workers()
    server = Server(
        "serai.portal.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        # A thread that rests keeps its database connection.
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    )
    task_worker = TaskWorker()

    @server.on_startup
    def started() -> None:
        if hasattr(signal, "SIGHUP"):  # a closed terminal stops Serai instead of reloading it
            signal.signal(signal.SIGHUP, server.signal_handler_interrupt)
        task_worker.mind()
        threading.Thread(
            target=announce_when_open, args=(host, port, announce), daemon=True
        ).start()

    try:
        server.serve(target_loader=partial(application, minder=os.getpid()), wrap_loader=False)
    finally:
        task_worker.stop()
    return 0
