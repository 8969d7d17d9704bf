"""How a risk unit works: whom it examines, whether it learns, and what it knows of others.

Said in a line, as `serai season` takes it:

    score                          learns from its results, and examines the highest scores
    score random=0                 the same, and leaves nothing to chance
    score exchange                 the same, and uses what other administrations share
    score frozen=8                 learns for eight weeks and never again
    score blank                    the same as score, and knows nothing but its own results
    profiles                       goes by its profiles
    score 0.9 + thompson 0.1       a mix of strategies, as `serai plan` has them
    random hours=3                 by chance, with three times the officers
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from serai.risk.profiles.profile_set import ProfileSet
from serai.risk.screening.screen import Screen
from serai.risk.selection.strategies import StrategyError, strategy_of
from serai.risk.selection.strategy import Strategy

RANDOM = 0.10
EVERY = 4
"""Weeks from one lesson to the next."""
OPTION = re.compile(r"(?:^|\s)(random|hours|frozen|every)\s*=\s*(\S+)")
WORD = re.compile(r"(?:^|\s)(exchange|blank)(?=\s|$)")
LEARN = {"score", "revenue", "uncertain", "thompson"}
"""Strategies that go by scores."""


class PracticeError(ValueError):
    """A text that is no practice; the message lists everything that is wrong with it."""


@dataclass(frozen=True)
class Practice:
    """One way to work, the same all season."""

    text: str
    strategy: Strategy
    random: float = RANDOM
    """Share of the hours for declarations drawn whatever their risk."""
    hours: float = 1.0
    """Times the officers' hours that the scenario gives."""
    frozen: int | None = None
    """Week after which nothing is learned any more."""
    every: int = EVERY
    exchange: bool = False
    """Whether what other administrations share is used."""
    blank: bool = False
    """Whether a score begins without what officers believe."""
    learns: bool = True
    screen: Screen | None = None
    """Profiles of its own; those of the corridor where it has none."""

    @classmethod
    def of(cls, text: str) -> "Practice":
        """As a line says it. Raises PracticeError with everything that is wrong."""
        problems: list[str] = []
        options: dict[str, float] = {}
        bounds = {
            "random": (0.0, 1.0),
            "hours": (0.0, 1000.0),
            "frozen": (0, 520),
            "every": (1, 52),
        }
        for name, value in OPTION.findall(text):
            low, high = bounds[name]
            try:
                number = float(value)
            except ValueError:
                problems.append(f"{name} is a number, not “{value}”")
                continue
            if not low <= number <= high:
                problems.append(f"{name} lies between {low:g} and {high:g}, not at {value}")
            options[name] = number
        rest = OPTION.sub(" ", text)
        said = set(WORD.findall(rest))
        bare = WORD.sub(" ", rest).strip()
        try:
            strategy = strategy_of(bare)
        except StrategyError as wrong:
            problems.append(str(wrong))
        if problems:
            raise PracticeError(f"“{text}”: " + "; ".join(problems))
        words = set(re.findall(r"[a-z]+", bare))
        return cls(
            " ".join(text.split()),
            strategy,
            options.get("random", RANDOM),
            options.get("hours", 1.0),
            int(options["frozen"]) if "frozen" in options else None,
            int(options.get("every", EVERY)),
            "exchange" in said,
            "blank" in said,
            bool(words & LEARN),
        )


@cache
def profiles() -> Screen:
    """The set of profiles units begin with: typologies of the corridor, as officers write them."""
    found = files("serai.season").joinpath("corridor.yaml")
    return ProfileSet.load(str(found)).compile()
