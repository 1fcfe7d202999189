"""The address of a page as it may be stored: without what could tell who looks at it."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote_plus, unquote, urlencode, urlsplit

LONGEST = 4000
LONGEST_HOST = 253
LONGEST_PATH = 500
LONGEST_QUERY = 300
LONGEST_FRAGMENT = 100
LONGEST_VALUE = 100
FIELDS = 100

# What names a campaign or the page itself. Whatever else stands in a query could name its reader.
KEPT = frozenset(
    {"utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id"}
    | {"page", "p", "page_id", "id", "cat", "category", "tag", "product", "sku", "variant"}
    | {"sort", "lang", "ref"}
)
EMAIL_MASK = "(email)"
TOKEN_MASK = "(token)"  # noqa: S105
DEFAULT_PORTS = {"http": 80, "https": 443}

_EMAIL = re.compile(r"[^\s@]@[^\s@.]+\.[^\s@]")
_TOKEN = re.compile(r"[A-Za-z0-9._~+=-]{32,}")
_HEX = re.compile(r"[0-9a-f]{32,}\Z", re.IGNORECASE)
# The words of a slug: letters in one case, a year or a number. Names such as "x230" are few and short.
_WORD = re.compile(r"[A-Z]?[a-z]{0,23}\Z|[A-Z]{1,24}\Z|[0-9]{1,8}\Z")
MOST_IN_ODD_WORDS = 15
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?\Z|\[[0-9a-f:.]{2,45}\]\Z")
_ROUTE = re.compile(r"[\w!/.~-]*\Z")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a page is; false where there is none that could be followed."""

    host: str = ""
    """In lower case and ASCII, with its port unless that is the usual one."""
    path: str = ""
    query: str = ""
    fragment: str = ""
    """A place in the page or a route; never part of the text."""
    scheme: str = "https"

    def __bool__(self) -> bool:
        return bool(self.host)

    @property
    def text(self) -> str:
        """The address in one line: what is stored and shown."""
        if not self.host:
            return ""
        return f"{self.scheme}://{self.host}{self.path}{'?' if self.query else ''}{self.query}"


NOWHERE = Address()


def clean(url: str) -> Address:
    """Return an address without the secrets in it; nothing where it is no web page's."""
    try:
        parts = urlsplit(_printable(url[:LONGEST]).strip().replace("\\", "/"))
        host = _host(parts.scheme, parts.hostname or "", parts.port)
    except ValueError:
        return NOWHERE
    if not host:
        return NOWHERE
    return Address(
        host=host,
        path=_path(parts.path),
        query=_query(parts.query),
        fragment=_fragment(parts.fragment),
        scheme=parts.scheme,
    )


def is_secret(text: str) -> bool:
    """Tell whether something looks like an e-mail address or a token."""
    return _mask(text) is not None


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(sign for sign in text if sign.isprintable())


def _host(scheme: str, name: str, port: int | None) -> str:
    if scheme not in DEFAULT_PORTS or len(name) > LONGEST_HOST:
        return ""
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        name = name.encode("idna").decode("ascii").lower()  # a UnicodeError is a ValueError
    if not _HOST.match(name):
        return ""
    return name if port is None or port == DEFAULT_PORTS[scheme] else f"{name}:{port}"


def _path(path: str) -> str:
    segments = (_mask(segment) or segment for segment in path.split("/"))
    return "/".join(segments)[:LONGEST_PATH] or "/"


def _query(query: str) -> str:
    if not query:
        return ""
    kept: list[tuple[str, str]] = []
    length = 0
    for name, value in parse_fields(query):
        value = value[:LONGEST_VALUE]
        if name not in KEPT or not value or is_secret(value):
            continue
        length += len(name) + len(quote_plus(value)) + 2
        if length > LONGEST_QUERY:
            break
        kept.append((name, value))
    return urlencode(kept)


def parse_fields(query: str) -> list[tuple[str, str]]:
    """Return the fields of a query, of which there may be many and strange ones."""
    fields = query.split("&", FIELDS)[:FIELDS]
    return [
        (name.lower(), _printable(value.replace("\ufffd", ""))) for name, value in parse_qsl("&".join(fields))
    ]


def _fragment(fragment: str) -> str:
    text = unquote(fragment)
    if not _ROUTE.match(text):
        return ""
    return "/".join(_mask(segment) or segment for segment in text.split("/"))[:LONGEST_FRAGMENT]


def _mask(segment: str) -> str | None:
    # Twice: what was quoted for another address inside this one.
    text = unquote(unquote(segment)) if "%" in segment else segment
    if "@" in text and _EMAIL.search(text):
        return EMAIL_MASK
    if len(text) >= 32 and any(map(_is_token, _TOKEN.findall(text))):
        return TOKEN_MASK
    return None


def _is_token(run: str) -> bool:
    words = [word for word in re.split(r"[._~+=-]", run) if word]
    odd = sum(len(word) for word in words if not _WORD.match(word))
    return odd > MOST_IN_ODD_WORDS or bool(_HEX.match("".join(words)))
