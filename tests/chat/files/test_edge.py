"""Files over HTTP: who may bring one, who may name it, and how it is given out."""

import asyncio
import base64
import json
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine

from agents.models import ApiToken
from chat.edge import files
from chat.edge.files import MAX_UPLOAD
from chat.files.receiving import RESERVE_BYTES
from chat.files.signing import LIFETIME_SECONDS, address_of
from chat.models import Attachment, Conversation
from chat.reach import Reach
from chat.transcripts import Transcript
from tests.chat.files.pictures import BOUNDARY, form, picture
from tests.chat.shop import Shop, client_id
from tests.chat.wire import OWN_ORIGIN, Answer, People, Tab, http, opened, outside
from visitors.identity import Ticket
from visitors.models import Visitor

VISITORS, AGENTS = "/w/fjord/files", "/api/v1/files/"
FORM = ("content-type", f"multipart/form-data; boundary={BOUNDARY}")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path, allow: Callable[..., None]) -> Path:
    settings.MEDIA_ROOT = tmp_path
    allow()
    return tmp_path


def token_of(visitor: Visitor, kind: Any = "conversation") -> str:
    return Ticket(visitor.site, visitor.pk, kind, visitor).token()


async def upload(
    path: str, token: str, content: bytes = b"Hello", name: str = "a.txt", **more: Any
) -> Answer:
    origin = [] if path == AGENTS else [("origin", OWN_ORIGIN)]
    headers = [*origin, ("authorization", f"Bearer {token}"), FORM]
    return await http("POST", path, form(name, content), headers=headers, **more)


async def download(url: str, **more: Any) -> Answer:
    parts = urlsplit(url)
    return await http("GET", parts.path, query=parts.query, **{"headers": []} | more)


async def with_file(
    people: People, content: bytes = b"Hello", name: str = "a.txt"
) -> tuple[Tab, str, dict[str, Any]]:
    """Return a visitor's tab, their conversation and the card of the file they sent in it."""
    tab = await people.visitor()
    id = await opened(tab)
    brought = await upload(VISITORS, tab.welcome["token"], content, name)
    assert brought.status == 201, brought.body
    ack = await tab.ask("message.send", conversation=id, text="", attachments=[brought.json()["id"]])
    assert ack["type"] == "ack", ack
    (created,) = [frame for frame in await tab.settle() if frame["type"] == "message.created"]
    return tab, id, created["message"]["attachments"][0]


