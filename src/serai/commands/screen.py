"""Screen declarations with a set of risk profiles.

Killed at any moment and started again it goes on from the last finished part.
"""

import argparse
import datetime as dt
import importlib.util
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from serai.commands import folder

if TYPE_CHECKING:
    from serai.risk.runs.counts import Counts
    from serai.risk.runs.run import FileDone, Run, Told
    from serai.risk.screening.batch import Peers
    from serai.risk.screening.screen import Screen

DONE, REFUSED, USAGE, INTERRUPTED = range(4)
SHOWN = 50
"""Errors of a set that are listed here."""
GOES_ON = "The same command goes on from the last finished part."
EXIT_CODES = """\
exit codes:
  0  done; rows set aside are told in the summary
  1  refused: the profile set or the files have errors, which are all listed
  2  not understood: an option is wrong, or the folder holds another run
  3  interrupted: the same command goes on from the last finished part
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `serai screen`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXIT_CODES
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="Parquet, Arrow, CSV, XLSX or ASYCUDA's XML",
    )
    parser.add_argument(
        "--profiles",
        required=True,
        metavar="SET",
        help="a YAML file, a compiled screen (.npz), or the name of a set that ships: korea",
    )
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder for the results"
    )
    parser.add_argument(
        "--mapping", metavar="M", help="mapping file, or one that ships: kcs, asycuda"
    )
    parser.add_argument(
        "--format",
        choices=("parquet", "csv", "xlsx"),
        default="parquet",
        help="of the results (default: %(default)s)",
    )
    parser.add_argument(
        "--explain", action="store_true", help="say in words why each declaration was hit"
    )
    parser.add_argument(
        "--language",
        choices=("en", "ru"),
        default="en",
        help="of these reasons (default: %(default)s)",
    )
    parser.add_argument(
        "--engine",
        choices=("local", "spark"),
        default="local",
        help="where it runs (default: %(default)s)",
    )
    parser.add_argument(
        "--today",
        type=day,
        metavar="DATE",
        help="the day that profiles count from, as 2026-02-01 (default: today, or the day of the run that goes on)",
    )
    parser.add_argument(
        "--on-bad",
        choices=("stop", "set-aside"),
        default="stop",
        help="rows with bad cells: stop and list them, or put them into a file and go on (default: %(default)s)",
    )
    parser.add_argument(
        "--peers", type=Path, metavar="DIR", help="folder with the reference tables of peers"
    )
    parser.add_argument(
        "--part-rows",
        type=_part_rows,
        default=1_000_000,
        metavar="N",
        help="declarations of one result file (default: %(default)s)",
    )
    parser.add_argument(
        "--anew", action="store_true", help="remove what an earlier run left in the folder"
    )


def day(text: str) -> dt.date:
    """A day as the command line takes it."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-02-01") from None


def _part_rows(text: str) -> int:
    rows = int(text)
    if not 1 <= rows <= 1_000_000:
        raise argparse.ArgumentTypeError("between 1 and 1,000,000")
    return rows


def run(asked: argparse.Namespace) -> int:
    """Screen the files; what is wrong goes to the error output, the summary to the output."""
    if asked.engine == "spark" and not importlib.util.find_spec("pyspark"):
        return refused(
            USAGE, "--engine spark needs the extra “spark”, which is not installed: serai[spark]."
        )
    try:
        return _run(asked)
    except UsageError as wrong:
        return refused(USAGE, str(wrong))
    except folder.FolderInUseError:
        return refused(USAGE, f"Another serai is writing to {asked.out}.")
    except KeyboardInterrupt:
        return refused(INTERRUPTED, f"Interrupted. {GOES_ON}")
    except OSError as wrong:
        place = wrong.filename or asked.out
        return refused(INTERRUPTED, f"Stopped: {place}: {wrong.strerror or wrong}. {GOES_ON}")


def _run(asked: argparse.Namespace) -> int:
    from serai.risk.runs.interruption import interruptible
    from serai.risk.runs.manifest import NotEmptyError, OtherRunError

    try:
        prepared = _prepared(asked)
        if isinstance(prepared, int):
            return prepared
        try:
            asked.out.mkdir(parents=True, exist_ok=True)
        except OSError as wrong:
            return refused(USAGE, f"{asked.out} cannot be a folder: {wrong.strerror or wrong}.")
        with interruptible(), folder.only_one(asked.out, patience=0):
            return _screened(prepared, engine=asked.engine, anew=asked.anew)
    except NotEmptyError as wrong:
        return refused(USAGE, str(wrong))
    except OtherRunError as wrong:
        return refused(USAGE, f"{wrong}\nName another folder, or begin again with --anew.")


def refused(code: int, words: str) -> int:
    """Say why, and hand back the exit code."""
    print(words, file=sys.stderr)
    return code


