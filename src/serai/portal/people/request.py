"""The request a guarded view gets."""

from django.http import HttpRequest

from serai.portal.people.models import Officer


class OfficerRequest(HttpRequest):
    """A request of somebody who has signed in: `open_to` lets nobody else through. Only a type."""

    user: Officer
