"""Which campaign a page was reached by, told by its address."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from visitors.tracking.addresses import LONGEST, is_secret, parse_fields

LONGEST_WORD = 100
WORDS = {
    "utm_source": "source",
    "utm_medium": "medium",
    "utm_campaign": "name",
    "utm_term": "term",
    "utm_content": "content",
}
# Who adds them, by name; what they hold would tell one person from all others and is dropped.
CLICK_KINDS = {
    "gclid": "Google",
    "gbraid": "Google",
    "wbraid": "Google",
    "dclid": "Google",
    "msclkid": "Microsoft",
    "yclid": "Yandex",
    "ttclid": "TikTok",
    "twclid": "X",
    "li_fat_id": "LinkedIn",
    "rdt_cid": "Reddit",
    "sccid": "Snapchat",
    "qclid": "Quora",
    "fbclid": "Facebook",
    "igshid": "Instagram",
    "epik": "Pinterest",
}
# These networks mark every link, not only the paid ones.
UNPAID_CLICKS = frozenset({"fbclid", "igshid", "epik"})


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a link said about why it was there; false where it said nothing."""

    source: str = ""
    medium: str = ""
    name: str = ""
    term: str = ""
    content: str = ""
    click_kind: str = ""
    """The name of the click id, such as ``gclid``; never the id."""

    def __bool__(self) -> bool:
        return bool(self.source or self.medium or self.name or self.click_kind)

    @property
    def is_paid_click(self) -> bool:
        """Whether an advertiser paid for the click itself."""
        return bool(self.click_kind) and self.click_kind not in UNPAID_CLICKS

    def is_same(self, other: "Campaign") -> bool:
        """Tell whether two links belong to one campaign; words and contents only tell its links apart."""
        return self._identity() == other._identity()

    def _identity(self) -> tuple[str, ...]:
        return (self.source.casefold(), self.medium.casefold(), self.name.casefold(), self.click_kind)


NO_CAMPAIGN = Campaign()


def campaign_of(query: str) -> Campaign:
    """Return the campaign in the query of an address, as it came: scrubbing drops click ids."""
    query = query[:LONGEST].lstrip("?")
    if not query:
        return NO_CAMPAIGN
    found: dict[str, str] = {}
    for name, value in parse_fields(query):
        if name in WORDS:
            word = value.strip()[:LONGEST_WORD]
            if word and not is_secret(word):
                found.setdefault(WORDS[name], word)
        elif name in CLICK_KINDS:
            found.setdefault("click_kind", name)
    return Campaign(**found) if found else NO_CAMPAIGN


def campaign_in(url: str) -> Campaign:
    """Return the campaign of an address as the browser told it."""
    try:
        return campaign_of(urlsplit(url[:LONGEST]).query) if "?" in url else NO_CAMPAIGN
    except ValueError:
        return NO_CAMPAIGN
