"""Simulated trade: the scenarios, a check of one's own, and declarations made from them."""

import argparse
import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from serai.commands import folder
from serai.commands.screen import DONE, GOES_ON, INTERRUPTED, REFUSED, USAGE, refused

if TYPE_CHECKING:
    from serai.season.order import Manifest
    from serai.season.words import Language
    from serai.world.scenario import Scenario

EXIT_CODES = """\
exit codes:
  0  done; the scenario runs
  1  refused: the scenario has errors, which are all listed
  2  not understood: an option is wrong, or the folder holds another order
  3  interrupted: the same command goes on from the last finished part
"""
MOST = 1_000_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """Its deeds, each with its options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXIT_CODES
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)

    def deed(name: str, summary: str) -> argparse.ArgumentParser:
        made = deeds.add_parser(name, help=summary, description=summary)
        made.set_defaults(do=DEEDS[name])
        return made

    listed = deed("scenarios", "The scenarios that ship, or one of them with what it is about.")
    listed.add_argument("name", nargs="?", metavar="NAME", help="one that ships, or a YAML file")
    listed.add_argument("--language", choices=("en", "ru"), default="en", help="of the words")
    check = deed("check", "Everything that is wrong with a scenario file, at once.")
    check.add_argument("file", metavar="FILE", help="a YAML file")
    made = deed("generate", "Declarations of a scenario, week by week, with messages on their way.")
    made.add_argument(
        "--scenario", required=True, metavar="S", help="one that ships, or a YAML file"
    )
    made.add_argument("--declarations", required=True, type=int, metavar="N", help="how many")
    made.add_argument("--seed", type=int, default=1, help="of the world (default: %(default)s)")
    made.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the files")
    made.add_argument(
        "--format",
        nargs="+",
        choices=("parquet", "csv", "xml"),
        default=["parquet"],
        help="of the declarations; csv has the titles of the SAD's boxes, "
        "xml is a sample of the first hundred for ASYCUDA (default: parquet)",
    )
    made.add_argument(
        "--examined",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="share of the declarations that is examined by chance, with what was found in "
        "history.parquet, from 0 to 1 (default: %(default)s)",
    )
    made.add_argument(
        "--truth", action="store_true", help="write what is true of each into ledger.parquet"
    )


def run(asked: argparse.Namespace) -> int:
    """Do one deed."""
    return int(asked.do(asked))


def scenario_of(name: str) -> "Scenario | str":
    """The scenario that ships under a name, or that of a file; else everything that is in the way."""
    from serai.world.scenarios import ScenarioError, load

    try:
        return load(name)
    except ScenarioError as wrong:
        listed = "\n".join(f"{name}: {one}" for one in wrong.problems)
        return f"The scenario cannot be played:\n{listed}"
    except FileNotFoundError as wrong:
        if wrong.errno == 2 and "no scenario" in str(wrong.strerror):
            return f"“{name}” is {wrong.strerror}.{_near(name)}"
        return f"The scenario {name} cannot be opened: {wrong.strerror}."
    except OSError as wrong:
        return f"The scenario {name} cannot be opened: {wrong.strerror or wrong}."


def _near(name: str) -> str:
    import difflib

    from serai.world.scenarios import names

    near = difflib.get_close_matches(name, names(), n=1)
    return f" Did you mean {near[0]}?" if near else ""


def _scenarios(asked: argparse.Namespace) -> int:
    from serai.season.words import number, said
    from serai.world.scenarios import load, names

    language: Language = asked.language
    if asked.name:
        found = scenario_of(asked.name)
        if isinstance(found, str):
            return refused(REFUSED, found)
        _one(found, language)
        return DONE
    heads = ("name", "title", "administrations", "weeks", "weekly", "schemes", "shocks")
    rows = [[said(f"list_{one}", language) for one in heads]]
    for name in names():
        one = load(name)
        rows.append(
            [
                name,
                one.title_ru if language == "ru" else one.title,
                " ".join(one.administrations),
                number(one.weeks, language),
                number(one.weekly, language),
                number(len(one.schemes), language),
                number(len(one.shocks), language),
            ]
        )
    from serai.season.table import aligned

    print(aligned(rows, numbers={3, 4, 5, 6}))
    return DONE


def _one(scenario: "Scenario", language: "Language") -> None:
    from serai.season.words import about_scenario

    width = min(shutil.get_terminal_size().columns, 100)
    title, about, parts = about_scenario(scenario, language)
    print(f"{title} ({scenario.name})\n")
    if about:
        print(textwrap.fill(about, width) + "\n")
    indent = max(len(name) for name, _ in parts) + 2
    for name, texts in parts:
        head = name.ljust(indent)
        for text in texts:
            print(
                textwrap.fill(
                    text, width, initial_indent=head, subsequent_indent=" " * indent,
                    break_long_words=False,
                )
            )  # fmt: skip
            head = " " * indent


def _check(asked: argparse.Namespace) -> int:
    from dataclasses import replace

    from serai.world.world import World

    found = scenario_of(asked.file)
    if isinstance(found, str):
        return refused(REFUSED, found)
    try:
        World.open(replace(found, weekly=min(found.weekly, TRIED)), 1).next_week()
    except ValueError as wrong:
        return refused(REFUSED, f"{asked.file}: nothing is traded in it: {wrong}.")
    print(
        f"{asked.file} runs: {' '.join(found.administrations)}, {found.weeks} weeks with "
        f"{found.weekly:,} declarations each, schemes: {', '.join(found.schemes) or 'none'}."
    )
    return DONE


TRIED = 300
"""Declarations a week of the world that is opened to see whether it runs."""


def _generate(asked: argparse.Namespace) -> int:
    problems = [
        *(
            [f"--declarations is a number from 1 to {MOST:,}, not {asked.declarations:,}."]
            if not 1 <= asked.declarations <= MOST
            else []
        ),
        *([f"--seed is a number from 0 up, not {asked.seed}."] if asked.seed < 0 else []),
        *(
            [f"--examined is a share from 0 to 1, not {asked.examined:g}."]
            if not 0 <= asked.examined <= 1
            else []
        ),
    ]
    if problems:
        return refused(USAGE, "\n".join(problems))
    found = scenario_of(asked.scenario)
    if isinstance(found, str):
        return refused(REFUSED, found)
    try:
        asked.out.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        return refused(USAGE, f"{asked.out} cannot be a folder: {wrong.strerror or wrong}.")
    return _written(asked, found)


def _written(asked: argparse.Namespace, scenario: "Scenario") -> int:
    from serai.risk.runs.interruption import interruptible
    from serai.risk.runs.progress import Progress
    from serai.season.generate import generate
    from serai.season.order import FORMATS, Order, OrderError

    forms = tuple(one for one in FORMATS if one in asked.format)
    order = Order(scenario, asked.declarations, asked.seed, forms, asked.examined, asked.truth)
    progress = Progress(sys.stderr, asked.declarations)
    try:
        with interruptible(), folder.only_one(asked.out, patience=0):
            manifest = generate(asked.out, order, progress)
    except OrderError as wrong:
        return refused(USAGE, str(wrong))
    except folder.FolderInUseError:
        return refused(USAGE, f"Another serai is writing to {asked.out}.")
    except ValueError as wrong:
        return refused(REFUSED, f"{asked.scenario}: nothing more is traded: {wrong}.")
    except KeyboardInterrupt:
        progress.close()
        return refused(INTERRUPTED, f"Interrupted. {GOES_ON}")
    except OSError as wrong:
        place = wrong.filename or asked.out
        return refused(INTERRUPTED, f"Stopped: {place}: {wrong.strerror or wrong}. {GOES_ON}")
    progress.close()
    _told(asked, manifest)
    return DONE


def _told(asked: argparse.Namespace, manifest: "Manifest") -> None:
    by = ", ".join(f"{code} {count:,}" for code, count in manifest["administrations"].items())
    print(
        f"{asked.declarations:,} declarations of {manifest['weeks']:,} weeks of "
        f"{manifest['order']['scenario']}, seed {asked.seed}: {by}."
    )
    parts = [one for one in manifest["files"] if "/" in one]
    rest = sorted(one for one in manifest["files"] if "/" not in one)
    counted = [f"declarations/ ({len(parts):,} parts)"] if parts else []
    print(f"In {asked.out}: {', '.join([*counted, *rest, 'world.json'])}.")


DEEDS = {"scenarios": _scenarios, "check": _check, "generate": _generate}
