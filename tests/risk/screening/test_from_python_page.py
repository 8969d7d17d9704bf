"""What docs/howto/screen-from-python.md shows runs as it stands."""

import re
import shutil
from importlib import resources
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "howto" / "screen-from-python.md"


def test_the_page_runs(tmp_path, monkeypatch):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    with resources.as_file(resources.files("serai.risk") / "sets" / "korea.yaml") as file:
        shutil.copy(file, tmp_path / "korea.yaml")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, str(PAGE), "exec"), {})  # noqa: S102 - the page is ours
    assert (tmp_path / "korea.screen").stat().st_size > 0
