"""What processes tell each other of who is here: small, once a tick, and again in full to whoever missed some of it."""

from typing import Any

from msgspec import Struct, field, json

from realtime.hub import Delivery

# The topic on which processes tell each other; nobody else listens.
PRESENCE = "presence"


class Sight(Struct, array_like=True):
    """The page somebody looks at: its key, address and title, and since when (seconds since 1970)."""

    key: int
    url: str
    title: str
    at: float


class News(Struct, array_like=True):
    """What changed about one visit since it was last told of.

    ``looking`` tells whether the page is before somebody's eyes, ``reachable`` whether something sent there arrives.
    ``active`` are the counters of pages, in milliseconds.
    """

    site: str
    sight: Sight | None = None
    views: int = 0
    active: dict[int, int] = field(default_factory=dict)
    looking: bool | None = None
    reachable: bool | None = None
    fields: dict[str, Any] = field(default_factory=dict)


class Delta(Struct, array_like=True, tag="delta"):
    """What happened in a process since its last word; ``whole`` where it is all there is."""

    process: str
    number: int
    news: dict[str, News]
    gone: list[str]
    whole: bool = False


class Ask(Struct, array_like=True, tag="ask"):
    """Somebody wants to hear a process's whole, or everybody's."""

    of: str = ""


class Stir(Struct, array_like=True, tag="stir"):
    """Something was written about a visit, or a visitor's open ones, that those who show it have to read again."""

    visit: str = ""
    visitor: str = ""


class Word(Struct, array_like=True, tag="word"):
    """Fields of a line that stand in no table, or are known already."""

    visit: str
    fields: dict[str, Any]


class Say(Struct, array_like=True, tag="say"):
    """A frame for the pages of a visit, wherever they are connected.

    ``lasting`` is whether pages that come later hear it too; where it is false, nothing that lasted does any more.
    """

    visit: str
    frame: str
    lasting: bool | None = None


class Left(Struct, array_like=True, tag="left"):
    """The last socket of a visit has closed in a process: where its pages said something before, they are over too."""

    visit: str


Message = Delta | Ask | Stir | Word | Say | Left

decode = json.Decoder(Message).decode
_encode = json.Encoder().encode


def delivery(message: Message) -> Delivery:
    """Return a message as the hub carries it."""
    return Delivery((PRESENCE,), _encode(message).decode())
