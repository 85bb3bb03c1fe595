"""The editor in a real browser: by keyboard, saving by itself, two at once, and with hostile texts."""

import re
from pathlib import Path

import pytest

from hub.units.models import Page, PageFile
from tests import world as cast
from tests.units.hostile import files as hostile

TEXTS = (Path(__file__).parents[1] / "units" / "hostile" / "texts.txt").read_text(encoding="utf-8").splitlines()
AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
A_SHEET = 61  # hostile texts on one page
EVERYTHING = (
    "<h2>Overskrift</h2><p>Tekst med <strong>fet</strong>, <em>kursiv</em> og "
    '<a href="/pages/1/" rel="noopener">lenke</a>.<br>Ny linje</p><h3>Mindre</h3><h4>Minst</h4>'
    "<ul><li><p>En</p><ul><li><p>Under</p></li></ul></li></ul><ol><li><p>Først</p></li></ol>"
    "<blockquote><p>Sagt</p></blockquote><hr>"
    '<aside class="info"><p>Husk</p></aside><aside class="warning"><p>Pass på</p></aside>'
    "<table><tbody><tr><th><p>A</p></th><th><p>B</p></th></tr><tr><td><p>c</p></td><td><p>d</p></td></tr></tbody></table>"
    '<figure><img src="{picture}" alt="En plan"><figcaption>Under bildet</figcaption></figure>'
)


@pytest.fixture
def world(server):
    return cast.build()


def draft_of(page):
    return Page.objects.get(pk=page.pk).draft


def editor_of(page):
    surface = page.locator(".ProseMirror")
    surface.wait_for()
    return surface


def wait_saved(page, number):
    page.wait_for_function(
        "number => document.querySelector('#editor-form [name=seen]').value === String(number)", arg=number
    )


def a_picture(page, by, name="plan.png"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from hub.files import accept

    return PageFile.keep(accept(SimpleUploadedFile(name, hostile.picture())), by, page=page)


def test_it_saves_by_itself_within_two_seconds_and_says_so(world, open_page):
    page = open_page(world.ola, f"/pages/{world.draft_page.pk}/edit/")
    editor_of(page).click()
    page.keyboard.type("Ring vaktleder.")
    with page.expect_response(re.compile("/draft/"), timeout=2000) as answer:
        pass
    wait_saved(page, 2)
    assert "Ring vaktleder." in draft_of(world.draft_page).body
    assert page.locator("#save-state").inner_text() == answer.value.json()["said"]
    assert page.locator("#save-state").get_attribute("role") == "status"


def test_the_text_has_a_name_and_its_tools_one_stop_for_the_keyboard(world, open_page):
    page = open_page(world.ola, f"/pages/{world.draft_page.pk}/edit/")
    surface = editor_of(page)
    assert page.get_by_role("textbox", name=page.locator("label[for=id_body]").inner_text()).count() == 1
    surface.focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.tool") == "level"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.tool") == "bold"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.tool") == "redo"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    assert page.locator("[data-tool][tabindex='0']").count() == 1
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.classList.contains('ProseMirror')")  # with the next frame


