"""Sites, departments and agents over REST: what managers may set, and how far."""

from typing import Any

import pytest
from django.test import Client

from agents.models import Agent, Department
from agents.permissions import Role
from tests.api.program import Program, code, made
from tests.chat.shop import Shop
from visitors.models import AuditEvent, Site


@pytest.fixture
def karin(shop: Shop) -> Program:
    return Program(shop.karin)


@pytest.fixture
def manager(shop: Shop) -> Program:
    """Return a program of somebody who manages sales, and sales alone."""
    return Program(made(shop.mara, Role.MANAGER))


@pytest.fixture
def chief(shop: Shop) -> Program:
    """Return a program of somebody who manages the whole first site."""
    return Program(made(shop.mara, Role.MANAGER, shop.site))


class TestSites:
    """Settings of a site."""

    def test_a_site_is_made_and_changed_and_that_is_recorded(self, shop: Shop, karin: Program) -> None:
        body = {"key": "new", "name": "New", "allowed_origins": ["https://new.example"], "zone": "Asia/Tokyo"}
        made = karin.send("post", "sites/", **body)
        assert (made.status_code, {name: made.json()[name] for name in body}) == (201, body)
        id = made.json()["id"]
        changed = karin.send("patch", f"sites/{id}/", name="Newer").json()
        assert (changed["name"], changed["zone"], changed["version"]) == ("Newer", "Asia/Tokyo", 2)
        events = list(AuditEvent.objects.order_by("at").values_list("verb", "noun_id", "actor_id", "data"))
        assert events == [
            (
                "site.created",
                id,
                shop.karin.pk,
                {"values": body | {"mode": "cookieless", "honours_dnt": True}},
            ),
            ("site.changed", id, shop.karin.pk, {"changes": {"name": ["New", "Newer"]}}),
        ]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"key": "Not A Key"},
            {"key": "fjord"},
            {"key": "a b"},
            {"zone": "Mars/Olympus"},
            {"hours": {"week": [[["9:00", "18:00"]]] * 7}},
            {"hours": None},
            {"hours": "always"},
            {"mode": "everything"},
            {"name": ""},
            {"name": "x" * 81},
            {"name": "a\0b"},
            {"allowed_origins": "https://shop.example"},
            {"allowed_origins": ["https://shop.example; script-src *"]},
            {"allowed_origins": [{"a": 1}]},
            {"allowed_origins": ["https://a.example"] * 101},
        ],
        ids=str,
    )
    def test_nonsense_is_named(self, shop: Shop, karin: Program, wrong: dict[str, Any]) -> None:
        response = karin.send("post", "sites/", **({"key": "new", "name": "New"} | wrong))
        assert (response.status_code, code(response)) == (400, "invalid")
        assert response.json()["error"]["fields"].keys() == wrong.keys()
        assert Site.objects.count() == 2

    def test_a_key_stands_for_good(self, shop: Shop, karin: Program) -> None:
        response = karin.send("patch", f"sites/{shop.site.pk}/", key="else")
        assert response.json()["error"]["fields"] == {"key": "A key stands for good."}

    def test_nobody_joins_the_group_of_another_site_by_himself(self, shop: Shop, chief: Program) -> None:
        answer = chief.send("patch", f"sites/{shop.site.pk}/", group="other")
        assert answer.json()["error"]["fields"] == {"group": "Which sites belong together owners say."}
        assert chief.send("patch", f"sites/{shop.site.pk}/", group="", name="Fjord").status_code == 200

    def test_what_is_not_to_be_set_is_not_set(self, shop: Shop, karin: Program) -> None:
        smuggled = {"id": "0" * 26, "version": 99, "created_at": "1970-01-01T00:00:00Z", "name": "Fjord"}
        answer = karin.send("patch", f"sites/{shop.site.pk}/", **smuggled).json()
        assert (answer["id"], answer["version"], answer["name"]) == (shop.site.pk, 2, "Fjord")


