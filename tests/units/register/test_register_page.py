"""The staff register as a page: upload, look, apply once. Only HR and IT of the whole municipality can see it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.people.models import User
from hub.units.models import Membership, RegisterRun, Role, Unit
from hub.units.register.runs import import_files
from tests.units.register import exports
from tests.units.register.exports import PEOPLE, UNITS, changed, without

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    """The small municipality as imported, with HR for all of it and HR for a branch only."""
    import_files(exports.units(), exports.people())
    Unit.objects.get(code="100").give(Role.HR, User.objects.get(number="2001"), None)
    Unit.objects.get(code="200").give(Role.HR, User.objects.get(number="2006"), None)


@pytest.fixture
def hr(hub, client):
    client.force_login(User.objects.get(number="2001"))
    return client


def upload(client, units=UNITS, people=PEOPLE, **fields):
    files = {
        name: SimpleUploadedFile(f"{name}.csv", rows if isinstance(rows, bytes) else exports.written(rows))
        for name, rows in (("units", units), ("people", people))
    }
    return client.post("/register/", files | fields)


def moved():
    return changed(PEOPLE, "2005", Enhet="311")


def state(run):
    return RegisterRun.objects.get(pk=run.pk).state


def latest():
    return RegisterRun.objects.order_by("-pk")[0]


def test_an_upload_shows_what_would_change_and_changes_nothing(hr):
    response = upload(hr, people=moved())
    run = latest()
    assert response.headers["Location"] == f"/register/{run.pk}/"
    page = hr.get(response.headers["Location"]).content.decode()
    assert 'data-group="posts-moved"' in page
    assert 'data-change="2005"' in page
    assert run.counts["posts"]["moved"] == 1
    assert Membership.objects.get(user__number="2005").unit.code == "214"


def test_applying_carries_it_out_once(hr):
    upload(hr, people=moved())
    run = latest()
    assert hr.post(f"/register/{run.pk}/apply/").status_code == 302
    assert Membership.objects.in_force().get(user__number="2005").unit.code == "311"
    run.refresh_from_db()
    assert (run.state, run.by.number, run.applied_at.date()) == ("applied", "2001", timezone.now().date())
    posts = Membership.objects.count()
    hr.post(f"/register/{run.pk}/apply/")
    assert Membership.objects.count() == posts


def test_what_was_not_shown_is_not_applied(hr):
    upload(hr, people=moved())
    run = latest()
    Membership.objects.filter(user__number="2003").update(title="noe annet")
    hr.post(f"/register/{run.pk}/apply/")
    assert state(run) == "waiting"
    assert Membership.objects.get(user__number="2005").unit.code == "214"
    assert RegisterRun.objects.get(pk=run.pk).counts["posts"]["changed"] == 2
    hr.post(f"/register/{run.pk}/apply/")
    assert state(run) == "applied"


def test_a_change_that_does_not_touch_the_plan_does_not_stop_it(hr):
    upload(hr, people=moved())
    Unit.objects.filter(code="310").update(about="Ny tekst")
    hr.post(f"/register/{latest().pk}/apply/")
    assert latest().state == "applied"


def test_faults_are_shown_with_their_lines_and_nothing_can_be_applied(hr):
    upload(hr, people=changed(changed(PEOPLE, "2004", Enhet="999"), "2005", Startdato="31.02.2015"))
    run = latest()
    page = hr.get(f"/register/{run.pk}/").content.decode()
    assert 'data-fault="unknown_unit" data-line="6"' in page
    assert 'data-fault="impossible_date" data-line="7"' in page
    assert run.state == "refused"
    hr.post(f"/register/{run.pk}/apply/")
    assert state(run) == "refused"


def test_faulty_rows_may_be_left_out(hr):
    people = [*changed(PEOPLE, "2004", Enhet="999"), {**PEOPLE[5], "Ansattnr": "3000"}]
    upload(hr, people=people, skip_bad_rows="on")
    run = latest()
    assert 'data-group="faults"' in hr.get(f"/register/{run.pk}/").content.decode()
    hr.post(f"/register/{run.pk}/apply/")
    assert User.objects.filter(number="3000").exists()
    assert User.objects.get(number="2004").active_to is None


def test_an_upload_without_differences_says_so_and_is_kept(hr):
    page = hr.get(upload(hr).headers["Location"]).content.decode()
    assert 'data-state="applied"' in page
    assert not any(count for kinds in latest().counts.values() for count in kinds.values())


def test_ending_very_many_has_to_be_said_twice(hr):
    many = [{**PEOPLE[5], "Ansattnr": str(5000 + number)} for number in range(60)]
    import_files(exports.units(), exports.people([*PEOPLE, *many]))
    upload(hr)
    run = latest()
    assert 'name="allow_large_change"' in hr.get(f"/register/{run.pk}/").content.decode()
    hr.post(f"/register/{run.pk}/apply/")
    assert state(run) == "waiting"
    hr.post(f"/register/{run.pk}/apply/", {"allow_large_change": "on"})
    assert state(run) == "applied"


def test_a_dropped_import_keeps_no_files(hr):
    upload(hr, people=moved())
    run = latest()
    hr.post(f"/register/{run.pk}/drop/")
    run.refresh_from_db()
    assert (run.state, bytes(run.units_file), bytes(run.people_file), run.report) == ("dropped", b"", b"", {})
    assert hr.get(f"/register/{run.pk}/people/").status_code == 404
    assert hr.get(f"/register/{run.pk}/").status_code == 200


def test_every_run_is_listed_and_its_files_can_be_downloaded(hr):
    upload(hr, people=moved())
    run = latest()
    listed = hr.get("/register/").content.decode()
    assert listed.count("data-run=") == 2
    answer = hr.get(f"/register/{run.pk}/people/")
    assert answer.content == exports.written(moved())
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert hr.get(f"/register/{run.pk}/units/").content == exports.units()
    assert hr.get(f"/register/{run.pk}/report/").json()["counts"]["posts"]["moved"] == 1


@pytest.mark.parametrize("files", [{}, {"units": SimpleUploadedFile("units.csv", b"")}])
def test_an_upload_without_both_files_is_asked_for_again(hr, files):
    assert hr.post("/register/", files).status_code == 422
    assert RegisterRun.objects.count() == 1


def test_long_lists_come_page_by_page(hr):
    many = [{**PEOPLE[5], "Ansattnr": str(5000 + number)} for number in range(120)]
    upload(hr, people=[*PEOPLE, *many])
    run = latest()
    first = hr.get(f"/register/{run.pk}/?show=people-new").content.decode()
    last = hr.get(f"/register/{run.pk}/?show=people-new&page=3").content.decode()
    assert (first.count("data-change="), last.count("data-change=")) == (50, 20)


@pytest.mark.parametrize(
    "query", ["?show=nothing", "?page=-1", "?page=x", "?show=faults&page=99999", "?show=roles-taken"]
)
def test_an_address_that_does_not_fit_shows_the_first_part(hr, query):
    upload(hr, people=moved())
    assert 'data-change="2005"' in hr.get(f"/register/{latest().pk}/{query}").content.decode()


def test_names_of_files_and_values_are_shown_as_text(hr):
    people = changed(PEOPLE, "2005", Fornavn="<script>alert(1)</script>", Enhet="<b>999")
    upload(hr, people=people)
    assert "<script>alert" not in hr.get(f"/register/{latest().pk}/").content.decode()
    assert "<b>999" not in hr.get(f"/register/{latest().pk}/").content.decode()


def addresses(run):
    gets = ["/register/", *(f"/register/{run.pk}/{end}" for end in ("", "units/", "people/", "report/"))]
    return [("get", path) for path in gets] + [("post", f"/register/{run.pk}/{verb}/") for verb in ("apply", "drop")]


@pytest.mark.parametrize("number", ["2002", "2006", "2005"])
def test_it_is_not_there_for_leaders_hr_of_a_branch_and_everybody_else(hr, number):
    upload(hr, people=moved())
    run = latest()
    hr.force_login(User.objects.get(number=number))
    assert [getattr(hr, method)(path).status_code for method, path in addresses(run)] == [404] * 7
    assert state(run) == "waiting"
    assert upload(hr).status_code == 404


def test_signed_out_one_is_sent_to_sign_in(hr):
    run = latest()
    hr.logout()
    assert {getattr(hr, method)(path).status_code for method, path in addresses(run)} == {302}


def test_a_run_kept_by_an_older_version_can_still_be_opened(hr):
    report = {"faults": [{"file": "a.csv", "line": 1, "sentence": "Gammel setning"}]}
    run = RegisterRun.objects.create(units_file=b"", people_file=b"", report=report)
    assert "Gammel setning" in hr.get(f"/register/{run.pk}/").content.decode()
    hr.post(f"/register/{run.pk}/apply/")
    assert state(run) == "refused"


def test_queries_of_the_list_do_not_grow_with_it(hr):
    def count():
        with CaptureQueriesContext(connection) as found:
            hr.get("/register/")
        return len(found)

    count()  # the first page of a process fills its caches
    one = count()
    for _ in range(10):
        upload(hr, people=without(PEOPLE, "2005"))
    assert count() == one