class TestBringing:
    """A file is let in with a token of the right kind, and belongs to nobody else."""

    async def test_a_visitor_is_told_an_id_and_no_address(self, shop: Shop, people: People) -> None:
        tab = await people.visitor()
        answer = await upload(VISITORS, tab.welcome["token"], name="wood.txt")
        assert (answer.status, answer.json().keys()) == (201, {"id", "name", "content_type", "size"})
        row = await outside(lambda: Attachment.objects.get())
        assert (row.uploader_id, row.message_id, row.name) == (tab.welcome["visitor"]["id"], None, "wood.txt")

    @pytest.mark.parametrize("token", ["", "nonsense", "{tracking}", "{other site}"])
    async def test_no_other_token_will_do(self, shop: Shop, people: People, token: str) -> None:
        visitor = await outside(shop.visitor)
        given = {
            "{tracking}": token_of(visitor, "tracking"),
            "{other site}": Ticket(shop.other_site, visitor.pk, "conversation", visitor).token(),
        }
        answer = await upload(VISITORS, given.get(token, token))
        assert answer.status == (403 if token == "{tracking}" else 401)
        assert not await outside(Attachment.objects.exists)

    async def test_not_from_a_foreign_page(self, shop: Shop, people: People) -> None:
        token = token_of(await outside(shop.visitor))
        for origin in ("https://evil.example", "null", ""):
            headers = [("origin", origin), ("authorization", f"Bearer {token}"), FORM]
            assert (await http("POST", VISITORS, form("a.txt", b"x"), headers=headers)).status == 403

    async def test_an_agent_by_token_or_by_session_on_our_own_pages(self, shop: Shop, people: People) -> None:
        token = await outside(lambda: ApiToken.issue(shop.mara))
        assert (await upload(AGENTS, token)).status == 201
        assert (await upload(AGENTS, "vv_nonsense")).status == 401
        foreign = [("origin", "https://evil.example"), ("cookie", "sessionid=x"), FORM]
        assert (await http("POST", AGENTS, form("a.txt", b"x"), headers=foreign)).status == 403
        assert (await http("POST", AGENTS, form("a.txt", b"x"), headers=[FORM])).status == 403

    async def test_what_is_too_long_is_refused_before_it_is_read(self, shop: Shop, people: People) -> None:
        token = token_of(await outside(shop.visitor))
        headers = [("origin", OWN_ORIGIN), ("authorization", f"Bearer {token}"), FORM]
        declared = await http("POST", VISITORS, headers=[*headers, ("content-length", str(MAX_UPLOAD + 1))])
        pieces = await http("POST", VISITORS, [b"x" * (1 << 20)] * 11, headers=headers)
        assert (declared.status, pieces.status) == (413, 413)
        assert "10 MB" in declared.json()["error"]["message"]

    async def test_who_may_not_send_is_told_before_the_body(self, people: People) -> None:
        assert (await http("POST", VISITORS, [b"x" * (1 << 20)] * 40)).status == 401

    @pytest.mark.parametrize("body", [b"", b"no form", form("a.txt", b"x").replace(b"filename", b"nothing")])
    async def test_a_body_without_a_file_is_none(self, shop: Shop, people: People, body: bytes) -> None:
        token = token_of(await outside(shop.visitor))
        headers = [("origin", OWN_ORIGIN), ("authorization", f"Bearer {token}"), FORM]
        assert (await http("POST", VISITORS, body, headers=headers)).status == 400

    async def test_too_many_at_once_may_come_later(self, shop: Shop, people: People, allow: Any) -> None:
        allow(VISITOR_MESSAGES_PER_SECOND=1)
        token = token_of(await outside(shop.visitor))
        answers = [await upload(VISITORS, token) for _ in range(5)]
        assert [answer.status for answer in answers] == [201] * 4 + [429]
        assert (await upload(VISITORS, token, address="10.0.0.2")).status == 201

    async def test_they_are_looked_into_one_by_one_and_few_may_wait(
        self, shop: Shop, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        token, go, busy, most = token_of(await outside(shop.visitor)), threading.Event(), [0], [0]
        keep = files._keep

        def slowly(*given: Any) -> Attachment:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
            go.wait(10)
            busy[0] -= 1
            return keep(*given)

        monkeypatch.setattr(files, "_keep", slowly)
        loop = asyncio.get_running_loop()
        waiting = [loop.create_task(upload(VISITORS, token)) for _ in range(files.WAITING)]
        while files._waiting._all < files.WAITING:
            await asyncio.sleep(0)
        refused = await upload(VISITORS, token)
        assert (refused.status, refused.code, refused.headers["retry-after"]) == (503, "busy", "3")
        waiting.append(loop.create_task(upload(VISITORS, token, address="10.0.0.2")))
        go.set()
        assert [(await task).status for task in waiting] == [201] * (files.WAITING + 1)
        assert (most[0], files._waiting._all) == (1, 0)

    async def test_the_last_of_the_disk_is_for_what_is_said(
        self, shop: Shop, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        full = shutil.disk_usage("/")._replace(free=RESERVE_BYTES - 1)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
        answer = await upload(VISITORS, token_of(await outside(shop.visitor)))
        assert (answer.status, answer.code) == (503, "unavailable")

    async def test_every_upload_of_the_corpus_gets_a_clear_answer(
        self, shop: Shop, people: People, data: Callable[[str], Path], allow: Any
    ) -> None:
        allow(VISITOR_MESSAGES_PER_SECOND=100)
        token = token_of(await outside(shop.visitor))
        for item in json.loads(data("adversarial/uploads.json").read_text())["items"]:
            answer = await upload(VISITORS, token, base64.b64decode(item["b64"]), item["name"])
            assert answer.status in (201, 400, 413, 415), item["name"]
            assert answer.status == 201 or answer.json()["error"]["fields"].keys() == {"file"}


class TestNaming:
    """A message names a file once, by the one who uploaded it."""

    async def test_it_comes_with_the_message_live_and_on_sync(self, shop: Shop, people: People) -> None:
        mara = await people.agent(shop.mara)
        _tab, id, card = await with_file(people, picture(), "stairs.png")
        shown = {key: card[key] for key in ("name", "content_type", "width", "height")}
        assert shown == {"name": "stairs.png", "content_type": "image/png", "width": 64, "height": 48}
        live = await mara.until("message.created")
        while not live["message"]["attachments"]:
            live = await mara.until("message.created")
        page = await mara.ask("sync", conversation=id, after=0)
        for message in (live["message"], page["entries"][-1]["message"]):
            assert [file["id"] for file in message["attachments"]] == [card["id"]]
        rows = await mara.ask("inbox.watch", view="all")
        assert rows["conversations"][0]["last"]["attachments"] == [{"id": card["id"], "name": "stairs.png"}]

    async def test_nobody_elses_and_never_twice(self, shop: Shop, people: People) -> None:
        _owner, _id, used = await with_file(people)
        owner = await people.visitor()
        mine = (await upload(VISITORS, owner.welcome["token"])).json()["id"]
        thief = await people.visitor()
        own = await opened(thief)
        for wanted in (mine, used["id"], "0" * 26):
            answer = await thief.ask("message.send", conversation=own, text="Mine", attachments=[wanted])
            assert (answer["type"], answer["code"], answer["retry"]) == ("nack", "invalid", False)
        assert (await outside(lambda: Attachment.objects.get(pk=mine))).message_id is None

    async def test_repeating_the_frame_changes_nothing(self, shop: Shop, people: People) -> None:
        tab = await people.visitor()
        id = await opened(tab)
        first, second = [(await upload(VISITORS, tab.welcome["token"])).json()["id"] for _ in range(2)]
        frame = {"conversation": id, "text": "", "attachments": [first], "client_id": client_id()}
        acks = [await tab.ask("message.send", **frame) for _ in range(2)]
        assert acks[0]["seq"] == acks[1]["seq"]
        other = await tab.ask("message.send", **frame | {"attachments": [second]})
        assert other["code"] == "conflict"

    async def test_neither_words_nor_files_are_nothing(self, shop: Shop, people: People) -> None:
        tab = await people.visitor()
        id = await opened(tab)
        assert (await tab.ask("message.send", conversation=id, text=" "))["code"] == "invalid"

    async def test_a_closed_conversation_opens_for_a_file(self, shop: Shop, people: People) -> None:
        tab, id, _card = await with_file(people)
        await tab.ask("conversation.close", conversation=id)
        again = (await upload(VISITORS, tab.welcome["token"])).json()["id"]
        ack = await tab.ask("message.send", conversation=id, text="", attachments=[again])
        assert ack["type"] == "ack"
        assert (await outside(lambda: Attachment.objects.get(pk=again))).message_id

    async def test_the_transcript_shows_it(self, shop: Shop, people: People) -> None:
        _tab, id, card = await with_file(people)

        def read() -> list[str]:
            conversation = Conversation.objects.get(pk=id)
            lines = Transcript(conversation, Reach.of_agent(shop.mara)).lines()
            return [file.pk for line in lines for file in line.files]

        assert await outside(read) == [card["id"]]


class TestGivingOut:
    """Whoever was told an address has the file for a while, and nothing in it runs."""

    async def test_a_document_is_saved_and_never_shown(self, shop: Shop, people: People) -> None:
        _tab, _id, card = await with_file(people, b"<script>1</script>", "x.html")
        answer = await download(card["url"])
        assert (answer.status, answer.body) == (200, b"<script>1</script>")
        assert answer.headers["content-disposition"] == 'attachment; filename="x.html.txt"'
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "sandbox" in answer.headers["content-security-policy"].split("; ")

    async def test_a_picture_is_shown_and_so_is_its_likeness(self, shop: Shop, people: People) -> None:
        _tab, _id, card = await with_file(people, picture(), "treppe ü.png")
        whole, small = await download(card["url"]), await download(card["thumbnail"])
        assert [answer.headers["content-type"] for answer in (whole, small)] == ["image/png", "image/webp"]
        assert whole.headers["content-disposition"] == "inline; filename*=utf-8''treppe%20%C3%BC.png"
        assert whole.headers["cache-control"].startswith("private")
        assert (
            await http("HEAD", f"/files/{card['id']}", headers=[], query=urlsplit(card["url"]).query)
        ).body == b""

    async def test_every_name_of_the_corpus_makes_a_proper_header(
        self, shop: Shop, people: People, data: Callable[[str], Path], allow: Any
    ) -> None:
        allow(VISITOR_MESSAGES_PER_SECOND=1000, VISITOR_FRAMES_PER_SECOND=1000)
        tab = await people.visitor()
        id = await opened(tab)
        items = json.loads(data("adversarial/filenames.json").read_text())["items"]
        brought = [
            (await upload(VISITORS, tab.welcome["token"], picture(), item["s"])).json()
            for item in items
            if item["s"]
        ]
        for card in brought:
            if "id" not in card:
                assert card["error"]["code"] == "invalid"
                continue
            await tab.ask("message.send", conversation=id, text="", attachments=[card["id"]])
            answer = await download(address_of(card["id"]))
            value = answer.headers["content-disposition"]
            assert (answer.status, value.isprintable(), value.isascii()) == (200, True, True), card
            assert value.startswith("inline; filename")

    async def test_an_address_is_not_good_for_ever_nor_for_anything_else(
        self, shop: Shop, people: People
    ) -> None:
        _tab, _id, card = await with_file(people)
        signature = urlsplit(card["url"]).query
        assert (await http("GET", f"/files/{'0' * 26}", headers=[], query=signature)).status == 404
        for query in ("", "sig=", "sig=nonsense", signature[:-1], signature + "x"):
            assert (await http("GET", f"/files/{card['id']}", headers=[], query=query)).status == 404
        with time_machine.travel(time.time() + LIFETIME_SECONDS + 1, tick=True):
            assert (await download(card["url"])).status == 404

    async def test_an_agent_within_reach_is_told_a_fresh_one(self, shop: Shop, people: People) -> None:
        _tab, _id, card = await with_file(people)
        tokens = {
            who: await outside(lambda who=who: ApiToken.issue(getattr(shop, who)))
            for who in ("mara", "nora", "olga", "karin")
        }
        statuses = {}
        for who, token in tokens.items():
            headers = [("authorization", f"Bearer {token}")]
            answer = await http("GET", f"/files/{card['id']}", headers=headers)
            statuses[who] = answer.status
            if answer.status == 302:
                assert (await download(answer.headers["location"])).body == b"Hello"
        assert statuses == {"mara": 302, "nora": 404, "olga": 404, "karin": 302}

    async def test_what_no_message_names_is_given_to_nobody(self, shop: Shop, people: People) -> None:
        tab = await people.visitor()
        id = (await upload(VISITORS, tab.welcome["token"])).json()["id"]
        token = await outside(lambda: ApiToken.issue(shop.karin))
        assert (
            await http("GET", f"/files/{id}", headers=[("authorization", f"Bearer {token}")])
        ).status == 404
        assert (await download(address_of(id))).status == 404

    async def test_what_was_removed_is_given_to_nobody_whoever_has_its_address(
        self, shop: Shop, people: People
    ) -> None:
        tab = await people.visitor()
        id = await opened(tab)
        mara, token = await people.agent(shop.mara), await outside(lambda: ApiToken.issue(shop.mara))
        file = (await upload(AGENTS, token)).json()["id"]
        said = await mara.ask("message.send", conversation=id, text="", attachments=[file])
        told = await tab.until("message.created", seq=said["seq"])
        url = told["message"]["attachments"][0]["url"]
        assert (await download(url)).status == 200
        await mara.ask("message.delete", conversation=id, of=said["seq"])
        assert (await download(url)).status == 404
        headers = [("authorization", f"Bearer {token}")]
        assert (await http("GET", f"/files/{file}", headers=headers)).status == 404

    async def test_a_file_with_a_note_is_for_agents(self, shop: Shop, people: People) -> None:
        tab = await people.visitor()
        id = await opened(tab)
        mara = await people.agent(shop.mara)
        token = await outside(lambda: ApiToken.issue(shop.mara))
        file = (await upload(AGENTS, token)).json()["id"]
        sent = {"conversation": id, "text": "", "attachments": [file], "audience": "agents"}
        assert (await mara.ask("message.send", **sent))["type"] == "ack"
        page = await tab.ask("sync", conversation=id, after=0)
        assert file not in json.dumps([page, await tab.settle()])

    async def test_another_origin_gives_them_out_where_there_is_one(
        self, shop: Shop, people: People, settings: Any
    ) -> None:
        settings.FILES_ORIGIN = "https://files.example"
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "files.example"]
        _tab, _id, card = await with_file(people)
        assert card["url"].startswith("https://files.example/files/")
        here = await download(card["url"])
        assert (here.status, here.headers["location"]) == (302, card["url"])
        there = await download(card["url"], headers=[("host", "files.example")])
        assert (there.status, there.headers["cross-origin-resource-policy"]) == (200, "cross-origin")

    async def test_a_file_that_is_gone_is_not_found(self, shop: Shop, people: People, media: Path) -> None:
        _tab, _id, card = await with_file(people)
        await outside(lambda: shutil.rmtree(media / "attachments"))
        assert (await download(card["url"])).status == 404
