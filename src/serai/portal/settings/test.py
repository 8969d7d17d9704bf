"""The suite: SQLite unless `DATABASE_URL` names another, mail kept in memory, fast password hashing."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from serai.portal.settings.base import database, house

data = Path(tempfile.mkdtemp(prefix="serai-test-"))
atexit.register(shutil.rmtree, data, ignore_errors=True)

# A file, not memory: threads and a live server see the same database as the test that starts them.
in_file = {} if os.environ.get("DATABASE_URL") else {"TEST": {"NAME": str(data / "test.sqlite3")}}
globals().update(
    house(
        data=data,
        secret_key="for-tests-only",  # noqa: S106 - signs nothing outside the suite
        allowed_hosts=["*"],
        databases={"default": database(data) | in_file},
    )
)
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
ACCOUNT_RATE_LIMITS = False
