"""Who is let in from where: the site of a key, the origins that may speak for it, and who is banned."""

from django.utils import timezone

from realtime.edge import is_own_origin
from realtime.errors import Refusal
from visitors.models import Site
from visitors.models.ban import known_bans
from visitors.models.site import known_sites
from visitors.tracking.hit import Browser
from visitors.tracking.keys import day_key, salts, truncated
from visitors.tracking.modes import Mode

# Where everything about one site's embed lives.
SITE_PATH = r"/w/(?P<key>[a-z0-9-]{1,40})"


async def load_site(key: str) -> Site:
    """Return the site of a key."""
    site = await known_sites.of(key)
    if site is None:
        raise Refusal("not_found", "There is no such site.")
    return site


def check_origin(site: Site, origin: str, *, scheme: str, host: str) -> None:
    """Refuse an origin that is neither the server's nor one of the site's; a missing one is neither."""
    if origin not in site.allowed_origins and not is_own_origin(origin, scheme, host):
        raise Refusal("forbidden", "Not from this origin.")


async def is_banned(browser: Browser, *ids: str) -> bool:
    """Tell whether a browser is banned: by the ids in its tokens, by what its request says, or with its network.

    Where nobody is banned this costs a look at what is kept in memory.
    """
    site = browser.site
    bans = await known_bans.of(site.pk)
    if not bans:
        return False
    names = [*ids, truncated(browser.address)]
    if site.mode == Mode.COOKIELESS:
        salt = await salts.of(timezone.now().date())
        names.append(day_key(salt, browser))
    return bans.hold(*filter(None, names))


async def check_ban(browser: Browser, *ids: str) -> None:
    """Refuse whoever is banned."""
    if await is_banned(browser, *ids):
        raise banned()


def banned() -> Refusal:
    """Return the refusal of somebody who is kept out: it says neither why nor by whom."""
    return Refusal("banned", "This chat is not available to you.")
