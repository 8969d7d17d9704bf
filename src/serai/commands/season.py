"""Play seasons of simulated trade, and compare strategies over many of them.

The same scenario, strategies and seeds give the same figures, on any number of processes.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from serai.commands.screen import DONE, INTERRUPTED, REFUSED, USAGE, refused
from serai.commands.world import scenario_of

if TYPE_CHECKING:
    from serai.season.compare import Comparison
    from serai.season.scoreboard import Scoreboard
    from serai.world.scenario import Scenario

EPILOG = """\
strategies, each in quotes, alone or mixed by weights:
  score                    learns from its results, and examines the highest scores
  profiles                 goes by the profiles of the corridor
  asycuda                  what profiles hit, then by chance up to the expected rate
  random                   by chance: what everything else is measured against
  uncertain, thompson, revenue   as in `serai plan`
  "score 0.9 + thompson 0.1"     a mix
  "score random=0"         leaves nothing to chance; otherwise 10 % of the hours
  "score frozen=8"         learns for eight weeks and never again
  "score hours=2"          with twice the officers
  "score exchange"         uses what other administrations share
  "score blank"            begins without what officers believe beforehand

exit codes:
  0  done
  1  refused: a scenario or a strategy has errors, which are all listed
  2  not understood: an option is wrong, or the folder holds another order
  3  interrupted
