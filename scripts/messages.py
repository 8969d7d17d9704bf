"""Keep the Russian catalogs: `update` reads new texts from the code, `compile` writes the .mo files.

    uv run python scripts/messages.py update     # needs gettext; new entries come out untranslated
    uv run python scripts/messages.py compile    # needs nothing

Each app has its own catalog. The compiled .mo files are committed: a machine without gettext shows
Russian too. Nothing is guessed: a changed English text comes out untranslated, never “fuzzy”.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

PORTAL = Path(__file__).resolve().parent.parent / "src" / "serai" / "portal"
READ = {".py", ".html", ".txt"}
NOT_READ = {"migrations", "locale", "static", "__pycache__"}
HEADER = {
    "Project-Id-Version": "serai",
    "Language": "ru",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
        "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
    ),
}


def apps() -> list[Path]:
    """The portal's apps."""
    return sorted(file.parent for file in PORTAL.glob("*/apps.py"))


def catalog_of(app: Path) -> Path:
    """Where the app's Russian catalog is."""
    return app / "locale" / "ru" / "LC_MESSAGES" / "django.po"


def extract(app: Path) -> polib.POFile:
    """All texts in the app's code and templates, read by Django and gettext from a copy of it."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / app.name
        for source in app.rglob("*"):
            if source.suffix in READ and not NOT_READ.intersection(source.parts):
                target = copy / source.relative_to(app)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)
        (copy / "locale").mkdir(parents=True)
        subprocess.run(
            [
                *(sys.executable, "-m", "django", "makemessages", "--verbosity", "0"),
                *("--locale", "ru", "--keep-pot", "--no-wrap", "--add-location", "file"),
            ],
            cwd=copy,
            env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
            check=True,
        )
        template = copy / "locale" / "django.pot"
        if not template.exists():  # an app without a text
            return polib.POFile()
        return polib.pofile(str(template), encoding="utf-8")


def update(app: Path) -> polib.POFile:
    """Bring the app's catalog up to its code; returns it."""
    file = catalog_of(app)
    catalog = polib.pofile(str(file), wrapwidth=0) if file.exists() else polib.POFile(wrapwidth=0)
    catalog.metadata = HEADER
    catalog.merge(extract(app))
    for entry in catalog.obsolete_entries():
        catalog.remove(entry)
    for entry in catalog:
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.previous_msgid = None
    catalog.sort(key=lambda entry: (sorted(entry.occurrences), entry.msgid))
    if len(catalog):
        file.parent.mkdir(parents=True, exist_ok=True)
        catalog.save(str(file))
    return catalog


def compile_catalog(app: Path) -> None:
    """Write what Django reads."""
    file = catalog_of(app)
    if file.exists():
        polib.pofile(str(file)).save_as_mofile(str(file.with_suffix(".mo")))


def main(command: str) -> int:
    """`update` or `compile`."""
    for app in apps():
        if command == "update":
            catalog = update(app)
            missing = len(catalog.untranslated_entries())
            print(f"{app.name}: {len(catalog)} texts, {missing} to translate")
        compile_catalog(app)
    return 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["update"], ["compile"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
