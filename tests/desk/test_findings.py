"""What is found in texts, and links that lead nowhere from the moment they do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.units.models import Page, PageFinding, PageLink
from hub.units.proofreading import findings, lix
from tests import world as cast

pytestmark = pytest.mark.django_db
HEAVY = "<p>" + "Kommunestyret vedtok saksbehandlingsbestemmelser vedrørende tilskuddsforvaltningen " * 30 + ".</p>"
EASY = "<p>" + "Vi har det bra her. " * 40 + "</p>"


@pytest.fixture
def world():
    return cast.build()


def write(page, body, by):
    page.save_draft(page.title, body, by, page.draft.number)
    page.publish(by)
    return page


def kinds(page):
    return sorted(page.findings.values_list("kind", flat=True))


def test_lix_is_counted_as_in_the_book():
    # 8 words in 2 sentences, 2 of them of more than six letters: 8 / 2 + 100 * 2 / 8 = 29.
    assert lix("Katten spiste maten. Kommunen vedtok planen igår kveldene.") == (29, 8)
    assert lix("") == (0, 0) and lix("...") == (0, 0)


def test_each_finding_is_found_and_its_opposite_is_not():
    kinds = lambda html: [finding.kind for finding in findings(html)]  # noqa: E731
    assert kinds(HEAVY) == ["heavy"] and kinds(EASY) == []
    assert kinds("<h2>a</h2><h4>b</h4>") == ["heading"] and kinds("<h2>a</h2><h3>b</h3><h2>c</h2>") == []
    assert kinds("<h3>a</h3>") == ["heading"]
    assert kinds('<img src="/files/page/1/a.png" alt=" ">') == ["picture"]
    assert kinds('<img src="/files/page/1/a.png" alt="et hus">') == []


def test_a_text_is_read_when_it_is_published_and_anew_when_it_is_mended(world):
    page = world.open_page
    page.save_draft(page.title, HEAVY, world.eva, page.draft.number)
    assert kinds(page) == []
    page.publish(world.eva)
    assert kinds(page) == ["heavy"]
    write(page, EASY, world.eva)
    assert kinds(page) == []


def test_texts_from_before_are_read_by_the_worker(world):
    Page.objects.filter(pk=world.open_page.pk).update(body=HEAVY, read_as=0)
    assert PageFinding.read_what_is_left() == 1 and PageFinding.read_what_is_left() == 0
    assert kinds(world.open_page) == ["heavy"]


def broken(page):
    return list(PageLink.objects.broken().filter(page=page).values_list("address", flat=True))


def link(world, address):
    return write(world.open_page, f'<p><a href="{address}">hit</a></p>', world.eva)


def test_a_link_is_broken_from_the_moment_the_page_is_withdrawn_and_whole_when_it_is_back(world, client_of):
    page, target = link(world, f"/pages/{world.school_page.pk}/#s-del"), world.school_page
    assert broken(page) == []
    target.withdraw(world.siri)
    assert broken(page)
    assert "data-thing" in client_of(world.ola).get("/desk/list/links/").content.decode()
    assert "data-thing" not in client_of(world.nils).get("/desk/list/links/").content.decode()
    target.publish(world.siri)
    assert broken(page) == []


def test_a_page_whose_time_is_over_is_gone_to_the_minute(world):
    page = link(world, f"/pages/{world.school_page.pk}/")
    Page.objects.filter(pk=world.school_page.pk).update(unpublish_at=timezone.now() - timedelta(seconds=1))
    assert broken(page)


def test_a_closed_unit_is_gone_and_a_merged_one_leads_on(world):
    world.kjokken.memberships.all().delete()
    page = link(world, f"/units/{world.kjokken.pk}/")
    assert broken(page) == []
    world.kjokken.close(world.rita)
    assert broken(page)
    world.kjokken.reopen(world.rita)
    world.kjokken.merge_into(world.lokentunet, world.rita)
    assert broken(page) == []


def test_notices_and_people_that_are_gone(world):
    notice = cast.notice(world.lokentunet, "Nytt", world.kari)
    page = link(world, f"/notices/{notice.pk}/")
    assert broken(page) == []
    notice.withdraw(world.kari, "feil")
    assert broken(page)
    page = link(world, f"/people/{world.ola.pk}/")
    assert broken(page) == []
    type(world.ola).objects.filter(pk=world.ola.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    assert broken(page)


@pytest.mark.parametrize("address, whole", [
    ("/finnes/ikke/", False), ("/pages/987654/", False), ("side.html", False), ("/people/", True), ("/people", True),
    ("/search/?q=a", True), ("#her", True), ("mailto:a@b.no", True), ("tel:+4769681000", True), ("/help/ansatt/", True),
])  # fmt: skip
def test_an_unknown_address_is_broken_at_once(world, address, whole):
    assert (broken(link(world, address)) == []) == whole


def test_a_draft_that_is_deleted_leaves_a_broken_link_behind(world):
    page = link(world, f"/pages/{world.draft_page.pk}/")
    assert broken(page)  # not published
    world.draft_page.publish(world.eva)
    assert broken(page) == []


def test_links_of_pages_that_nobody_reads_are_not_listed(world):
    page = link(world, "/finnes/ikke/")
    page.withdraw(world.eva)
    assert broken(page) == []


def test_translations_missing_and_outdated(world, client_of):
    listed = lambda: client_of(world.eva).get("/desk/list/translations/").content.decode().count("data-thing=")  # noqa: E731
    english = Page.start(world.lokentunet, "Shifts", world.eva, language="en", original=world.open_page)
    assert listed() == 1  # begun, not published
    english.publish(world.eva)
    assert listed() == 0
    write(world.open_page, "<p>Nytt</p>", world.eva)
    assert listed() == 1  # outdated
    english.publish(world.eva)
    below = cast.publish(world.lokentunet, "Under", world.eva)
    Page.objects.filter(pk=below.pk).update(parent=world.open_page)
    assert listed() == 1  # the page above is there in English, and this one is not


def test_drafts_are_old_after_thirty_days(world, client_of):
    drafts = type(world.draft_page.draft).objects
    listed = lambda: client_of(world.eva).get("/desk/list/drafts/").content.decode().count("data-thing=")  # noqa: E731
    for days, count in ((29, 0), (31, 1)):
        drafts.update(saved_at=timezone.now() - timedelta(days=days))
        assert listed() == count
    world.draft_page.publish(world.eva)
    assert listed() == 0


def test_pages_that_nobody_answers_for(world, client_of):
    listed = lambda: client_of(world.siri).get("/desk/list/ownerless/").content.decode()  # noqa: E731
    row = f"/desk/pages/{world.school_page.pk}/"
    assert row in listed() and f"/desk/pages/{world.open_page.pk}/" not in listed()
    world.skole.give("leader", world.sara, None)
    assert row not in listed()
    assert "data-count" in client_of(world.eva).get("/desk/list/ownerless/").content.decode()


def test_vacant_posts_are_for_those_who_publish_above_or_lead(world, client_of):
    listed = lambda person: client_of(person).get("/desk/list/vacant/")  # noqa: E731
    assert f"/units/{world.skole.pk}/roles/" in listed(world.siri).content.decode()
    assert f"/units/{world.kjokken.pk}/roles/" in listed(world.eva).content.decode()
    assert f"/units/{world.skole.pk}/roles/" not in listed(world.eva).content.decode()
    assert listed(world.ola).status_code == 404
