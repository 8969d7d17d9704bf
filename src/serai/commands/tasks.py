"""The task worker: does what pages put off, one task after the other, and what is due by the clock.

What it had begun when it was killed goes back into the queue: the folder's lock proves that no other
worker of this folder lives. A task may therefore run twice and says so in its own rules; one that
has killed the worker three times is given up.
"""

import hashlib
import io
import logging
import os
import signal
import socket
import threading
import time
from datetime import timedelta

logger = logging.getLogger("serai")
HOURLY = ("remind", "sweep")
FIRST_SECONDS = 60
TRIES = 3
KEPT_DAYS = 30
TASKS_BETWEEN_TIDYING = 500


def follow(minder: int) -> None:
    """Hear signals from the process that started this one only, and end when it is gone.

    Ctrl-C goes to all processes of the terminal's group, and the minder stops its workers as well: of
    two signals at once a web worker never ends.
    """

    def watch() -> None:
        while os.getppid() == minder:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
        os._exit(1)

    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
        threading.Thread(target=watch, daemon=True).start()


def worker_id() -> str:
    """The same for every worker this folder has on this machine, one after the other."""
    from django.conf import settings

    place = f"{socket.gethostname()}:{settings.DATA}"
    return hashlib.sha256(place.encode()).hexdigest()[:32]


def take_up_again(me: str) -> int:
    """Put back what a killed worker of ours had begun; returns how many tasks wait again."""
    from django.tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    again = 0
    for task in DBTaskResult.objects.running():
        if me not in task.worker_ids[-1:]:
            continue
        if task.worker_ids.count(me) >= TRIES:
            task.set_failed(RuntimeError(f"It was begun {TRIES} times and never ended."))
            continue
        task.status = TaskResultStatus.READY
        task.save(update_fields=["status"])
        again += 1
    return again


def tidy() -> None:
    """Forget finished tasks of long ago and sessions that have run out."""
    from django.core.management import call_command
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    old = timezone.now() - timedelta(days=KEPT_DAYS)
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    call_command("clearsessions")


def every_hour() -> None:
    """Run what is due by the clock. Each of these commands may run any number of times a day."""
    from django.core.management import call_command

    for name in HOURLY:
        try:
            call_command(name, stdout=io.StringIO())
        except Exception:
            logger.exception("“%s” failed; it is tried again in an hour.", name)


def watch_the_clock() -> None:
    """Begin when the first pages have been served, and go on for as long as the worker lives."""

    from django.db import connections

    def watch() -> None:
        time.sleep(FIRST_SECONDS)
        while True:
            every_hour()
            connections.close_all()
            time.sleep(3600)

    threading.Thread(target=watch, daemon=True).start()


def work(minder: int) -> None:
    """Do tasks until told to stop."""
    import django

    follow(minder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    django.setup()
    # It announces every pause and stop; a failed task is still told.
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    from django_tasks_db.management.commands.db_worker import Worker

    me = worker_id()
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=1,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=TASKS_BETWEEN_TIDYING,
        worker_id=me,
    )
    signal.signal(signal.SIGTERM, worker.shutdown)
    take_up_again(me)
    watch_the_clock()
    while worker.running:
        tidy()
        worker.run()
        worker._run_tasks = 0
