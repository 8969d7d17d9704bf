"""Make the control plan of a day: who is examined, by which control, and why.

The same files and the same seed give the same plan.
"""

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from serai.commands.screen import (
    INTERRUPTED,
    REFUSED,
    USAGE,
    UsageError,
    day,
    refused,
    screen_of,
    set_file,
)

if TYPE_CHECKING:
    from serai.risk.plans.made import Made

EPILOG = """\
strategies, alone or mixed by weights (--strategy "score 0.9 + thompson 0.1"):
  profiles   red hits to goods, yellow ones to documents, the heaviest first
  score      the highest scores
  red-first  red hits, on at most 30 % of the controls of each kind, then the highest scores
  asycuda    what profiles hit, then by chance up to the expected rate of the capacity file
  revenue    the highest expected revenue
  uncertain  the scores of which least is known
  thompson   as likely as to be among the riskiest, as far as one can know
  random     by chance

exit codes:
  0  done
  1  refused: files have errors, which are all listed
  2  not understood: an option is wrong, or the folder holds another plan
  3  interrupted: no plan was written
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `serai plan`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    parser.add_argument(
        "declarations",
        type=Path,
        metavar="DECLARATIONS",
        help="of the day: Parquet, Arrow, CSV, XLSX or ASYCUDA's XML",
    )
    parser.add_argument(
        "--history", type=Path, metavar="H", help="earlier declarations with what was found"
    )
    parser.add_argument(
        "--profiles",
        required=True,
        metavar="P",
        help="a YAML file, a compiled screen (.npz), or the name of a set that ships: korea",
    )
    parser.add_argument(
        "--capacity",
        required=True,
        type=Path,
        metavar="C",
        help="a YAML file with hours by office and minutes by control",
    )
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder for the plan and its report"
    )
    parser.add_argument(
        "--mapping", metavar="M", help="mapping file, or one that ships: kcs, asycuda"
    )
    parser.add_argument(
        "--strategy",
        metavar="S",
        help="see below (default: red-first, or profiles where there is no history)",
    )
    parser.add_argument(
        "--found",
        default="found",
        metavar="COLUMN",
        help="of the history: 1 where an examination found something, 0 where not, empty where there was none "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--revenue",
        default="revenue",
        metavar="COLUMN",
        help="of the history: what was recovered (default: %(default)s)",
    )
    parser.add_argument(
        "--known",
        default="known",
        metavar="COLUMN",
        help="of the history: the day the result was known (default: %(default)s)",
    )
    parser.add_argument(
        "--today", type=day, metavar="DATE", help="the day of the plan (default: today)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the draw (default: %(default)s)")
    parser.add_argument(
        "--again",
        action="store_true",
        help="take the place of a plan that was ordered otherwise; plan.json says so",
    )
    parser.add_argument(
        "--language",
        choices=("en", "ru"),
        default="en",
        help="of the report and the reasons (default: %(default)s)",
    )


def run(asked: argparse.Namespace) -> int:
    """Make the plan, write it, and say the main figures."""
    from serai.risk.runs.interruption import interruptible

    try:
        with interruptible():
            return _run(asked)
    except UsageError as wrong:
        return refused(USAGE, str(wrong))
    except KeyboardInterrupt:
        return refused(INTERRUPTED, f"Interrupted. No plan was written to {asked.out}.")


def _run(asked: argparse.Namespace) -> int:
    from serai.risk.plans.made import make
    from serai.risk.plans.order import OtherPlanError, order_of, replaced_by
    from serai.risk.plans.prepared import PlanError, prepare
    from serai.risk.plans.report import report_of
    from serai.risk.plans.sources import Columns
    from serai.risk.plans.written import NAMES, write

    if asked.seed < 0:
        raise UsageError(f"--seed is a number from 0 up, not {asked.seed}.")
    today = asked.today or dt.datetime.now().astimezone().date()
    screen = screen_of(asked.profiles)
    if isinstance(screen, str):
        return refused(REFUSED, screen)
    columns = Columns(asked.found, asked.revenue, asked.known)
    try:
        prepared = prepare(
            asked.declarations,
            screen,
            asked.capacity,
            today=today,
            history=asked.history,
            strategy=asked.strategy,
            mapping=asked.mapping,
            columns=columns,
        )
    except PlanError as wrong:
        listed = [f"- {one}" for one in wrong.problems]
        return refused(REFUSED, "\n".join(["There is no plan yet:", *listed]))
    _make_folder(asked)
    files = {
        "declarations": asked.declarations,
        "history": asked.history,
        "profiles": set_file(asked.profiles),
        "capacity": asked.capacity,
        "mapping": Path(asked.mapping) if asked.mapping else None,
    }
    order = order_of(
        prepared, files, columns, today=today, seed=asked.seed, language=asked.language
    )
    try:
        before = replaced_by(order, asked.out, NAMES, again=asked.again)
    except OtherPlanError as wrong:
        raise UsageError(str(wrong)) from None
    for note in prepared.notes:
        print(note.said("en"), file=sys.stderr)
    if asked.history:
        print(f"Learns from {len(prepared.history or ()):,} results …", file=sys.stderr)
    made = make(prepared, today=today, seed=asked.seed, language=asked.language)
    report = report_of(prepared, made, today=today, seed=asked.seed, language=asked.language)
    try:
        written = write(asked.out, prepared, made, report, order, before)
    except OSError as wrong:
        place = wrong.filename or asked.out
        return refused(REFUSED, f"{place}: {wrong.strerror or wrong}.")
    print(f"{report.title}.")
    _warn(made)
    print(f"In {asked.out}: {', '.join(written)}.")
    return 0


def _make_folder(asked: argparse.Namespace) -> None:
    """Raises UsageError where it cannot be the one."""
    from serai.risk.plans.written import NAMES

    given = [asked.declarations, asked.history, asked.capacity, Path(asked.profiles)]
    written = {(asked.out / name).resolve() for name in NAMES}
    if own := [str(one) for one in given if one and one.resolve() in written]:
        raise UsageError(
            f"The plan would take the place of {', '.join(own)}: it needs another folder."
        )
    try:
        asked.out.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise UsageError(f"{asked.out} cannot be a folder: {wrong.strerror or wrong}.") from None


def _warn(made: "Made") -> None:
    if missed := made.red_unexamined:
        print(f"Red hits that nobody examines: {made.red_left.sum():,}, of {', '.join(missed)}.")
    if not made.plan.random.any():
        print("Nothing is left to chance: compliance cannot be estimated from this day.")
