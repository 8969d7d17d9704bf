"""What docs/howto/compare-on-spark.md shows runs, and comes to what one machine comes to."""

import re
from pathlib import Path

from serai.season.compare import compare
from serai.world.scenarios import load

PAGE = Path(__file__).parents[2].joinpath("docs", "howto", "compare-on-spark.md").read_text()
(CODE,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_seasons_on_spark_are_those_of_one_machine(spark, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__main__", "session": spark}
    exec(CODE, names)  # noqa: S102 - the code of our own page
    there = names["comparison"]
    here = compare(load("first-steps"), ("random", "profiles"), (1, 2), weeks=8)
    for practice in here.practices:
        for one, other in zip(here.boards[practice], there.boards[practice], strict=True):
            assert one.weeks.equals(other.weeks)
            assert one.schemes.equals(other.schemes)
    assert capsys.readouterr().out.startswith("Estimate(value=")
    assert (tmp_path / "compared" / "report.html").exists()
