"""Pages that keep themselves in step: two people, a network that comes and goes, a server that comes back."""

import re

import pytest
from playwright.sync_api import expect

from hub.units.models import Notice, Receipt
from tests import world as cast
from tests.live.rooms import rooms

LIVE = "#live-state[data-state=live]"
NETWORK = re.compile("ERR_INTERNET_DISCONNECTED|WebSocket connection|ERR_CONNECTION|ERR_FAILED|status of 404")


@pytest.fixture
def world(server):
    with rooms():
        yield cast.build()


@pytest.fixture
def open_live(open_page):
    def open_one(*asked, **options):
        page = open_page(*asked, **options)
        page.locator(LIVE).wait_for()
        return page

    return open_one


def forgive_network(*pages):
    """What the browser itself says of a network that we have cut."""
    for page in pages:
        page.complaints[:] = [said for said in page.complaints if not NETWORK.search(said)]


def test_a_new_notice_waits_behind_a_button_and_a_withdrawn_one_is_gone_at_once(world, open_live):
    first = cast.notice(world.lokentunet, "Heisen står", world.eva)
    kari, sara = open_live(world.kari), open_live(world.sara)
    before = kari.locator("#notices li").first.bounding_box()
    cast.notice(world.lokentunet, "Heisen går igjen", world.eva)
    expect(kari.locator("#live-news")).to_have_text("1 ny")
    expect(kari.locator("#live-said")).to_have_text("1 ny")
    assert kari.locator("#notices li").first.bounding_box() == before, "what one reads does not move"
    kari.locator("#live-news").click()
    expect(kari.locator("#notices li")).to_have_count(2)
    expect(kari.get_by_role("link", name="Heisen går igjen")).to_be_focused()
    expect(kari.locator("#live-news")).to_be_hidden()
    first.withdraw(world.eva, "Feil heis")
    expect(kari.get_by_role("link", name="Heisen står")).to_have_count(0)
    expect(sara.locator("body")).not_to_contain_text("Feil heis")


def test_what_is_for_others_shows_nowhere(world, open_live):
    """The number goes out to all; the page that asks gets nothing new, and says nothing."""
    sara, amina = open_live(world.sara), open_live(world.amina)
    cast.notice(world.lokentunet, "Bare for kjøkkenet", world.eva, cast.narrow(world.kjokken))
    expect(amina.locator("#live-news")).to_have_text("1 ny")
    cast.notice(world.top, "Til alle", world.siri)
    expect(sara.locator("#live-news")).to_have_text("1 ny")
    assert "Bare for kjøkkenet" not in sara.content()


def test_the_open_page_of_a_withdrawn_notice_goes(world, open_live):
    notice = cast.notice(world.top, "Til alle", world.siri)
    sara = open_live(world.sara, f"/notices/{notice.pk}/")
    notice.withdraw(world.siri, "Ble feil")
    expect(sara.get_by_role("heading", name="Til alle")).to_have_count(0)
    forgive_network(sara)


def test_a_confirmed_must_read_is_off_the_same_persons_other_pages(world, open_live):
    notice = cast.must_read(world.lokentunet, "Håndhygiene", world.kari)
    amina = open_live(world.amina)
    expect(amina.locator("#must-reads li")).to_have_count(1)
    Receipt.confirm(notice, world.amina, notice.current.number)
    expect(amina.locator("#must-reads")).to_have_count(0)
    expect(amina.locator("#asks")).to_contain_text("Ingenting venter")


def test_a_cut_network_is_told_in_words_and_what_was_missed_comes_when_it_is_back(world, open_live):
    kari = open_live(world.kari)
    kari.context.set_offline(True)
    expect(kari.locator("#live-state")).to_contain_text(re.compile(r"Frakoblet siden \d\d\.\d\d"), timeout=16_000)
    expect(kari.locator("#live-said")).to_contain_text("Frakoblet siden")
    cast.notice(world.top, "Kom mens nettet var nede", world.siri)
    kari.context.set_offline(False)
    kari.locator(LIVE).wait_for()
    expect(kari.locator("#live-news")).to_have_text("1 ny")
    expect(kari.locator("#live-said")).to_have_text(re.compile("1 ny|Direkte"))
    forgive_network(kari)


def test_without_sockets_the_page_asks_by_itself(world, open_page):
    """A proxy that lets none through."""
    kari = open_page(world.kari, "/accessibility/")
    refused = "class { static OPEN = 1; constructor() { setTimeout(() => this.onclose?.({ code: 1006 })) } close() {} }"
    kari.context.add_init_script(f"window.WebSocket = {refused}")
    kari.goto("/")
    expect(kari.locator("#live-state")).to_have_text("Oppdateres hvert 20. sekund", timeout=10_000)
    cast.notice(world.top, "Kom uten ledning", world.siri)
    expect(kari.locator("#live-news")).to_have_text("1 ny", timeout=25_000)


