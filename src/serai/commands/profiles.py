"""Check risk profiles, print them, and say them as SQL or in words."""

import argparse
import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

from serai.commands.screen import day, set_file

if TYPE_CHECKING:
    from serai.risk.language.findings import Finding
    from serai.risk.profiles import ProfileSet

GOOD, FINDINGS, USAGE = range(3)
EXIT_CODES = """\
exit codes:
  0  nothing wrong, no difference
  1  check: the set has errors; diff: the sets differ; else: the set cannot be read
  2  not understood
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Its deeds, each with its options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXIT_CODES
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)

    def deed(name: str, summary: str) -> argparse.ArgumentParser:
        made = deeds.add_parser(name, help=summary, description=summary)
        made.set_defaults(do=DEEDS[name])
        return made

    check = deed("check", "Everything that is wrong with sets, at once.")
    check.add_argument("sets", nargs="+", metavar="SET", help="YAML files of profiles")
    check.add_argument("--json", action="store_true", help="as JSON, for forms and programs")
    check.add_argument("--language", choices=("en", "ru"), default="en", help="of the findings")
    one = deed("print", "A set in its canonical text.")
    one.add_argument("sets", nargs="+", metavar="SET")
    sql = deed("sql", "Each profile as a query that PostgreSQL, DuckDB and SQLite understand.")
    sql.add_argument("sets", nargs="+", metavar="SET")
    sql.add_argument("--table", default="declarations", help="name of the table (%(default)s)")
    sql.add_argument("--today", type=day, metavar="DATE", help="as 2026-02-01")
    sentence = deed("sentence", "Each profile in words.")
    sentence.add_argument("sets", nargs="+", metavar="SET")
    sentence.add_argument("--language", choices=("en", "ru"), default="en", help="of the words")
    diff = deed("diff", "What changed from one set to another.")
    diff.add_argument("old", metavar="OLD")
    diff.add_argument("new", metavar="NEW")
    diff.add_argument("--language", choices=("en", "ru"), default="en", help="of the words")


def run(asked: argparse.Namespace) -> int:
    """Do one deed."""
    from serai.risk.profiles import ProfileSetError

    try:
        return int(asked.do(asked))
    except ProfileSetError as wrong:
        print("\n".join(map(str, wrong.findings)), file=sys.stderr)
        return FINDINGS


def _check(asked: argparse.Namespace) -> int:
    from serai.risk.language.findings import Severity
    from serai.risk.profiles import findings_of, read_file

    readings = [(name, read_file(set_file(name))) for name in asked.sets]
    found = {name: findings_of(reading) for name, reading in readings}
    every = [one for findings in found.values() for one in findings]
    if asked.json:
        print(json.dumps([one.as_json() for one in every], indent=2, ensure_ascii=False))
    else:
        for name, reading in readings:
            for one in found[name]:
                place = f"{name}:{one.line}:{one.column}" if one.line else name
                about = f" {one.profile}:" if one.profile else ""
                print(f"{place}: {one.severity}:{about} {one.words(asked.language)}")
            print(f"{name}: {_counted(len(reading.profiles), 'profile')}, {_tally(found[name])}")
    return FINDINGS if any(one.severity is Severity.ERROR for one in every) else GOOD


def _tally(findings: "tuple[Finding, ...]") -> str:
    counts = [
        _counted(sum(one.severity == kind for one in findings), kind)
        for kind in ("error", "warning")
        if any(one.severity == kind for one in findings)
    ]
    return ", ".join(counts) or "nothing wrong"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def loaded(name: str) -> "ProfileSet":
    """The set of a file or of a name. Raises ProfileSetError."""
    from serai.risk.profiles import ProfileSet

    return ProfileSet.load(set_file(name))


def _print(asked: argparse.Namespace) -> int:
    from dataclasses import replace

    from serai.risk.language.canonical import canonical

    for name in asked.sets:
        found = loaded(name)
        profiles = tuple(replace(one, when=canonical(one.when)) for one in found.profiles)
        print(replace(found, profiles=profiles).dump(), end="")
    return GOOD


def _sql(asked: argparse.Namespace) -> int:
    from serai.risk.language.sql import to_query

    today = asked.today or dt.datetime.now().astimezone().date()
    for name in asked.sets:
        found = loaded(name)
        lists = {key: one.values for key, one in found.lists.items()}
        for profile in found.profiles:
            query = to_query(profile.condition, today=today, table=asked.table, lists=lists)
            title = " ".join(profile.title.split())
            print(f"-- {profile.id}: {title}\n{query};\n")
    return GOOD


def _sentence(asked: argparse.Namespace) -> int:
    from serai.risk.language.sentence import to_sentence

    for name in asked.sets:
        for profile in loaded(name).profiles:
            title = profile.title_ru if asked.language == "ru" else profile.title
            print(f"{profile.id}  {title or profile.title}")
            print(f"    {to_sentence(profile.condition, asked.language)}")
    return GOOD


def _diff(asked: argparse.Namespace) -> int:
    from serai.risk.runs.differences import differences, said

    found = differences(loaded(asked.old), loaded(asked.new))
    print(said(found, asked.language))
    return FINDINGS if found else GOOD


DEEDS = {"check": _check, "print": _print, "sql": _sql, "sentence": _sentence, "diff": _diff}