def _prepared(asked: argparse.Namespace) -> "Run | int":
    """The run that is asked for, or the exit code where it cannot be."""
    from serai.risk.language.polars import references_of
    from serai.risk.runs import manifest, peers
    from serai.risk.runs.inputs import InputsError, looked_at
    from serai.risk.runs.reasons import reasons_of
    from serai.risk.runs.run import Options, Run

    before = manifest.read(asked.out)
    problems = []
    screen = screen_of(asked.profiles)
    if isinstance(screen, str):
        problems.append(screen)
    try:
        inputs = looked_at(asked.files, asked.mapping)
    except InputsError as wrong:
        problems.append(f"What cannot be read:\n{_listed(wrong.problems)}")
    tables: Peers = {}
    tables_hash = ""
    if not isinstance(screen, str):
        try:
            tables, tables_hash = peers.load(screen, asked.peers)
        except peers.PeersError as wrong:
            problems.append(f"Reference tables of peers:\n{_listed(wrong.problems)}")
    if problems or isinstance(screen, str):
        return refused(REFUSED, "\n".join(problems))
    today = asked.today
    if today is None and before and not asked.anew:
        today = manifest.today_of(before)
    today = today or dt.datetime.now().astimezone().date()
    options = Options(
        today=today,
        mapping=asked.mapping,
        on_bad="stop" if asked.on_bad == "stop" else "set_aside",
        form=asked.format,
        explain=asked.language if asked.explain else "",
        part_rows=asked.part_rows,
        peers=tables,
        peers_hash=tables_hash,
    )
    reasons = None
    if asked.explain:
        references = references_of(tables)
        reasons = reasons_of(screen, today=today, references=references, language=asked.language)
    return Run(asked.out, screen, inputs, options, reasons)


def screen_of(name: str) -> "Screen | str":
    """The screen of a set, from its YAML file, compiled or by the name it ships under; else why not."""
    from serai.risk.profiles import ProfileSet, ProfileSetError
    from serai.risk.screening.normal import TooManyClausesError
    from serai.risk.screening.saved import ScreenFileError
    from serai.risk.screening.screen import Screen, compile_profiles

    try:
        if Path(name).suffix == ".npz":
            return Screen.load(name)
        return compile_profiles(ProfileSet.load(set_file(name)))
    except ProfileSetError as wrong:
        errors = [str(one) for one in wrong.findings if one.severity == "error"]
        more = [f"… and {len(errors) - SHOWN:,} more"] if len(errors) > SHOWN else []
        return (
            f"The set cannot be screened with:\n{_listed([*errors[:SHOWN], *more])}\n"
            f"All findings, warnings too: serai profiles check {name}"
        )
    except (TooManyClausesError, ScreenFileError, OSError) as wrong:
        return f"The set cannot be screened with: {wrong}"


def set_file(name: str) -> Path:
    """The file of that name, or the set that ships under it."""
    shipped = Path(__file__).resolve().parent.parent / "risk" / "sets" / f"{name}.yaml"
    return shipped if name.isidentifier() and shipped.is_file() else Path(name)


def _listed(problems: Iterable[str]) -> str:
    return "\n".join(f"- {problem}" for problem in problems)


def _screened(run: "Run", *, engine: str, anew: bool) -> int:
    from serai.declarations.errors import BadCellsError, DeclarationsError
    from serai.risk.runs.progress import Progress
    from serai.risk.screening.batch import BatchError

    before = run.begin(anew=anew)
    if before:
        print(f"Goes on: {before:,} declarations are screened already.", file=sys.stderr)
    rows = [one.rows for one in run.inputs]
    total = None if None in rows else sum(one or 0 for one in rows)
    progress = Progress(sys.stderr, total, done=before)
    try:
        if engine == "spark":
            _by_spark(run, progress)
        counts, files = run.go(progress)
    except BadCellsError:
        progress.close()
        return _bad_cells(run)
    except (DeclarationsError, BatchError) as wrong:
        progress.close()
        return refused(REFUSED, str(wrong))
    progress.close()
    _told(run, counts, files)
    return DONE


def _by_spark(run: "Run", told: "Told") -> None:
    from serai.risk.runs.on_spark import NotForSparkError, screen_parts

    try:
        screen_parts(run, told)
    except NotForSparkError as wrong:
        raise UsageError(str(wrong)) from None


class UsageError(Exception):
    """What is asked for does not go together."""


def _told(run: "Run", counts: "Counts", files: "tuple[FileDone, ...]") -> None:
    """The summary on the output and in the folder."""
    from serai.risk.runs.summary import summary_of, text_of
    from serai.risk.runs.told import keep

    summary = summary_of(run, counts, files)
    keep(run.folder, summary)
    try:
        print(text_of(summary, color=sys.stdout.isatty()))
        print(f"In {run.folder}: results, summary.json, summary.txt, hits.svg.", flush=True)
    except BrokenPipeError:
        # Who listened has heard enough. What is left in the buffer must not complain at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bad_cells(run: "Run") -> int:
    from serai.risk.runs.run import all_bad

    print("There are bad cells; looking for all of them.", file=sys.stderr)
    found, places = all_bad(run)
    listed = ", ".join(map(str, places))
    return refused(
        REFUSED,
        f"{found}\nTheir rows stand in {listed}. Put them right in the file, "
        "or leave them out with --on-bad set-aside.",
    )
