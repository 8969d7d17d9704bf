"""What changed from one profile set to the next: by what profiles say, not by how they are written."""

from collections.abc import Iterator
from dataclasses import dataclass

from serai.risk.language.canonical import version
from serai.risk.language.sentence import to_sentence
from serai.risk.profiles.profile import Profile
from serai.risk.profiles.profile_set import ProfileSet

PLAIN = (
    *("title", "title_ru", "version", "lane", "weight", "area", "owner", "legal_basis"),
    *("valid_from", "valid_to"),
)
"""What is told as it was and as it is; the condition is told as a sentence."""


@dataclass(frozen=True)
class Differences:
    """Profiles in the order of the new set; removed ones in that of the old."""

    added: tuple[Profile, ...]
    removed: tuple[Profile, ...]
    renamed: tuple[tuple[Profile, Profile], ...]
    """Another id for the same condition, lane and weight."""
    changed: tuple[tuple[Profile, Profile], ...]
    """As it was, as it is."""
    lists: tuple[tuple[str, int, int], ...]
    """Reference lists whose content changed: how many codes came, how many went."""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed or self.changed or self.lists)


def differences(old: ProfileSet, new: ProfileSet) -> Differences:
    """What one set has that the other has not."""
    before = {profile.id: profile for profile in old.profiles}
    after = {profile.id: profile for profile in new.profiles}
    gone: dict[tuple[object, ...], list[Profile]] = {}
    for profile in before.values():
        if profile.id not in after:
            gone.setdefault(_deed(profile), []).append(profile)
    added, renamed = [], []
    for profile in after.values():
        if profile.id not in before:
            if same := gone.get(_deed(profile)):
                renamed.append((same.pop(0), profile))
            else:
                added.append(profile)
    left = {profile.id for many in gone.values() for profile in many}
    both = ((before[name], profile) for name, profile in after.items() if name in before)
    return Differences(
        added=tuple(added),
        removed=tuple(profile for name, profile in before.items() if name in left),
        renamed=tuple(renamed),
        changed=tuple((was, now) for was, now in both if any(_changes(was, now, "en"))),
        lists=tuple(_lists(old, new)),
    )


def _deed(profile: Profile) -> tuple[object, ...]:
    """What a profile does, whatever it is called."""
    return version(profile.condition), profile.lane, profile.weight


def _lists(old: ProfileSet, new: ProfileSet) -> Iterator[tuple[str, int, int]]:
    for name in sorted({*old.lists, *new.lists}):
        was, now = (one.lists[name].values if name in one.lists else set() for one in (old, new))
        if was != now:
            yield name, len(now - was), len(was - now)


WORDS = {
    "en": {
        "none": "The sets say the same.",
        "added": "Added",
        "removed": "Removed",
        "renamed": "Renamed",
        "changed": "Changed",
        "lists": "Reference lists",
        "was": "was",
        "now": "is",
        "nothing": "nothing",
        "list": "@{}: {:,} codes came, {:,} went",
    },
    "ru": {
        "none": "Наборы говорят одно и то же.",
        "added": "Добавлены",
        "removed": "Удалены",
        "renamed": "Переименованы",
        "changed": "Изменены",
        "lists": "Справочные списки",
        "was": "было",
        "now": "стало",
        "nothing": "ничего",
        "list": "@{}: кодов добавлено {:,}, удалено {:,}",
    },
}


def said(found: Differences, language: str = "en") -> str:
    """The differences for a person to read, in `en` or `ru`."""
    words = WORDS[language]
    if not found:
        return words["none"]
    parts = {
        "added": [line for one in found.added for line in _whole("+", one, language)],
        "removed": [line for one in found.removed for line in _whole("−", one, language)],
        "renamed": [
            f"  {was.id} → {now.id}  {_title(now, language)}" for was, now in found.renamed
        ],
        "changed": [
            line
            for was, now in found.changed
            for line in (f"  {now.id}  {_title(now, language)}", *_changes(was, now, language))
        ],
        "lists": [f"  {words['list'].format(*one)}" for one in found.lists],
    }
    return "\n".join(
        line for name, lines in parts.items() if lines for line in (words[name], *lines)
    )


def _whole(sign: str, profile: Profile, language: str) -> tuple[str, str]:
    sentence = to_sentence(profile.condition, language)
    return f"  {sign} {profile.id}  {_title(profile, language)}", f"      {sentence}"


def _changes(was: Profile, now: Profile, language: str) -> Iterator[str]:
    """A line for each thing that is another; a condition only where its meaning is written otherwise."""
    words = WORDS[language]
    for name in PLAIN:
        values = [getattr(one, name) for one in (was, now)]
        if values[0] != values[1]:
            first, second = (
                words["nothing"] if value in (None, "") else _shown(value) for value in values
            )
            yield f"      {name}: {first} → {second}"
    if version(was.when) != version(now.when):
        yield f"      {words['was']}: {to_sentence(was.when, language)}"
        yield f"      {words['now']}: {to_sentence(now.when, language)}"


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _title(profile: Profile, language: str) -> str:
    return (profile.title_ru if language == "ru" else "") or profile.title
