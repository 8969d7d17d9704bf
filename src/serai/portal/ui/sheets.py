"""Tables that people upload, read as text: CSV as the programs of the region write it, and XLSX.

Row numbers are those a spreadsheet program shows, so that a message can say “row 7, column C”.
"""

import csv
import datetime as dt
import io
import itertools
import re
import statistics
import string
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.ui import decoding, zips
from serai.portal.ui.kinds import BY_START, MARKUP

ROWS = 20_000
COLUMNS = 50
BYTES = 20 * 1024 * 1024
UNPACKED = 150 * 1024 * 1024
LAST_ROW = 1_048_576
# Cells so far to the right are refused even when empty: they cost more than they can hold.
WIDTH = 1_000
DELIMITERS = ";,\t"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# What openpyxl raises on parts that are missing or make no sense.
BROKEN = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
    EOFError,
    OSError,
    zipfile.BadZipFile,
)

type Numbered = tuple[int, Sequence[str]]


class SheetUnreadableError(Exception):
    """A file that cannot be read as a table; `reason` is a sentence for the person who sent it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True)
class Address:
    """Where a cell stands: `row` from 1, `letter` as spreadsheet programs show it, `name` from the header."""

    row: int
    letter: str
    name: str

    def __str__(self) -> str:
        return f"{self.letter}{self.row}"


@dataclass(frozen=True)
class Row:
    """One row that is not empty: its number from 1 and its cells, as many as the header has or more."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A header and the rows below it."""

    header: tuple[str, ...]
    rows: list[Row]

    def find(self, *names: str) -> int | None:
        """The index of the first column with one of the names, whatever their case and punctuation."""
        wanted = {squeezed(name) for name in names}
        return next(
            (index for index, name in enumerate(self.header) if squeezed(name) in wanted), None
        )

    def address(self, row: Row, index: int) -> Address:
        """The address of a cell, for messages."""
        name = self.header[index] if index < len(self.header) else ""
        return Address(row.number, column_letter(index), name)


def read_table(file: IO[bytes], *, max_rows: int = ROWS, max_columns: int = COLUMNS) -> Table:
    """The table in a CSV file or in the first sheet of an XLSX file that holds anything.

    Encoding, delimiter and format are found out from the content. Raises SheetUnreadableError.
    """
    file.seek(0)
    head = file.read(8)
    if not head:
        raise SheetUnreadableError(_("The file is empty."))
    if head.startswith(OLD_EXCEL):
        raise SheetUnreadableError(
            _(
                "This is an old or protected Excel file. Save it as .xlsx without a password, or as CSV."
            )
        )
    if head.startswith(b"PK"):
        found = excel_rows(file)
    elif head.startswith(tuple(BY_START)):
        raise no_table()
    else:
        found = csv_rows(file)
    return table(within(found, max_rows=max_rows, max_columns=max_columns))


def table(found: Iterable[Numbered]) -> Table:
    """The first row is the header; the others are filled up to its length."""
    rows = [Row(number, tuple(cells)) for number, cells in found]
    if not rows:
        raise SheetUnreadableError(_("The file is empty."))
    header, *below = rows
    if not below:
        raise SheetUnreadableError(_("The file has a header but no rows below it."))
    width = len(header.cells)
    filled = [Row(row.number, row.cells + ("",) * (width - len(row.cells))) for row in below]
    return Table(header.cells, filled)


def within(found: Iterable[Numbered], *, max_rows: int, max_columns: int) -> Iterator[Numbered]:
    """Rows that hold anything, stripped, while they stay within the limits."""
    count = 0
    for number, cells in found:
        kept = [cell.strip() for cell in cells]
        while kept and not kept[-1]:
            kept.pop()
        if not kept:
            continue
        if len(kept) > max_columns:
            raise too_wide(number, max_columns)
        count += 1
        if count > max_rows + 1:
            text = ngettext(
                "The file has more than %(limit)s row. Split it.",
                "The file has more than %(limit)s rows. Split it.",
                max_rows,
            )
            raise SheetUnreadableError(text % {"limit": max_rows})
        yield number, kept


def too_wide(number: int, limit: int) -> SheetUnreadableError:
    """A row that holds more than any table sent here."""
    text = _("Row %(row)s has more than %(limit)s columns.")
    return SheetUnreadableError(text % {"row": number, "limit": limit})


def no_table() -> SheetUnreadableError:
    """Something else than a table."""
    return SheetUnreadableError(
        _(
            "This is neither an Excel file (.xlsx) nor text in a known encoding. "
            "Save it as .xlsx or as CSV UTF-8."
        )
    )