class TestDepartments:
    """Who answers for which sites."""

    def test_hours_zone_and_promise_are_set_and_told(self, shop: Shop, karin: Program) -> None:
        path = f"departments/{shop.sales.pk}/"
        body = {"hours": {"week": [[["22:00", "04:00"]]] * 7}, "zone": "Asia/Tokyo", "promise_seconds": 120}
        changed = karin.send("patch", path, **body).json()
        assert {name: changed[name] for name in body} == body
        assert karin.send("patch", path, hours={}, zone="").json()["hours"] == {}
        wrong = {"hours": {"week": []}, "zone": "CEST", "promise_seconds": 0}
        fields = karin.send("patch", path, **wrong).json()["error"]["fields"]
        assert fields == wrong | {
            "hours": "A week has seven days, Monday first.",
            "zone": "This is not a time zone such as Europe/Berlin.",
            "promise_seconds": fields["promise_seconds"],
        }

    def test_a_manager_gives_away_no_site_beyond_reach(self, shop: Shop, chief: Program) -> None:
        path = f"departments/{shop.sales.pk}/"
        response = chief.send("patch", path, sites=[shop.site.pk, shop.other_site.pk])
        assert (response.status_code, code(response)) == (400, "invalid")
        assert list(shop.sales.sites.all()) == [shop.site]

    def test_what_lies_beyond_reach_is_neither_told_nor_lost(self, shop: Shop, manager: Program) -> None:
        shop.elsewhere.sites.add(shop.site)
        listed = {row["id"]: row["sites"] for row in manager.get("departments/").json()["results"]}
        assert listed[shop.elsewhere.pk] == [shop.site.pk]
        made(shop.mara, Role.MANAGER, shop.site).departments.add(shop.elsewhere)
        answer = manager.send("patch", f"departments/{shop.elsewhere.pk}/", sites=[]).json()
        assert answer["sites"] == [shop.other_site.pk]
        assert list(shop.elsewhere.sites.all()) == [shop.other_site]

    def test_a_department_stays_on_a_site_of_the_one_who_changes_it(self, shop: Shop, chief: Program) -> None:
        for method, path in (("patch", f"departments/{shop.support.pk}/"), ("post", "departments/")):
            response = chief.send(method, path, name="Nowhere", sites=[])
            assert (response.status_code, response.json()["error"]["fields"].keys()) == (400, {"sites"})
        assert not Department.objects.filter(name="Nowhere").exists()
        assert list(shop.support.sites.all()) == [shop.site]

    def test_who_has_departments_alone_makes_none(self, shop: Shop, manager: Program) -> None:
        assert manager.send("post", "departments/", name="Returns").status_code == 403

    def test_only_ones_own_department_is_changed(self, shop: Shop, manager: Program) -> None:
        assert manager.get(f"departments/{shop.support.pk}/").status_code == 200
        assert manager.send("patch", f"departments/{shop.support.pk}/", name="Mine").status_code == 403


