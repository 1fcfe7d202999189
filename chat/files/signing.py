"""Addresses of files: signed for whoever may read the message, and good for a while only."""

from django.conf import settings
from django.core import signing

LIFETIME_SECONDS = 3600

_signer = signing.TimestampSigner(salt="visavis.file")


def address_of(id: str, *, small: bool = False) -> str:
    """Return an address that works from now on for an hour; only those within reach are told one."""
    signature = _signer.sign(id).removeprefix(f"{id}:")
    size = "&size=small" if small else ""
    return f"{settings.FILES_ORIGIN}/files/{id}?sig={signature}{size}"


def is_signed(id: str, signature: str) -> bool:
    """Tell whether an address was given out by us, not too long ago."""
    try:
        _signer.unsign(f"{id}:{signature}", max_age=LIFETIME_SECONDS)
    except signing.BadSignature:
        return False
    return True
