"""Who may do what with administrations, officers and letters."""

from typing import Any

from serai.portal.people.models import Officer


def is_site_administrator(user: Any, subject: object = None) -> bool:
    return bool(user.is_staff)


def can_erase(user: Any, officer: Officer) -> bool:
    """Their own record, or any for a site administrator."""
    return officer.erased_at is None and (user.is_staff or officer.pk == user.pk)