class TestAgents:
    """Colleagues, and how far a manager goes."""

    def test_colleagues_are_told_of_and_nobody_else(self, shop: Shop) -> None:
        found = {row["name"] for row in Program(shop.mara).get("agents/").json()["results"]}
        assert found == {"Mara", "Jonas", "Nora"}
        asked = Program(shop.mara).get("agents/", department=shop.support.pk).json()["results"]
        assert {row["name"] for row in asked} == {"Jonas", "Nora"}
        assert Program(shop.mara).get("agents/", department=shop.elsewhere.pk).json()["results"] == []

    def test_an_invisible_colleague_is_away_for_the_others(self, shop: Shop) -> None:
        shop.jonas.set_status("invisible")
        Agent.mark_alive([shop.jonas.pk])
        seen = Program(shop.mara).get(f"agents/{shop.jonas.pk}/").json()
        assert (seen["status"], seen["online"]) == ("offline", False)

    def test_how_many_an_agent_looks_after_is_set_within_reason(self, shop: Shop, manager: Program) -> None:
        path = f"agents/{shop.mara.pk}/"
        assert manager.get(path).json()["capacity"] == 4
        assert manager.send("patch", path, capacity=2).json()["capacity"] == 2
        assert code(manager.send("patch", path, capacity=21)) == "invalid"

    def test_visitors_hear_at_once_who_left_their_site(
        self, shop: Shop, karin: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[str] = []
        monkeypatch.setattr(
            "chat.presence.publish", lambda *some: told.extend(str(one.topics) for one in some)
        )
        karin.send("patch", f"agents/{shop.mara.pk}/", departments=[shop.elsewhere.pk])
        for site in (shop.site, shop.other_site):
            assert any(f"site:{site.pk}:visitors" in topics for topics in told)

    def test_a_manager_raises_nobody_above_himself(self, shop: Shop, manager: Program) -> None:
        for more in ({"departments": [shop.support.pk]}, {"sites": [shop.site.pk]}, {"role": "owner"}):
            response = manager.send("patch", f"agents/{shop.mara.pk}/", **more)
            assert (response.status_code, code(response)) == (400, "invalid")
        body = {"is_superuser": True, "is_staff": True, "password": "x", "email": "x@mail.example"}
        assert manager.send("patch", f"agents/{shop.mara.pk}/", **body).status_code == 200
        mara = Agent.objects.get(pk=shop.mara.pk)
        assert (mara.role, mara.email) == ("manager", "mara@example.com")
        assert mara.check_password("secret-of-mara")

    def test_who_reaches_elsewhere_too_is_not_changed(self, shop: Shop, manager: Program) -> None:
        response = manager.send("patch", f"agents/{shop.jonas.pk}/", role="manager")
        assert (response.status_code, code(response)) == (403, "forbidden")
        assert set(shop.jonas.departments.all()) == {shop.sales, shop.support}

    def test_a_manager_gives_roles_and_departments_of_the_site(self, shop: Shop, chief: Program) -> None:
        body = {"role": "supervisor", "departments": [shop.sales.pk], "sites": [shop.site.pk]}
        answer = chief.send("patch", f"agents/{shop.jonas.pk}/", **body).json()
        assert {name: answer[name] for name in body} == body
        nowhere = chief.send("patch", f"agents/{shop.jonas.pk}/", departments=[], sites=[])
        assert (nowhere.status_code, nowhere.json()["error"]["fields"].keys()) == (400, {"departments"})
        assert list(shop.jonas.departments.all()) == [shop.sales]

    def test_who_reaches_more_is_not_changed(self, shop: Shop, manager: Program) -> None:
        shop.karin.departments.add(shop.sales)
        for active in (True, False):
            Agent.objects.filter(pk=shop.karin.pk).update(is_active=active)
            response = manager.send("patch", f"agents/{shop.karin.pk}/", is_active=not active)
            assert (response.status_code, code(response)) == (403, "forbidden")

    def test_nobody_but_an_owner_changes_one(self, shop: Shop, karin: Program) -> None:
        made(shop.olga, Role.OWNER)
        chief = Program(made(shop.mara, Role.MANAGER, shop.site, shop.other_site))
        shop.karin.departments.add(shop.sales)
        assert chief.send("patch", f"agents/{shop.karin.pk}/", name="K").status_code == 403
        assert chief.send("patch", f"agents/{shop.nora.pk}/", name="N").status_code == 200
        assert karin.send("patch", f"agents/{shop.olga.pk}/", role="manager").status_code == 200

    @pytest.mark.parametrize("loss", [{"role": "manager"}, {"is_active": False}], ids=str)
    def test_the_last_owner_stays_one(self, shop: Shop, karin: Program, loss: dict[str, Any]) -> None:
        response = karin.send("patch", f"agents/{shop.karin.pk}/", **loss)
        assert (response.status_code, code(response)) == (400, "invalid")
        assert Agent.objects.get(pk=shop.karin.pk).is_owner

    def test_who_is_deactivated_is_out_at_once(self, shop: Shop, chief: Program) -> None:
        jonas = Program(shop.jonas)
        assert chief.send("patch", f"agents/{shop.jonas.pk}/", is_active=False).status_code == 200
        assert jonas.get("agents/").status_code == 401
        assert AuditEvent.objects.get().verb == "agent.changed"


@pytest.mark.parametrize("noun", ["sites", "departments", "agents", "customers", "conversations"])
def test_a_page_costs_the_same_however_long_it_is(
    shop: Shop, noun: str, django_assert_num_queries: Any
) -> None:
    expected = {"sites": 4, "departments": 5, "agents": 6, "customers": 4, "conversations": 9}[noun]
    program = Program(shop.jonas)
    for count in (3, 30):
        grow(shop, count)
        with django_assert_num_queries(expected):
            rows = program.get(f"{noun}/").json()["results"]
        assert len(rows) >= count


def grow(shop: Shop, count: int) -> None:
    """Let there be so many more of everything."""
    for n in range(count):
        site = Site.objects.create(key=f"s{count}-{n}", name=f"S{n}")
        department = Department.objects.create(name=f"D{n}")
        department.sites.add(site, shop.site)
        shop.jonas.departments.add(department)
        agent = Agent.objects.create_user(f"a{count}-{n}@example.com", name=f"A{n}")
        agent.departments.add(department, shop.sales)
        conversation = shop.conversation(f"Hello {n}")
        conversation.take(by=shop.jonas)
        conversation.visitor.says(name=f"N{n}")


def test_customers_are_found_by_their_address(shop: Shop, karin: Program) -> None:
    for name in ("Nora", "Olaf"):
        shop.conversation("Hello").visitor.says(name=name, email=f"{name.lower()}@mail.example")
    found = karin.get("customers/", email="NORA@mail.example").json()["results"]
    assert [row["name"] for row in found] == ["Nora"]
    wrong = karin.send("patch", f"customers/{found[0]['id']}/", email="nobody", name="x" * 121)
    assert (code(wrong), wrong.json()["error"]["fields"].keys()) == ("invalid", {"email", "name"})


def test_the_page_about_it_is_open_and_says_it_all(db: None) -> None:
    page = Client().get("/api/docs/").content.decode()
    for path, methods in Client().get("/api/schema/").json()["paths"].items():
        assert path in page
        assert all(f'id="{operation["operationId"]}"' in page for operation in methods.values())
