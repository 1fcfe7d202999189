"""Who is kept out of the chat for a while."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realtime.actors import Actor
from realtime.errors import Refusal
from realtime.fields import IdField
from realtime.hub import Delivery, publish
from realtime.ids import LENGTH
from realtime.kept import Kept
from visitors import audit
from visitors.models.audit_event import AuditEvent, Place

# The topic by which every process hears that somebody is banned, or is no longer.
BANS = "bans"
DEFAULT_DAYS, MOST_DAYS = 3, 366
# Whom a ban may be about, of which it has to say something.
NAMES = ("visitor", "browser", "day_key", "network")


def default_end() -> datetime:
    """Return when a ban ends of which nobody says when: after a few days."""
    return timezone.now() + timedelta(days=DEFAULT_DAYS)


class BanQuerySet(models.QuerySet["Ban"]):
    """Look-ups."""

    def standing(self, at: datetime | None = None) -> Self:
        """Return the bans that hold at a moment: not lifted, and not over."""
        return self.filter(lifted_at=None, until__gt=at or timezone.now())


class Ban(models.Model):
    """One browser, or everybody of one network, is kept out of the chat of a site until a time.

    ``visitor`` is the browser where it used the chat, ``browser`` where the site may remember it; ``day_key`` is the
    key of a day where nothing may be stored, and holds for that day alone. ``network`` is an address cut to /24 or
    /48, which is all that is ever stored of one. It ends by itself, or when somebody lifts it, and the row stays.
    """

    id = IdField()
    site = models.ForeignKey("visitors.Site", on_delete=models.CASCADE, related_name="bans")
    visitor = models.ForeignKey(
        "visitors.Visitor", null=True, blank=True, on_delete=models.SET_NULL, related_name="bans"
    )
    browser = models.CharField(max_length=LENGTH, blank=True)
    day_key = models.CharField(max_length=64, blank=True)
    network = models.CharField(_("network"), max_length=43, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    until = models.DateTimeField(_("until"), default=default_end)
    author_id = models.CharField(max_length=LENGTH, blank=True)
    author_name = models.CharField(max_length=120, blank=True)
    client_id = models.CharField(max_length=64, null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.CharField(max_length=120, blank=True)

    audited = ("network", "until")

    objects = BanQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["site", "until"],
                name="visitors_ban_standing",
                condition=models.Q(lifted_at__isnull=True),
            )
        ]
        constraints = [models.UniqueConstraint(fields=["author_id", "client_id"], name="one_ban_a_client_id")]
        verbose_name = _("ban")
        verbose_name_plural = _("bans")

    def __str__(self) -> str:
        # Never a name: this is what the audit trail keeps for good.
        return self.network or self.visitor_id or self.browser or str(_("a browser of one day"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let every process look who is banned now."""
        super().save(*args, **kwargs)
        transaction.on_commit(known_bans.forget)
        publish(Delivery((BANS,), self.site_id))

    @property
    def is_standing(self) -> bool:
        """Whether it holds at this moment."""
        return self.lifted_at is None and self.until > timezone.now()

    def places(self) -> list[Place]:
        """Return where it belongs."""
        return [(self.site_id, "")]

    @classmethod
    @transaction.atomic
    def impose(
        cls,
        *,
        reason: str,
        by: Actor,
        until: datetime | None = None,
        client_id: str | None = None,
        **whom: Any,
    ) -> "Ban":
        """Keep somebody out; a repeated ``client_id`` finds the first ban."""
        reason, until = reason.strip(), until or default_end()
        if not reason:
            raise Refusal("invalid", "Say why.", fields={"reason": "missing"})
        check_end(until)
        if not any(whom.get(name) for name in NAMES):
            raise Refusal("unreachable", "They have left, and nothing is kept that they could be known by.")
        if client_id is not None:
            known = cls.objects.filter(author_id=by.id, client_id=client_id).first()
            if known is not None:
                return known
        ban = cls.objects.create(
            reason=reason[:300],
            until=until,
            author_id=by.id,
            author_name=by.name[:120],
            client_id=client_id,
            **whom,
        )
        audit.created(ban, by=by)
        return ban

    @transaction.atomic
    def lift(self, *, by: Actor) -> bool:
        """Let them in again before the time, and tell whether they were still kept out."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if not self.is_standing:
            return False
        self.lifted_at, self.lifted_by = timezone.now(), by.name[:120]
        self.save(update_fields=["lifted_at", "lifted_by"])
        AuditEvent.record("ban.lifted", self, by=by)
        return True


def check_end(until: datetime) -> None:
    """Refuse an end that has passed, or that nobody remembers."""
    if not timezone.now() < until <= timezone.now() + timedelta(days=MOST_DAYS):
        raise Refusal("invalid", f"A ban ends within {MOST_DAYS} days.", fields={"until": "out_of_range"})


@dataclass(frozen=True, slots=True)
class Bans:
    """Who is banned on one site: what doors know them by, and until when. False where nobody is."""

    ends: dict[str, datetime] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.ends)

    def hold(self, *names: str) -> bool:
        """Tell whether any of these is banned at this moment: ids, the key of the day, a network."""
        now = timezone.now()
        return any(name in self.ends and self.ends[name] > now for name in names)


def _bans_of(site: str) -> Bans:
    ends: dict[str, datetime] = {}
    rows = Ban.objects.standing().filter(site=site)
    for until, *names in rows.values_list("until", "visitor", "browser", "day_key", "network"):
        for name in filter(None, names):
            ends[name] = max(until, ends.get(name, until))
    return Bans(ends)


# What is imposed or lifted here holds at once, what another process says within a second.
known_bans = Kept(_bans_of)
