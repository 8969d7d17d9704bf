"""Reference tables of peers, from a folder: `peer_unit_price_by_hs6_origin.parquet` or `.csv`."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from serai.risk.language.sql import peer_table
from serai.risk.language.tree import Peer
from serai.risk.screening.batch import Peers
from serai.risk.screening.leaves import Sort
from serai.risk.screening.screen import Screen


class PeersError(Exception):
    """Tables that are not there or cannot be used. `problems` has all of them."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def asked(screen: Screen) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The (column, keys) that profiles compare with."""
    details = (plan.field.detail for plan in screen.plan.fields if plan.field.sort is Sort.PEER)
    return tuple(dict.fromkeys((column, tuple(by)) for column, *by in details))


def load(screen: Screen, folder: Path | None) -> tuple[Peers, str]:
    """The tables that a screen asks for, and a hash over them. Raises PeersError with all that is wrong."""
    tables, problems, digest = {}, [], hashlib.sha256()
    for column, by in asked(screen):
        name = peer_table(Peer(1, column, by))
        found = [folder / f"{name}{ending}" for ending in (".parquet", ".csv")] if folder else []
        path = next((one for one in found if one.is_file()), None)
        if path is None:
            problems.append(
                f"profiles compare with peer({column} by {', '.join(by)}): --peers names the folder "
                f"with {name}.parquet or {name}.csv"
            )
            continue
        digest.update(path.read_bytes())
        try:
            tables[column, by] = _table(path, column, by)
        except (pl.exceptions.PolarsError, OSError) as wrong:
            problems.append(f"{path.name}: {' '.join(str(wrong).split())[:200]}")
    if problems:
        raise PeersError(problems)
    return tables, digest.hexdigest() if tables else ""


def _table(path: Path, column: str, by: Sequence[str]) -> pl.DataFrame:
    """Codes stay texts."""
    is_csv = path.suffix == ".csv"
    frame = pl.read_csv(path, infer_schema=False) if is_csv else pl.read_parquet(path)
    table = frame.select(*by, pl.col(column).cast(pl.Float64))
    if table.select(by).is_duplicated().any():
        raise pl.exceptions.ComputeError(f"a key of {', '.join(by)} stands there twice")
    return table
