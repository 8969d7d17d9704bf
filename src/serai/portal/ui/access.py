"""Who may open a page: one rule a view, read by the guard and by the test that walks the URL table.

The loader answers 404 when the reader may not even know the thing exists; only then does the rule
answer 403. A reader who has not signed in is sent to the sign-in page, never told 404 or 403.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from serai.portal.ui.once import once

type View = Callable[..., Any]
type Rule = Callable[[Any, Any], bool]
type Why = Callable[[Any, Any], str]


def signed_in(user: Any, subject: Any) -> bool:
    """Everyone with an account."""
    return bool(user.is_authenticated)


def open_to(
    rule: Rule, *, load: Callable[..., Any] | None = None, why: Why | None = None
) -> Callable[[View], View]:
    """Guard a view: `view(request, subject)` runs when `rule(user, subject)` holds.

    `load(user, **url_kwargs)` finds the subject among what the user may see and raises
    `ObjectDoesNotExist` or `Http404` otherwise; without it the subject is None. `why(user, subject)`
    is the sentence for whom something other than the role stands in the way; empty when it is the role.
    """

    def decorate(view: View) -> View:
        # The checks are inside `once`: a second click on “Accept” is sent on to where the first one
        # led, not told that there is nothing left to accept.
        @once
        def checked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            # PostgreSQL cannot even be asked for a text with NUL: such an address names nothing.
            if any("\0" in value for value in kwargs.values() if isinstance(value, str)):
                raise Http404
            try:
                subject = load(request.user, **kwargs) if load else None
            except ObjectDoesNotExist as missing:
                raise Http404(str(missing)) from missing
            if not rule(request.user, subject):
                raise PermissionDenied(why(request.user, subject) if why else "")
            return view(request, subject)

        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return checked(request, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_all(why: str) -> Callable[[View], View]:
    """Mark a view that needs no account; `why` is the reason, for whoever reads the URL table."""

    def decorate(view: View) -> View:
        @wraps(view)
        def public(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            return view(request, **kwargs)

        public.access_rule = why  # type: ignore[attr-defined]
        return public

    return decorate