def test_a_proxy_that_loses_the_sign_in_from_sockets_does_not_make_the_page_load_for_ever(world, open_page):
    kari = open_page(world.kari, "/accessibility/")
    loaded: list[str] = []
    kari.on("request", lambda request: loaded.append(request.url) if request.is_navigation_request() else None)
    refused = "class { static OPEN = 1; constructor() { setTimeout(() => this.onclose?.({ code: 4401 })) } close() {} }"
    kari.context.add_init_script(f"window.WebSocket = {refused}")
    kari.goto("/")
    expect(kari.locator("#live-state")).to_have_text("Oppdateres hvert 20. sekund", timeout=10_000)
    assert len(loaded) == 1


def test_signed_out_in_another_tab_the_page_leaves(world, open_live):
    kari = open_live(world.kari)
    other = kari.context.new_page()
    other.goto("/me/")
    other.locator("form[action='/sign-out/'] button").first.evaluate("button => button.form.requestSubmit(button)")
    expect(kari).to_have_url(re.compile("/sign-in/"))


def test_the_language_is_the_readers(world, open_live):
    world.kari.language = "nn"
    world.kari.save()
    kari = open_live(world.kari)
    cast.notice(world.top, "Til alle", world.siri)
    expect(kari.locator("#live-news")).to_have_text("1 ny")
    expect(kari.locator("#live-state")).to_have_text("Direkte")
    assert Notice.objects.count() == 1


# What one writes

FORM = """<ul id="words" data-said></ul><form method="post" action="/say/" data-outbox data-kept="Ikke sendt ennå"
data-refused="Ikke tatt imot"><textarea name="text" aria-label="Melding"></textarea><button>Send</button></form>"""


@pytest.fixture
def writing(world, open_live):
    """A page with a form that keeps what is written, before a hub that may be out of reach or say no."""
    page = open_live(world.kari)
    page.heard, page.answer = [], 200

    def take(route):
        if page.answer == 0:
            route.abort()
            return
        page.heard.append(dict(pair.split("=") for pair in route.request.post_data.split("&")))
        if page.answer == -1:  # taken, but the answer is lost
            page.answer = 200
            route.abort()
            return
        route.fulfill(status=page.answer, content_type="text/html", body="")

    page.context.route("**/say/", take)
    add_form(page)
    return page


def add_form(page):
    page.evaluate(
        """form => {
            document.querySelector("main").insertAdjacentHTML("beforeend", form);
            const script = document.createElement("script");
            Object.assign(script, { type: "module", src: "/static/hub/outbox.js" });
            document.head.append(script);
        }""",
        FORM,
    )
    page.locator("form .hub-outbox").wait_for(state="attached")


def write(page, text):
    page.locator("textarea[name=text]").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def test_what_is_written_without_a_network_is_kept_over_a_reload_and_sent_once_in_order(writing):
    writing.answer = 0
    for text in ("en", "to", "tre"):
        write(writing, text)
    expect(writing.locator(".hub-outbox li")).to_have_text(["en", "to", "tre"])
    expect(writing.locator(".hub-outbox__note")).to_have_text("Ikke sendt ennå")
    writing.reload()
    add_form(writing)
    expect(writing.locator(".hub-outbox li")).to_have_count(3)
    writing.answer = 200
    expect(writing.locator(".hub-outbox li")).to_have_count(0, timeout=10_000)
    assert [letter["text"] for letter in writing.heard] == ["en", "to", "tre"]
    assert len({letter["key"] for letter in writing.heard}) == 3
    forgive_network(writing)


def test_a_lost_answer_is_asked_for_again_with_the_same_key(writing):
    writing.answer = -1
    write(writing, "en")
    expect(writing.locator(".hub-outbox li")).to_have_count(0, timeout=10_000)
    assert len(writing.heard) == 2 and writing.heard[0] == writing.heard[1]
    forgive_network(writing)


def test_what_is_refused_comes_back_into_its_field_with_a_sentence(writing):
    writing.answer = 422
    write(writing, "for langt")
    expect(writing.locator(".hub-outbox__note")).to_have_text("Ikke tatt imot")
    expect(writing.locator("textarea[name=text]")).to_have_value("for langt")
    writing.complaints[:] = [said for said in writing.complaints if "422" not in said]
