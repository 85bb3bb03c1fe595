"""States of alerts: the covers, and what a crisis lead sees. More of what states.py begins."""

from hub.alerts.models import Alert, AlertRule
from tests.browser.page_states import STATES
from tests.browser.states import LONG, sent, state

__all__ = ["STATES"]
COVER = "#alerts[data-cover]"
WORDS = {"text": "Røyk i korridoren", "instructions": "Gå ut\nMøt ved flaggstangen"}


def alarm(world, **fields):
    """One for all, sent by Ivar, who leads in a crisis in this world."""
    alert = Alert.start(world.top, world.ivar, None, title=LONG, **(WORDS | fields))
    alert.send(world.ivar)
    return alert


def covered(page):
    page.locator(COVER).wait_for()
    return page


@state
def red_alert_over_a_page(world, open_page, settings, folder):
    alarm(world, page=world.shown)
    return covered(open_page(world.kari, "/units/"))


@state
def orange_drill_with_an_update_on_a_phone(world, open_page, settings, folder):
    alarm(world, level="orange", is_drill=True).update(world.ivar, "Brannvesenet er her")
    return covered(open_page(world.kari, "/", size="phone"))


@state
def information_where_nobody_is_signed_in(world, open_page, settings, folder):
    alarm(world, level="info", asks_rollcall=False)
    return covered(open_page(None, "/sign-in/"))


@state
def alert_that_is_read(world, open_page, settings, folder):
    alarm(world)
    page = covered(open_page(world.kari, "/units/"))
    page.get_by_role("button", name="Jeg er trygg").click()
    page.locator(".hub-alert-holder[data-state=read]").wait_for()
    return page


@state
def preparedness_page_first(world, open_page, settings, folder):
    alarm(world, page=world.shown)
    page = covered(open_page(world.kari, "/"))
    page.get_by_role("button", name="Jeg har lest det").click()
    page.locator(".hub-alert-holder[data-state=read]").wait_for()
    return page


@state
def alert_with_nothing_filled_in(world, open_page, settings, folder):
    return sent(open_page(world.ivar, "/alerts/new/"), "#alert-writing")


@state
def alert_before_it_is_sent(world, open_page, settings, folder):
    alert = Alert.start(world.top, world.ivar, None, title=LONG, **WORDS)
    return open_page(world.ivar, f"/alerts/{alert.pk}/send/")


@state
def alert_that_waits_for_a_second_person(world, open_page, settings, folder):
    AlertRule.put(world.top, True, world.ivar)
    alert = Alert.start(world.top, world.ivar, None, title=LONG, is_drill=True, **WORDS)
    alert.send(world.ivar)
    return open_page(world.ivar, f"/alerts/{alert.pk}/send/")
