"""What changes in the feeds, and what goes: names last, and a tombstone tells what is gone."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.feeds.models import Entry, settle
from hub.units.models import Notice, Page
from tests.feeds.reading import (
    A,
    T,
    atom_of,
    gone_from,
    names,
    public_notice,
    public_page,
    titles,
)


def test_names_last_and_the_date_follows_the_text(world, outside):
    page = public_page(world)
    before = atom_of(outside)
    page.save_draft("Nye tider", "<p>Vi har stengt.</p>", world.siri, page.draft.number)
    assert titles(atom_of(outside)) == ["Åpningstider"]  # a draft is nobody's business
    page.publish(world.siri)
    after = atom_of(outside)
    assert list(names(after).values()) == list(names(before).values()) and titles(after) == ["Nye tider"]
    assert after.findtext(f"{A}updated") > before.findtext(f"{A}updated")
    assert after.find(f"{A}entry").findtext(f"{A}published") == before.find(f"{A}entry").findtext(f"{A}published")


def test_names_last_when_the_hub_moves_to_another_address(world, outside, settings):
    page = public_page(world)
    before = names(atom_of(outside))["Åpningstider"]
    assert before == f"tag:hub.dal.example,2026:page/{page.pk}"
    settings.SITE_URL = "https://intranett.dal.example"
    public_page(world, "Ny")
    settle()
    assert Entry.objects.get(key=page.pk, kind="page").tag == before
    assert set(Entry.objects.values_list("tag", flat=True)) == {
        before,
        before.replace(f"/{page.pk}", f"/{page.pk + 1}"),
    }


def end(what, world, thing):
    if what == "withdrawn":
        thing.withdraw(*([world.siri] if isinstance(thing, Page) else [world.kari, "Feil dag"]))
    elif what == "inside again":
        thing.show_world(world.siri, False)
    elif what == "narrowed":
        (thing.narrow if isinstance(thing, Page) else thing.aim)([(world.kjokken, True)], [])
    else:
        over = {"unpublish_at" if isinstance(thing, Page) else "ends_at": timezone.now() - timedelta(minutes=1)}
        type(thing).objects.filter(pk=thing.pk).update(**over)


@pytest.mark.parametrize("what", ["withdrawn", "inside again", "narrowed", "over"])
@pytest.mark.parametrize("make", [public_page, public_notice])
def test_what_is_public_no_more_is_gone_at_once_with_a_tombstone(world, outside, make, what):
    thing = make(world)
    name = next(iter(names(atom_of(outside)).values()))
    path = f"/public{thing.get_absolute_url()}"
    assert outside.get(path).status_code == 200
    end(what, world, thing)
    after = atom_of(outside)
    assert (titles(after), gone_from(after)) == ([], [name])
    assert outside.get(path).status_code == 404
    said = json.loads(outside.get("/public/feed.json").content)
    assert said["items"] == [] and [each["id"] for each in said["_hub"]["deleted"]] == [name]
    assert thing.title not in outside.get("/public/").content.decode()


def test_what_comes_back_has_its_old_name_and_no_tombstone(world, outside):
    page = public_page(world)
    first = atom_of(outside)
    page.show_world(world.siri, False)
    went = atom_of(outside).find(f"{T}deleted-entry").get("when")
    page.show_world(world.siri)
    again = atom_of(outside)
    assert names(again) == names(first) and gone_from(again) == []
    assert again.find(f"{A}entry").findtext(f"{A}updated") > went


def test_a_tombstone_stands_for_a_season(world, outside):
    public_page(world).show_world(world.siri, False)
    page = public_page(world, "To")
    settle()
    page.show_world(world.siri, False)
    settle(timezone.now() - timedelta(days=91))
    assert gone_from(atom_of(outside)) == []


def test_widening_what_was_narrowed_does_not_make_it_public_again(world, outside):
    for thing, narrow in [(public_page(world), Page.narrow), (public_notice(world), Notice.aim)]:
        narrow(thing, [(world.kjokken, True)], [])
        narrow(thing, [], [], False)
    assert titles(atom_of(outside)) == []
