"""A new database made straight from the models, in a fifth of a second where migrations take four.

Migrations replay history, and redraw every model at each step; a new demonstration has no history.
A test holds that both ways end in the same schema. Production databases are always migrated.
"""


def create() -> None:
    """Make every table in an empty database, and note all migrations as applied."""
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection

    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy and not model._meta.swapped:
                editor.create_model(model)
    call_command("migrate", fake=True, verbosity=0, interactive=False)
