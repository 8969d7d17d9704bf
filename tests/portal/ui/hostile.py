"""Files as strangers send them: sound ones, and ones that want to harm."""

import io
import struct
import zipfile
import zlib

OPEN_XML = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "docx": ("word/document.xml", f"{OPEN_XML}.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OPEN_XML}.spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OPEN_XML}.presentationml.presentation.main+xml"),
}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20) + b"\xff\xd9"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(100)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def png() -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\x80"))
        + chunk(b"IEND", b"")
    )


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with these parts."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def office(kind: str, *, main_type: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """An Office file with its content types, its main part and what more is given."""
    name, declared = MAIN[kind]
    types = f'<Types><Override PartName="/{name}" ContentType="{main_type or declared}"/></Types>'
    return zipped({"[Content_Types].xml": types.encode(), name: b"<x/>", **(more or {})})


def lying(size: int) -> bytes:
    """An Office file with a part of `size` zeros that says it holds ten."""
    whole = bytearray(office("xlsx", more={"xl/styles.xml": bytes(size)}))
    true, false = struct.pack("<I", size), struct.pack("<I", 10)
    for start in (whole.index(true), whole.rindex(true)):
        whole[start : start + 4] = false
    return bytes(whole)


def overlapping(copies: int, size: int) -> bytes:
    """A ZIP whose directory names one packed part many times: small on disk, endless unpacked."""
    whole = zipped({"a": bytes(size)})
    end = whole.index(b"PK\x05\x06")
    start = whole.index(b"PK\x01\x02")
    directory = whole[start:end] * copies
    closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, copies, copies, len(directory), start, 0)
    return whole[:start] + directory + closing


def encrypted(kind: str) -> bytes:
    """An Office file whose parts claim to need a password."""
    whole = bytearray(office(kind))
    position = -1
    while (position := whole.find(b"PK\x01\x02", position + 1)) >= 0:
        whole[position + 8] |= 1
    return bytes(whole)
