"""The audit trail: whatever changes settings or access is told, to those whom it concerns, and stays."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agents.models import ApiToken
from agents.permissions import Role
from chat.models import CannedResponse, Tag
from chat.reach import Reach
from chat.surroundings import events
from tests.access.cast import World
from tests.api.program import Program, made
from tests.chat.shop import Shop
from visitors.models import AuditEvent, Site
from visitors.sentences import details, sentence


@pytest.fixture
def owner(shop: Shop) -> Client:
    client = Client()
    client.force_login(shop.karin)
    return client


def told() -> list[str]:
    """Return what was recorded since the last time, in words, the oldest first."""
    rows = AuditEvent.objects.exclude(verb="agent.signed_in").order_by("pk")
    return [": ".join([sentence(event), *details(event)]) for event in rows]


class TestAdmin:
    """Pages that save, and actions."""

    def test_what_was_made_changed_and_deleted_is_told(self, shop: Shop, owner: Client) -> None:
        owner.post(reverse("admin:chat_tag_add"), {"name": "urgent"})
        tag = Tag.objects.get()
        owner.post(reverse("admin:chat_tag_change", args=[tag.pk]), {"name": "soon"})
        owner.post(reverse("admin:chat_tag_change", args=[tag.pk]), {"name": "soon"})
        owner.post(reverse("admin:chat_tag_delete", args=[tag.pk]), {"post": "yes"})
        assert told() == [
            "Karin added the tag urgent: name “urgent”",
            "Karin changed the tag soon: name from “urgent” to “soon”",
            "Karin deleted the tag soon: name “soon”",
        ]

    def test_many_at_once_are_told_one_by_one(self, shop: Shop, owner: Client) -> None:
        tags = [Tag.objects.create(name=name) for name in ("a", "b")]
        form = {"action": "delete_selected", "post": "yes", "_selected_action": [tag.pk for tag in tags]}
        owner.post(reverse("admin:chat_tag_changelist"), form)
        assert sorted(told()) == [f"Karin deleted the tag {name}: name “{name}”" for name in "ab"]

    def test_another_role_and_other_departments_are_told(self, shop: Shop, owner: Client) -> None:
        form = {
            "email": "mara@example.com",
            "name": "Mara",
            "role": "manager",
            "is_active": "on",
            "capacity": "4",
        }
        form |= {"departments": [shop.support.pk], "sites": [shop.site.pk]}  # type: ignore[dict-item]
        page = owner.post(reverse("admin:agents_agent_change", args=[shop.mara.pk]), form)
        assert page.status_code == 302
        (line,) = told()
        assert line.startswith("Karin changed the agent Mara: ")
        for part in (
            "role from “agent” to “manager”",
            "departments from “Sales” to “Support”",
            "sites from “–” to “Fjordwood”",
        ):
            assert part in line

    def test_a_password_is_never_told(self, shop: Shop, owner: Client) -> None:
        form = {
            "password1": "quite a long secret",
            "password2": "quite a long secret",
            "usable_password": "true",
        }
        owner.post(reverse("admin:auth_user_password_change", args=[shop.mara.pk]), form)
        assert told() == ["Karin changed the agent Mara: password"]
        assert "secret" not in str(list(AuditEvent.objects.values()))

    def test_the_page_says_it_in_sentences_and_lets_nobody_change_it(self, shop: Shop, owner: Client) -> None:
        Tag.objects.create(name="<b>x</b>")
        event = AuditEvent.record("tag.created", Tag.objects.get(), by=shop.karin.actor)
        listed = reverse("admin:visitors_auditevent_changelist")
        page = owner.get(listed).content.decode()
        assert "Karin added the tag &lt;b&gt;x&lt;/b&gt;" in page
        assert "delete_selected" not in page
        form = {"action": "delete_selected", "post": "yes", "_selected_action": [event.pk]}
        for address in (listed, reverse("admin:visitors_auditevent_delete", args=[event.pk])):
            owner.post(address, form)
        assert owner.post(reverse("admin:visitors_auditevent_change", args=[event.pk]), {}).status_code == 403
        assert AuditEvent.objects.filter(pk=event.pk).exists()

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("person={karin}", True),
            ("person={mara}", False),
            ("what=chat.Tag", True),
            ("what=agents.Agent", False),
        ],
    )
    def test_it_is_narrowed_by_person_and_thing(
        self, shop: Shop, owner: Client, query: str, shown: bool
    ) -> None:
        AuditEvent.record("tag.created", Tag.objects.create(name="urgent"), by=shop.karin.actor)
        AuditEvent.record("agent.invited", shop.nora, by=shop.mara.actor)
        query = query.format(karin=shop.karin.pk, mara=shop.mara.pk)
        page = owner.get(reverse("admin:visitors_auditevent_changelist") + f"?{query}").content.decode()
        assert ("added the tag urgent" in page) is shown
        assert ("sent an invitation to Nora" in page) is not shown


class TestElsewhere:
    """REST, commands and the door."""

    def test_rest_tells_what_became_what(self, shop: Shop) -> None:
        karin = Program(shop.karin)
        karin.send("patch", f"sites/{shop.site.pk}/", zone="Asia/Tokyo")
        karin.send("patch", f"agents/{shop.mara.pk}/", role="viewer")
        karin.send("patch", f"departments/{shop.sales.pk}/", sites=[shop.other_site.pk])
        assert told() == [
            "Karin changed the site Fjordwood: time zone from “UTC” to “Asia/Tokyo”",
            "Karin changed the agent Mara: role from “agent” to “viewer”",
            "Karin changed the department Sales: sites from “Fjordwood” to “Other”",
        ]

    def test_what_customers_said_is_not_told(self, shop: Shop) -> None:
        customer = shop.conversation("Hello").visitor.says(name="Nora Lind", email="nora@mail.example")
        Program(shop.mara).send("patch", f"customers/{customer.pk}/", email="else@mail.example")
        event = AuditEvent.objects.get(verb="customer.changed")
        assert details(event) == ["e-mail"]
        assert "mail.example" not in str(event.data)

    def test_a_revoked_token_is_told(self, shop: Shop) -> None:
        ApiToken.issue(shop.mara, name="bot")
        ApiToken.objects.get().revoke(by=shop.karin.actor)
        assert [event.verb for event in AuditEvent.objects.all()] == ["api_token.revoked"]


@pytest.mark.usefixtures("fresh_limits")
class TestTheDoor:
    """Who came in, and who tried."""

    def come(self, email: str, password: str, address: str = "192.0.2.7") -> None:
        Client(REMOTE_ADDR=address).post("/accounts/login/", {"login": email, "password": password})

    def test_who_signs_in_is_told_with_where_from(self, shop: Shop) -> None:
        self.come("mara@example.com", "secret-of-mara")
        event = AuditEvent.objects.get()
        assert sentence(event) == "Mara signed in"
        assert event.data["address"] == "192.0.2.7"

    def test_a_wrong_password_is_told_and_not_what_it_was(self, shop: Shop) -> None:
        for email in ("mara@example.com", "typed@wrong-field.example"):
            self.come(email, "not the secret")
        assert [sentence(event) for event in AuditEvent.objects.order_by("pk")] == [
            "Somebody failed to sign in as Mara",
            "Somebody failed to sign in as an unknown address",
        ]
        assert "secret" not in str(list(AuditEvent.objects.values()))
        assert "typed" not in str(list(AuditEvent.objects.values()))

    def test_a_lock_out_is_told_once(self, shop: Shop) -> None:
        for _ in range(14):
            self.come("mara@example.com", "wrong")
        verbs = [event.verb for event in AuditEvent.objects.order_by("pk")]
        assert verbs == ["agent.sign_in_failed"] * 10 + ["agent.locked_out"]

    def test_another_password_is_told(self, shop: Shop) -> None:
        client = Client()
        client.force_login(shop.mara)
        form = {
            "oldpassword": "secret-of-mara",
            "password1": "another long one",
            "password2": "another long one",
        }
        client.post("/accounts/password/change/", form)
        assert "agent.password_changed" in AuditEvent.objects.values_list("verb", flat=True)


class TestWhoReadsIt:
    """Owners all of it, managers what concerns their sites and departments alone."""

    @pytest.mark.django_db
    def test_managers_read_of_theirs(self) -> None:
        world = World.make()
        for noun in ("site", "department", "agent", "canned"):
            for place, thing in world.things[noun].items():
                AuditEvent.record(
                    "x.changed", thing, by=world.person(Role.OWNER, "department").agent.actor, place=place
                )
        for given, seen in (("department", {"OO", "FO"}), ("site", {"OO", "OF"})):
            reach = Reach.of_agent(world.person(Role.MANAGER, given).agent)
            rows = events(reach).exclude(noun="visitors.Site")
            assert {event.data["place"] for event in rows} == seen, given
            assert events(reach).filter(noun="visitors.Site").exists() is (given == "site")

    def test_who_moves_beyond_is_told_of_to_owners_alone(self, shop: Shop) -> None:
        made(shop.mara, Role.MANAGER, shop.site)
        Program(shop.karin).send("patch", f"agents/{shop.nora.pk}/", departments=[shop.elsewhere.pk])
        Program(shop.karin).send("patch", f"agents/{shop.jonas.pk}/", departments=[shop.sales.pk])
        seen = events(Reach.of_agent(shop.mara))
        assert [event.noun_name for event in seen] == ["Jonas"]

    def test_what_is_deleted_is_still_told(self, shop: Shop, owner: Client) -> None:
        made(shop.mara, Role.MANAGER, shop.site)
        reply = CannedResponse.objects.create(shortcut="hi", text="Hello", department=shop.support)
        owner.post(reverse("admin:chat_cannedresponse_delete", args=[reply.pk]), {"post": "yes"})
        assert [event.verb for event in events(Reach.of_agent(shop.mara))] == ["canned_response.deleted"]


def test_nothing_of_it_can_be_changed_or_deleted(shop: Shop) -> None:
    event = AuditEvent.record("site.changed", shop.site, by=shop.karin.actor)
    attempts: list[Any] = [
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(verb="x"),
    ]
    for attempt in attempts:
        with pytest.raises(TypeError):
            attempt()
    assert AuditEvent.objects.get().verb == "site.changed"
    assert Site.objects.count() == 2