"""
MOST_WEEKS, MOST_SEEDS, MOST_WORKERS = 520, 10_000, 1_024


def arguments(parser: argparse.ArgumentParser) -> None:
    """Its deeds, each with its options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    play = deeds.add_parser(
        "play", help="One season with one strategy.", description="One season with one strategy."
    )
    _common(play)
    play.add_argument("--strategy", required=True, metavar="P", help="see `serai season --help`")
    play.add_argument("--seed", type=int, default=1, help="of the world (default: %(default)s)")
    play.set_defaults(do=_play)
    words = "Several strategies over the same seeds, with intervals."
    compare = deeds.add_parser("compare", help=words, description=words)
    _common(compare)
    compare.add_argument(
        "--strategies",
        required=True,
        nargs="+",
        metavar="P",
        help="see `serai season --help`; the others are held against the first",
    )
    compare.add_argument(
        "--seeds", type=int, default=10, metavar="N", help="seasons of each (default: %(default)s)"
    )
    compare.add_argument(
        "--workers", type=int, metavar="N", help="processes (default: one for each core)"
    )
    compare.set_defaults(do=_compare)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scenario", required=True, metavar="S", help="one that ships, or a YAML file"
    )
    parser.add_argument(
        "--weeks", type=int, metavar="W", help="of a season (default: the scenario's)"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for report, pictures, data")
    parser.add_argument(
        "--language", choices=("en", "ru"), default="en", help="of the words (default: %(default)s)"
    )


def run(asked: argparse.Namespace) -> int:
    """Do one deed."""
    return int(asked.do(asked))


def _play(asked: argparse.Namespace) -> int:
    odd = [f"--seed is a number from 0 up, not {asked.seed}."] if asked.seed < 0 else []
    text = " ".join(asked.strategy.split())
    return _played(asked, [text], [asked.seed], workers=1, odd=odd)


def _compare(asked: argparse.Namespace) -> int:
    workers = asked.workers if asked.workers is not None else os.process_cpu_count() or 1
    odd = [
        *_bounds("--seeds", asked.seeds, MOST_SEEDS),
        *_bounds("--workers", workers, MOST_WORKERS),
    ]
    texts = [" ".join(one.split()) for one in asked.strategies]
    twice = sorted({one for one in texts if texts.count(one) > 1})
    odd += [f"--strategies: “{one}” stands there twice." for one in twice]
    return _played(asked, texts, list(range(1, asked.seeds + 1)), workers=workers, odd=odd)


def _bounds(option: str, value: int, most: int) -> list[str]:
    return [] if 1 <= value <= most else [f"{option} is a number from 1 to {most:,}, not {value}."]


def _played(
    asked: argparse.Namespace, texts: list[str], seeds: list[int], *, workers: int, odd: list[str]
) -> int:
    """Check everything, play, and tell."""
    from serai.season.practice import Practice, PracticeError

    if asked.weeks is not None:
        odd += _bounds("--weeks", asked.weeks, MOST_WEEKS)
    scenario = scenario_of(asked.scenario)
    wrong = [scenario] if isinstance(scenario, str) else []
    for text in texts:
        try:
            Practice.of(text)
        except PracticeError as problem:
            wrong.append(f"A strategy that cannot be played: {problem}.")
    if odd or wrong or isinstance(scenario, str):
        return refused(USAGE if odd else REFUSED, "\n".join([*odd, *wrong]))
    if asked.out and (reason := _place(asked, scenario, texts, seeds)):
        return refused(USAGE, reason)
    comparison = None
    try:
        comparison = _with_progress(scenario, texts, seeds, asked.weeks, workers)
        return _told(asked, comparison)
    except KeyboardInterrupt:
        rest = (
            " while writing: the same command writes it all."
            if comparison
            else ": nothing is written."
        )
        return refused(INTERRUPTED, f"Interrupted{rest}")
    except ValueError as problem:
        return refused(REFUSED, f"{asked.scenario}: it cannot be played: {problem}.")
    except OSError as problem:
        place = problem.filename or asked.out
        return refused(REFUSED, f"{place}: {problem.strerror or problem}.")


def _place(
    asked: argparse.Namespace, scenario: "Scenario", texts: list[str], seeds: list[int]
) -> str | None:
    """Make the folder; why nothing can be written there, known before a season is played."""
    from serai.season.order import OrderError
    from serai.season.written import order_of, ready

    weeks = asked.weeks or scenario.weeks
    try:
        asked.out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        return f"{asked.out} cannot be a folder: {problem.strerror or problem}."
    try:
        ready(asked.out, order_of(scenario, texts, seeds, weeks, asked.language))
    except OrderError as other:
        return str(other)
    except OSError as problem:
        return f"{asked.out} cannot be written: {problem.strerror or problem}."
    return None


def _with_progress(
    scenario: "Scenario", texts: list[str], seeds: list[int], weeks: int | None, workers: int
) -> "Comparison":
    from serai.risk.runs.interruption import interruptible
    from serai.season.compare import compare, gathered, tasks_of
    from serai.season.play import play
    from serai.season.progress import Weeks

    length, tasks = weeks or scenario.weeks, tasks_of(texts, seeds)
    progress = Weeks(sys.stderr, length * len(tasks))
    with interruptible():
        if len(texts) * len(seeds) == 1:

            def week(done: int, _: int) -> None:
                progress.reached(len(boards) * length + done, 0)

            boards: list[Scoreboard] = []
            for text, seed in tasks:
                boards.append(play(scenario, text, seed, weeks=length, progress=week))
            progress.close()
            return gathered(scenario, texts, seeds, boards)
        made = compare(
            scenario,
            texts,
            seeds,
            weeks=length,
            workers=workers,
            progress=lambda done, _: progress.reached(done * length, 0),
        )
        progress.close()
        return made


def _told(asked: argparse.Namespace, comparison: "Comparison") -> int:
    """The fact and the figures in the terminal; the rest in the folder."""
    from serai.season.figures import gaps_of, table_of
    from serai.season.order import OrderError
    from serai.season.report import quoted, report_of
    from serai.season.table import folded
    from serai.season.words import said
    from serai.season.written import write

    language = asked.language
    width = shutil.get_terminal_size((100, 24)).columns
    report = report_of(comparison, language)
    names, other = [], ""
    if asked.out:
        # First: whoever cuts off what is printed has the files.
        try:
            names = write(asked.out, comparison, report)
        except OrderError as problem:  # written there since it was looked at
            other = str(problem)
    print(f"{report.title}.\n{report.below}\n")
    print(folded(table_of(comparison, language), width))
    if len(comparison.practices) > 1:
        first = quoted(comparison.practices[0], language)
        print(f"\n{said('gaps', language, first=first)}\n")
        print(folded(gaps_of(comparison, language), width))
    if names:
        print("\n" + said("files", language, folder=asked.out, names=", ".join(names)))
    return refused(USAGE, other) if other else DONE
