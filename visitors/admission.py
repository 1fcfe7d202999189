"""Who is let in from where: the site of a key, and the origins that may speak for it."""

from realtime.edge import is_own_origin
from realtime.errors import Refusal
from visitors.models import Site
from visitors.models.site import known_sites

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
    if not is_own_origin(origin, scheme, host) and origin not in site.allowed_origins:
        raise Refusal("forbidden", "Not from this origin.")
