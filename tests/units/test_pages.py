"""Pages as they are read: who finds them, what stands around them, and what is nowhere."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.units.models import Page, PageFile
from tests import world as cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast.build()


def with_text(world, body, unit=None, title="Håndbok", **fields):
    page = Page.start(unit or world.lokentunet, title, world.eva, body=body, **fields)
    page.publish(world.eva)
    return page


def test_an_open_page_is_read_by_every_employee_and_by_nobody_who_is_not_signed_in(world, client_of):
    for person in (world.amina, world.sara, world.nils):
        assert client_of(person).get(f"/pages/{world.open_page.pk}/").status_code == 200
    answer = client_of().get(f"/pages/{world.open_page.pk}/")
    assert answer.status_code == 302 and "next=" in answer["Location"]


def test_a_narrowed_page_and_a_missing_one_are_answered_alike_byte_for_byte(world, client_of):
    assert client_of(world.amina).get(f"/pages/{world.narrow_page.pk}/").status_code == 200
    sara = client_of(world.sara)
    hidden, missing = (sara.get(f"/pages/{pk}/") for pk in (world.narrow_page.pk, world.narrow_page.pk + 9000))
    assert hidden.status_code == missing.status_code == 404
    assert plain(hidden, world.narrow_page.pk) == plain(missing, world.narrow_page.pk + 9000)


def plain(answer, number):
    """The bytes without the form's token, which is another in every answer, and the number that was asked for."""
    return re.sub(rb"[A-Za-z0-9]{64}", b"", answer.content).replace(f"/pages/{number}/".encode(), b"")


def test_a_draft_is_seen_by_the_units_writers_alone_and_says_so(world, client_of):
    answer = client_of(world.ola).get(f"/pages/{world.draft_page.pk}/")
    assert b'id="not-published"' in answer.content and b"utkast" in answer.content
    for person in (world.sara, world.nils, world.amina):
        assert client_of(person).get(f"/pages/{world.draft_page.pk}/").status_code == 404


def test_headings_get_addresses_that_last_and_a_table_of_contents(world, client_of):
    page = with_text(world, "<h2>Før vakt</h2><p>x</p><h3>Nøkler</h3><h2>Før vakt</h2>")
    content = client_of(world.sara).get(f"/pages/{page.pk}/").content.decode()
    assert '<h2 id="s-før-vakt">' in content and '<h2 id="s-før-vakt-2">' in content
    assert 'href="#s-nøkler"' in content


def test_the_crumbs_name_only_pages_that_the_reader_may_see(world, client_of):
    under = with_text(world, "<p>Åpen</p>", title="Under den smale", parent=world.narrow_page)
    assert world.narrow_page.title not in client_of(world.sara).get(f"/pages/{under.pk}/").content.decode()
    assert world.narrow_page.title in client_of(world.amina).get(f"/pages/{under.pk}/").content.decode()


def test_subpages_and_translations_are_listed_for_those_who_may_see_them(world, client_of):
    child = with_text(world, "<p>x</p>", title="Underside", parent=world.open_page, audience=cast.narrow(world.kjokken))
    english = with_text(world, "<p>x</p>", title="Shifts", language="en", original=world.open_page)
    sara = client_of(world.sara).get(f"/pages/{world.open_page.pk}/").content.decode()
    amina = client_of(world.amina).get(f"/pages/{world.open_page.pk}/").content.decode()
    assert "Underside" not in sara and "Underside" in amina
    assert f'href="/pages/{english.pk}/" hreflang="en"' in sara
    assert f'href="/pages/{child.pk}/"' in amina


def test_the_owner_is_the_one_set_then_the_chief_editor_then_the_leader_then_the_unit_above(world, client_of):
    def named(page):
        answer = client_of(world.sara).get(f"/pages/{page.pk}/")
        return answer.context["sheet"].answers

    page = world.open_page
    assert named(page) == world.eva
    page.owner = world.ola
    page.save()
    assert named(page) == world.ola
    world.ola.active_to = timezone.localdate() - timedelta(days=1)
    world.ola.save()
    assert named(page) == world.eva
    world.lokentunet.take("chief_editor", world.eva, None)
    assert named(page) == world.kari
    world.lokentunet.take("leader", world.kari, None)
    assert named(page) == world.helge


def test_a_whole_section_is_one_sheet_with_contents_and_only_what_the_reader_may_see(world, client_of):
    child = with_text(world, "<h2>Inni</h2><p>barnetekst</p>", title="Underside", parent=world.open_page)
    with_text(world, "<p>hemmelig</p>", title="Smal", parent=child, audience=cast.narrow(world.kjokken))
    draft = Page.start(world.lokentunet, "Uferdig", world.ola, parent=child)
    content = client_of(world.sara).get(f"/pages/{world.open_page.pk}/section/").content.decode()
    assert content.count('<article class="hub-newsheet') == 2
    assert f'href="#page-{child.pk}"' in content and "barnetekst" in content
    assert "hemmelig" not in content and "Smal" not in content and draft.title not in content
    assert f'<h3 id="s{child.pk}-inni">' in content


