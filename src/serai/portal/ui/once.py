"""A repeated submission counts once.

Every form carries a hidden `once`. The first submission claims it in the same transaction as the
work; a second one, sent at the same moment, waits for the first (on the unique key in PostgreSQL, on
BEGIN IMMEDIATE in SQLite) and is sent where the first was sent. Nothing runs twice.

- A redirect means done: it is remembered. Any other answer is not, and the form can be sent again.
- An answer of 4xx or 5xx, or an exception, takes back whatever the view had written.
- The same key with other content is another submission: who goes back, corrects a figure and sends
  again must not be told that it is stored. The digest covers what was sent, files included.
- The key is bound to the person and the path: another person's key matches nothing.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from serai.portal.ui.models import Submission

FIELD = "once"
KEPT = timedelta(days=30)
WELL_FORMED = re.compile(r"[0-9a-f]{32}")
PLACES = ("Location", "HX-Redirect", "HX-Location")

type View = Callable[..., HttpResponseBase]


def new_key() -> str:
    """A key for one form: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def once(view: View) -> View:
    """Run the view once per submission. Raises BadRequest when the key is not one of ours.

    Put it outside of the checks that depend on what the view changes: the second click on “Accept”
    must be sent on, not told that there is nothing left to accept.
    """

    @wraps(view)
    def submitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or FIELD not in request.POST:
            return view(request, *args, **kwargs)
        key = digest(request)
        with transaction.atomic():
            if not claim(key, request):
                return repeat(request, Submission.objects.get(key=key))
            response = view(request, *args, **kwargs)
            settle(key, response)
            return response

    return submitted


def sweep(now: datetime) -> int:
    """Forget submissions older than 30 days; returns how many."""
    return Submission.objects.filter(submitted_at__lt=now - KEPT).delete()[0]


def digest(request: HttpRequest) -> str:
    """The key bound to the person, the path and what was sent, as 64 hexadecimal digits."""
    key = request.POST[FIELD]
    if not WELL_FORMED.fullmatch(key):
        raise BadRequest("The form carries a key that this site did not make.")
    made = hashlib.sha256()
    for part in (key, sender(request), request.path, *sent(request)):
        encoded = part if isinstance(part, bytes) else part.encode(errors="surrogatepass")
        # The length in front keeps "ab" + "c" apart from "a" + "bc".
        made.update(f"{len(encoded)}:".encode() + encoded)
    return made.hexdigest()


def sender(request: HttpRequest) -> str:
    """The officer, or for a reader without an account the browser."""
    officer = officer_id(request)
    return (
        f"officer {officer}"
        if officer
        else f"browser {request.COOKIES.get(settings.CSRF_COOKIE_NAME, '')}"
    )


def officer_id(request: HttpRequest) -> int | None:
    """Who sent it, if signed in."""
    return getattr(getattr(request, "user", None), "pk", None)


def sent(request: HttpRequest) -> Iterator[str | bytes]:
    """Every field and the digest of every file, in the order of their names."""
    for name, values in sorted(request.POST.lists()):
        if name not in (FIELD, "csrfmiddlewaretoken"):
            yield name
            yield from values
            yield b"\0"
    for name, uploads in sorted(request.FILES.lists()):
        yield name
        for upload in uploads:
            upload.seek(0)
            yield upload.name or ""
            yield hashlib.file_digest(upload, "sha256").digest()
            upload.seek(0)


def claim(key: str, request: HttpRequest) -> bool:
    """Whether this submission is the first; waits while another with the same key is still running."""
    try:
        with transaction.atomic():
            Submission.objects.create(key=key, officer_id=officer_id(request), path=request.path)
    except IntegrityError:
        return False
    return True


def settle(key: str, response: HttpResponseBase) -> None:
    """Remember where the answer leads; forget the submission, or all that was done, when nowhere."""
    header = next((name for name in PLACES if response.has_header(name)), "")
    claimed = Submission.objects.filter(key=key)
    if response.status_code >= 400:
        transaction.set_rollback(True)
    elif header:
        claimed.update(header=header, location=response[header])
    else:
        claimed.delete()


def repeat(request: HttpRequest, first: Submission) -> HttpResponse:
    """The answer the first submission got, in the form the reader's browser understands."""
    if first.header == "Location":
        return HttpResponseRedirect(first.location)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={first.header: first.location})
    return HttpResponseRedirect(path_in(first.location))


def path_in(location: str) -> str:
    """The path an htmx location names: itself, or `path` of its JSON."""
    return str(json.loads(location)["path"]) if location.startswith("{") else location