def test_bold_list_box_and_heading_by_keyboard_alone(world, open_page):
    page = open_page(world.ola, f"/pages/{world.draft_page.pk}/edit/")
    editor_of(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Viktig")
    page.keyboard.press("Control+a")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    for tool in ("bulletList", "info"):
        page.locator(f"[data-tool={tool}]").focus()
        page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#id_body').value.includes('aside')")
    page.locator("#save").click()
    page.wait_for_load_state()
    body = draft_of(world.draft_page).body
    assert body == '<aside class="info"><ul><li><p><strong>Viktig</strong></p></li></ul></aside>'


def test_everything_a_text_may_hold_comes_through_the_editor_unchanged(world, open_page):
    picture = a_picture(world.draft_page, world.ola)
    body = EVERYTHING.format(picture=picture.get_absolute_url())
    world.draft_page.save_draft("Alt", body, world.ola, 1)
    stored = draft_of(world.draft_page).body
    page = open_page(world.ola, f"/pages/{world.draft_page.pk}/edit/")
    editor_of(page).press("Control+End")
    page.keyboard.type("!")
    page.keyboard.press("Backspace")
    wait_saved(page, 2) if draft_of(world.draft_page).number == 2 else None
    page.locator("#save").click()
    page.wait_for_load_state()
    assert draft_of(world.draft_page).body.removesuffix("<p></p>") == stored


def test_a_picture_is_chosen_from_the_pages_files_with_its_words(world, open_page, tmp_path):
    file = tmp_path / "brannplan.png"
    file.write_bytes(hostile.picture())
    page = open_page(world.ola, f"/pages/{world.draft_page.pk}/edit/")
    editor_of(page).click()
    page.locator("[data-tool=picture]").click()
    page.locator("#picker-file").set_input_files(file)
    page.locator("[data-picture=yes] [type=radio]").check()
    page.locator("[data-choose] [value=ok]").click()
    assert page.locator("#picker-dialog[open]").count() == 1  # without words it does not go in
    page.locator("#picker-alt").fill("Plan over 2. etasje")
    page.locator("[data-choose] [value=ok]").click()
    wait_saved(page, 2)
    kept = PageFile.objects.get()
    assert f'<img src="{kept.get_absolute_url()}" alt="Plan over 2. etasje">' in draft_of(world.draft_page).body


def test_a_link_is_put_in_and_a_bare_address_is_made_whole(world, open_page):
    page = open_page(world.ola, f"/pages/{world.draft_page.pk}/edit/")
    editor_of(page).press("Control+End")
    page.keyboard.press("Control+k")
    page.locator("#link-href").fill("www.fhi.no")
    page.locator("#link-text").fill("FHI")
    page.keyboard.press("Enter")
    wait_saved(page, 2)
    assert '<a href="https://www.fhi.no" rel="noopener">FHI</a>' in draft_of(world.draft_page).body


def test_without_contact_it_says_so_and_saves_when_the_contact_is_back(world, open_page):
    page = open_page(world.ola, f"/pages/{world.draft_page.pk}/edit/")
    surface = editor_of(page)
    page.context.set_offline(True)
    surface.press("Control+End")
    page.keyboard.type(" frakoblet")
    page.locator("#save-state[data-color=warm]").wait_for()
    assert "frakoblet" not in draft_of(world.draft_page).body
    page.context.set_offline(False)
    wait_saved(page, 2)
    assert "frakoblet" in draft_of(world.draft_page).body
    page.complaints.clear()


def test_signed_out_and_in_again_elsewhere_it_goes_on_saving(world, open_page):
    page = open_page(world.ola, f"/pages/{world.draft_page.pk}/edit/")
    surface = editor_of(page)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    surface.press("Control+End")
    page.keyboard.type(" lenge siden")
    page.locator("#save-state[data-color=warm]").wait_for()
    page.context.add_cookies(cookies)
    wait_saved(page, 2)
    assert "lenge siden" in draft_of(world.draft_page).body
    page.complaints.clear()


def test_two_editors_see_each_other_and_the_second_settles(world, open_page):
    address = f"/pages/{world.draft_page.pk}/edit/"
    ola, eva = open_page(world.ola, address), open_page(world.eva, address)
    eva.locator("#others", has_text=world.ola.name).wait_for()
    editor_of(eva).press("Control+End")
    eva.keyboard.type(" fra Eva")
    wait_saved(eva, 2)
    editor_of(ola).press("Control+End")
    ola.keyboard.type(" fra Ola")
    ola.locator("#conflict:not([hidden])").wait_for()
    ola.locator("#conflict button").click()
    ola.locator("#theirs", has_text="fra Eva").wait_for()
    assert "fra Ola" in ola.locator("#mine").inner_text()
    ola.locator("[name=choice][value=both]").check()
    ola.locator("form[action$='settle/'] button[type=submit]").click()
    ola.wait_for_url(re.compile("/edit/"))
    body = draft_of(world.draft_page).body
    assert "fra Eva" in body and "fra Ola" in body
    ola.complaints.clear()


def test_without_script_the_field_takes_simple_html(world, open_page):
    page = open_page(world.ola, f"/pages/{world.draft_page.pk}/edit/", java_script_enabled=False)
    assert page.locator("#id_body_helptext").is_visible() and not page.locator("[data-tools]").is_visible()
    page.locator("#id_body").fill("<h2>Uten skript</h2>Første\n")
    page.locator("#save").click()
    assert draft_of(world.draft_page).body.startswith("<h2>Uten skript</h2>")


@pytest.mark.parametrize("size, dark", [("pc", False), ("phone", True)])
@pytest.mark.parametrize(
    "place", ["", "edit/", "publish/", "settings/", "history/", "history/compare/?old=1&new=0", "files/", "section/"]
)
def test_axe_finds_nothing(world, open_page, place, size, dark):
    target = world.open_page
    a_picture(target, world.eva)
    body = EVERYTHING.format(picture=target.files.get().get_absolute_url())
    target.save_draft("Vaktordninger", body, world.eva, 1)
    target.publish(world.eva)
    target.save_draft("Vaktordninger", body.replace("kursiv", "skrå"), world.eva, draft_of(target).number)
    page = open_page(world.eva, f"/pages/{target.pk}/{place}", size=size, dark=dark)
    if place == "edit/":
        editor_of(page)
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("first", range(0, len(TEXTS), A_SHEET))
@pytest.mark.parametrize("place", ["", "edit/"])
def test_hostile_texts_run_nothing_and_fetch_nothing(world, open_page, first, place):
    """Stored as they are, past the cleaning at writing: so the cleaning at reading is tried as well; then written."""
    target = world.open_page
    texts = TEXTS[first : first + A_SHEET]
    if place:
        for text in texts:
            target.save_draft("Ond", target.draft.body + text, world.ola, draft_of(target).number)
            target.refresh_from_db()
    else:
        Page.objects.filter(pk=target.pk).update(body="".join(f"<p>{text}</p>" for text in texts))
    page = open_page(world.ola, "/healthz")
    page.complaints.clear()
    dialogs, requests = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"/pages/{target.pk}/{place}")
    if place:
        editor_of(page)
    for link in page.locator("#text a, .ProseMirror a").all()[:30]:
        link.dispatch_event("pointerenter")
    page.wait_for_timeout(200)
    own = re.compile(
        r"http://127\.0\.0\.1:\d+/(pages/\d+/(edit/|editing/)?$|static/|profile|theme|files/page/1/a\.png$|.*\.css)"
    )
    assert dialogs == []
    assert [url for url in requests if not own.match(url)] == []
    assert [
        said
        for said in page.complaints
        if "Content Security Policy" in said or "error" in said.lower() and "404" not in said
    ] == []
    page.complaints.clear()
