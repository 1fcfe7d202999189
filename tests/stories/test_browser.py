"""The browser of the stories sees what it must see, and production shows less."""

import pytest
from playwright.sync_api import expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import Visitor
from tests.stories.server import Server

SHADOW_ROOT = "document.querySelector('visavis-widget').shadowRoot"


def test_in_production_the_launcher_is_out_of_reach_of_the_page(people: People, server: Server) -> None:
    page = people.arrive(closed_shadow_roots=True)
    page.goto(server.shop)
    page.wait_for_selector("visavis-widget", state="attached")
    assert page.evaluate(SHADOW_ROOT) is None


def test_the_stories_look_into_it(people: People, server: Server) -> None:
    visitor = Visitor(people.arrive(), server)
    expect(visitor.launcher).to_be_visible()
    assert visitor.page.evaluate(f"{SHADOW_ROOT} !== null")


def test_axe_looks_into_shadow_roots_and_frames(people: People, server: Server) -> None:
    visitor = Visitor(people.arrive(), server).open_chat()
    expect(visitor.chat.get_by_role("dialog")).to_be_visible()
    assert_accessible(visitor.page)
    visitor.page.evaluate(f"{SHADOW_ROOT}.appendChild(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        assert_accessible(visitor.page)
    visitor.page.evaluate(f"{SHADOW_ROOT}.lastChild.remove()")
    visitor.chat.locator("body").evaluate("body => body.appendChild(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        assert_accessible(visitor.page)


def test_a_page_comes_back_from_the_back_forward_cache(people: People, server: Server) -> None:
    page = people.arrive()
    page.goto(server.url + "/accounts/login/")
    page.evaluate("addEventListener('pageshow', (event) => { window.cameBack = event.persisted; })")
    page.goto(server.shop)
    page.evaluate("() => { setTimeout(() => history.back()); }")  # answers before it goes
    page.wait_for_function("window.cameBack === true")


def test_errors_of_a_page_are_noticed(people: People) -> None:
    page = people.arrive()
    page.evaluate("console.error('said')")
    page.evaluate("setTimeout(() => { throw new Error('thrown'); })")
    page.wait_for_timeout(100)
    assert [error for error in people.errors if "said" in error or "thrown" in error] == people.errors
    assert len(people.unexpected()) == 2
    people.expect_error("said|thrown")
    assert people.unexpected() == []
