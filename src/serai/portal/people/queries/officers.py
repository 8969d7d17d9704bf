"""Officers and administrations, as lists and as choices."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from serai.portal.people.models import Administration, Letter, Officer


def matching(words: str) -> Q:
    """Officers whose names or e-mail contain every word.

    SQLite folds the case of Latin letters only, so each word is also looked for as names are written.
    """
    found = Q()
    for word in words.split():
        one = Q(email__icontains=word)
        for written in {word, word.lower(), word.capitalize(), word.upper()}:
            one |= Q(name_latin__icontains=written) | Q(name_native__icontains=written)
        found &= one
    return found


STATES = {
    "open": Q(is_active=True),
    "waiting": Q(is_active=False, erased_at=None),
    "staff": Q(is_staff=True),
    "erased": Q(erased_at__isnull=False),
}


def officers(
    *, words: str = "", administration: Administration | None = None, state: str = ""
) -> QuerySet[Officer]:
    """All officers, narrowed; for site administrators."""
    found = Officer.objects.select_related("administration").filter(
        matching(words), STATES.get(state, Q())
    )
    if administration:
        found = found.filter(administration=administration)
    return found.defer("password").order_by("name_latin", "pk")


def officer(user: Any, pk: int) -> Officer:
    """Any officer who was not erased; for site administrators."""
    return Officer.objects.select_related("administration").get(pk=pk, erased_at=None)


def administrations() -> list[Administration]:
    """All administrations by the name people call them, with `people`: how many officers who were not erased."""
    counted = Administration.objects.annotate(
        people=Count("officers", filter=Q(officers__erased_at=None))
    )
    return sorted(counted, key=lambda administration: administration.short.casefold())


def administration(user: Any, code: str) -> Administration:
    """An administration by its code; for site administrators."""
    return Administration.objects.get(code=code)


def zones_in_use() -> list[str]:
    """Time zones of the administrations."""
    return list(
        Administration.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct()
    )


def languages_in_use() -> set[str]:
    """Languages of the administrations, as ISO 639-1 codes."""
    return {
        code
        for codes in Administration.objects.values_list("languages", flat=True)
        for code in codes
    }


def letters_to_look_at() -> QuerySet[Letter]:
    """Letters that were not sent, the oldest first."""
    return (
        Letter.objects.filter(sent_at=None)
        .select_related("to")
        .defer("text", "calendar")
        .order_by("written_at", "pk")
    )
