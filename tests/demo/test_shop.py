import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from demo.goods import PRODUCTS

pytestmark = pytest.mark.urls("tests.demo.urls")

PAGES = ["/shop/", "/shop/delivery/", "/shop/bag/", *(f"/shop/{slug}/" for slug in PRODUCTS)]


@pytest.fixture
def shop() -> Client:
    return Client(headers={"host": "localhost:8123"})


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_and_embeds_the_widget_from_the_other_origin(shop: Client, page: str) -> None:
    html = shop.get(page).content.decode()
    assert '<script async src="http://127.0.0.1:8123/w/demo.js"></script>' in html


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_the_demo_collects(shop: Client, page: str) -> None:
    html = shop.get(page).content.decode()
    assert "This is a demo shop" in html
    assert "mode <code>full</code>" in html


@pytest.mark.parametrize("page", PAGES)
def test_the_shop_speaks_english_whatever_the_browser_reads(shop: Client, page: str) -> None:
    german, english = (
        re.sub('nonce="[^"]+"', "", shop.get(page, headers={"accept-language": tag}).content.decode())
        for tag in ("de", "en")
    )
    assert german == english


@pytest.mark.parametrize("page", PAGES)
def test_every_static_file_a_page_names_exists(shop: Client, page: str) -> None:
    names = set(re.findall(r'/static/(demo/[^"#?&]+)', shop.get(page).content.decode()))
    assert names
    assert [name for name in names if finders.find(name) is None] == []


def test_the_policy_allows_the_widgets_origin_and_nothing_inline(shop: Client) -> None:
    response = shop.get("/shop/")
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    for directive in ("script-src", "frame-src", "connect-src"):
        assert "http://127.0.0.1:8123" in policy[directive].split()
    assert "unsafe" not in response["Content-Security-Policy"]


def test_the_one_inline_script_carries_the_nonce_of_its_response(shop: Client) -> None:
    response = shop.get("/shop/")
    html = response.content.decode()
    nonces = re.findall(r'<script nonce="([^"]+)">', html)
    assert len(nonces) == 1
    assert f"'nonce-{nonces[0]}'" in response["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_the_servers_own_name_leads_to_the_shops_name_on_the_same_port(host: str) -> None:
    response = Client(headers={"host": f"{host}:8123"}).get("/shop/lom-chair/?finish=smoked")
    assert response.status_code == 302
    assert response["Location"] == "http://localhost:8123/shop/lom-chair/?finish=smoked"


def test_answers_in_the_address_change_the_price_and_the_picture(shop: Client) -> None:
    html = shop.get("/shop/ask-dining-table/?finish=smoked&length=220").content.decode()
    assert "€1,590" in html
    assert re.search(r'src="/static/demo/table-smoked.webp"[^>]*data-stage', html)


def test_nonsense_in_the_address_shows_the_usual_choice(shop: Client) -> None:
    html = shop.get("/shop/ask-dining-table/?finish=<script>&length=9&picture=../secret").content.decode()
    assert "€1,290" in html
    assert "../secret" not in html
    assert "&lt;script&gt;" not in html.split("<main", 1)[1]


def test_a_product_that_is_not_sold_is_not_found(shop: Client) -> None:
    assert shop.get("/shop/no-such-thing/").status_code == 404


def test_no_page_calls_another_host() -> None:
    for file in [*Path("templates/demo").glob("*"), *Path("static/demo").glob("*.[jc]s*")]:
        assert not re.search(r"https?://(?!www\.w3\.org|lucide\.dev)\w", file.read_text()), file
