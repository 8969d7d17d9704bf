"""What the forms of a record hold: bare, to tell whether somebody else changed it, and in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from serai.portal.people.models import Officer
from serai.portal.programme.engine.requirements.words import listed
from serai.portal.programme.models import IntersessionalEntry
from serai.portal.programme.queries.history.lines import in_words


@dataclass(frozen=True)
class Edited:
    """The columns that a form edits, and the lists that are no columns."""

    columns: tuple[str, ...]
    lists: tuple[str, ...] = ()

    def state(self, record: Any) -> dict[str, str]:
        """Bare texts by name."""
        found = {
            name: str(getattr(record, record._meta.get_field(name).attname))
            for name in self.columns
        }
        return found | {name: str(sorted(keys_of(record, name))) for name in self.lists}

    def told(self, record: Any) -> dict[str, str]:
        """The same, in the reader's words."""
        found = {
            name: in_words(record._meta.get_field(name), record)
            if name != "counts_from"
            else counts_told(record.counts_from)
            for name in self.columns
        }
        return found | {name: ", ".join(names_of(record, name)) for name in self.lists}

    def labels(self, record: Any) -> Mapping[str, str]:
        """What the fields are called."""
        names = (*self.columns, *self.lists)
        return {name: _(str(record._meta.get_field(name).verbose_name)) for name in names}


def keys_of(record: Any, name: str) -> Iterable[int]:
    """The keys of a list of a record, none of one that is not saved."""
    return [each.pk for each in getattr(record, name).all()] if record.pk else []


def names_of(record: Any, name: str) -> Iterable[str]:
    """Those of a list, by name."""
    found = getattr(record, name).all()
    return [each.name_latin if isinstance(each, Officer) else str(each) for each in found]


def counts_told(codes: Iterable[str]) -> str:
    """Codes of working groups as they are, kinds of activity in words."""
    names = dict(IntersessionalEntry.Kind.choices)
    return listed([str(names.get(code, code)) for code in codes])


ITEM = Edited(
    ("goal", "title_en", "title_ru", "administration", "begins_on", "due_on", "note"),
    ("owners", "after"),
)
REQUIREMENT = Edited(("title_en", "title_ru", "threshold", "counts_from"))
CHALLENGE = Edited(("kind", "title_en", "title_ru", "about_en", "about_ru", "raised_at"))
DECISION = Edited(("text_en", "text_ru", "decided_on"))
PROGRAMME = Edited(
    (
        "topic_en",
        "topic_ru",
        "region_en",
        "region_ru",
        "partners",
        "slug",
        "phase",
        "nominations_close_on",
        "replacements_close_on",
    )
)
