"""Who coordinates, speaks for an administration, lectures or observes: given and taken by the coordinator."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from serai.portal.people.models import Officer
from serai.portal.people.queries.officers import officers
from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions import roles as actions
from serai.portal.programme.errors import ProgrammeError
from serai.portal.programme.forms.members import NewOfficerRoleForm, RoleForm
from serai.portal.programme.forms.people import OfficerSearch, whom
from serai.portal.programme.models import Programme, Role
from serai.portal.programme.queries.members import role_history
from serai.portal.programme.queries.programmes import living_programme_for
from serai.portal.programme.queries.roles import role_for, roles_of
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to

SHOWN = 12


@open_to(permissions.can_give_roles, load=living_programme_for)
def roles(request: OfficerRequest, programme: Programme) -> HttpResponse:
    context = {"roles": list(roles_of(programme)), "history": list(role_history(programme))}
    return render(
        request, "programme/members/roles.html", shell(request, programme, "members") | context
    )


@open_to(permissions.can_give_roles, load=living_programme_for)
def give_role(request: OfficerRequest, programme: Programme) -> HttpResponse:
    """To somebody known here, found by name, or to somebody new."""
    officer = named(request.GET.get("officer"))
    kind = RoleForm if officer else NewOfficerRoleForm
    form = kind(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        try:
            role = actions.give_role(
                programme,
                officer=whom(officer, form),
                kind=form.cleaned_data["kind"],
                administration=form.cleaned_data["administration"],
                works_for=form.cleaned_data.get("works_for") or form.cleaned_data["administration"],
                by=request.user,
            )
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            facts = {"officer": role.officer, "role": role.get_kind_display()}
            messages.success(request, _("%(officer)s has a new role: %(role)s.") % facts)
            return redirect("roles", slug=programme.slug)
    search = OfficerSearch(request.GET if "q" in request.GET else None)
    words = search.cleaned_data["q"].strip() if search.is_bound and search.is_valid() else ""
    context = {
        "form": form,
        "officer": officer,
        "search": search,
        "words": words,
        "found": officers(words=words).filter(erased_at=None)[:SHOWN] if words else [],
    }
    return render(
        request, "programme/members/give_role.html", shell(request, programme, "members") | context
    )


def named(pk: str | None) -> Officer | None:
    if not pk:
        return None
    try:
        return Officer.objects.select_related("administration").get(pk=int(pk), erased_at=None)
    except (ValueError, Officer.DoesNotExist):
        raise Http404 from None


@open_to(permissions.can_take_role, load=role_for)
@require_POST
def take_role(request: OfficerRequest, role: Role) -> HttpResponse:
    try:
        actions.take_role(role, by=request.user)
    except ProgrammeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The role of %(officer)s was taken away.") % {"officer": role.officer}
        )
    return redirect("roles", slug=role.programme.slug)