def test_who_writes_a_translation_is_told_that_the_other_text_has_changed(world, client_of):
    english = with_text(world, "<p>x</p>", title="Shifts", language="en", original=world.open_page)
    paths = (f"/pages/{english.pk}/", f"/pages/{english.pk}/edit/")
    ola = client_of(world.ola)
    assert not any('id="behind"' in ola.get(path).content.decode() for path in paths)
    world.open_page.save_draft("Vaktordninger", "<p>Ny</p>", world.eva, world.open_page.draft.number)
    world.open_page.publish(world.eva)
    link = f"/pages/{world.open_page.pk}/history/compare/?old=1&amp;new=2"
    assert all(link in ola.get(path).content.decode() for path in paths)
    assert 'id="behind"' not in client_of(world.sara).get(paths[0]).content.decode()
    english.publish(world.eva)
    assert not any('id="behind"' in ola.get(path).content.decode() for path in paths)


def test_the_writers_list_says_the_state_of_every_page_and_is_for_writers_alone(world, client_of):
    english = with_text(world, "<p>x</p>", title="Shifts", language="en", original=world.open_page)
    world.open_page.save_draft("Vaktordninger", "<p>Ny</p>", world.eva, world.open_page.draft.number)
    world.open_page.publish(world.eva)
    world.narrow_page.withdraw(world.eva)
    answer = client_of(world.ola).get(f"/pages/unit/{world.lokentunet.pk}/")
    states = {page.pk: page.state for _depth, page in answer.context["pages"]}
    assert states[world.open_page.pk] == "published"
    assert states[world.narrow_page.pk] == "withdrawn"
    assert states[world.draft_page.pk] == "draft"
    assert f'data-page="{english.pk}" data-state="published" data-behind' in answer.content.decode()
    for person in (world.sara, world.nils, world.amina):
        assert client_of(person).get(f"/pages/unit/{world.lokentunet.pk}/").status_code == 404


def test_a_page_costs_at_most_eight_queries_however_much_hangs_on_it(world, client_of):
    page = with_text(world, "<p>x</p>", title="Dyp", parent=world.open_page)
    sara = client_of(world.sara)
    sara.get(f"/pages/{page.pk}/")

    def cost():
        with CaptureQueriesContext(connection) as found:
            assert sara.get(f"/pages/{page.pk}/").status_code == 200
        return [query["sql"] for query in found.captured_queries]

    few = cost()
    for number in range(12):
        with_text(world, "<p>x</p>", title=f"Barn {number}", parent=page)
        PageFile.objects.create(
            page=page,
            name=f"{number}.txt",
            content_type="text/plain",
            size=1,
            added_by=world.eva,
            shown_at=timezone.now(),
        )
    assert len(cost()) == len(few) <= 8, few


def test_the_writers_list_costs_the_same_with_many_rows(world, client_of):
    ola = client_of(world.ola)

    def cost():
        with CaptureQueriesContext(connection) as found:
            ola.get(f"/pages/unit/{world.lokentunet.pk}/")
        return len(found.captured_queries)

    cost()
    few = cost()
    for number in range(12):
        with_text(world, "<p>x</p>", title=f"Barn {number}", parent=world.open_page, owner=world.ola)
    assert cost() == few


def test_saying_that_a_page_is_still_true_is_for_those_who_publish(world, client_of):
    page = world.open_page
    Page.objects.filter(pk=page.pk).update(review_on=timezone.localdate())
    for person, status in ((world.sara, 404), (world.ola, 404), (world.nils, 404), (world.eva, 302)):
        assert client_of(person).post(f"/pages/{page.pk}/review/").status_code == status
    page.refresh_from_db()
    assert (page.review_on - timezone.localdate()).days == 365


def test_the_title_of_an_original_that_has_moved_out_of_reach_is_not_told(world, client_of):
    original = with_text(world, "<p>a</p>", title="Hemmelig omorganisering")
    translation = with_text(world, "<p>b</p>", title="English", language="en", original=original)
    place = f"/pages/unit/{translation.unit_id}/"
    assert "Hemmelig omorganisering" in client_of(world.ola).get(place).content.decode()
    Page.objects.filter(pk=original.pk).update(unit=world.skole, audience=cast.narrow(world.skole))
    shown = client_of(world.ola).get(place).content.decode()
    assert "English" in shown and "Hemmelig omorganisering" not in shown and f"/pages/{original.pk}/" not in shown
