"""The parts of a run screened by the workers of Apache Spark, one task each. Needs `serai[spark]`.

A task writes the same files that one machine would, whole or not at all, so that a task that is
tried again loses and doubles nothing, and a run may go on here or there. Every worker sees the
files and the folder of the run under the same path.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from pyspark.sql import SparkSession

from serai.declarations.errors import BadCellsError, DeclarationsError
from serai.declarations.findings import Findings
from serai.risk.language.polars import references_of
from serai.risk.runs.inputs import Input
from serai.risk.runs.reasons import reasons_of
from serai.risk.runs.run import Run, Told
from serai.risk.screening.screen import Screen

LOOK = 0.5
"""Seconds between two looks at which parts are finished."""
BAD_CELLS = "bad cells"

type Task = tuple[Input, int]
"""A file and the number of its part."""


class NotForSparkError(Exception):
    """A run that only one machine can do."""


def left(run: Run) -> list[Task]:
    """Parts that are not finished. Raises NotForSparkError for what workers cannot begin in the middle of."""
    if run.options.mapping or run.options.on_bad != "stop":
        raise NotForSparkError(
            "--engine spark takes no --mapping and no --on-bad set-aside: screen on one machine."
        )
    found = []
    for one in run.inputs:
        if one.rows is None:
            raise NotForSparkError(f"--engine spark reads Parquet, which {one.path.name} is not.")
        numbers = range(1, -(-one.rows // run.options.part_rows) + 1)
        found += [(one, number) for number in numbers if not run.is_finished(one, number)]
    return found


def screen_parts(run: Run, told: Told, session: SparkSession | None = None) -> None:
    """Make the parts that are not finished; what the run still has to do is adding up.

    Raises BadCellsError (without the cells) where there are some, NotForSparkError, and
    DeclarationsError for a file that cannot be read.
    """
    tasks = left(run)
    if not tasks:
        return
    spark = session or _session()
    content = spark.sparkContext.broadcast(run.screen.to_bytes())
    folder, options = run.folder.resolve(), run.options

    def made(task: Task) -> str:
        one, number = task
        screen = _loaded(content.value)
        reasons = None
        if options.explain:
            references = references_of(options.peers or {})
            reasons = reasons_of(
                screen, today=options.today, references=references, language=options.explain
            )
        try:
            Run(folder, screen, [one], options, reasons).make(one, number)
        except BadCellsError:
            return BAD_CELLS
        except DeclarationsError as wrong:
            return str(wrong)
        return ""

    placed = [(one.resolved(), number) for one, number in tasks]
    with _looking(run, tasks, told):
        try:
            wrong = set(spark.sparkContext.parallelize(placed, len(placed)).map(made).collect())
        except BaseException:
            spark.sparkContext.cancelAllJobs()
            raise
    if BAD_CELLS in wrong:
        raise BadCellsError(Findings())
    if problems := sorted(wrong - {""}):
        raise DeclarationsError("\n".join(problems))


@contextmanager
def _looking(run: Run, tasks: list[Task], told: Told) -> Iterator[None]:
    """Tell of parts as they get finished."""
    waiting, over = list(tasks), threading.Event()

    def look() -> None:
        for task in [task for task in waiting if run.is_finished(*task)]:
            one, number = task
            waiting.remove(task)
            size = run.options.part_rows
            told(min(size, (one.rows or 0) - (number - 1) * size))

    def keep_looking() -> None:
        while not over.wait(LOOK):
            look()

    thread = threading.Thread(target=keep_looking, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        look()


def _session() -> SparkSession:
    """As Spark's own settings say: on this machine where they name no other."""
    builder = SparkSession.builder.appName("serai screen")
    return builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()


@lru_cache(maxsize=2)
def _loaded(content: bytes) -> Screen:
    """One screen a worker, however many tasks it gets."""
    return Screen.load(content)
