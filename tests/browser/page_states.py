"""States of pages: published, drafted, compared, being written by two. More of what states.py begins."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hub.files import accept
from hub.selfservice.models import ServiceLink
from hub.units.models import Page, PageFile
from tests.browser.states import LONG, STATES, sent, state
from tests.units.hostile import files as hostile

__all__ = ["STATES"]
RICH = (
    '<h2>Overskrift</h2><p>Tekst med <a href="/pages/1/">lenke</a>, <strong>fet</strong> og <em>kursiv</em>.</p>'
    "<h3>Mindre</h3><ul><li><p>En</p></li></ul><ol><li><p>Først</p></li></ol><h2>Mer</h2><blockquote><p>Sagt</p>"
    '</blockquote><hr><aside class="info"><p>Husk</p></aside><aside class="warning"><p>Pass på</p></aside>'
    "<table><tbody><tr><th><p>A</p></th><th><p>B</p></th></tr><tr><td><p>c</p></td><td><p>d</p></td></tr></tbody></table>"
    '<figure><img src="{picture}" alt="En plan"><figcaption>Under bildet</figcaption></figure>'
)


def rich_page(world):
    page = Page.start(world.lokentunet, LONG, world.eva)
    picture = PageFile.keep(accept(SimpleUploadedFile("plan.png", hostile.picture())), world.eva, page=page)
    page.save_draft(LONG, RICH.format(picture=picture.get_absolute_url()), world.eva, page.draft.number)
    page.publish(world.eva, note="Nye tider")
    return page


@state
def page_with_everything(world, open_page, settings, folder):
    return open_page(world.eva, rich_page(world).get_absolute_url())


@state
def contents_opened_on_a_phone(world, open_page, settings, folder):
    page = open_page(world.eva, rich_page(world).get_absolute_url(), size="phone")
    page.locator("details.hub-contents summary").click()
    return page


@state
def section_with_a_page_under(world, open_page, settings, folder):
    top = rich_page(world)
    Page.start(world.lokentunet, "Under", world.eva, body="<h2>En</h2><p>Tekst</p>", parent=top).publish(world.eva)
    return open_page(world.eva, f"/pages/{top.pk}/section/")


@state
def page_not_published(world, open_page, settings, folder):
    return open_page(world.ola, world.draft_page.get_absolute_url())


@state
def page_to_be_published_later(world, open_page, settings, folder):
    world.draft_page.schedule(timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=9), world.eva)
    return open_page(world.eva, f"/pages/{world.draft_page.pk}/publish/")


@state
def page_that_cannot_be_published(world, open_page, settings, folder):
    return open_page(world.eva, f"/pages/{Page.start(world.lokentunet, '', world.eva).pk}/publish/")


@state
def draft_saved_and_looked_at(world, open_page, settings, folder):
    page = open_page(world.ola, f"/pages/{rich_page(world).pk}/edit/")
    page.locator(".ProseMirror").wait_for()
    with page.expect_navigation():
        page.locator("#save").click()
    page.locator(".ProseMirror").wait_for()
    return page


@state
def two_write_at_once(world, open_page, settings, folder):
    address = f"/pages/{world.draft_page.pk}/edit/"
    open_page(world.eva, address).locator(".ProseMirror").wait_for()
    page = open_page(world.ola, address)
    page.locator("#others", has_text=world.eva.name).wait_for()
    return page


@state
def two_texts_to_choose_from(world, open_page, settings, folder):
    page = open_page(world.ola, f"/pages/{world.draft_page.pk}/edit/")
    page.locator(".ProseMirror").wait_for()
    world.draft_page.refresh_from_db()
    world.draft_page.save_draft("Evas", "<p>fra Eva</p>", world.eva, world.draft_page.draft.number)
    with page.expect_navigation():
        page.locator("#save").click()
    page.locator("#theirs").wait_for()
    return page


@state
def picture_is_chosen(world, open_page, settings, folder):
    page = open_page(world.ola, f"/pages/{rich_page(world).pk}/edit/")
    page.locator(".ProseMirror").click()
    page.locator("[data-tool=picture]").click()
    page.locator("dialog[open] [data-picture=yes]").first.wait_for()
    return page


@state
def link_is_put_in(world, open_page, settings, folder):
    page = open_page(world.ola, f"/pages/{world.draft_page.pk}/edit/")
    page.locator(".ProseMirror").press("Control+k")
    page.locator("dialog[open]").wait_for()
    return page


@state
def what_changed_between_two_versions(world, open_page, settings, folder):
    page = rich_page(world)
    page.save_draft("Nytt navn", "<p>Ny tekst</p>", world.eva, page.draft.number)
    return open_page(world.eva, f"/pages/{page.pk}/history/compare/?old=1&new=0")


@state
def files_with_a_picture(world, open_page, settings, folder):
    return open_page(world.eva, f"/pages/{rich_page(world).pk}/files/")


@state
def page_is_withdrawn(world, open_page, settings, folder):
    return sent(open_page(world.eva, f"/pages/{world.shown.pk}/withdraw/"), "main form")


# The desk


@state
def desk_with_things_to_do(world, open_page, settings, folder):
    Page.objects.live().update(review_on=timezone.localdate() - timedelta(days=30))
    return open_page(world.siri, "/desk/")


@state
def desk_in_order(world, open_page, settings, folder):
    Page.objects.filter(unit=world.lokentunet).update(unit=world.skole)
    Page.objects.update(owner=None, passed_on=None)
    return open_page(world.nils, "/desk/")


@state
def desk_list_of_nothing(world, open_page, settings, folder):
    return open_page(world.siri, "/desk/list/notices/?q=finnesikke")


@state
def desk_list_of_texts(world, open_page, settings, folder):
    return open_page(world.siri, "/desk/list/texts/?sort=-title")


@state
def page_postponed_wrongly(world, open_page, settings, folder):
    page = open_page(world.eva, f"/desk/pages/{world.shown.pk}/")
    return sent(page, "form[action$='/postpone/']")


@state
def page_told_to_be_overdue(world, open_page, settings, folder):
    Page.objects.filter(pk=world.shown.pk).update(review_on=timezone.localdate() - timedelta(days=30))
    return open_page(world.amina, f"/pages/{world.shown.pk}/")


# Self-service


@state
def services_of_a_phone(world, open_page, settings, folder):
    return open_page(world.amina, "/services/", size="phone", dark=True)


@state
def services_searched_in_vain(world, open_page, settings, folder):
    return open_page(world.siri, "/services/?q=finnesikke")


@state
def services_not_yet_there(world, open_page, settings, folder):
    ServiceLink.objects.all().delete()
    return open_page(world.eva, "/services/")


@state
def link_filled_in_wrongly(world, open_page, settings, folder):
    page = open_page(world.eva, "/services/links/new/")
    page.locator("[name=address]").fill("http://visma.example/")
    return sent(page, "main form")


@state
def link_with_its_further_settings(world, open_page, settings, folder):
    page = open_page(world.eva, f"/services/links/{world.service.pk}/", size="phone")
    page.locator("details.hub-more summary").click()
    return page
