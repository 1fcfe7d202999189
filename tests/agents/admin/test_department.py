"""A department in the admin: its people, its hours, in one form."""

from agents.admin.department_form import DepartmentForm
from tests.chat.shop import Shop


def test_people_sites_and_hours_are_set_in_one_form(shop: Shop) -> None:
    said = {
        "name": "Returns",
        "people": [shop.nora.pk, shop.jonas.pk],
        "sites": [shop.site.pk],
        "hours": "{}",
        "zone": "",
        "promise_seconds": "90",
        "position": "3",
    }
    form = DepartmentForm(said)
    assert form.is_valid(), form.errors
    department = form.save()
    assert list(department.agents.all()) == [shop.jonas, shop.nora]
    assert list(department.sites.all()) == [shop.site]
    assert DepartmentForm(instance=department).initial["people"].count() == 2
    assert "hours" in DepartmentForm(said | {"hours": '{"week": [[["9", "18"]]]}'}).errors
