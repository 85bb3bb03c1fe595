"""Comments in the browser: written, answered and read with script and without, by keyboard, on a telephone."""

import pytest
from playwright.sync_api import expect

from hub.dialogue.models import Comment, Mention, Reaction
from tests import world as cast
from tests.browser.seeing import check

TEXT = "Når begynner det?"


@pytest.fixture
def world(server):
    world = cast.build()
    world.notice = cast.notice(world.lokentunet, "Julebord", world.kari, cast.narrow(world.lokentunet))
    world.thread = world.notice.thread
    return world


def send(page, place, text):
    page.locator(f"{place} textarea").fill(text)
    page.locator(f"{place} button[type=submit]").click()


def look(page):
    """The page looks for what is new, as it does now and then by itself."""
    with page.expect_response(lambda answer: "/new/" in answer.url):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("size", ["pc", "phone"])
def test_a_talk_from_the_first_comment_to_the_last(world, open_page, script, size):
    page = open_page(world.amina, world.notice.get_absolute_url(), size=size, java_script_enabled=script)
    send(page, "#place-write", TEXT)
    expect(page.locator(".hub-comment__text")).to_have_text([TEXT])
    first = Comment.objects.get()
    theirs = open_page(world.ola, world.notice.get_absolute_url(), size=size, java_script_enabled=script)
    theirs.locator(f"#comment-{first.pk} [href$='/answer/']").click()
    send(theirs, f"#place-answer-{first.pk}" if script else "main", "Klokka sju, @Amina Đorđević")
    expect(theirs.locator(".hub-comment__text")).to_have_text([TEXT, "Klokka sju, @Amina Đorđević"])
    expect(theirs.locator("main a.hub-mention")).to_have_attribute("href", f"/people/{world.amina.pk}/")
    theirs.locator(f"#react-{first.pk}-thanks").click()
    expect(theirs.locator(f"#react-{first.pk}-thanks")).to_have_attribute("aria-pressed", "true")
    page.goto(world.notice.get_absolute_url())
    page.locator(f"#comment-{first.pk} > .hub-comment__tools [href$='/edit/']").click()
    send(page, f"#place-answer-{first.pk}" if script else "main", "Når slutter det?")
    expect(page.locator(".hub-comment__text").first).to_have_text("Når slutter det?")
    assert Mention.objects.get().user == world.amina and Reaction.objects.get().user == world.ola
    if script and size == "pc":
        assert check(page) == []


def test_nothing_is_put_in_above_what_one_reads_until_one_asks_for_it(world, open_page):
    first = world.thread.say("Først", world.amina)
    page = open_page(world.ola, world.notice.get_absolute_url())
    page.locator(f"#comment-{first.pk} [href$='/answer/']").click()
    page.locator(f"#place-answer-{first.pk} textarea").fill("Halvskrevet")
    page.locator("#place-write textarea").fill("Også halvskrevet")
    before = page.locator("#place-write").bounding_box()
    for text in ("En", "To"):
        world.thread.say(text, world.dag, to=first)
    new = world.thread.say("Tre", world.amina)
    look(page)
    expect(page.locator("#new-comments")).to_have_attribute("data-count", "3")
    assert page.locator("#place-write").bounding_box() == before, "nothing moved"
    expect(page.locator(".hub-comment__text")).to_have_text(["Først"])
    page.locator("#new-comments").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hub-comment__text")).to_have_text(["Først", "En", "To", "Tre"])
    expect(page.locator("[data-new]:focus")).to_have_count(1)
    expect(page.locator("#new-comments")).to_have_count(0)
    assert page.locator(f"#place-answer-{first.pk} textarea").input_value() == "Halvskrevet"
    assert page.locator("#place-write textarea").input_value() == "Også halvskrevet"
    assert page.locator(f"#comment-{new.pk}").get_attribute("data-new") is not None


def test_a_page_that_nobody_looks_at_asks_nothing(world, open_page):
    page = open_page(world.ola, world.notice.get_absolute_url())
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("Object.defineProperty(document, 'visibilityState', {get: () => 'hidden', configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("delete document.visibilityState")
    look(page)
    assert len([url for url in asked if "/new/" in url]) == 1


def test_a_name_is_suggested_after_an_at_and_chosen_by_keyboard(world, open_page):
    page = open_page(world.ola, world.notice.get_absolute_url())
    field = page.locator("#place-write textarea")
    field.press_sequentially("Hei @am")
    option = page.locator("#mention-list [role=option]")
    expect(option).to_have_count(1)
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Hei @Amina Đorđević ")
    field.press_sequentially("@sa")
    page.wait_for_load_state("networkidle")
    expect(option).to_have_count(0)  # Sara may not see it
    page.keyboard.press("Escape")
    page.locator("#place-write button[type=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main a.hub-mention")).to_have_count(1)
    expect(page.locator("#dialogue-said .ds-alert")).to_have_count(1)
    expect(page.locator("#place-write textarea")).to_have_value("")


def test_what_cannot_be_sent_stays_in_the_field_and_says_why(world, open_page):
    page = open_page(world.amina, world.notice.get_absolute_url())
    world.notice.set_up(world.kari, comments_open=False)
    send(page, "#place-write", "Rakk ikke")
    expect(page.locator("#place-write [role=alert]")).to_be_visible()
    expect(page.locator("#place-write textarea")).to_have_value("Rakk ikke")
    assert not Comment.objects.exists()
    page.complaints.clear()  # the browser says that it was refused


def test_signed_out_meanwhile_what_is_written_stays(world, open_page):
    page = open_page(world.amina, world.notice.get_absolute_url())
    page.context.clear_cookies()
    look(page)
    page.locator("#place-write textarea").fill("Nesten ferdig")
    page.evaluate("document.querySelector('#place-write textarea').focus()")
    page.context.clear_cookies()
    expect(page.locator("#place-write textarea")).to_have_value("Nesten ferdig")
    expect(page.locator("#dialogue-title")).to_be_visible()


def test_an_answer_is_begun_and_cancelled_by_keyboard(world, open_page):
    first = world.thread.say("Først", world.amina)
    page = open_page(world.ola, world.notice.get_absolute_url())
    opener = page.locator(f"#comment-{first.pk} [href$='/answer/']")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#place-answer-{first.pk} textarea")).to_be_focused()
    page.locator("[data-cancel]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#place-answer-{first.pk} textarea")).to_have_count(0)
    expect(opener).to_be_focused()


def test_what_others_say_and_do_is_there_by_itself(world, open_page):
    first = world.thread.say("Først", world.amina)
    answer = world.thread.say("Svar", world.dag, to=first)
    page = open_page(world.ola, world.notice.get_absolute_url())
    page.locator("#live-state[data-state=live]").wait_for()
    first.react("thanks", world.dag, True)
    expect(page.locator(f"#comment-{first.pk} > .hub-comment__tools")).to_contain_text("1")
    expect(page.locator(f"#comment-{answer.pk}")).to_be_visible()
    world.thread.say("Nytt", world.dag)
    expect(page.locator("#new-comments")).to_have_text("1 ny")
    answer.hide(world.kari, "Feil")
    expect(page.locator(f"#comment-{answer.pk}")).not_to_contain_text("Svar nå")
    expect(page.locator(f"#comment-{answer.pk} .hub-comment__text")).to_have_count(0)
