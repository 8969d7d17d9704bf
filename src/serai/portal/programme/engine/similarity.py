"""Whether two titles say the same, in English or in Russian.

Trigrams of words padded with spaces (as PostgreSQL's pg_trgm has them) forgive endings, order and
small slips, so that “Small parcels without data” meets “Parcels, small, no advance data”.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

WORD = re.compile(r"\w+")
ALIKE = 0.4
"""From here on two titles are shown beside each other. Ours, chosen on real challenge titles."""
SILENT_ENGLISH = "a an and at by for from in into of on or the to with without"
SILENT_RUSSIAN = "и в во на о об от по с со для из за при без как"
SILENT = frozenset(f"{SILENT_ENGLISH} {SILENT_RUSSIAN}".split())


@lru_cache(maxsize=4096)
def trigrams(text: str) -> frozenset[str]:
    """Three-letter pieces of the words of a text; words that carry no meaning are left out."""
    words = WORD.findall(text.casefold().replace("ё", "е"))
    telling = [word for word in words if word not in SILENT] or words
    return frozenset(
        padded[place : place + 3]
        for padded in (f"  {word} " for word in telling)
        for place in range(len(padded) - 2)
    )


def likeness(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (the same words): Dice's coefficient of trigrams."""
    left, right = trigrams(one), trigrams(other)
    if not left or not right:
        return 0.0
    return 2 * len(left & right) / (len(left) + len(right))


def similar(
    titles: Iterable[str],
    known: Mapping[int, Iterable[str]],
    *,
    at_least: float = ALIKE,
    most: int = 5,
) -> list[int]:
    """Keys of `known` whose titles are like one of `titles` (each in any language), the likest first."""
    typed = [title for title in titles if title.strip()]
    scores = {
        key: max((likeness(one, other) for one in typed for other in others if other), default=0.0)
        for key, others in known.items()
    }
    found = [key for key, score in scores.items() if score >= at_least]
    return sorted(found, key=lambda key: (-scores[key], key))[:most]
