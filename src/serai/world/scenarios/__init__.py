"""Scenarios: five that ship, one readable YAML file each, and how one is read."""

from importlib.resources import files
from pathlib import Path

from serai.world.scenario import Scenario
from serai.world.scenarios.reading import ScenarioError, read

__all__ = ["ScenarioError", "load", "names", "read"]


def names() -> tuple[str, ...]:
    """Of the scenarios that ship, the easiest first."""
    here = [one.name for one in files(__package__).iterdir() if one.name.endswith(".yaml")]
    order = ("first-steps", "port", "parcels", "mirror-gap", "corridor")
    known = [one.removesuffix(".yaml") for one in here]
    return tuple(sorted(known, key=lambda one: (order.index(one) if one in order else 99, one)))


def load(which: Scenario | str | Path) -> Scenario:
    """One that ships, by its name, or the one in a file; a scenario is itself.

    Raises ScenarioError with every problem, its line and a hint; OSError, and where there is neither such a
    name nor such a file it lists the names; TypeError for anything else.
    """
    if isinstance(which, Scenario):
        return which
    if not isinstance(which, str | Path):
        raise TypeError(
            f"a scenario is the name of one that ships ({', '.join(names())}), the path of a YAML file, or "
            f"what `serai.world.scenarios.load` made of one; this is {type(which).__name__}"
        )
    if str(which) in names():
        name = str(which)
        text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
        return read(text, name=name, file=f"{name}.yaml")
    path = Path(which)
    if not path.exists() and path.suffix not in {".yaml", ".yml"}:
        raise FileNotFoundError(
            2, f"no scenario that ships ({', '.join(names())}) and no file", str(which)
        )
    text = path.read_bytes().decode("utf-8", errors="replace")
    return read(text, name=path.stem, file=path.name)
