"""Generated people: names by chance, everything else as `content/people.toml` says."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from simple_history.utils import bulk_create_with_history

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.demonstration.scene import Row, Scene, content
from serai.portal.programme.models import Role

# People of JICA have Japanese names.
NAMES_OF = {"jica": "jp"}
JOINED = dt.date(2024, 7, 15)
MALE, FEMALE = 0, 1


@dataclass(frozen=True)
class Name:
    """A name as its bearer writes it, empty where that is the Latin one."""

    native: str
    latin: str


class Names:
    """Names of one country, each given out once; men and women take turns."""

    def __init__(self, row: Row, rng: Random) -> None:
        self.family_first = row.get("family_first", False)
        self.given = tuple(shuffled(row[sex], rng) for sex in ("male", "female"))
        self.families = shuffled(row["family"], rng)
        self.sex = rng.choice((MALE, FEMALE))

    def __next__(self) -> Name:
        sex, self.sex = self.sex, 1 - self.sex
        given_native, given_latin = self.given[sex].pop().split("|")
        native, latin = (form_for(sex, forms) for forms in self.families.pop().split("|"))
        both = (native, given_native) if self.family_first else (given_native, native)
        name = Name(" ".join(both), f"{given_latin} {latin}")
        return Name("", name.latin) if name.native == name.latin else name


def shuffled(names: Iterable[str], rng: Random) -> list[str]:
    """The names in an order made by chance."""
    pool = list(names)
    rng.shuffle(pool)
    return pool


def form_for(sex: int, forms: str) -> str:
    """The form of a family name for a man or a woman: “Омаров/Омарова”, or one for both."""
    return forms.split("/")[sex] if "/" in forms else forms


def make(scene: Scene) -> None:
    """The officers and their roles."""
    names = {key: Names(row, scene.rng) for key, row in content("names").items()}
    for key, code, row in listed():
        administration = scene.administrations[code]
        scene.people[key] = officer(row, next(names[NAMES_OF.get(code, code)]), administration)
    scene.people["am3"].joined_at = scene.moment(scene.day(-3), hour=6)
    bulk_create_with_history(list(scene.people.values()), Officer)
    roles = [
        Role(
            programme=scene.programme,
            officer=scene.people[f"focal:{code}"],
            kind=Role.Kind.FOCAL_POINT,
            administration=scene.administrations[code],
        )
        for code in content("people")["focal_points"]
    ]
    roles += [
        Role(programme=scene.programme, officer=scene.people[key], kind=row["role"])
        for key, row in content("people")["others"].items()
        if "role" in row
    ]
    bulk_create_with_history(roles, Role)


def listed() -> Iterator[tuple[str, str, Row]]:
    """Everyone in the file: key, code of the administration, what is said of them."""
    people = content("people")
    yield from ((key, key[:2], row) for key, row in people["members"].items())
    yield from ((f"focal:{code}", code, row) for code, row in people["focal_points"].items())
    yield from ((key, row["administration"], row) for key, row in people["others"].items())


def officer(row: Row, name: Name, administration: Administration) -> Officer:
    """A generated officer, who can't sign in by password."""
    language = row["language"]
    other = (
        "ru"
        if administration.kind == Administration.Kind.CUSTOMS and administration.code != "jp"
        else "en"
    )
    made = Officer(
        email=address(name.latin, administration.code),
        name_latin=name.latin,
        name_native=name.native,
        administration=administration,
        unit=content("people")["units"][row["unit"]][language],
        position=content("people")["positions"][row["position"]][language],
        languages=list(dict.fromkeys([*administration.languages, other, language])),
        language=language,
        time_zone=administration.time_zone,
        is_generated=True,
        is_staff=row.get("is_staff", False),
        joined_at=dt.datetime.combine(JOINED, dt.time(8), tzinfo=dt.UTC),
    )
    made.set_unusable_password()
    return made


def address(latin: str, code: str) -> str:
    """An address under .example, which no mail ever reaches (RFC 2606)."""
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return f"{plain.lower().replace(' ', '.')}@{code}.example"
