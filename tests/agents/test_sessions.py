"""Where somebody is signed in, and the end of it everywhere else."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from tests.chat.shop import Shop
from visitors.devices import Device

pytestmark = pytest.mark.usefixtures("fresh_limits")

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"
)


def sign_in(name: str = "mara", browser: str = FIREFOX, address: str = "192.0.2.1") -> Client:
    client = Client(REMOTE_ADDR=address, headers={"user-agent": browser})
    client.post("/accounts/login/", {"login": f"{name}@example.com", "password": f"secret-of-{name}"})
    assert SESSION_KEY in client.session
    return client


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        (EDGE, "Edge on macOS"),
        ("curl/8", "curl"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_has_a_name_people_know(header: str, words: str) -> None:
    assert str(Device.of(header)) == words


def test_one_sees_where_one_is_signed_in_and_nobody_else(shop: Shop) -> None:
    sign_in("jonas", address="198.51.100.9")
    sign_in(browser=SAFARI, address="2001:db8::7")
    here = sign_in()
    page = here.get("/accounts/sessions/").content.decode()
    assert page.index("Firefox on Windows") < page.index("This browser") < page.index("Safari on iPhone")
    assert "2001:db8::7" in page
    assert "198.51.100.9" not in page


def test_signing_out_elsewhere_leaves_this_browser_alone(shop: Shop) -> None:
    phone, colleague, here = sign_in(browser=SAFARI), sign_in("jonas"), sign_in()
    page = here.post("/accounts/sessions/", follow=True).content.decode()
    assert "You are signed in nowhere else" in page
    assert phone.get("/console/").status_code == 302
    assert here.get("/console/").status_code == colleague.get("/console/").status_code == 200


def test_another_password_ends_what_is_elsewhere(shop: Shop) -> None:
    phone, here = sign_in(browser=SAFARI), sign_in()
    form = {
        "oldpassword": "secret-of-mara",
        "password1": "quite a long secret",
        "password2": "quite a long secret",
    }
    assert here.post("/accounts/password/change/", form | {"oldpassword": "x"}).status_code == 200
    assert here.post("/accounts/password/change/", form)["Location"] == "/accounts/2fa/"
    assert phone.get("/console/").status_code == 302
    assert here.get("/console/").status_code == 200


def test_the_admin_is_behind_the_same_door(shop: Shop) -> None:
    stranger = Client()
    knocked = stranger.get("/admin/agents/agent/", follow=True)
    assert knocked.redirect_chain[-1] == ("/accounts/login/?next=/admin/agents/agent/", 302)
    form = {"username": "karin@example.com", "password": "secret-of-karin"}
    assert stranger.post("/admin/login/", form).status_code == 302
    assert SESSION_KEY not in stranger.session
    refused = sign_in("mara").get("/admin/", follow=True)
    assert refused.status_code == 403
    assert "The admin is not part of your role" in refused.content.decode()
    assert sign_in("karin").get("/admin/", follow=True).redirect_chain == []
    changing = sign_in("karin").get("/admin/password_change/")
    assert changing["Location"] == "/accounts/password/change/"


def test_a_session_alone_sets_no_other_password_of_ones_own(shop: Shop) -> None:
    karin = sign_in("karin")
    form = {
        "password1": "of a thief, and long",
        "password2": "of a thief, and long",
        "usable_password": "true",
    }
    address = f"/admin/agents/agent/{shop.karin.pk}/password/"
    assert karin.post(address, form)["Location"] == "/accounts/password/change/"
    shop.karin.refresh_from_db()
    assert shop.karin.check_password("secret-of-karin")
    assert karin.get(f"/admin/agents/agent/{shop.mara.pk}/password/").status_code == 200


def test_who_comes_for_the_admin_is_led_there(shop: Shop) -> None:
    client = Client()
    form = {"login": "karin@example.com", "password": "secret-of-karin", "next": "/admin/agents/agent/"}
    assert client.post("/accounts/login/", form)["Location"] == "/admin/agents/agent/"
