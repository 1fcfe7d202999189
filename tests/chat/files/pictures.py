"""Pictures and forms for these tests."""

from io import BytesIO

from PIL import Image

BOUNDARY = "----part"


def picture(
    format: str = "PNG", size: tuple[int, int] = (64, 48), colour: str = "teal", **options: object
) -> bytes:
    """Return a picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, format, **options)
    return out.getvalue()


def form(name: str, content: bytes) -> bytes:
    """Return a form with one file, as a browser would send it."""
    quoted = name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n\r\n'
    return head.encode("utf-8", "replace") + content + f"\r\n--{BOUNDARY}--\r\n".encode()
