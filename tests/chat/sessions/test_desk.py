"""An agent's tools over his socket."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat.models import CannedResponse, Conversation
from realtime.clock import wire_time
from tests.chat.shop import Shop
from tests.chat.wire import People, opened, outside, types


class TestCannedReplies:
    """They come when asked for, and a hint says when to ask again."""

    async def test_a_reply_of_ones_own_is_kept_and_told_to_oneself_alone(
        self, shop: Shop, people: People
    ) -> None:
        mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
        await mara.settle()
        answer = await mara.ask("canned.save", shortcut="hi", text="Hello {name|there}")
        assert answer["type"] == "ack"
        assert types(await mara.settle()) == ["canned.changed"]
        (row,) = (await mara.ask("canned.list"))["canned"]
        assert (row["shortcut"], row["text"], row["own"]) == ("hi", "Hello {name|there}", True)
        assert (await jonas.ask("canned.list"))["canned"] == []
        assert await jonas.settle() == []

    async def test_what_a_manager_changes_is_told_to_all(self, shop: Shop, people: People) -> None:
        mara = await people.agent(shop.mara)

        def save() -> int:
            client = Client()
            client.force_login(shop.karin)
            form = {"shortcut": "hi", "text": "Hello", "locale": "", "department": "", "agent": ""}
            return client.post(reverse("admin:chat_cannedresponse_add"), form).status_code

        assert await outside(save) == 302
        await mara.until("canned.changed")
        (row,) = (await mara.ask("canned.list"))["canned"]
        assert (row["text"], row["own"], row["department"]) == ("Hello", False, None)

    async def test_nonsense_is_refused(self, shop: Shop, people: People) -> None:
        mara = await people.agent(shop.mara)
        for shortcut, text in (("with space", "x"), ("x" * 41, "x"), ("hi", "  "), ("hi", "x" * 4001)):
            assert (await mara.ask("canned.save", shortcut=shortcut, text=text))["code"] == "invalid"
        assert not await outside(CannedResponse.objects.exists)

    async def test_a_visitor_knows_no_such_thing(self, shop: Shop, people: People) -> None:
        visitor = await people.visitor()
        assert (await visitor.ask("canned.list"))["code"] == "unknown_type"


class TestTags:
    """Words for the team: entries like all others, but not for visitors."""

    async def test_colleagues_hear_of_it_and_the_visitor_does_not(self, shop: Shop, people: People) -> None:
        visitor = await people.visitor()
        id = await opened(visitor, department=shop.sales.pk)
        mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
        for tab in (mara, visitor):
            await tab.settle()
        ack = await mara.ask("conversation.tag", conversation=id, add=["  late   delivery "])
        (told,) = await jonas.settle()
        assert (told["type"], told["seq"], told["tags"]) == (
            "conversation.tagged",
            ack["seq"],
            ["late delivery"],
        )
        assert await visitor.settle() == []
        await mara.ask("message.send", conversation=id, text="Hello")
        assert types(await visitor.settle()) == ["entry.hidden", "message.created"]
        (summary,) = (await people.agent(shop.mara)).welcome["conversations"]
        assert summary["tags"] == ["late delivery"]
        assert (await mara.ask("tag.list"))["tags"] == ["late delivery"]

    async def test_out_of_reach_there_is_nothing_to_tag(self, shop: Shop, people: People) -> None:
        id = await opened(await people.visitor(), department=shop.sales.pk)
        olga = await people.agent(shop.olga)
        assert (await olga.ask("conversation.tag", conversation=id, add=["x"]))["code"] == "not_found"


class TestSnooze:
    """Put aside for colleagues to see; visitors notice nothing."""

    async def test_it_sleeps_and_wakes_for_all_colleagues(self, shop: Shop, people: People) -> None:
        visitor = await people.visitor()
        id = await opened(visitor, department=shop.sales.pk)
        mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
        await mara.ask("conversation.take", conversation=id)
        await visitor.settle()
        await jonas.ask("sync", conversation=id, after=0)
        await jonas.settle()
        until = wire_time(timezone.now() + timedelta(hours=1))
        assert (await mara.ask("conversation.snooze", conversation=id, until=until))["type"] == "ack"
        (told,) = await jonas.settle()
        assert (told["type"], told["until"]) == ("conversation.snoozed", until)
        (summary,) = (await people.agent(shop.mara)).welcome["conversations"]
        assert summary["snoozed"] == {"until": until}
        assert {"entry.hidden", "conversation.snoozed"}.isdisjoint(types(await visitor.settle()))
        await jonas.settle()
        await mara.ask("conversation.wake", conversation=id)
        assert types(await jonas.settle()) == ["conversation.woken"]
        assert await visitor.settle() == []

    async def test_a_time_without_a_zone_is_refused(self, shop: Shop, people: People) -> None:
        mara = await people.agent(shop.mara)
        for until in ("2030-01-01T00:00:00", "soon", 5):
            answer = await mara.ask("conversation.snooze", conversation="x", until=until)
            assert answer["code"] == "invalid"


class TestFinished:
    """What has ended can be found again, by those who may reach it, at the same cost for any number."""

    async def test_it_comes_newest_first_in_pages(
        self, shop: Shop, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("chat.sessions.desk.PAGE", 2)

        def end() -> list[str]:
            rows = [shop.conversation("Hello") for _number in range(3)]
            for row in rows:
                row.close(by=shop.mara.actor)
            shop.conversation("Still open")
            shop.conversation("Elsewhere", department=shop.support).close(by=shop.nora.actor)
            return [row.pk for row in reversed(rows)]

        ids = await outside(end)
        mara = await people.agent(shop.mara)
        first = await mara.ask("inbox.finished")
        assert ([row["id"] for row in first["conversations"]], first["more"]) == (ids[:2], True)
        rest = await mara.ask("inbox.finished", before=ids[1])
        assert ([row["id"] for row in rest["conversations"]], rest["more"]) == (ids[2:], False)
        olga = await people.agent(shop.olga)
        assert (await olga.ask("inbox.finished"))["conversations"] == []
        assert (await olga.ask("inbox.finished", before=ids[0]))["code"] == "not_found"

    async def test_one_is_found_by_its_id_and_is_not_followed(self, shop: Shop, people: People) -> None:
        def end() -> Conversation:
            conversation = shop.conversation("Hello")
            conversation.close(by=shop.mara.actor)
            return conversation

        conversation = await outside(end)
        mara = await people.agent(shop.mara)
        (row,) = (await mara.ask("conversation.find", conversation=conversation.pk))["conversations"]
        assert (row["id"], row["status"], row["last"]["text"]) == (conversation.pk, "closed", "Hello")
        await outside(lambda: conversation.tag(by=shop.jonas.actor, add=["oak"]))
        assert await mara.settle() == []

    async def test_it_is_found_by_department_and_by_tag(self, shop: Shop, people: People) -> None:
        def end() -> str:
            sales, support = shop.conversation("One"), shop.conversation("Two", department=shop.support)
            sales.tag(by=shop.mara.actor, add=["care", "oak"])
            for row in (sales, support):
                row.close(by=shop.jonas.actor)
            return sales.pk

        id = await outside(end)
        jonas = await people.agent(shop.jonas)
        for narrow in ({"department": shop.sales.pk}, {"tag": "care"}):
            answer = await jonas.ask("inbox.finished", **narrow)
            assert [row["id"] for row in answer["conversations"]] == [id]
        assert (await jonas.ask("inbox.finished", tag="none"))["conversations"] == []


class TestMending:
    """What an agent takes back reaches everybody who saw it, and its words nobody again."""

    async def test_a_visitor_hears_new_words_and_never_those_that_were_removed(
        self, shop: Shop, people: People
    ) -> None:
        visitor = await people.visitor()
        id = await opened(visitor, department=shop.sales.pk)
        mara = await people.agent(shop.mara)
        said = await mara.ask("message.send", conversation=id, text="a first secret")
        await visitor.settle()
        await mara.ask("message.edit", conversation=id, of=said["seq"], text="a second secret")
        (told,) = await visitor.settle()
        assert (told["type"], told["of"]) == ("message.edited", said["seq"])
        assert told["message"]["text"] == "a second secret"
        await mara.ask("message.delete", conversation=id, of=said["seq"])
        (told,) = await visitor.settle()
        assert (told["type"], told["message"]["text"]) == ("message.deleted", "")
        page = await visitor.ask("sync", conversation=id, after=0)
        assert types(page["entries"])[-3:] == ["message.created", "message.edited", "message.deleted"]
        assert "secret" not in str(page)
        again = await people.visitor(token=visitor.welcome["token"], last={id: 0})
        assert "secret" not in str(again.welcome) + str(await again.settle())
        history = await mara.ask("message.history", conversation=id, of=said["seq"])
        assert [row["text"] for row in history["revisions"]] == ["a first secret", "a second secret"]
        assert (await visitor.ask("message.history", conversation=id, of=said["seq"]))[
            "code"
        ] == "unknown_type"

    async def test_a_note_that_is_mended_stays_a_note(self, shop: Shop, people: People) -> None:
        visitor = await people.visitor()
        id = await opened(visitor, department=shop.sales.pk)
        mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
        note = await mara.ask("message.send", conversation=id, text="He is in a hurry", audience="agents")
        for tab in (jonas, visitor):
            await tab.settle()
        await mara.ask("message.edit", conversation=id, of=note["seq"], text="He is in no hurry")
        assert types(await jonas.settle()) == ["message.edited"]
        await mara.ask("message.delete", conversation=id, of=note["seq"])
        assert await visitor.settle() == []
        page = await visitor.ask("sync", conversation=id, after=0)
        assert "hurry" not in str(page)
        assert page["head"] == note["seq"] - 1

    async def test_nobody_mends_a_colleagues_words(self, shop: Shop, people: People) -> None:
        id = await opened(await people.visitor(), department=shop.sales.pk)
        mara, jonas, olga = [await people.agent(one) for one in (shop.mara, shop.jonas, shop.olga)]
        said = await mara.ask("message.send", conversation=id, text="Hello")
        about = {"conversation": id, "of": said["seq"]}
        assert (await jonas.ask("message.edit", text="x", **about))["code"] == "forbidden"
        assert (await jonas.ask("message.delete", **about))["code"] == "forbidden"
        for frame in ({"type": "message.delete"}, {"type": "message.history"}):
            assert (await olga.ask(frame["type"], **about))["code"] == "not_found"
