"""Profiles → YAML that is read back as it was."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence

import yaml

from serai.declarations.lists import ReferenceList
from serai.risk.language.print import to_text
from serai.risk.profiles.profile import Example, Profile


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as they are seen; nothing by reference."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def written(
    profiles: Sequence[Profile],
    lists: Mapping[str, ReferenceList],
    *,
    title: str = "",
    title_ru: str = "",
) -> str:
    """The set as YAML."""
    whole: dict[str, object] = {}
    if title:
        whole["title"] = title
    if title_ru:
        whole["title_ru"] = title_ru
    if lists:
        whole["lists"] = {
            name: {"file": f"lists/{name}.txt", "sha256": one.hash} for name, one in lists.items()
        }
    whole["profiles"] = [_profile(profile) for profile in profiles]
    return yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def _profile(profile: Profile) -> dict[str, object]:
    """In the order in which people write it; what is empty is left out."""
    every: dict[str, object] = {
        "id": profile.id,
        "title": profile.title,
        "title_ru": profile.title_ru,
        "version": profile.version,
        "lane": str(profile.lane),
        "weight": _number(profile.weight),
        "area": profile.area,
        "owner": profile.owner,
        "legal_basis": profile.legal_basis,
        "valid_from": profile.valid_from,
        "valid_to": profile.valid_to,
        "when": to_text(profile.when, lines=True),
        "must_hit": [_example(one) for one in profile.must_hit],
        "must_not_hit": [_example(one) for one in profile.must_not_hit],
    }
    return {key: value for key, value in every.items() if value not in ("", None, [])}


def _example(example: Example) -> dict[str, object]:
    return {
        name: _number(value)
        if isinstance(value, float) and not isinstance(value, bool | dt.date)
        else value
        for name, value in example.items()
    }


def _number(value: float) -> float | int:
    """Whole numbers without a point."""
    whole = math.isfinite(value) and float(value).is_integer() and abs(value) < 1e15
    return int(value) if whole else value
