"""Finished answers: compressed once, sent often."""

import gzip
import hashlib
from dataclasses import dataclass

import brotli

CACHE_CONTROL = "max-age=300, stale-while-revalidate=600"
# Where a policy has the name this server is asked by.
HOST = "{host}"


@dataclass(frozen=True, slots=True)
class Asset:
    """A finished answer in every encoding, with the headers that belong to it."""

    body: bytes
    gzip: bytes
    brotli: bytes
    etag: str
    headers: dict[str, str]

    @classmethod
    def of(cls, text: str, headers: dict[str, str]) -> "Asset":
        """Compress once what will be sent often."""
        body = text.encode()
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:12]}"'
        common = {
            "ETag": etag,
            "Cache-Control": CACHE_CONTROL,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        return cls(
            body=body,
            gzip=gzip.compress(body, 9, mtime=0),
            brotli=brotli.compress(body, quality=11),
            etag=etag,
            headers=common | headers,
        )

    def headers_on(self, host: str) -> dict[str, str]:
        """Return the headers of an answer under this host's name, which a policy may have to write out."""
        policy = self.headers.get("Content-Security-Policy")
        return self.headers | ({"Content-Security-Policy": policy.replace(HOST, host)} if policy else {})

    def encoded(self, accept_encoding: str) -> tuple[bytes, str]:
        """Return the smallest body the reader accepts and the name of its encoding, "" for none."""
        accepted = {
            name.strip()
            for name, _, weight in (part.partition(";") for part in accept_encoding.lower().split(","))
            if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
        }
        if "br" in accepted:
            return self.brotli, "br"
        if "gzip" in accepted:
            return self.gzip, "gzip"
        return self.body, ""
