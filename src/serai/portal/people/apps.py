from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Administrations, officers, their letters and their data."""

    name = "serai.portal.people"
    label = "people"

    def ready(self) -> None:
        from serai.portal.people import tasks  # noqa: F401 - a new letter queues its own sending
