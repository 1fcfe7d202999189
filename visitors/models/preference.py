"""Whether somebody wants to be spoken to, in their own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Contact(models.TextChoices):
    """How much of us somebody wants, in the order of how little."""

    OPEN = "open", _("offers of help, now and then")
    QUIET = "quiet", _("we answer, but do not start")
    NONE = "none", _("no offers, no surveys, no mail")

    @classmethod
    def stricter(cls, *wishes: str) -> str:
        """Return the wish for the most quiet among them."""
        return max(wishes, key=cls.values.index)
