"""Giving and taking roles. The programme's row is locked: the last coordinator can't go by two clicks at once."""

from django.db import transaction
from django.urls import reverse

from serai.portal.people.actions.officers import NewOfficer, open_account, register_officer
from serai.portal.people.errors import EmailTakenError
from serai.portal.people.letters import write
from serai.portal.people.models import Administration, Officer
from serai.portal.programme.actions.signing import signed
from serai.portal.programme.errors import LastCoordinatorError, RoleRefusedError
from serai.portal.programme.models import Programme, Role


@transaction.atomic
def give_role(
    programme: Programme,
    *,
    officer: Officer | NewOfficer,
    kind: str,
    by: Officer,
    administration: Administration | None = None,
    works_for: Administration | None = None,
) -> Role:
    """Give an officer a role; they get a letter. A new officer is entered as working for `works_for`.

    `administration` is the one a focal point speaks for. Raises RoleRefusedError.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    if kind == Role.Kind.FOCAL_POINT and administration is None:
        raise RoleRefusedError(officer.name_latin, why="whom")
    known = entered(officer, works_for=works_for)
    if Role.objects.filter(programme=programme, officer=known, kind=kind).exists():
        raise RoleRefusedError(known, why="held")
    role = Role(
        programme=programme,
        officer=known,
        kind=kind,
        administration=administration if kind == Role.Kind.FOCAL_POINT else None,
    )
    signed(role, by).save()
    open_account(known)
    context = {
        "role": role,
        "programme": programme,
        "by": by,
        "path": reverse("programme", kwargs={"slug": programme.slug}),
        "needs_password": not known.has_usable_password(),
    }
    write(known, key=f"role_given:{role.pk}", template="role_given", context=context)
    return role


@transaction.atomic
def take_role(role: Role, *, by: Officer) -> None:
    """Take a role away; raises LastCoordinatorError when the programme would have no coordinator."""
    Programme.objects.select_for_update().get(pk=role.programme_id)
    same = Role.objects.filter(programme=role.programme_id, kind=role.kind)
    if role.kind == Role.Kind.COORDINATOR and not same.exclude(pk=role.pk).exists():
        raise LastCoordinatorError(role.programme)
    signed(role, by).delete()


def entered(officer: Officer | NewOfficer, *, works_for: Administration | None) -> Officer:
    """The officer, entered first when they are new."""
    if isinstance(officer, Officer):
        return officer
    try:
        return register_officer(officer, administration=works_for)
    except EmailTakenError:
        raise RoleRefusedError(
            Officer.objects.get(email=officer.email.lower()).name_latin, why="elsewhere"
        ) from None
