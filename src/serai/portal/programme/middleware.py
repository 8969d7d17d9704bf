"""Old addresses of programmes lead to the new ones."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from serai.portal.programme.queries.programmes import moved_programme_for


def former_addresses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send on who asks for a page of a programme by a short name it had before.

    Only where nothing was found, only to read, and only who may know the programme.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        return moved(request) or response

    return middleware


def moved(request: HttpRequest) -> HttpResponse | None:
    """The way to the new address; None when there is none."""
    match = request.resolver_match
    if match is None or "slug" not in match.kwargs or not request.user.is_authenticated:
        return None
    programme = moved_programme_for(request.user, match.kwargs["slug"])
    if programme is None or programme.slug == match.kwargs["slug"]:
        return None
    path = reverse(match.view_name, kwargs=match.kwargs | {"slug": programme.slug})
    query = request.META.get("QUERY_STRING", "")
    answer = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    # The programme may come back to its old address: a browser that remembers would go in a circle.
    add_never_cache_headers(answer)
    return answer
