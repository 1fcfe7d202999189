"""What is let in, under which name, and what is left of it."""

import base64
import json
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from chat.files import kinds, pictures
from chat.files.names import LONGEST, clean_name
from chat.files.receiving import receive
from chat.models import Attachment
from realtime.actors import VISITOR, Actor
from realtime.errors import Refusal
from tests.chat.files.pictures import picture
from tests.chat.shop import Shop

SOMEBODY = Actor(VISITOR, "0" * 26)
Data = Callable[[str], Path]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def corpus(data: Data, name: str) -> list[dict[str, str]]:
    items: list[dict[str, str]] = json.loads(data(f"adversarial/{name}.json").read_text())["items"]
    return items


STORED = {
    "svg_script.svg": "svg_script.svg.txt",
    "svg_onload.svg": "svg_onload.svg.txt",
    "svg_foreign.svg": "svg_foreign.svg.txt",
    "svg_xxe.svg": "svg_xxe.svg.txt",
    "svg_ssrf.svg": "svg_ssrf.svg.txt",
    "billion_laughs.svg": "billion_laughs.svg.txt",
    "pdf_js.pdf": "pdf_js.pdf",
    "zip_bomb_20MB.zip": "zip_bomb_20MB.zip",
    "zip_slip.zip": "zip_slip.zip",
    "gzip_bomb.gz": "gzip_bomb.gz",
    "eicar_marker.txt": "eicar_marker.txt",
    "csv_formula.csv": "csv_formula.csv",
    "exif_gps.jpg.txt": "exif_gps.jpg.txt",
    "utf16_html.txt": "utf16_html.txt",
    "utf7.txt": "utf7.txt",
    "mhtml.mht": "mhtml.mht.txt",
}
REFUSED = {
    "html_as_png.png": "unsupported_type",
    "png_as_html.html": "invalid",
    "gif_js_polyglot.gif": "invalid",
    "bomb_50000x50000.png": "too_large",
    "bomb_2G.png": "too_large",
    "empty.png": "invalid",
    "trunc.png": "invalid",
    "imagemagick.mvg.png": "unsupported_type",
}


def test_every_upload_of_the_corpus_is_kept_as_it_is_or_refused_with_a_reason(data: Data) -> None:
    items = corpus(data, "uploads")
    assert {item["name"] for item in items} == STORED.keys() | REFUSED.keys()
    for item in items:
        name, content = item["name"], base64.b64decode(item["b64"])
        began = time.perf_counter()
        if name in REFUSED:
            with pytest.raises(Refusal) as refused:
                receive(content, name=name, by=SOMEBODY)
            assert (refused.value.code, refused.value.retry) == (REFUSED[name], False), name
        else:
            row = receive(content, name=name, by=SOMEBODY)
            with row.file.open() as file:
                assert file.read() == content, name
            assert (row.name, row.is_picture) == (STORED[name], False)
        assert time.perf_counter() - began < 1, name


def test_what_is_refused_leaves_nothing_behind(data: Data, media: Path) -> None:
    for item in corpus(data, "uploads"):
        if item["name"] in REFUSED:
            with pytest.raises(Refusal):
                receive(base64.b64decode(item["b64"]), name=item["name"], by=SOMEBODY)
    assert (Attachment.objects.count(), [path for path in media.rglob("*") if path.is_file()]) == (0, [])


def test_every_name_of_the_corpus_becomes_one_that_does_no_harm(data: Data, media: Path) -> None:
    for item in corpus(data, "filenames"):
        row = receive(picture(), name=item["s"], by=SOMEBODY)
        assert row.name.isprintable() and row.name.endswith((".png", ".PNG")), item
        assert not set(row.name) & set("/\\\r\n\0\u202e\ufeff"), item
        assert 4 < len(row.name) <= LONGEST
        stored = Path(row.file.path).relative_to(media)
        assert stored.parts[0] == "attachments"
        assert stored.name.isalnum()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("staircase.png", "staircase.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\x.PNG", "x.PNG"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.png"),
        ("日本語.png", "日本語.png"),
        ("👩‍👧.png", "👩‍👧.png"),
        ("x.html", "x.html.png"),
        ("CON", "_CON.png"),
        ("COM1.png", "_COM1.png"),
        ("", "file.png"),
        ("..", "file.png"),
        ("   .png", "png.png"),
        ("x.png.", "x.png"),
        ("x\r\nSet-Cookie: a.png", "x Set-Cookie: a.png"),
        ("\ud800.png", "png.png"),
    ],
)
def test_a_name_stays_recognisable(given: str, kept: str) -> None:
    assert clean_name(given, kinds.PNG) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("a" * 300 + ".png", kinds.PNG)
    assert (len(name), name[-4:]) == (LONGEST, ".png")


