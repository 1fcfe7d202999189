"""What an authenticator app shows (RFC 6238), computed without the library under test."""

import base64
import hmac
import struct
import time


def shown_code(secret: str, *, at: float | None = None) -> str:
    """Return the six digits for a secret at a moment."""
    key = base64.b32decode(secret.strip() + "=" * (-len(secret.strip()) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(at if at is not None else time.time()) // 30), "sha1")
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
