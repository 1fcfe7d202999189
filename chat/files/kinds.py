"""What may be uploaded, decided by what is inside and never by what the name says."""

from dataclasses import dataclass

from realtime.errors import Refusal

_TEXTS = (
    "txt text csv tsv md log json xml yaml yml ini toml conf ics vcf eml po srt vtt rtf tex sql diff patch"
)
_ZIPS = "zip docx xlsx pptx odt ods odp odg epub pages numbers key kmz"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: its type, the endings its names may have, the usual one first, and if it is a picture."""

    content_type: str
    suffixes: tuple[str, ...]
    picture: str = ""
    """What Pillow calls the format."""


PNG = Kind("image/png", ("png",), "PNG")
JPEG = Kind("image/jpeg", ("jpg", "jpeg", "jfif"), "JPEG")
GIF = Kind("image/gif", ("gif",), "GIF")
WEBP = Kind("image/webp", ("webp",), "WEBP")
PDF = Kind("application/pdf", ("pdf",))
ZIP = Kind("application/zip", tuple(_ZIPS.split()))
GZIP = Kind("application/gzip", ("gz", "tgz"))
OLE = Kind("application/x-ole-storage", ("doc", "xls", "ppt", "msg"))
TEXT = Kind("text/plain; charset=utf-8", tuple(_TEXTS.split()))
MP4 = Kind("video/mp4", ("mp4", "m4v", "mov", "m4a", "3gp", "heic", "heif", "avif"))
WEBM = Kind("video/webm", ("webm", "mkv"))
OGG = Kind("audio/ogg", ("ogg", "oga", "opus", "ogv"))
WAV = Kind("audio/wav", ("wav",))
MP3 = Kind("audio/mpeg", ("mp3",))

PICTURES = frozenset(suffix for kind in (PNG, JPEG, GIF, WEBP) for suffix in kind.suffixes)
# Where each kind shows what it is: the offset and the bytes there.
_MARKS: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"GIF87a", GIF),
    (0, b"GIF89a", GIF),
    (8, b"WEBP", WEBP),
    (8, b"WAVE", WAV),
    (0, b"%PDF-", PDF),
    (0, b"PK\x03\x04", ZIP),
    (0, b"\x1f\x8b", GZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (4, b"ftyp", MP4),
    (0, b"\x1aE\xdf\xa3", WEBM),
    (0, b"OggS", OGG),
    (0, b"ID3", MP3),
    (0, b"\xff\xfb", MP3),
)
SUFFIXES = sorted({suffix for kind in (TEXT, *(kind for *_, kind in _MARKS)) for suffix in kind.suffixes})
"""How the names of all these end, to be told before a file is sent."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


def kind_of(content: bytes) -> Kind:
    """Return what a file is; what is not on the list is refused."""
    if not content:
        raise Refusal("invalid", "The file is empty.", fields={"file": "empty"})
    for offset, mark, kind in _MARKS:
        if content.startswith(mark, offset):
            return kind
    if _is_text(content):
        return TEXT
    raise Refusal("unsupported_type", "Files of this kind are not taken.", fields={"file": "kind"})


def _is_text(content: bytes) -> bool:
    try:
        if content.startswith(_UTF16):
            content.decode("utf-16")
            return True
        content.decode()
    except UnicodeError:
        return False
    return content.translate(None, _CONTROLS) == content
