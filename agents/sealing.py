"""Secrets that have to be read again are stored sealed: whoever gets hold of the database alone reads none of them."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SEALED = "sealed:"


class Broken(Exception):
    """Sealed with a key this server does not know."""


def seal(text: str) -> str:
    """Return a text as it is stored."""
    return SEALED + _keys().encrypt(text.encode()).decode()


def unseal(stored: str) -> str:
    """Return what was sealed; what was stored before anything was comes as it is."""
    if not stored.startswith(SEALED):
        return stored
    try:
        return _keys().decrypt(stored.removeprefix(SEALED)).decode()
    except InvalidToken:
        raise Broken from None


def _keys() -> MultiFernet:
    """Return the key that seals, and those that once did."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    made = salted_hmac("visavis.sealing", "", secret=secret, algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(made))
