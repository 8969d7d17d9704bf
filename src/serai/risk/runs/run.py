"""A run: files screened from beginning to end into a folder, which goes on where it was killed.

    manifest.json         what it was started with
    results/001-train-00001.parquet …
    counts/001-train-00001.npz …     of each finished part: this file says that it is finished
    counts/001-train.json            of each finished file
    set-aside/001-train.csv          rows with bad cells, if they are to be set aside
    summary.json summary.txt hits.svg

A part is so many rows of a file, always the same ones. Its counts are written after its results, both
under other names until they are whole; whatever is not finished is made again.
"""

import datetime as dt
import importlib.metadata
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serai.declarations.errors import BadCellsError
from serai.declarations.findings import Report
from serai.declarations.lists import ReferenceList
from serai.declarations.reading.read import OnBad
from serai.risk.profiles.profile_set import ProfileSet
from serai.risk.runs import manifest
from serai.risk.runs.atomic import UNFINISHED, replaced
from serai.risk.runs.counts import Counts
from serai.risk.runs.inputs import Input
from serai.risk.runs.interruption import held
from serai.risk.runs.results import MOST_ROWS, Reasons, ResultFile, split, table_of
from serai.risk.screening.batch import Peers
from serai.risk.screening.screen import Screen
from serai.risk.screening.stream import ROWS, Part, ahead, columns_of, parts

MADE = ("results", "counts", "set-aside", "bad-cells")
MADE_AT_THE_END = ("summary.json", "summary.txt", "hits.svg")

type Told = Callable[[int], None]
"""Is called with how many more rows are screened."""


@dataclass(frozen=True)
class Options:
    """What else decides about the results."""

    today: dt.date
    mapping: str | None = None
    on_bad: OnBad = "stop"
    form: str = "parquet"
    explain: str = ""
    """The language of the reasons: `en` or `ru`; empty where none are wanted."""
    part_rows: int = MOST_ROWS
    peers: Peers | None = None
    peers_hash: str = ""

    def as_json(self) -> dict[str, object]:
        """Under the names that they have on the command line."""
        return {
            "today": self.today.isoformat(),
            "mapping": self.mapping,
            "on-bad": self.on_bad.replace("_", "-"),
            "format": self.form,
            "explain": self.explain,
            "part-rows": self.part_rows,
            "peers": self.peers_hash,
        }


@dataclass(frozen=True)
class FileDone:
    """What a finished file was."""

    name: str
    rows: int
    set_aside: int = 0
    ignored: tuple[str, ...] = ()
    """Its columns that nothing reads, in words."""


