"""Who marks a page or a notice public, and who does not."""

from hub.units.models import Notice
from tests import world as cast
from tests.feeds.reading import atom_of, titles


def test_those_who_publish_mark_a_page_and_are_told_that_the_whole_world_sees_it(world, client_of, outside):
    page = cast.publish(world.lokentunet, "For alle", world.eva)
    eva, path = client_of(world.eva), f"/pages/{page.pk}/public/"
    assert client_of(world.ola).get(path).status_code == 404  # who only writes
    assert eva.get(path).context["form"]["public"].value() == "yes"
    assert eva.post(path, {"public": "yes"}).status_code == 302
    assert eva.post(path, {"public": "yes"}).status_code == 302  # a double click
    assert titles(atom_of(outside)) == ["For alle"]
    page.refresh_from_db()
    assert page.public_by == world.eva and world.eva.name in eva.get(path).content.decode()
    eva.post(path, {"public": "no"})
    assert titles(atom_of(outside)) == []


def test_what_is_narrowed_cannot_be_marked(world, client_of, outside):
    path = f"/pages/{world.narrow_page.pk}/public/"
    assert client_of(world.eva).post(path, {"public": "yes"}).status_code == 422
    world.narrow_page.refresh_from_db()
    assert not world.narrow_page.is_public


def form_of(**more):
    return {
        "title": "Stengt", "body": "<p>I dag.</p>", "weight": "ordinary", "language": "nb", "reach": "everybody",
        "units-TOTAL_FORMS": 0, "units-INITIAL_FORMS": 0, **more,
    }  # fmt: skip


def test_those_who_publish_mark_a_notice_when_it_is_for_all(world, client_of, outside):
    kari, path = client_of(world.kari), f"/notices/unit/{world.lokentunet.pk}/new/"
    refused = kari.post(path, form_of(is_public="on", reach="here"))
    assert refused.status_code == 422 and "is_public" in refused.context["form"].errors
    assert kari.post(path, form_of(is_public="on")).status_code == 302
    notice = Notice.objects.get(title="Stengt")
    assert notice.is_public and titles(atom_of(outside)) == []  # not before it is sent
    assert b'id="goes-public"' in kari.get(f"/notices/{notice.pk}/send/").content
    kari.post(f"/notices/{notice.pk}/send/", {"when": "now"})
    assert titles(atom_of(outside)) == ["Stengt"]


def test_who_only_writes_marks_no_notice_and_unmarks_none(world, client_of):
    ola, path = client_of(world.ola), f"/notices/unit/{world.lokentunet.pk}/new/"
    assert b"is_public" not in ola.get(path).content
    ola.post(path, form_of(is_public="on"))
    notice = Notice.objects.get(title="Stengt")
    assert not notice.is_public
    notice.show_world(world.kari)
    ola.post(f"/notices/{notice.pk}/edit/", form_of(title="Stengt i dag", seen=1))
    notice.refresh_from_db()
    assert notice.is_public and notice.title == "Stengt i dag"
