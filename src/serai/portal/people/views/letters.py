"""Letters that were not sent: a person decides whether they go out again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from serai.portal.people.models import Letter
from serai.portal.people.permissions import is_site_administrator
from serai.portal.people.queries.officers import letters_to_look_at
from serai.portal.people.request import OfficerRequest
from serai.portal.people.tasks import UNDER_WAY, send_again
from serai.portal.people.views.shell import shell
from serai.portal.ui.access import open_to

PAGE = 50


def unsent_letter(user: object, pk: int) -> Letter:
    return letters_to_look_at().get(pk=pk)


@open_to(is_site_administrator)
def letters(request: OfficerRequest, _subject: None) -> HttpResponse:
    page = Paginator(letters_to_look_at(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "under_way_since": timezone.now() - UNDER_WAY}
    return render(request, "people/letters.html", shell(request, "letters") | context)


@open_to(is_site_administrator, load=unsent_letter)
@require_POST
def send_letter_again(request: OfficerRequest, letter: Letter) -> HttpResponse:
    if send_again(letter, now=timezone.now()):
        messages.success(
            request, _("The letter to %(name)s is on its way again.") % {"name": letter.to}
        )
    else:
        messages.warning(
            request, _("The letter to %(name)s is being sent just now.") % {"name": letter.to}
        )
    return redirect("letters")
