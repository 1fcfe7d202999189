"""Canned replies over REST: whose they are decides who writes them."""

import pytest

from agents.permissions import Role
from chat.models import CannedResponse
from tests.api.program import Program, code
from tests.chat.shop import Shop
from tests.chat.wire import People, outside


def test_an_agent_writes_his_own_and_nobody_elses(shop: Shop) -> None:
    mara, jonas = Program(shop.mara), Program(shop.jonas)
    made = mara.send("post", "canned-responses/", shortcut="hi", text="Hello {name|there}", own=True)
    assert (made.status_code, made.json()["own"], made.json()["department"]) == (201, True, None)
    id = made.json()["id"]
    assert jonas.get(f"canned-responses/{id}/").status_code == 404
    refused = mara.send("post", "canned-responses/", shortcut="hi", text="Hello")
    assert (refused.status_code, code(refused)) == (403, "forbidden")
    assert mara.send("delete", f"canned-responses/{id}/").status_code == 204
    assert not CannedResponse.objects.exists()


def test_who_writes_for_a_department_writes_for_ones_own_alone(shop: Shop) -> None:
    shop.mara.role = Role.SUPERVISOR
    shop.mara.save()
    mara = Program(shop.mara)
    body = {"shortcut": "oak", "text": "It is oak."}
    assert (
        mara.send("post", "canned-responses/", **body, department=shop.sales.pk).json()["department"]
        == shop.sales.pk
    )
    for department, status in ((shop.support.pk, 400), ("\0", 400), (None, 403)):
        assert mara.send("post", "canned-responses/", **body, department=department).status_code == status
    assert Program(shop.karin).send("post", "canned-responses/", **body).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"shortcut": "two words", "text": "x"}, "shortcut"),
        ({"shortcut": "oak", "text": ""}, "text"),
        ({"shortcut": "oak", "text": "x" * 4001}, "text"),
        ({"shortcut": "oak"}, "text"),
        ({"shortcut": "taken", "text": "x"}, "__all__"),
        ({"shortcut": "oak", "text": "x", "own": True, "department": "{sales}"}, "__all__"),
    ],
    ids=str,
)
def test_what_cannot_stand_says_why(shop: Shop, body: dict[str, object], field: str) -> None:
    CannedResponse.objects.create(shortcut="taken", text="x")
    sent = {name: shop.sales.pk if value == "{sales}" else value for name, value in body.items()}
    refused = Program(shop.karin).send("post", "canned-responses/", **sent)
    assert (refused.status_code, code(refused)) == (400, "invalid")
    assert field in refused.json()["error"]["fields"]
    assert CannedResponse.objects.count() == 1


async def test_consoles_hear_that_their_list_has_changed(shop: Shop, people: People) -> None:
    desk = await people.agent(shop.mara)
    karin = await outside(lambda: Program(shop.karin))
    made = await outside(lambda: karin.send("post", "canned-responses/", shortcut="oak", text="It is oak."))
    assert (await desk.until("canned.changed"))["type"] == "canned.changed"
    id = made.json()["id"]
    await outside(lambda: karin.send("patch", f"canned-responses/{id}/", text="Ash."))
    assert (await desk.until("canned.changed"))["type"] == "canned.changed"
