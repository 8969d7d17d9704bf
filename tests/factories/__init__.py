"""A small programme with everyone in it, made for tests."""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.models import Membership, Participation, Programme, Role, WorkingGroup

numbers = itertools.count(1)


def make_administration(code: str = "", **fields: Any) -> Administration:
    code = code or f"x{next(numbers)}"
    defaults = {
        "name_en": f"Customs of {code.upper()}",
        "name_ru": f"Таможня {code.upper()}",
        "country_name_en": f"Country {code.upper()}",
        "country_name_ru": f"Страна {code.upper()}",
        "country": code.upper() if len(code) == 2 else "",
    }
    return Administration.objects.get_or_create(code=code.lower(), defaults=defaults | fields)[0]


def make_officer(name: str = "", **fields: Any) -> Officer:
    number = next(numbers)
    name = name or f"Officer {number}"
    defaults: dict[str, Any] = {
        "email": f"{name.lower().replace(' ', '.')}.{number}@customs.example",
        "name_latin": name,
        "is_generated": True,
    }
    return Officer.objects.create_user(**(defaults | fields))


def make_programme(slug: str = "", **fields: Any) -> Programme:
    defaults = {
        "slug": slug or f"programme-{next(numbers)}",
        "topic_en": "Risk management",
        "topic_ru": "Управление рисками",
        "region_en": "Central Asia and the Caucasus",
        "region_ru": "Центральная Азия и Кавказ",
        "phase": "running",
    }
    return Programme.objects.create(**(defaults | fields))


def make_group(programme: Programme, code: str, **fields: Any) -> WorkingGroup:
    order = int(code[2:]) if code[2:].isdigit() else 0
    return WorkingGroup.objects.create(
        programme=programme, code=code, **({"order": order} | fields)
    )


def make_member(
    programme: Programme, administration: Administration, name: str = "", **fields: Any
) -> Membership:
    officer = make_officer(name, administration=administration)
    return Membership.objects.create(
        programme=programme,
        officer=officer,
        administration=administration,
        **({"joined_on": dt.date(2024, 9, 1)} | fields),
    )


@dataclass
class Cast:
    """Everyone in one programme: two administrations with a focal point and two members each."""

    programme: Programme
    georgia: Administration
    armenia: Administration
    coordinator: Officer
    expert: Officer
    observer: Officer
    focal_point: Officer
    """Georgia's."""
    other_focal_point: Officer
    """Armenia's."""
    membership: Membership
    """Georgia's first."""
    second_membership: Membership
    other_membership: Membership
    """Armenia's first."""
    stranger: Officer
    administrator: Officer
    groups: dict[str, WorkingGroup] = field(default_factory=dict)

    @property
    def member(self) -> Officer:
        return self.membership.officer

    @property
    def other_member(self) -> Officer:
        return self.other_membership.officer

    def who(self, role: str) -> Officer:
        """The officer of a role by its name: coordinator, focal_point, expert, member, observer, stranger, …"""
        return getattr(self, role)


def make_cast() -> Cast:
    programme = make_programme("corridor")
    georgia = make_administration(
        "ge", country_name_en="Georgia", country_name_ru="Грузия", time_zone="Asia/Tbilisi"
    )
    armenia = make_administration(
        "am", country_name_en="Armenia", country_name_ru="Армения", time_zone="Asia/Yerevan"
    )
    for administration in (georgia, armenia):
        Participation.objects.create(
            programme=programme, administration=administration, quota=3, votes=5
        )

    def with_role(name: str, kind: str, administration: Administration | None = None) -> Officer:
        officer = make_officer(name, administration=administration)
        Role.objects.create(
            programme=programme, officer=officer, kind=kind, administration=administration
        )
        return officer

    cast = Cast(
        programme=programme,
        georgia=georgia,
        armenia=armenia,
        coordinator=with_role("Cora Coordinator", "coordinator"),
        expert=with_role("Ed Expert", "expert"),
        observer=with_role("Olga Observer", "observer"),
        focal_point=with_role("Gia Focal", "focal_point", georgia),
        other_focal_point=with_role("Ani Focal", "focal_point", armenia),
        membership=make_member(programme, georgia, "Giorgi Member"),
        second_membership=make_member(programme, georgia, "Nino Member"),
        other_membership=make_member(programme, armenia, "Aram Member"),
        stranger=make_officer("Sam Stranger"),
        administrator=make_officer("Ada Admin", is_staff=True),
    )
    make_member(programme, armenia, "Lilit Member")
    held = {
        "phase": "held",
        "country": "KZ",
        "city_en": "Astana",
        "city_ru": "Астана",
        "time_zone": "Asia/Almaty",
    }
    cast.groups = {
        "WG1": make_group(
            programme,
            "WG1",
            phase="held",
            start=dt.date(2024, 9, 1),
            precision="month",
            published_members=16,
        ),
        "WG2": make_group(
            programme,
            "WG2",
            start=dt.date(2025, 2, 3),
            end=dt.date(2025, 2, 7),
            mode="in_person",
            **held,
        ),
        "WG3": make_group(
            programme,
            "WG3",
            phase="held",
            start=dt.date(2025, 4, 14),
            end=dt.date(2025, 4, 18),
            time_zone="Asia/Tbilisi",
        ),
        "WG4": make_group(programme, "WG4"),
        "WG5": make_group(programme, "WG5"),
    }
    return cast
