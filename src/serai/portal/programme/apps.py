from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """Programmes: working groups, agenda, challenges, work plan, intersessional activities, progression."""

    name = "serai.portal.programme"
    label = "programme"

    def ready(self) -> None:
        from serai.portal.people.signals import erasing, gathering
        from serai.portal.programme.actions.erasure import forget_officer
        from serai.portal.programme.actions.intersessional import sweep_completions
        from serai.portal.programme.queries.export import kept_about
        from serai.portal.ui.signals import sweeping

        erasing.connect(forget_officer)
        gathering.connect(kept_about)
        sweeping.connect(sweep_completions)
