"""Officers' hours: by administration, office, control and week; never exceeded."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from serai.world.controls import CONTROLS
from serai.world.inspection import MINUTES, SKILL
from serai.world.market import Market
from serai.world.scenario import OTHER, Scenario

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]


@dataclass
class Officers:
    """Pools of hours."""

    pools: tuple[tuple[str, str], ...]
    """Administration, and office or `other`."""
    pool_of: Ints
    """Country × office (one more for none): the pool; -1 where nobody is."""
    hours: Floats
    """Pools × controls, in a week."""
    skill: Floats
    """By office: share of what can be found."""
    spent: dict[int, Floats] = field(default_factory=dict)
    """By week: hours, pools × controls."""

    @classmethod
    def of(cls, scenario: Scenario, market: Market, rng: np.random.Generator) -> "Officers":
        """As a scenario has them."""
        offices = market.ways.office_codes
        pools = tuple(
            (code, office)
            for code, played in sorted(scenario.administrations.items())
            for office in sorted(played.hours)
        )
        pool_of = np.full((len(market.countries), len(offices) + 1), -1)
        for place, (code, office) in enumerate(pools):
            if office == OTHER:
                row = pool_of[market.country(code)]
                row[row < 0] = place
        for place, (code, office) in enumerate(pools):
            if office != OTHER:
                pool_of[market.country(code), offices.index(office)] = place
        hours = np.array(
            [
                [played.hours[office].get(one, 0.0) * played.times for one in CONTROLS]
                for played, office in ((scenario.administrations[c], o) for c, o in pools)
            ]
        ).reshape(len(pools), len(CONTROLS))
        skill = SKILL + (1 - SKILL) * rng.random(len(offices) + 1)
        return cls(pools, pool_of, hours, skill)

    def of_administration(self, code: str) -> Mapping[str, Mapping[str, float]]:
        """Hours by office (or `other`) and control."""
        return {
            office: dict(zip(map(str, CONTROLS), self.hours[place].tolist(), strict=True))
            for place, (whose, office) in enumerate(self.pools)
            if whose == code
        }

    def spend(self, week: int, country: Ints, office: Ints, control: Ints) -> list[str]:
        """Take the hours of controls; where there are too few, take none and say what lacks."""
        minutes = np.array([MINUTES[one] for one in CONTROLS])
        pool = self.pool_of[country, office]
        spent = self.spent.get(week, np.zeros_like(self.hours)).copy()
        nobody = pool < 0
        np.add.at(spent, (pool[~nobody], control[~nobody]), minutes[control[~nobody]] / 60)
        problems = (
            [f"{int(nobody.sum())} controls at offices without officers"] if nobody.any() else []
        )
        for place, kind in np.argwhere(spent > self.hours + 1e-6).tolist():
            code, name = self.pools[place]
            problems.append(
                f"{code}, office {name}: {spent[place, kind]:.1f} hours of {CONTROLS[kind]}, "
                f"and there are {self.hours[place, kind]:.1f}"
            )
        if not problems:
            self.spent[week] = spent
        return problems

    def use(self, week: int, country: Ints, office: Ints, control: Ints) -> Floats:
        """Share of the hours of each control's pool that is in use."""
        pool = self.pool_of[country, office]
        share: Floats = self.spent[week][pool, control] / np.maximum(
            self.hours[pool, control], 1e-9
        )
        return share