def csv_rows(file: IO[bytes]) -> Iterator[Numbered]:
    """The records of a CSV file; a record over several lines is one row, as in a spreadsheet."""
    file.seek(0)
    data = file.read(BYTES + 1)
    if len(data) > BYTES:
        text = _("The file is larger than %(limit)s MB.")
        raise SheetUnreadableError(text % {"limit": BYTES // 1024 // 1024})
    try:
        text = decoding.decode(data)
    except decoding.NotTextError as unknown:
        raise no_table() from unknown
    # Some platforms call a web page a spreadsheet.
    if MARKUP.match(text[:1024]):
        raise no_table()
    delimiter = named_delimiter(text)
    records = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter or likely_delimiter(text), strict=True
    )
    number = 0
    try:
        for number, record in enumerate(records, start=1):
            if not (delimiter and number == 1):
                yield number, record
    except csv.Error as broken:
        text = _(
            "The file cannot be read from row %(row)s on: a quotation mark is not closed or stands alone."
        )
        raise SheetUnreadableError(text % {"row": number + 1}) from broken


def named_delimiter(text: str) -> str:
    """The delimiter of a first line like `sep=;`, which Excel writes and reads."""
    named = re.match(r'"?sep=([;,\t])"?\r?\n', text, re.IGNORECASE)
    return named[1] if named else ""


def likely_delimiter(text: str) -> str:
    """The delimiter that parts the first rows most evenly, and of those the one that parts most."""
    sample = list(itertools.islice(io.StringIO(text, newline=""), 20))

    def evenness(delimiter: str) -> tuple[int, int]:
        try:
            widths = [
                len(record) for record in csv.reader(sample, delimiter=delimiter) if any(record)
            ]
        except csv.Error:
            return (0, 0)
        # A title above the header has one cell: the usual width tells, not the first.
        usual = statistics.mode(widths) if widths else 1
        return (0, 0) if usual == 1 else (widths.count(usual), usual)

    return max(DELIMITERS, key=evenness)


def excel_rows(file: IO[bytes]) -> Iterator[Numbered]:
    """The rows of the first visible sheet that holds anything, with the values last calculated."""
    import openpyxl  # here: every web worker would carry it, few need it

    try:
        with zips.open_zip(file, limit=UNPACKED):
            pass
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except zips.ZipEncryptedError as locked:
        raise SheetUnreadableError(_("The file is protected with a password.")) from locked
    except zips.ZipTooLargeError as bomb:
        text = _("The file unpacks to more than %(limit)s MB.")
        raise SheetUnreadableError(text % {"limit": bomb.limit // 1024 // 1024}) from bomb
    except (zips.ZipRefusedError, *BROKEN) as damaged:
        raise damaged_file() from damaged
    try:
        for worksheet in book.worksheets:
            if worksheet.sheet_state != "visible":
                continue
            # What a file says about its extent may be wrong; the rows themselves are read.
            worksheet.reset_dimensions()
            rows = sheet_rows(worksheet)
            first = next((row for row in rows if any(row[1])), None)
            if first:
                yield first
                yield from rows
                return
    except BROKEN as damaged:
        raise damaged_file() from damaged
    finally:
        book.close()


def sheet_rows(worksheet: Any) -> Iterator[Numbered]:
    """Every row of one sheet, also the empty ones."""
    for number, row in enumerate(worksheet.iter_rows(), start=1):
        if len(row) > WIDTH:
            raise too_wide(number, WIDTH)
        if number > LAST_ROW:
            raise damaged_file()
        yield number, [text_of(cell.value, cell.number_format) for cell in row]


def damaged_file() -> SheetUnreadableError:
    """Something openpyxl makes no sense of."""
    return SheetUnreadableError(
        _("The Excel file is damaged or in an unknown format. Save it again as .xlsx, or as CSV.")
    )


def text_of(value: Any, number_format: str | None = None) -> str:
    """A cell as text: 85, 85.5, 85%, 2025-04-14, 2025-04-14T10:30, TRUE."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float() | Decimal():
            percent = "%" in re.sub(r'"[^"]*"', "", number_format or "")
            return f"{plain_number(value * 100)}%" if percent else plain_number(value)
        case dt.datetime() | dt.date() | dt.time():
            return moment(value)
        case _:
            return str(value)


def moment(value: dt.date | dt.time) -> str:
    """As ISO 8601; a moment at midnight is a date: spreadsheets know no other."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.datetime | dt.time):
        return value.isoformat(timespec="minutes")
    return value.isoformat()


def plain_number(value: int | float | Decimal) -> str:
    """Without an exponent, without `.0`, and without the noise of binary fractions."""
    rounded = f"{value:.10f}".rstrip("0").rstrip(".")
    return rounded if rounded != "-0" else "0"


def column_letter(index: int) -> str:
    """`A` for 0, `Z` for 25, `AA` for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = string.ascii_uppercase[rest] + letters
    return letters


def squeezed(name: str) -> str:
    """A heading in lower case without what people vary: spaces, hyphens, points."""
    return re.sub(r"[\W_]+", "", name).casefold()