@dataclass(frozen=True)
class Run:
    """Files to be screened into a folder."""

    folder: Path
    screen: Screen
    inputs: Sequence[Input]
    options: Options
    reasons: Reasons | None = None

    def begin(self, *, anew: bool = False) -> int:
        """Make the folder ready; returns how many declarations are screened already.

        `anew` removes what an earlier run left there, and nothing else; so does a run of which no
        part is finished. Raises OtherRunError where the folder holds a run of another set, other
        files or options, and NotEmptyError where it holds something else.
        """
        now = self._manifest()
        before = manifest.read(self.folder)
        if before is not None and (anew or not any((self.folder / "counts").glob("[!.]*.npz"))):
            remove(self.folder)
            before = None
        if before is not None and (reasons := manifest.differences(before, now)):
            raise manifest.OtherRunError(self.folder, reasons)
        # First of all the manifest: without it a folder that is not empty is somebody else's.
        self.folder.mkdir(parents=True, exist_ok=True)
        manifest.write(self.folder, now)
        shutil.rmtree(self.folder / "bad-cells", ignore_errors=True)
        for name in ("results", "counts"):
            (self.folder / name).mkdir(exist_ok=True)
            for unfinished in (self.folder / name).glob(f"{UNFINISHED}*"):
                unfinished.unlink()
        if self.options.on_bad == "set_aside":
            (self.folder / "set-aside").mkdir(exist_ok=True)
        return sum(Counts.load(path).rows for one in self.inputs for path in self.finished(one))

    def go(self, told: Told) -> tuple[Counts, tuple[FileDone, ...]]:
        """Screen what is left; returns the counts of everything. Raises as `stream.parts` does."""
        counts = Counts(len(self.screen.ids))
        done = []
        for one in self.inputs:
            for path in self.finished(one):
                counts += Counts.load(path)
            if self._done(one) is None:
                for step in self._screened(one):
                    counts += step.counts
                    told(step.rows)
            about = self._done(one)
            assert about is not None
            done.append(about)
        return counts, tuple(done)

    def finished(self, one: Input) -> list[Path]:
        """Where the counts of a file's finished parts are, in order."""
        found: list[Path] = []
        while (path := self._counts(one, len(found) + 1)).exists():
            found.append(path)
        return found

    def is_finished(self, one: Input, number: int) -> bool:
        """Whether a part of a file is finished, be those before it or not."""
        return self._counts(one, number).exists()

    def make(self, one: Input, number: int) -> None:
        """Screen one part of a file alone: what `go` does with all of them, one after another."""
        first = (number - 1) * self.options.part_rows
        until = first + self.options.part_rows
        for _ in self._written(one, self._parts(one, first, until=until, threads=1), number):
            pass

    def _counts(self, one: Input, number: int) -> Path:
        return self.folder / "counts" / f"{one.label}-{number:05d}.npz"

    def _manifest(self) -> manifest.Manifest:
        return {
            "serai": importlib.metadata.version("serai"),
            "set": {"version": version_of(self.screen), "profiles": list(self.screen.ids)},
            "files": [manifest.of_file(one.path) for one in self.inputs],
            "options": self.options.as_json(),
        }

    def _done(self, one: Input) -> FileDone | None:
        try:
            found = json.loads((self.folder / "counts" / f"{one.label}.json").read_text("utf-8"))
        except FileNotFoundError:
            return None
        return FileDone(**found | {"ignored": tuple(found["ignored"])})

    def _screened(self, one: Input) -> Iterator["_Step"]:
        """The rest of a file, part by part."""
        before = self.finished(one)
        rows = sum(Counts.load(path).rows for path in before)
        aside = None
        if self.options.on_bad == "set_aside":
            aside = self.folder / "set-aside" / f"{one.label}.csv"
        report = Report()
        found = self._parts(one, rows, aside=aside, report=report)
        # The next part is screened while one is written.
        for step in self._written(one, ahead(found, 1), len(before) + 1):
            rows += step.counts.rows
            yield step
        if aside and not report.set_aside:
            aside.unlink(missing_ok=True)
        done = FileDone(one.path.name, rows, report.set_aside, tuple(map(str, report.ignored)))
        with replaced(self.folder / "counts" / f"{one.label}.json") as unfinished:
            unfinished.write_text(json.dumps(done.__dict__, ensure_ascii=False), "utf-8")

    def _parts(self, one: Input, first: int, **more: Any) -> Iterator[Part]:
        """A file from a row on, screened."""
        return parts(
            one.path,
            self.screen,
            today=self.options.today,
            mapping=self.options.mapping,
            on_bad=self.options.on_bad,
            peers=self.options.peers,
            keep=("declaration",),
            skip=first,
            # Reasons take more memory than all the rest.
            rows=ROWS // 4 if self.reasons else ROWS,
            **more,
        )

    def _written(self, one: Input, found: Iterator[Part], number: int) -> Iterator["_Step"]:
        """Results in files of so many rows each; counts come when their file is finished."""
        nothing = Counts(len(self.screen.ids))
        counts, file = Counts(len(self.screen.ids)), None
        try:
            for whole in found:
                rest: Part | None = whole
                while rest is not None:
                    if file is None:
                        name = f"{one.label}-{number:05d}.{self.options.form}"
                        file = ResultFile(self.folder / "results" / name)
                    part, rest = split(rest, self.options.part_rows - file.rows)
                    file.write(table_of(part, self.reasons))
                    counts.add(part.hits)
                    yield _Step(len(part), nothing)
                    if file.rows == self.options.part_rows:
                        self._finish(one, number, file, counts)
                        yield _Step(0, counts)
                        counts, file, number = Counts(len(self.screen.ids)), None, number + 1
            if file is not None:
                self._finish(one, number, file, counts)
                file = None
                yield _Step(0, counts)
        finally:
            if file is not None:
                file.drop()

    def _finish(self, one: Input, number: int, file: ResultFile, counts: Counts) -> None:
        with held():
            file.finish()
            counts.save(self._counts(one, number))


@dataclass(frozen=True)
class _Step:
    """Rows that were screened, and the counts of a part that is finished."""

    rows: int
    counts: Counts


def version_of(screen: Screen) -> str:
    """Of the set a screen was compiled from, or else of what it holds."""
    if screen.version:
        return screen.version
    lists = {name: ReferenceList(name, frozenset(of)) for name, of in screen.told.lists.items()}
    return ProfileSet(screen.profiles, lists).version


def remove(folder: Path) -> None:
    """What runs leave in a folder."""
    for name in MADE:
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in (*MADE_AT_THE_END, manifest.NAME):
        (folder / name).unlink(missing_ok=True)


def all_bad(run: Run) -> tuple[BadCellsError, tuple[Path, ...]]:
    """Every bad cell of all files, and the files in which their rows stand now."""
    (run.folder / "bad-cells").mkdir(exist_ok=True)
    report, written = Report(), []
    for one in run.inputs:
        place = run.folder / "bad-cells" / f"{one.label}.csv"
        before = report.bad.count
        for _ in one.read(run.options.mapping, columns_of(run.screen), place, report):
            pass
        if report.bad.count == before:
            place.unlink(missing_ok=True)
        else:
            written.append(place)
    return BadCellsError(report.bad), tuple(written)
