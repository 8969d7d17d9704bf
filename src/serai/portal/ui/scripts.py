"""In which language a name is to be read aloud and shown, told by its script and the languages of where it is from."""

from collections.abc import Sequence
from functools import lru_cache

RANGES = (
    ("A", "ɏ", "Latn"),
    ("ɐ", "ʯ", "Latn"),  # ə of Azerbaijani
    ("Ḁ", "ỿ", "Latn"),
    ("Ͱ", "Ͽ", "Grek"),
    ("Ѐ", "ԯ", "Cyrl"),
    ("Ա", "֏", "Armn"),
    ("א", "ת", "Hebr"),
    ("ء", "ۿ", "Arab"),
    ("Ⴀ", "ჿ", "Geor"),
    ("Ა", "Ჿ", "Geor"),
    ("ぁ", "ヿ", "Kana"),
    ("㐀", "鿿", "Hani"),
    ("가", "힣", "Hang"),
)
WRITTEN = {
    "ar": ("Arab",),
    "be": ("Cyrl",),
    "bg": ("Cyrl",),
    "el": ("Grek",),
    "fa": ("Arab",),
    "he": ("Hebr",),
    "hy": ("Armn",),
    "ja": ("Hani", "Kana"),
    "ka": ("Geor",),
    "kk": ("Cyrl", "Latn"),
    "ko": ("Hang",),
    "ky": ("Cyrl",),
    "mk": ("Cyrl",),
    "mn": ("Cyrl",),
    "ru": ("Cyrl",),
    "sr": ("Cyrl", "Latn"),
    "tg": ("Cyrl",),
    "uk": ("Cyrl",),
    "uz": ("Latn", "Cyrl"),
    "zh": ("Hani",),
}
"""Scripts of a language, the usual one first; a language that is not here is written in Latin script."""
UNMISTAKABLE = {"Armn": "hy", "Geor": "ka", "Grek": "el", "Hang": "ko", "Hebr": "he", "Kana": "ja"}
RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")


@lru_cache(maxsize=2048)
def language_of(name: str, spoken: tuple[str, ...] = ()) -> str:
    """The BCP 47 tag of a name: the first of the languages spoken there that is written in its script.

    The script is added where it is not the language's usual one: `uz-Cyrl`. When none fits, the script
    alone decides; plain Cyrillic is read as Russian.
    """
    scripts = [script_of(letter) for letter in name if letter.isalpha()]
    # Kana beside Han characters say that both are Japanese.
    script = "Kana" if "Kana" in scripts else next(iter(scripts), "")
    for language in spoken:
        written: Sequence[str] = WRITTEN.get(language, ("Latn",))
        if script in written:
            usual = language == "ja" or script == written[0]
            return language if usual else f"{language}-{script}"
    if script in UNMISTAKABLE:
        return UNMISTAKABLE[script]
    if script == "Cyrl" and all(c in RUSSIAN for c in name.lower() if c.isalpha()):
        return "ru"
    return f"und-{script}" if script else "und"


def script_of(letter: str) -> str:
    """The ISO 15924 code of a letter's script; empty for one not known here."""
    return next((script for low, high, script in RANGES if low <= letter <= high), "")
