"""Role by site by department, over every frame, every route, every file and every page of the admin."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, resolve, reverse

from agents.api.schema import document
from agents.permissions import Role
from chat.models import Attachment
from chat.protocol import agent_parser
from chat.reach import Reach
from chat.sessions import limits
from realtime.threads import readers
from tests.access.cast import PLACES, Person, World
from tests.access.desk import Desk, at_once
from tests.access.table import ADMIN, FRAMES, KNOWN, NOTHING, OWN, REST, secrets, standing
from tests.chat.shop import client_id
from visitors.models import Note

pytestmark = pytest.mark.django_db


@contextmanager
def undone() -> Iterator[None]:
    """Let something happen and unhappen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def leaked(person: Person, text: str) -> list[str]:
    """Return what stands in a text that this person may find nowhere."""
    return [secret for secret in secrets(person) if secret in text]


class TestFrames:
    """What the console may send, each to a conversation a colleague has, in every place."""

    FIELDS: dict[str, dict[str, Any]] = {
        "agent.status": {"status": "away"},
        "canned.save": {"shortcut": "mine", "text": "Mine"},
        "conversation.assign": {"agent": "{agent}"},
        "conversation.read": {"seq": 1},
        "conversation.received": {"seq": 1},
        "conversation.tag": {"add": ["curious"]},
        "conversation.transfer": {"department": "{department}"},
        "inbox.search": {"words": "zz-words"},
        "inbox.watch": {"view": "all"},
        "message.delete": {"of": 3},
        "message.edit": {"of": 3, "text": "Other words"},
        "message.history": {"of": 3},
        "message.send": {"text": "Hello"},
        "note.add": {"text": "Third floor"},
        "note.delete": {"note": "{note}"},
        "note.edit": {"note": "{note}", "text": "Fourth floor"},
        "sync": {"after": 0},
        "visit.find": {"visit": "{visit}"},
        "visitor.names": {"visitors": "{visitors}"},
        "visitor.correct": {"name": "Ada"},
        "visitor.ban": {"visitor": "{visit}", "reason": "Rude"},
        "visitor.invite": {"visitor": "{visit}", "text": "May I help?"},
        "ban.lift": {"ban": "{ban}"},
    }
    # Refused for another reason than access, where access is given: the conversation is a colleague's.
    OTHERWISE = {
        "visitor.invite": "taken",
        "conversation.take": "taken",
        "message.edit": "forbidden",
        "message.delete": "forbidden",
    }
    OTHERWISE |= {"note.edit": "forbidden", "note.delete": "forbidden"}

    def test_every_frame_is_in_the_table(self) -> None:
        assert agent_parser.types == FRAMES.keys()

    def test_each_is_answered_as_the_table_says(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(readers, "run", at_once)
        limits._allowances.cache_clear()
        world, wrong = World.make(), []
        for person in world.people:
            for type, (roles, noun) in FRAMES.items():
                for place in PLACES if noun else PLACES[:1]:
                    heard = self.ask(world, person, type, place)
                    expected = self.expected(person, type, roles, noun, place)
                    if heard[-1].get("code", "") != expected or leaked(person, json.dumps(heard)):
                        wrong.append(f"{person}: {type} {place}: {heard[-1]} instead of {expected}")
        assert not wrong, "\n".join(wrong)

    def ask(self, world: World, person: Person, type: str, place: str) -> list[dict[str, Any]]:
        """Send a frame on a socket of its own; what it did is undone."""
        conversation = world.things["conversation"][place]
        note = Note.objects.filter(visitor=conversation.visitor_id).first()
        note = note or Note.write("Loud", about=conversation.visitor, by=conversation.agent.actor)
        names: dict[str, Any] = {
            "{agent}": world.things["agent"][place].pk,
            "{department}": conversation.department_id,
        }
        names |= {"{note}": note.pk, "{visit}": world.things["visit"][place].pk}
        names["{visitors}"] = [one.pk for one in world.things["visitor"].values()]
        names["{ban}"] = world.things["ban"][place].client_id
        frame = {name: names.get(str(value), value) for name, value in self.FIELDS.get(type, {}).items()}
        frame |= {"type": type, "id": "x", "client_id": client_id()}
        if type == "hello":
            frame |= {"protocol": 1, "last": {one.pk: 0 for one in world.things["conversation"].values()}}
        else:
            frame["conversation"] = conversation.pk
        with undone():
            return Desk(person.agent).ask(frame)

    def expected(self, person: Person, type: str, roles: set[Role], noun: str, place: str) -> str:
        if person.role not in roles and person.role == Role.VIEWER:
            return "forbidden"
        if noun and standing(person, noun, place) == NOTHING:
            return "not_found"
        return "forbidden" if person.role not in roles else self.OTHERWISE.get(type, "")


class TestRest:
    """What programs and pages ask of REST, about something in every place."""

    BODIES: dict[str, dict[str, Any]] = {
        "entries/": {"text": "Hello"},
        "assign/": {"agent": "{agent}"},
        "transfer/": {"department": "{department}"},
        "tag/": {"add": ["oak"]},
    }
    HANDLING = ("assign/", "transfer/", "close/", "snooze/", "wake/")
    # Of these an address is looked up before it is asked whose it is: one's own reply anybody changes who answers.
    WHOSE = "canned-responses/{id}/"

    def test_every_operation_is_in_the_table(self) -> None:
        found = {
            (method, path.removeprefix("/api/v1/"))
            for path, methods in document()["paths"].items()
            for method in methods
        }
        assert found == REST.keys()

    def test_each_is_answered_as_the_table_says(self) -> None:
        world, wrong = World.make(), []
        for person in world.people:
            client = Client(raise_request_exception=False)
            client.force_login(person.agent)
            for (method, path), (roles, noun, needed) in REST.items():
                # Where a role is refused whatever the place, one place is enough.
                never = person.role not in roles and not self.handles(person, path)
                for place in PLACES if noun and not never else PLACES[:1]:
                    with undone():
                        answer = self.call(client, world, method, path, noun, place)
                    expected = self.expected(person, path, roles, noun, needed, place)
                    if (method, path, person.given) == ("post", "departments/", "department"):
                        expected = 200 if person.role == Role.OWNER else 403  # there is no site to put it on
                    if (path, person.given, expected) == ("events/", "department", 200):
                        expected = (
                            200 if person.role == Role.OWNER else 404
                        )  # a site is looked after as a whole
                    status = 200 if answer.status_code in (201, 204, 409) else answer.status_code
                    if status != expected or leaked(person, answer.content.decode()):
                        wrong.append(
                            f"{person}: {method} {path} {place}: {answer.status_code} {answer.content!r}"
                        )
        assert not wrong, "\n".join(wrong)

    def handles(self, person: Person, path: str) -> bool:
        """Tell whether somebody could do it to what is not a colleague's."""
        return path == self.WHOSE or (person.role == Role.AGENT and path.endswith(self.HANDLING))

    def call(self, client: Client, world: World, method: str, path: str, noun: str, place: str) -> Any:
        address = "/api/v1/" + path.replace("{id}", world.things[noun][place].pk if noun else "")
        if method == "get":
            return client.get(address)
        names = {
            "{agent}": world.things["agent"][place].pk,
            "{department}": world.things["department"][place].pk,
        }
        verb = path.rpartition("{id}/")[2]
        body = {name: names.get(str(value), value) for name, value in self.BODIES.get(verb, {}).items()}
        body |= {"client_id": client_id()} if noun == "conversation" else {"name": "Name"}
        body |= {"shortcut": "new", "text": "New", "own": True} if "canned" in path else {}
        body |= {"key": "new", "sites": [world.things["site"]["OO"].pk]} if not noun else {}
        if path == "events/":
            visitor = world.things["visitor"]["OO"]
            body = {"site": visitor.site.key, "visitor": visitor.pk, "event_id": "1", "name": "order"}
        return getattr(client, method)(address, data=json.dumps(body), content_type="application/json")

    def expected(
        self, person: Person, path: str, roles: set[Role], noun: str, needed: str, place: str
    ) -> int:
        if person.role not in roles and not self.handles(person, path):
            return 403
        stands = standing(person, noun, place) if noun else OWN
        if stands == NOTHING:
            return 404
        return 200 if person.role in roles and OWN in (stands, {KNOWN: OWN}.get(needed)) else 403


class TestFiles:
    """Files and transcripts: read by whoever reaches the conversation, whatever the role."""

    def test_each_is_given_as_the_table_says(self) -> None:
        world, wrong = World.make(), []
        for person in world.people:
            client = Client()
            client.force_login(person.agent)
            for place in PLACES:
                within = Attachment.is_within(Reach.of_agent(person.agent), world.things["file"][place].pk)
                page = client.get(f"/conversations/{world.things['conversation'][place].pk}/transcript/")
                given = (within, page.status_code == 200)
                if given != (standing(person, "file", place) != NOTHING,) * 2 or leaked(
                    person, page.content.decode()
                ):
                    wrong.append(f"{person}: {place}: {given}")
        assert not wrong, "\n".join(wrong)


class TestAdmin:
    """Every page of the admin, for something in every place."""

    PAGES = {"changelist", "add", "change", "delete", "history"}
    FURTHER = {
        "agents.agent": {"auth_user_password_change"},
        "chat.conversation": {"text"},
        "visitors.site": {"preview", "texts"},
    }
    HOUSE = {
        "index",
        "login",
        "logout",
        "password_change",
        "password_change_done",
        "autocomplete",
        "jsi18n",
        "view_on_site",
        "app_list",
        "hours_now",
        None,
    }

    def test_every_page_is_in_the_table(self) -> None:
        site = admin.site
        registered = {model._meta.label_lower: pages for model, pages in site._registry.items()}
        assert registered.keys() == ADMIN.keys()
        for label, pages in registered.items():
            prefix = label.replace(".", "_") + "_"
            names = {str(url.name).removeprefix(prefix) for url in pages.get_urls() if url.name}
            assert names == self.PAGES | self.FURTHER.get(label, set()), label
        house = {url.name for url in site.urls[0] if isinstance(url, URLPattern)}
        assert house == self.HOUSE

    def test_each_is_shown_as_the_table_says(self) -> None:
        world, wrong = World.make(), []
        for person in world.people:
            for label, (noun, roles) in ADMIN.items():
                letters = roles.get(person.role, "")
                for page, place, expected in self.cells(person, noun, letters, label):
                    thing = world.things.get(noun, {}).get(place)
                    status, text = visit(person, address(label, page, thing), post=page == "save")
                    if status != expected or leaked(person, text):
                        found = f"{status} {leaked(person, text)}"
                        wrong.append(f"{person}: {label} {page} {place}: {found} instead of {expected}")
        assert not wrong, "\n".join(wrong)

    def cells(self, person: Person, noun: str, letters: str, label: str) -> Iterator[tuple[str, str, int]]:
        """Yield page, place and the answer that is due."""
        if person.role == Role.AGENT:
            yield from (("changelist", "", 302), ("add", "", 302))
            return
        yield "changelist", "", 200 if "v" in letters else 403
        roomless = label == "agents.department" and person.given == "department" and person.role != Role.OWNER
        yield "add", "", 200 if "a" in letters and not roomless else 403
        places = () if noun in ("event", "demo") else PLACES if letters else PLACES[:1]
        for place in places:
            stands = standing(person, noun, place)
            unknown = {"v": 302, "c": 302, "d": 302}
            yield "change", place, (200 if stands != NOTHING else unknown["v"]) if "v" in letters else 403
            for letter, page in (("c", "save"), ("d", "delete")):
                own = 200 if stands == OWN else 302 if stands == NOTHING else 403
                yield page, place, own if letter in letters else 403
            seen = 200 if "v" in letters else 403
            yield "history", place, seen if stands != NOTHING else 302
            if label == "chat.conversation":
                yield "text", place, seen if stands != NOTHING or "v" not in letters else 404
            if label == "visitors.site":  # whose words are a page of their own, which leads nowhere else
                yield (
                    "texts",
                    place,
                    404 if stands == NOTHING else 200 if stands == OWN and "c" in letters else 403,
                )

    def test_the_first_page_names_nothing_out_of_reach(self) -> None:
        world = World.make()
        for person in world.people:
            status, text = visit(person, reverse("admin:index"))
            assert (status, leaked(person, text)) == (302 if person.role == Role.AGENT else 200, [])
            for preview in PLACES if person.role not in (Role.AGENT, Role.OWNER) else ():
                query = f"?site={world.things['site'][preview].pk}"
                _status, text = visit(person, reverse("admin:visitors_site_preview", args=["home"]) + query)
                assert leaked(person, text) == []

    def test_what_is_offered_for_choosing_is_ones_own(self) -> None:
        world, wrong = World.make(), []
        for person in world.people:
            for label, field, noun in (
                ("chat.cannedresponse", "department", "department"),
                ("visitors.visitor", "customer", "customer"),
            ):
                app, model = label.split(".")
                query = f"?app_label={app}&model_name={model}&field_name={field}"
                status, text = visit(person, reverse("admin:autocomplete") + query)
                pages = "agents.department" if noun == "department" else "visitors.customer"
                allowed = "v" in ADMIN[pages][1].get(person.role, "")
                offered = {place for place in PLACES if f"zz-{noun}-{place}" in text}
                own = {place for place in PLACES if standing(person, noun, place) == OWN}
                if (status == 200, offered) != (allowed, own if allowed else set()):
                    wrong.append(f"{person}: {label} {field}: {status} {offered}")
        assert not wrong, "\n".join(wrong)

    def test_many_at_once_are_deleted_as_one_would_be(self) -> None:
        world, wrong = World.make(), []
        for person in world.people:
            for label in ("chat.cannedresponse", "chat.tag", "agents.department", "visitors.customer"):
                noun, roles = ADMIN[label]
                things = world.things[noun]
                form = {
                    "action": "delete_selected",
                    "post": "yes",
                    "_selected_action": [t.pk for t in things.values()],
                }
                with undone():
                    visit(person, address(label, "changelist", None), form, post=True)
                    model = type(things["OO"])
                    left = {
                        place for place, thing in things.items() if model.objects.filter(pk=thing.pk).exists()
                    }
                may = "d" in roles.get(person.role, "")
                kept = {place for place in PLACES if not may or standing(person, noun, place) != OWN}
                if not kept <= left:
                    wrong.append(f"{person}: {label}: {left} instead of {kept}")
        assert not wrong, "\n".join(wrong)


def address(label: str, page: str, thing: Any) -> str:
    """Return the address of a page of the admin."""
    name = f"admin:{label.replace('.', '_')}_{'change' if page == 'save' else page}"
    return reverse(name, args=[thing.pk, *(["en"] if page == "texts" else [])] if thing is not None else [])


def visit(
    person: Person, path: str, form: dict[str, Any] | None = None, *, post: bool = False
) -> tuple[int, str]:
    """Ask for a page of the admin, past the middleware: what it answers, and what it says."""
    request = (RequestFactory().post if post else RequestFactory().get)(path, form or {})
    request.user, request.session = person.agent, SessionStore()
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    match = request.resolver_match = resolve(request.path)
    try:
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except PermissionDenied:
        return 403, ""
    except Http404:
        return 404, ""
    if post and response.status_code == 302 and response["Location"] != reverse("admin:index"):
        return 200, ""  # saved, and on to the list
    if isinstance(response, SimpleTemplateResponse):
        if post or person.role == Role.OWNER:  # from whom nothing is to be kept
            return response.status_code, ""
        response.render()
    return response.status_code, response.content.decode()  # type: ignore[attr-defined]
