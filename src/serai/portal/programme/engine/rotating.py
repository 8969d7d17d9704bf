"""The code on the wall: it changes every minute and is valid in its minute and the one after.

A code is a keyed digest (HMAC-SHA-256) of the session and the minute, so nothing is stored and every
process of the server shows and accepts the same one. The secret is handed in.

- The short code is typed from the wall: 6 of 25 letters and digits, none of which looks like another
  (of 2 Z, 5 S, 6 G, 8 B and U V one each, of 0 O Q and 1 I L none). Case, spaces and letters of a
  Cyrillic keyboard do not matter.
- The token is scanned: it names its session and carries a longer digest.
"""

import datetime as dt
import hashlib
import hmac

ALPHABET = "23456789ACDEFHJKMNPRTUWXY"
SHORT, LONG = 6, 12
PERIOD = dt.timedelta(minutes=1)
EARLY_AND_LATE = dt.timedelta(minutes=30)
"""How long before a session and after it a mark is still taken."""

# What people type for what they see: the other of two look-alikes, and letters of a Cyrillic keyboard.
TWINS = str.maketrans("ZSGBVАВСЕЁНКМРТХУЗ", "2568UA8CEEHKMPTXY3")


def minute_of(now: dt.datetime) -> int:
    """Which minute since 1970 it is."""
    return int(now.timestamp() // PERIOD.total_seconds())


def left_of(now: dt.datetime) -> int:
    """Seconds until the code changes."""
    period = int(PERIOD.total_seconds())
    return period - int(now.timestamp()) % period


def code(secret: str, session: int, now: dt.datetime) -> str:
    """The code of a session in this minute, to be typed."""
    return written(secret, "code", session, minute_of(now), SHORT)


def token(secret: str, session: int, now: dt.datetime) -> str:
    """The token of a session in this minute, to be scanned: `12-KM2X…`."""
    return f"{session}-{written(secret, 'token', session, minute_of(now), LONG)}"


def in_groups(short: str) -> str:
    """“K742QM” as it is read from a wall: “K7 42 QM”."""
    return " ".join(short[n : n + 2] for n in range(0, len(short), 2))


def tidied(typed: str) -> str:
    """A typed code as it was made: upper case, without spaces and dashes, look-alikes undone."""
    return "".join(letter for letter in typed.upper() if letter.isalnum()).translate(TWINS)


def is_valid(secret: str, session: int, typed: str, now: dt.datetime) -> bool:
    """Whether a typed code is the session's, of this minute or the one before."""
    return matches(
        tidied(typed), [written(secret, "code", session, minute, SHORT) for minute in accepted(now)]
    )


def session_in(scanned: str) -> int | None:
    """The session a token claims to be of; nothing is proved by it yet."""
    number = scanned.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None


def is_genuine(secret: str, scanned: str, now: dt.datetime) -> bool:
    """Whether a scanned token was made by us, in this minute or the one before."""
    session = session_in(scanned)
    if session is None:
        return False
    digest = scanned.partition("-")[2].upper()
    return matches(
        digest, [written(secret, "token", session, minute, LONG) for minute in accepted(now)]
    )


def accepted(now: dt.datetime) -> tuple[int, int]:
    """The minutes whose codes are valid."""
    minute = minute_of(now)
    return minute, minute - 1


def matches(given: str, wanted: list[str]) -> bool:
    """Compares with every one, in a time that does not depend on what was given."""
    found = [hmac.compare_digest(given.encode(errors="replace"), each.encode()) for each in wanted]
    return any(found)


def written(secret: str, purpose: str, session: int, minute: int, length: int) -> str:
    """A keyed digest in letters of the alphabet. 25 of 2²⁵⁶: the remainder favours none by a measurable amount."""
    text = f"serai attendance {purpose} {session} {minute}"
    number = int.from_bytes(hmac.digest(secret.encode(), text.encode(), hashlib.sha256))
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)
