"""A site in the admin: fields instead of JSON, and a preview that leaves nothing behind."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.chat.shop import Shop
from visitors.admin.preview import brand_words
from visitors.admin.site_form import OriginsField, SiteForm
from visitors.admin.site_texts import TextsForm
from visitors.embed import NO_PHONES, frame, launcher_script
from visitors.models import Site, Visitor

pytestmark = pytest.mark.django_db

PLAIN = {
    "name": "Lampwood",
    "key": "lamps",
    "allowed_origins": "https://lamps.example",
    "brand": "#0f6e66",
    "position": "end",
    "locale": "en",
    "hours": "{}",
    "zone": "Europe/Oslo",
    "mode": "cookieless",
    "phones": "on",
    "end": "on",
    "transcript": "on",
}


@pytest.fixture
def manager(shop: Shop) -> Client:
    client = Client()
    client.force_login(shop.karin)
    return client


def saved(instance: Site | None = None, **said: Any) -> Site:
    form = SiteForm(PLAIN | said, instance=instance)
    assert form.is_valid(), form.errors
    return form.save(commit=False)


def test_origins_are_taken_one_a_line_as_people_paste_them() -> None:
    said = "https://shop.example/\n\n  http://localhost:8000 \r\nhttps://shop.example\n"
    assert OriginsField(required=False).clean(said) == ["https://shop.example", "http://localhost:8000"]


def test_each_line_that_is_no_origin_is_named(shop: Shop) -> None:
    form = SiteForm(PLAIN | {"allowed_origins": "shop.example\nhttps://a.example\nhttps://b.example/page"})
    assert [error.split()[0] for error in form.errors["allowed_origins"]] == [
        "shop.example",
        "https://b.example/page",
    ]


def test_the_look_is_written_into_its_column_and_what_is_unknown_there_stays() -> None:
    look = {"brand": "#2f4a3c", "title": "Ask us", "greeting": "Hello there", "theme": "dark"}
    before = Site(appearance={"title": "Old", "corner": 4})
    assert saved(before, **look).appearance == look | {"corner": 4, "position": "end", "locale": "en"}
    assert "brand" not in saved(brand="#0F6E66").appearance  # our own accent is no choice


def test_a_language_that_is_no_longer_spoken_takes_its_words_with_it() -> None:
    site = saved(Site(texts={"de": {"start": "Los"}, "ar": {"start": "…"}}), also=["de", "en"])
    assert site.texts == {"de": {"start": "Los"}, "en": {}}


def test_only_what_is_switched_off_is_written_and_what_is_not_chosen_is_a_conversation() -> None:
    site = saved(end="", phones="", offers="contact")
    assert site.appearance.items() >= {"end": False, "phones": False, "offers": "contact"}.items()
    assert (site.is_live, site.lets("end"), site.lets("transcript")) == (False, False, True)
    again = saved(site, offers="chat")
    assert (again.is_live, again.lets("end"), "offers" in again.appearance) == (True, True, False)


def test_a_box_lifts_the_widget_above_everything_and_leaves_a_number_of_the_page_alone() -> None:
    site = saved(top="on")
    assert site.appearance["layer"] == "top"
    assert "layer" not in saved(site).appearance
    assert saved(Site(appearance={"layer": 40})).appearance["layer"] == 40


def test_a_site_without_a_launcher_on_phones_says_so_to_small_screens_alone(shop: Shop) -> None:
    assert NO_PHONES not in launcher_script(shop.site)
    shop.site.appearance = {"phones": False}
    assert NO_PHONES in launcher_script(shop.site)


def test_questions_are_stored_as_the_rows_write_them_and_refused_with_a_sentence() -> None:
    asked = '{"ask": "after", "fields": [{"key": "Order", "label": {"": "Order number"}, "required": true}]}'
    site = saved(form=asked, offline_form="{}")
    assert (site.form["ask"], site.form["fields"][0]["key"], site.offline_form) == ("after", "Order", {})
    form = SiteForm(PLAIN | {"form": '{"fields": [{"key": "", "label": {"": ""}}]}'})
    assert form.errors["form"] == ["A question has no words yet."]
    assert SiteForm(PLAIN | {"form": '{"fields": 7}'}).errors["form"] == [
        "These are no questions that can be asked."
    ]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("brand", "red; }"),
        ("zone", "Mars/Olympus"),
        ("hours", '{"week": []}'),
        ("hours", "soon"),
        ("offers", "help"),
        ("form", "{"),
        ("offline_form", '{"ask": "never", "fields": [{"key": "x"}]}'),
        ("locale", "xx"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(field: str, said: str) -> None:
    assert list(SiteForm(PLAIN | {field: said}).errors) == [field]


@pytest.mark.parametrize(
    ("colour", "words"),
    [
        ("#2f4a3c", "Words on it read 9.7 to 1."),
        ("#ff5a5f", "Words on it read 5.5 to 1."),
        ("#777777", "Shown as #"),
        (None, "Words on it read"),
    ],
)
def test_a_brand_colour_says_how_well_one_reads_on_it(colour: Any, words: str) -> None:
    assert brand_words(colour).startswith(words)


class TestWords:
    """Every line of one language."""

    def test_an_empty_line_says_what_it_says_without_us(self) -> None:
        site = Site(key="x", name="X", texts={"en": {"start": "Go", "unread_few": "Some"}})
        form = TextsForm({"back": "Home"}, site=site, code="en")
        assert form.is_valid()
        assert form.own() == {"unread_few": "Some", "back": "Home"}

    def test_what_is_not_filled_in_is_refused(self) -> None:
        form = TextsForm({"typing": "{agent} writes", "title": "{site}"}, site=Site(key="x"), code="en")
        assert form.errors["typing"] == ["{agent} is not filled in here. You may use {name}, {site}."]
        assert "title" not in form.errors

    def test_what_is_saved_is_what_visitors_read(self, shop: Shop, manager: Client) -> None:
        page = f"/admin/visitors/site/{shop.site.pk}/words/en/"
        assert manager.post(page, {"start": "Ask away"}).status_code == 302
        shop.site.refresh_from_db()
        assert b"Ask away" in frame(shop.site).body
        assert manager.get(page.replace("/en/", "/fr/")).status_code == 404


class TestPreview:
    """The visitor's own document, from values nobody saved."""

    def test_it_is_the_chat_as_the_form_has_it_and_nothing_is_stored(
        self, shop: Shop, manager: Client, django_assert_max_num_queries: Any
    ) -> None:
        shop.site.appearance = {"greeting": "As saved"}
        shop.site.save()
        query = f"site={shop.site.pk}&name=Lampwood&brand=%23aa3355&greeting=As+typed"
        for part in ("home", "talk", "launcher", "brand"):
            answer = manager.get(f"/admin/visitors/site/preview/{part}/?{query}")
            assert part != "launcher" or b'"waits":"never"' in answer.content  # nobody visits a preview
        with django_assert_max_num_queries(4):
            html = manager.get(f"/admin/visitors/site/preview/home/?{query}").content.decode()
        assert "As typed" in html
        assert "--brand:#aa3355" in html
        assert "As saved" not in html
        assert not Visitor.objects.exists()
        assert Site.objects.get(pk=shop.site.pk).appearance == {"greeting": "As saved"}

    @pytest.mark.parametrize("part", ["home", "talk", "ask", "closed", "launcher"])
    def test_it_stands_in_a_sandbox_that_reaches_nothing(self, manager: Client, part: str) -> None:
        hostile = "</script><script>alert(1)</script>"
        answer = manager.get(f"/admin/visitors/site/preview/{part}/", {"name": hostile, "title": hostile})
        policy = answer["Content-Security-Policy"]
        assert "sandbox allow-scripts" in policy
        assert "frame-ancestors 'self'" in policy
        assert "unsafe" not in policy
        assert "connect-src 'self'" not in policy
        assert "<script>alert" not in answer.content.decode()

    def test_questions_are_shown_as_they_are_typed_and_as_saved_while_they_are_none(
        self, shop: Shop, manager: Client
    ) -> None:
        shop.site.form = {"fields": [{"key": "name"}]}
        shop.site.save()

        def asked(typed: str, part: str = "ask") -> dict[str, Any]:
            page = f"/admin/visitors/site/preview/{part}/"
            html = manager.get(page, {"site": shop.site.pk, "form": typed}).content.decode()
            config = re.search(r'<script type="application/json" id="config">(.*?)</script>', html)
            assert config is not None
            return json.loads(config[1])["sample"]["availability"]["departments"][0]

        assert asked('{"fields": [{"key": "phone", "kind": "phone"}]}')["form"]["fields"][0]["key"] == "phone"
        for typed in ("{", "[]", "7", '{"fields": [{"key": ""}]}', "[" * 3000):
            assert asked(typed)["form"] in (None, {"fields": [{"key": "name"}]})
        assert asked("{}")["form"] is None
        assert not asked("{}", "closed")["open"]

    def test_of_a_site_out_of_reach_neither_look_nor_words_are_shown(self, shop: Shop) -> None:
        shop.other_site.appearance = {"greeting": "A secret"}
        shop.other_site.save()
        shop.mara.role = "manager"
        shop.mara.save()
        shop.mara.sites.set([shop.site])
        client = Client()
        client.force_login(shop.mara)
        page = "/admin/visitors/site/"
        assert client.get(f"{page}{shop.site.pk}/words/en/").status_code == 200
        assert client.get(f"{page}{shop.other_site.pk}/words/en/").status_code == 404
        seen = client.get(f"{page}preview/home/?site={shop.other_site.pk}").content.decode()
        assert "A secret" not in seen
        client.force_login(shop.jonas)
        assert client.get(f"{page}preview/home/").status_code in (302, 403)


def test_the_form_shows_the_snippet_and_lets_its_own_frames_in(shop: Shop, manager: Client) -> None:
    answer = manager.get(f"/admin/visitors/site/{shop.site.pk}/change/")
    assert "/w/fjord.js" in answer.content.decode()
    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    assert not re.search(r"<textarea[^>]*>\s*\{&quot;brand", answer.content.decode())


def test_a_new_site_begins_on_the_clock_of_the_server(settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Oslo"
    assert SiteForm()["zone"].value() == "Europe/Oslo"


def test_a_language_nobody_has_reviewed_says_so_where_it_is_chosen(manager: Client, shop: Shop) -> None:
    names = dict(SiteForm(instance=shop.site).fields["also"].choices)  # type: ignore[attr-defined]
    assert names["ja"] == "日本語 (drafted by machine, not yet reviewed)"
    assert names["en"] == "English"
    shop.site.texts = {"pl": {}}
    shop.site.save()
    words = "/admin/visitors/site/{}/words/{}/"
    polish = manager.get(words.format(shop.site.pk, "pl")).content.decode()
    assert "drafted by machine" in polish
    assert "nieprzeczytane wiadomości" in polish
    assert "drafted by machine" not in manager.get(words.format(shop.site.pk, "en")).content.decode()
