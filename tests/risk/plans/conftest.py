import polars as pl
import pytest

from tests.risk.plans.ordered import CAPACITY, PROFILES
from tests.risk.scorers.trade import batch, history


@pytest.fixture
def files(tmp_path):
    numbered = batch(120).with_columns(declaration=pl.format("A{}", pl.int_range(120)))
    numbered.write_parquet(tmp_path / "day.parquet")
    history().write_parquet(tmp_path / "history.parquet")
    (tmp_path / "set.yaml").write_text(PROFILES)
    (tmp_path / "hours.yaml").write_text(CAPACITY)
    return tmp_path
