"""People who come to the demo shop while somebody looks: what they ask, and how they go on."""

from dataclasses import dataclass

from demo.people import (
    ASK_PAGE,
    BENCH_PAGE,
    DELIVERY_PAGE,
    HOME_PAGE,
    LOM_PAGE,
    SHELF_PAGE,
)
from demo.telling import SALES, SUPPORT, Page, Person


@dataclass(frozen=True)
class Caller:
    """One visit: the first words, an answer to each answer, a last word and a rating (0 for none)."""

    person: Person
    department: str
    page: Page
    first: str
    replies: tuple[str, ...]
    thanks: str
    score: int = 0


CALLERS: tuple[Caller, ...] = (
    Caller(
        Person("anneke", "Anneke de Wit", "anneke.dewit@post.example", "nl", "Europe/Amsterdam"),
        SALES,
        BENCH_PAGE,
        "Hello, do you deliver the Lund bench to Utrecht? And does it come in one piece?",
        (
            "Good. Our hallway is only 85 cm wide, would it go round a corner?",
            "I will measure again tonight to be sure.",
        ),
        "Thank you, that helps a lot.",
        5,
    ),
    Caller(
        Person("tobias", "Tobias Kern", "tobias.kern@post.example", "de", "Europe/Berlin"),
        SUPPORT,
        DELIVERY_PAGE,
        "My order FW-10517 was to arrive yesterday and nobody came. Where is it?",
        (
            "The tracking page still says “packed”. Is it on its way at all?",
            "Then please let the driver ring the second bell, the first is broken.",
        ),
        "All right, I wait for the call. Thanks.",
        4,
    ),
    Caller(
        Person("priya", "Priya Nair", "priya.nair@mail.example", "en-GB", "Europe/London"),
        SALES,
        ASK_PAGE,
        "Hi, is the smoked Ask much darker than in the picture? We have a dark floor.",
        (
            "Could I have a sample of the wood before I decide?",
            "Perfect. 12 Almond Road, Bristol. Natural and smoked, please.",
        ),
        "Lovely, thank you.",
        5,
    ),
    Caller(
        Person("mikkel", locale="da", timezone="Europe/Copenhagen"),
        SUPPORT,
        SHELF_PAGE,
        "One bracket of my Moss shelf has no screws. What do I do?",
        ("The bag says 8 × 4.5 mm, but it holds only four.", "Yes, the address is the same as on the order."),
        "Great, then I leave it standing until they come.",
        5,
    ),
    Caller(
        Person("helene", "Hélène Faure", "helene.faure@courriel.example", "fr", "Europe/Paris"),
        SALES,
        LOM_PAGE,
        "Bonjour, can four Lom chairs be stacked? We have little room.",
        ("And how much weight does one carry? My father is a tall man.",),
        "Merci, I order four.",
        4,
    ),
    Caller(
        Person("ivar", locale="nb", timezone="Europe/Oslo"),
        SUPPORT,
        ASK_PAGE,
        "There is a white ring on our table from a hot pot. Can it be saved?",
        (
            "It is oiled, not lacquered. We bought it two years ago.",
            "How long do I have to wait before we can eat at it again?",
        ),
        "I will try it on Saturday. Thank you so much.",
        5,
    ),
    Caller(
        Person("sara", "Sara Lindgren", "sara.lindgren@brev.example", "sv", "Europe/Stockholm"),
        SALES,
        HOME_PAGE,
        "Do you have a shop where one can sit on the chairs before buying?",
        ("And if I order and do not like it, what does sending it back cost?",),
        "That is fair. Thanks.",
        0,
    ),
    Caller(
        Person("george", "George Papadakis", "g.papadakis@mail.example", "el", "Europe/Athens"),
        SUPPORT,
        BENCH_PAGE,
        "The invoice for FW-10466 has our old company name. Can you change it?",
        ("The new name is Papadakis Interiors IKE, the address stays.",),
        "Received it just now. That was quick.",
        5,
    ),
)