class TestPictures:
    """Only the pixels survive."""

    @pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "WEBP"])
    def test_each_format_stays_what_it_is(self, format: str) -> None:
        row = receive(picture(format), name=f"a.{format.lower()}", by=SOMEBODY)
        with row.file.open() as file, Image.open(file) as kept:
            assert (kept.format, kept.size) == (format, (64, 48))
        assert (row.width, row.height, row.is_picture) == (64, 48, True)

    def test_where_it_was_taken_is_forgotten_and_which_way_is_up_is_not(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6  # lies on its side
        exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
        exif[0x010E] = "canary-exif"
        row = receive(picture("JPEG", exif=exif, comment=b"canary-comment"), name="a.jpg", by=SOMEBODY)
        for file in (row.file, row.thumbnail):
            with file.open() as kept:
                content = kept.read()
            assert b"canary" not in content and b"Exif" not in content
            with Image.open(BytesIO(content)) as shown:
                assert (dict(shown.getexif()), shown.size) == ({}, (48, 64))

    def test_what_hangs_on_at_its_end_is_cut_off(self) -> None:
        row = receive(picture() + b"<script>canary</script>", name="a.png", by=SOMEBODY)
        with row.file.open() as file:
            assert b"canary" not in file.read()

    def test_one_that_moves_goes_on_moving(self) -> None:
        out, more = BytesIO(), [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "white")]
        more[0].save(out, "GIF", save_all=True, append_images=more[1:], duration=70)
        row = receive(out.getvalue(), name="a.gif", by=SOMEBODY)
        with row.file.open() as file, Image.open(file) as kept:
            assert (getattr(kept, "n_frames", 1), kept.info["duration"]) == (3, 70)

    def test_a_likeness_is_small(self) -> None:
        row = receive(picture("JPEG", size=(2000, 1000)), name="a.jpg", by=SOMEBODY)
        with row.thumbnail.open() as file, Image.open(file) as small:
            assert (small.format, small.size) == ("WEBP", (480, 240))

    def test_more_frames_than_a_film_has_are_a_bomb_however_small(self) -> None:
        content = picture("GIF", size=(1, 1))
        frame = content[content.index(b",\0\0\0\0") : -1]
        film = content[:-1] + frame * pictures.MAX_FRAMES + b";"
        with pytest.raises(Refusal, match="frames"):
            receive(film, name="film.gif", by=SOMEBODY)
        assert Attachment.objects.count() == 0

    def test_many_small_frames_are_a_bomb_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("chat.files.pictures.MAX_PIXELS", 8 * 8 * 2)
        out, more = BytesIO(), [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "white")]
        more[0].save(out, "GIF", save_all=True, append_images=more[1:])
        with pytest.raises(Refusal, match="megapixels"):
            receive(out.getvalue(), name="a.gif", by=SOMEBODY)


@pytest.mark.parametrize(
    "content", [b"MZ\x90\x00\x03\x00", b"\x7fELF\x02\x01", b"\xca\xfe\xba\xbe\x00", b"a\x00b"]
)
def test_programs_are_not_taken(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        receive(content, name="letter.txt", by=SOMEBODY)
    assert refused.value.code == "unsupported_type"


def test_a_file_over_the_limit_is_told_what_the_limit_is(settings: Any) -> None:
    settings.UPLOAD_BYTES = 1_000_000
    with pytest.raises(Refusal, match="at most 1 MB"):
        receive(b"a" * 1_000_001, name="a.txt", by=SOMEBODY)


def test_a_disk_that_is_full_is_a_reason_to_try_again(media: Path, settings: Any) -> None:
    (media / "attachments").write_text("in the way")
    with pytest.raises(Refusal) as refused:
        receive(b"Hello", name="a.txt", by=SOMEBODY)
    assert (refused.value.code, refused.value.retry) == ("unavailable", True)
    assert not Attachment.objects.exists()


class Clamd(socketserver.BaseRequestHandler):
    """The part of clamd's protocol that is used: INSTREAM, and a verdict."""

    def handle(self) -> None:
        with self.request.makefile("rb") as line:
            assert line.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack("!I", line.read(4))[0]:
                content += line.read(length)
        found = b"EICAR" in content
        self.request.sendall(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")


@pytest.fixture
def clamd(settings: Any) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


class TestScanner:
    """What it finds is refused, and what it could not look at is, too."""

    def test_what_is_clean_is_kept(self, clamd: None) -> None:
        assert receive(b"Hello" * 50_000, name="a.txt", by=SOMEBODY).pk

    def test_what_is_infected_is_refused_for_good(self, clamd: None, data: Data) -> None:
        marker = next(item for item in corpus(data, "uploads") if item["name"] == "eicar_marker.txt")
        with pytest.raises(Refusal) as refused:
            receive(base64.b64decode(marker["b64"]), name="a.txt", by=SOMEBODY)
        assert (refused.value.code, refused.value.retry) == ("infected", False)

    @pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "unix:///nowhere/clamd.sock"])
    def test_nothing_is_kept_while_it_is_away(self, settings: Any, address: str) -> None:
        settings.CLAMAV_URL = address
        with pytest.raises(Refusal) as refused:
            receive(b"Hello", name="a.txt", by=SOMEBODY)
        assert (refused.value.code, refused.value.retry) == ("unavailable", True)
        assert not Attachment.objects.exists()


def test_what_was_never_sent_is_forgotten_after_a_day(shop: Shop, media: Path) -> None:
    conversation = shop.conversation("Hello")
    by = conversation.visitor.actor
    sent, kept, old = (receive(picture(), name="a.png", by=by) for _ in range(3))
    conversation.say("", by=by, attachments=(sent.pk,))
    Attachment.objects.filter(pk__in=[sent.pk, old.pk]).update(created_at=timezone.now() - timedelta(days=2))
    call_command("forget_uploads", stdout=StringIO())
    assert set(Attachment.objects.values_list("pk", flat=True)) == {sent.pk, kept.pk}
    assert len([path for path in media.rglob("*") if path.is_file()]) == 4


def test_names_are_words_in_the_transcript_and_in_the_admin(shop: Shop, data: Data) -> None:
    conversation = shop.conversation("Hello")
    by = conversation.visitor.actor
    client = Client()
    client.force_login(shop.karin)
    for item in corpus(data, "filenames"):
        row = receive(picture(), name=item["s"], by=by)
        conversation.say("", by=by, attachments=(row.pk,))
    names = Attachment.objects.values_list("name", flat=True)
    for path in (
        f"/conversations/{conversation.pk}/transcript/",
        f"/admin/chat/conversation/{conversation.pk}/change/",
    ):
        page = client.get(path).content.decode()
        assert [name for name in names if escape(name) not in page] == []
        assert "<img src=x" not in page and "<svg onload" not in page
