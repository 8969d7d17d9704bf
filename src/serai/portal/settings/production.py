"""`serai serve`. Everything comes from the environment; docs/howto/serve.md lists the names.

Demo mode is written here as a constant: no variable turns it on.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from serai.portal.settings.base import database, house, secret_key_problem, words

secret_key = os.environ.get("SERAI_SECRET_KEY", "")
if problem := secret_key_problem(secret_key):
    raise ImproperlyConfigured(problem)
data = Path(os.environ.get("SERAI_DATA", "serai-data")).resolve()

globals().update(
    house(
        data=data,
        secret_key=secret_key,
        allowed_hosts=words(os.environ.get("SERAI_HOSTS", "localhost,127.0.0.1")),
        databases={"default": database(data)},
        demo=False,
        https=os.environ.get("SERAI_HTTPS", "1") == "1",
    )
)
CSRF_TRUSTED_ORIGINS = words(os.environ.get("SERAI_ORIGINS", ""))
# How many proxies stand in front: sign-in attempts are counted by the reader's address, not theirs.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SERAI_PROXIES", "0"))
STATIC_ROOT = data / "static"
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Without a mail server's name, the one on this machine; without that, letters wait and say why.
mail_host = os.environ.get("SERAI_EMAIL_HOST")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": mail_host or "localhost",
            "port": int(os.environ.get("SERAI_EMAIL_PORT", "587" if mail_host else "25")),
            "username": os.environ.get("SERAI_EMAIL_USER", ""),
            "password": os.environ.get("SERAI_EMAIL_PASSWORD", ""),
            "use_tls": bool(mail_host) and os.environ.get("SERAI_EMAIL_TLS", "1") == "1",
            "timeout": 20,
        },
    }
}
