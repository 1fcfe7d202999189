"""How the shop describes a product: its choices, and what each answer adds to the price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


def euros(amount: int) -> str:
    """Return an amount the way the shop writes it."""
    return f"€{amount:,}"


@dataclass(frozen=True)
class Picture:
    """One picture of a product; ``cutout`` stands alone on a plain ground instead of in a room."""

    file: str
    text: str
    cutout: bool = True

    @property
    def path(self) -> str:
        """The picture's place among the static files."""
        return f"demo/{self.file}"


@dataclass(frozen=True)
class Option:
    """One answer to a choice, such as a finish or a length."""

    code: str
    label: str
    extra: int = 0
    hint: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Choice:
    """A question the buyer answers: its options, the first of which is usual unless said otherwise."""

    code: str
    label: str
    options: tuple[Option, ...]
    usual: str
    hint: str = ""
    swatches: bool = False

    @property
    def least_extra(self) -> int:
        """What the least expensive option adds."""
        return min(option.extra for option in self.options)

    def chosen(self, code: str | None) -> Option:
        """Return the asked option, or the usual one when there is no such option."""
        by_code = {option.code: option for option in self.options}
        return by_code.get(code or "", by_code[self.usual])


@dataclass(frozen=True)
class Review:
    """What one buyer wrote."""

    name: str
    town: str
    stars: int
    text: str


@dataclass(frozen=True)
class Product:
    """One thing on sale; prices are whole euros with VAT."""

    slug: str
    name: str
    short: str
    kind: str
    price: int
    line: str
    summary: str
    pictures: tuple[Picture, ...]
    card: Picture
    details: Mapping[str, str]
    choices: tuple[Choice, ...] = ()
    goes_with: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()
    score: str = ""
    review_count: int = 0
    days: int = 2

    def least(self, **fixed: str) -> int:
        """Return the lowest price there is, with these answers given."""
        return self.price + sum(
            choice.chosen(fixed[choice.code]).extra if choice.code in fixed else choice.least_extra
            for choice in self.choices
        )

    @property
    def from_price(self) -> str:
        """The lowest price as it is shown on a card."""
        return euros(self.least())

    @property
    def varies(self) -> bool:
        """Whether any choice changes the price."""
        return any(option.extra for choice in self.choices for option in choice.options)

    def price_of(self, options: Iterable[Option]) -> int:
        """Return the price with these options."""
        return self.price + sum(option.extra for option in options)
