"""The demonstration: generated people, one click signs in as each role, mail goes to the console.

Its database is always a file in its own folder. `DATABASE_URL` is not read: a demonstration started
in the wrong terminal cannot write into a real database.
"""

import os
from pathlib import Path

from serai.portal.settings.base import house, sqlite

data = Path(os.environ.get("SERAI_DATA", "serai-demo")).resolve()

globals().update(
    house(
        data=data,
        # Known to everyone on purpose: a demonstration guards nothing.
        secret_key="demonstration-only",  # noqa: S106 - nothing to protect
        allowed_hosts=["*"],
        databases={"default": sqlite(data / "serai.sqlite3")},
        demo=True,
    )
)
# Nobody has a password here: the doors are the sign-in page.
LOGIN_URL = "demo_doors"
