"""Who is let in from where: the site of a key, and the origins that may speak for it."""

from django.db.models import signals

from realtime.edge import is_own_origin
from realtime.errors import Refusal
from realtime.kept import Kept
from visitors.models import Site

# Where everything about one site's embed lives.
SITE_PATH = r"/w/(?P<key>[a-z0-9-]{1,40})"


def _site(key: str) -> Site | None:
    return Site.objects.filter(key=key).first()


# What is changed here holds at once, what another process changes within a second.
sites = Kept(_site)
signals.post_save.connect(lambda **_: sites.forget(), sender=Site, weak=False)
signals.post_delete.connect(lambda **_: sites.forget(), sender=Site, weak=False)


async def load_site(key: str) -> Site:
    """Return the site of a key."""
    site = await sites.of(key)
    if site is None:
        raise Refusal("not_found", "There is no such site.")
    return site


def check_origin(site: Site, origin: str, *, scheme: str, host: str) -> None:
    """Refuse an origin that is neither the server's nor one of the site's; a missing one is neither."""
    if not is_own_origin(origin, scheme, host) and origin not in site.allowed_origins:
        raise Refusal("forbidden", "Not from this origin.")
