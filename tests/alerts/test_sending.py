"""An alert is written, confirmed, sent, updated and ended, by those who may."""

import pytest

from hub.alerts.models import Alert, AlertRule
from hub.live.models import Event
from hub.units.models import Role
from tests.alerts.conftest import TITLE, sent, written

FORM = {
    "kind": "real", "level": "red", "title": TITLE, "text": "Røyk i korridoren", "instructions": "Gå ut", "page": "",
    "reach": "everybody", "asks_rollcall": "on", "on_screens": "on", "key": "abc", "units-TOTAL_FORMS": "0",
    "units-INITIAL_FORMS": "0",
}  # fmt: skip


def test_the_crisis_lead_writes_sees_whom_it_covers_and_sends(world, client_of):
    client = client_of(world.sara)
    answer = client.post("/alerts/new/", FORM)
    alert = Alert.objects.get()
    assert answer["Location"] == f"/alerts/{alert.pk}/send/" and alert.state == "unsent"
    page = client.get(answer["Location"]).content.decode()
    assert 'data-people="12"' in page and 'data-units="6"' in page
    assert TITLE not in client_of(world.kari).get("/").content.decode()
    client.post(answer["Location"], {"seen": "1"})
    alert.refresh_from_db()
    assert alert.state == "sent" and alert.people == 12 and alert.sent_by == world.sara
    assert TITLE in client_of(world.kari).get("/").content.decode()


def test_the_same_form_sent_twice_is_one_alert_and_sending_twice_is_once(world, client_of):
    client = client_of(world.sara)
    for _n in range(2):
        client.post("/alerts/new/", FORM)
    alert = Alert.objects.get()
    for _n in range(2):
        client.post(f"/alerts/{alert.pk}/send/", {"seen": "1"})
    assert Event.objects.filter(what="alert", stream__name="municipality/1").count() == 1


@pytest.mark.parametrize("who", ["kari", "siri", "ivar", "rita", "amina"])
def test_nobody_else_writes_or_sends(world, client_of, who):
    alert = written(world)
    client = client_of(getattr(world, who))
    assert client.get("/alerts/new/").status_code == 404
    assert client.post("/alerts/new/", FORM).status_code == 404
    for what in ("send", "edit", "end", "delete", "update"):
        assert client.post(f"/alerts/{alert.pk}/{what}/", {"seen": "1", "text": "x"}).status_code == 404
    alert.refresh_from_db()
    assert alert.state == "unsent"


def test_a_crisis_lead_alerts_the_own_tree_only(world, client_of):
    client = client_of(world.nils)
    assert client.post("/alerts/new/", FORM).status_code == 422, "not the whole municipality"
    rows = {"reach": "chosen", "units-TOTAL_FORMS": "1", "units-0-with_below": "yes"}
    wrong = client.post("/alerts/new/", FORM | rows | {"units-0-unit": world.skole.pk})
    assert wrong.status_code == 422 and not Alert.objects.exists()
    right = client.post("/alerts/new/", FORM | rows | {"units-0-unit": world.lokentunet.pk})
    assert right.status_code == 302
    assert [row.unit for row in Alert.objects.get().audience.units.all()] == [world.lokentunet]


def test_where_the_rule_asks_a_second_person_confirms_and_never_the_sender(world, client_of):
    AlertRule.put(world.top, True, world.sara)
    alert = written(world, [world.lokentunet], world.nils, world.helse)
    client_of(world.nils).post(f"/alerts/{alert.pk}/send/", {"seen": "1"})
    alert.refresh_from_db()
    assert alert.state == "asked" and not Event.objects.filter(what="alert").exists()
    again = client_of(world.nils).post(f"/alerts/{alert.pk}/send/", {"seen": "1"})
    assert again.status_code == 422
    assert client_of(world.helge).post(f"/alerts/{alert.pk}/send/", {"seen": "1"}).status_code == 404
    client_of(world.sara).post(f"/alerts/{alert.pk}/send/", {"seen": "1"})
    alert.refresh_from_db()
    assert (alert.state, alert.sent_by, alert.confirmed_by) == ("sent", world.nils, world.sara)


def test_what_was_changed_after_it_was_asked_for_is_not_confirmed(world, client_of):
    AlertRule.put(world.helse, True, world.sara)
    alert = written(world, [world.lokentunet], world.nils, world.helse)
    alert.send(world.nils)
    alert.rewrite(world.nils, [(world.lokentunet, True)], title="Noe annet")
    alert.send(world.nils)
    assert client_of(world.sara).post(f"/alerts/{alert.pk}/send/", {"seen": "1"}).status_code == 422
    assert client_of(world.sara).post(f"/alerts/{alert.pk}/send/", {"seen": "2"}).status_code == 302


def test_an_update_and_the_all_clear(world, client_of):
    alert = sent(world, instructions="Gå ut")
    client = client_of(world.sara)
    client.post(f"/alerts/{alert.pk}/update/", {"text": "Brannvesenet er her"})
    assert "Brannvesenet er her" in client_of(world.amina).get("/").content.decode()
    assert "Gå ut" in str(Event.objects.latest("pk").fragments)
    client.post(f"/alerts/{alert.pk}/end/", {"text": "Faren er over nå"})
    last = str(Event.objects.latest("pk").fragments)
    assert "Faren er over nå" in last and "Gå ut" not in last, "nobody is told to go on doing it"
    for person in (world.amina, None):
        page = client_of(person).get("/sign-in/" if person is None else "/").content.decode()
        assert TITLE not in page and "Faren er over nå" not in page
    assert "Faren er over nå" in client_of(world.amina).get(f"/alerts/{alert.pk}/").content.decode()
    assert client.post(f"/alerts/{alert.pk}/update/", {"text": "Mer"}).status_code == 422


def test_whoever_said_the_newest_word_has_read_it(world, client_of):
    """A crisis lead who must press away the own alert after each update could not lead."""
    world.top.give(Role.CRISIS_LEAD, world.rita, None)
    alert = sent(world)
    covered = lambda who: 'data-state="open"' in client_of(who).get("/").content.decode()  # noqa: E731
    assert [covered(who) for who in (world.sara, world.rita, world.amina)] == [False, True, True]
    client_of(world.rita).post(f"/alerts/{alert.pk}/update/", {"text": "Mer"})
    assert [covered(who) for who in (world.sara, world.rita, world.amina)] == [True, False, True]


def test_a_sent_alert_is_neither_changed_nor_deleted(world, client_of):
    alert = sent(world)
    client = client_of(world.sara)
    client.post(f"/alerts/{alert.pk}/edit/", FORM | {"title": "Noe annet"})
    client.post(f"/alerts/{alert.pk}/delete/")
    assert Alert.objects.get().title == TITLE
