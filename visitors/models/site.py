"""One brand's embed."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from realtime.fields import IdField
from realtime.kept import Kept
from realtime.zones import validate_zone
from visitors.forms import Forms, validate_form
from visitors.hours import Hours, announce_hours, validate_hours
from visitors.models.audit_event import Place
from visitors.tracking.modes import Mode


def validate_origins(origins: Any) -> None:
    """Refuse whatever is not a list of ``scheme://host[:port]``; a stray ``;`` would end a CSP directive."""
    if not isinstance(origins, list):
        raise ValidationError(_("A list of origins is needed, such as https://shop.example."))
    for origin in origins:
        if not isinstance(origin, str) or not _is_origin(origin):
            raise ValidationError(
                _("%(origin)s is not an origin. Write it as https://shop.example."), params={"origin": origin}
            )


def _is_origin(value: str) -> bool:
    try:
        parts = urlsplit(value)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return False
    host = parts.hostname or ""
    plain = all(c.isascii() and (c.isalnum() or c in ".-") for c in host)
    return (
        bool(host)
        and plain
        and parts.scheme in ("http", "https")
        and value == f"{parts.scheme}://{host}{port}"
    )


class Site(models.Model):
    """One brand's embed: where it may stand, how it looks and speaks, and what it may remember."""

    Mode = Mode

    id = IdField()
    key = models.CharField(
        _("key"), max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*\Z")]
    )
    name = models.CharField(_("name"), max_length=80)
    group = models.CharField(
        _("group"), max_length=40, blank=True, help_text=_("Sites of one group may know the same customer.")
    )
    allowed_origins = models.JSONField(
        _("allowed origins"),
        default=list,
        blank=True,
        validators=[validate_origins],
        help_text=_(
            'Where the widget may stand, such as ["https://shop.example"]. Without any it stands nowhere.'
        ),
    )
    appearance = models.JSONField(_("appearance"), default=dict, blank=True)
    texts = models.JSONField(_("texts per language"), default=dict, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    hours = models.JSONField(
        _("opening hours"),
        default=dict,
        blank=True,
        validators=[validate_hours],
        help_text=_("When somebody is there, unless a department says otherwise. Empty: at all hours."),
    )
    form = models.JSONField(
        _("questions"),
        default=dict,
        blank=True,
        validators=[validate_form],
        help_text=_("What visitors are asked, unless a department asks something else."),
    )
    offline_form = models.JSONField(
        _("questions where nobody is there"),
        default=dict,
        blank=True,
        validators=[validate_form],
        help_text=_("What visitors are asked who leave a message. Empty: a name and an address."),
    )
    mode = models.CharField(_("collects"), max_length=12, choices=Mode.choices, default=Mode.COOKIELESS)
    honours_dnt = models.BooleanField(_("honours Do Not Track"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    audited = (
        "key",
        "name",
        "group",
        "allowed_origins",
        "appearance",
        "texts",
        "zone",
        "hours",
        "form",
        "offline_form",
        "mode",
        "honours_dnt",
    )

    class Meta:
        """Sites by name."""

        ordering = ["name"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save and count the configuration's version, which everything built from it is cached by."""
        self.hours, self.form, self.offline_form = self.hours or {}, self.form or {}, self.offline_form or {}
        Hours.of(self.hours, self.zone)  # nothing is stored that cannot be read
        Forms.of(self)
        changes = not self._state.adding
        super().save(*args, **kwargs)
        if changes:
            type(self).objects.filter(pk=self.pk).update(version=F("version") + 1)
            self.refresh_from_db(fields=["version"])
        transaction.on_commit(known_sites.forget)
        announce_hours()

    @property
    def languages(self) -> list[str]:
        """The languages it speaks, its own first."""
        own = str(self.appearance.get("locale") or settings.LANGUAGE_CODE)
        return list(dict.fromkeys([own, *self.texts]))

    @property
    def schedule(self) -> Hours:
        """The opening hours, on the site's own clock."""
        return Hours.of(self.hours, self.zone)

    def places(self) -> list[Place]:
        """Return where changes of it belong."""
        return [(self.pk, "")]

    @property
    def is_live(self) -> bool:
        """Whether it is for conversations, not for messages alone."""
        return bool(self.appearance.get("offers") != "contact")

    def lets(self, what: str) -> bool:
        """Tell whether visitors may do something that can be switched off."""
        return self.appearance.get(what) is not False

    @property
    def collects(self) -> bool:
        """Whether more may be kept about visitors than they say."""
        return self.mode != self.Mode.OFF

    def card(self) -> dict[str, str]:
        """Return the shape the wire calls site."""
        return {"key": self.key, "name": self.name}


def _of_key(key: str) -> Site | None:
    return Site.objects.filter(key=key).first()


# What is saved here holds at once, what another process saves within a second.
known_sites = Kept(_of_key)
