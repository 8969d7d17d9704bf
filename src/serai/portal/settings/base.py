"""What every way of running Serai shares.

`house()` returns the settings as a dictionary; the modules beside this one call it with what they
decide. Demo mode is an argument here, never an environment variable: production cannot turn it on.
No setting is read from the environment unless docs/howto/serve.md names the variable.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

PORTAL = Path(__file__).resolve().parent.parent
LANGUAGES = [("en", "English"), ("ru", "Русский")]
SECRET_KEY_LENGTH = 32
SECRET_KEY_LETTERS = 8


def sqlite(path: Path) -> dict[str, Any]:
    """The embedded database: one file, readers never wait, a confirmed write survives a power cut."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 30,
            # BEGIN IMMEDIATE: writers queue at the start instead of failing at the first write.
            "transaction_mode": "IMMEDIATE",
            # Every thread of every worker has a connection, so each keeps a small cache (8 MB) and
            # leaves the rest to the file system's.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def database(data: Path) -> dict[str, Any]:
    """`DATABASE_URL` when given (PostgreSQL), else `serai.sqlite3` in the data folder."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return sqlite(data / "serai.sqlite3")
    return dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))


def secret_key_problem(secret_key: str) -> str | None:
    """Why this key does not guard a production site; None when it does."""
    if len(secret_key) >= SECRET_KEY_LENGTH and len(set(secret_key)) >= SECRET_KEY_LETTERS:
        return None
    return (
        f"SERAI_SECRET_KEY is missing, shorter than {SECRET_KEY_LENGTH} characters or repeats a few. "
        'Make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'
    )


def words(value: str) -> list[str]:
    """The parts of a comma-separated variable."""
    return [word.strip() for word in value.split(",") if word.strip()]


def house(
    *,
    data: Path,
    secret_key: str,
    allowed_hosts: list[str],
    databases: dict[str, Any],
    demo: bool = False,
    https: bool = False,
) -> dict[str, Any]:
    """The settings all modes share.

    `data` holds the database and uploaded files; `https` says whether readers come by TLS.
    """
    return {
        "DATA": data,
        "DEMO": demo,
        "DEBUG": False,
        "SECRET_KEY": secret_key,
        "ALLOWED_HOSTS": allowed_hosts,
        "ROOT_URLCONF": "serai.portal.urls",
        "WSGI_APPLICATION": "serai.portal.wsgi.application",
        "INSTALLED_APPS": [
            # Ours first: their templates take the place of allauth's.
            "serai.portal.programme",
            "serai.portal.people",
            "serai.portal.ui",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "django.contrib.humanize",
            "django_htmx",
            "django_tasks_db",
            "simple_history",
            "allauth",
            "allauth.account",
            "allauth.mfa",
            "allauth.socialaccount",
            "allauth.socialaccount.providers.openid_connect",
            "django.forms",
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.gzip.GZipMiddleware",
            "django.middleware.csp.ContentSecurityPolicyMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "serai.portal.people.middleware.reader",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "django_htmx.middleware.HtmxMiddleware",
            "simple_history.middleware.HistoryRequestMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "serai.portal.programme.middleware.former_addresses",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.template.context_processors.csp",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "serai.portal.ui.context.shell",
                    ],
                    "builtins": ["django.templatetags.i18n", "serai.portal.ui.templatetags.ui"],
                },
            }
        ],
        "FORM_RENDERER": "serai.portal.ui.forms.Renderer",
        "DATABASES": databases,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        "AUTH_USER_MODEL": "people.Officer",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": 10},
            },
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
            {
                "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ["email", "name_latin", "name_native"]},
            },
        ],
        "ACCOUNT_ADAPTER": "serai.portal.people.adapter.AccountAdapter",
        "SOCIALACCOUNT_ADAPTER": "serai.portal.people.adapter.SocialAccountAdapter",
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*", "password2*"],
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_EMAIL_VERIFICATION": "optional",
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "Serai: ",
        "ACCOUNT_LOGOUT_ON_GET": False,
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_TOTP_ISSUER": "Serai",
        "SOCIALACCOUNT_PROVIDERS": openid_connect(),
        # A posted form may not lead to another site (form-action in SECURE_CSP); a link may.
        "SOCIALACCOUNT_LOGIN_ON_GET": True,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "home",
        "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
        "LANGUAGE_CODE": "en",
        "LANGUAGES": LANGUAGES,
        "TIME_ZONE": "UTC",
        "USE_TZ": True,
        "USE_I18N": True,
        "USE_THOUSAND_SEPARATOR": False,
        "FORMAT_MODULE_PATH": ["serai.portal.ui.formats"],
        "STATIC_URL": "/static/",
        # Gathered by `serai serve`; elsewhere files are served from where they lie.
        "STATIC_ROOT": None,
        "WHITENOISE_USE_FINDERS": True,
        "MEDIA_ROOT": data / "files",
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 4 * 1024 * 1024,
        # The first lets what is too large go by, so that the form can say so.
        "FILE_UPLOAD_HANDLERS": [
            "serai.portal.ui.files.CappedUploadHandler",
            "django.core.files.uploadhandler.MemoryFileUploadHandler",
            "django.core.files.uploadhandler.TemporaryFileUploadHandler",
        ],
        "TASKS": {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
        "MAILERS": {"default": {"BACKEND": "serai.portal.people.console.EmailBackend"}},
        "DEFAULT_FROM_EMAIL": os.environ.get("SERAI_FROM_EMAIL", "serai@localhost"),
        # Where readers find this site: links in letters begin with it.
        "ADDRESS": os.environ.get("SERAI_ADDRESS", "http://127.0.0.1:8000").rstrip("/"),
        # Seconds: an invitation may lie unread over a weekend and a journey.
        "PASSWORD_RESET_TIMEOUT": 7 * 24 * 60 * 60,
        "SECURE_CSP": {
            "default-src": [CSP.SELF],
            "script-src": [CSP.SELF, CSP.NONCE],
            "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
            "img-src": [CSP.SELF, "data:"],
            "object-src": [CSP.NONE],
            "base-uri": [CSP.NONE],
            "form-action": [CSP.SELF],
            "frame-ancestors": [CSP.NONE],
        },
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        # Not cached_db: each web worker has a cache of its own, and a session signed out of in one
        # would live on in the other.
        "SESSION_ENGINE": "serai.portal.people.sessions",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_SECURE": https,
        "SECURE_SSL_REDIRECT": https,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if https else None,
        "SECURE_HSTS_SECONDS": 31_536_000 if https else 0,
        "SIMPLE_HISTORY_HISTORY_CHANGE_USE_USER_CONTEXT": True,
        "LOGGING": {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"console": {"class": "logging.StreamHandler"}},
            "root": {"handlers": ["console"], "level": "WARNING"},
            # Failures are told, the begin and end of every task are not.
            "loggers": {"django.tasks": {"level": "ERROR"}},
        },
    }


def openid_connect() -> dict[str, Any]:
    """One OpenID Connect provider from `SERAI_OIDC_*`; none when the issuer is not set."""
    issuer = os.environ.get("SERAI_OIDC_ISSUER")
    if not issuer:
        return {}
    missing = [
        name for name in ("SERAI_OIDC_CLIENT_ID", "SERAI_OIDC_SECRET") if not os.environ.get(name)
    ]
    if missing:
        raise ImproperlyConfigured(
            f"SERAI_OIDC_ISSUER is set; {' and '.join(missing)} must be too."
        )
    return {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "administration",
                    "name": os.environ.get("SERAI_OIDC_NAME", "Single sign-on"),
                    "client_id": os.environ["SERAI_OIDC_CLIENT_ID"],
                    "secret": os.environ["SERAI_OIDC_SECRET"],
                    "settings": {"server_url": issuer},
                }
            ]
        }
    }
