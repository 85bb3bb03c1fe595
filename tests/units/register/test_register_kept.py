"""How long an import keeps people's data: the files and the names go after a time, who, when and how many stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.schedule.jobs import registered
from hub.units import jobs
from hub.units.models import RegisterRun
from tests.units.register.exports import PEOPLE, changed
from tests.units.register.test_register_page import hr, hub, latest, moved, upload  # noqa: F401

pytestmark = pytest.mark.django_db


def work_after(days):
    job = next(job for job in registered.values() if job.work is jobs.forget_register_files)
    assert job.run(timezone.now() + timedelta(days=days))


def files_of(run):
    run.refresh_from_db()
    return bytes(run.units_file) + bytes(run.people_file)


def test_after_90_days_the_files_and_the_names_go_and_the_counts_stay(hr):
    upload(hr, people=moved())
    run = latest()
    hr.post(f"/register/{run.pk}/apply/")
    work_after(89)
    page = hr.get(f"/register/{run.pk}/").content.decode()
    assert files_of(run) and 'data-change="2005"' in page and 'id="kept"' in page
    work_after(91)
    assert files_of(run) == b"" and run.report.keys() == {"counts", "forgotten"}
    assert (run.state, run.by.number, run.counts["posts"]["moved"]) == ("applied", "2001", 1)
    page = hr.get(f"/register/{run.pk}/").content.decode()
    assert 'id="forgotten"' in page and 'data-change="' not in page and "2005" not in page
    for which, status in (("units", 404), ("people", 404), ("report", 200)):
        answer = hr.get(f"/register/{run.pk}/{which}/")
        assert answer.status_code == status and b"2005" not in answer.content
    assert f'data-run="{run.pk}"' in hr.get("/register/").content.decode()


def test_the_faults_of_refused_files_go_too(hr):
    upload(hr, people=changed(PEOPLE, "2005", Enhet="9999"))
    run = latest()
    work_after(91)
    run.refresh_from_db()
    assert (run.state, run.counts["faults"]) == ("refused", {"all": 1}) and "faults" not in run.report
    assert hr.get(f"/register/{run.pk}/").status_code == 200


def test_what_nobody_decided_on_is_dropped(hr):
    upload(hr, people=moved())
    run = latest()
    work_after(91)
    assert files_of(run) == b"" and run.state == "dropped"
    hr.post(f"/register/{run.pk}/apply/")
    run.refresh_from_db()
    assert run.state == "dropped" and hr.get(f"/register/{run.pk}/").status_code == 200


def test_how_long_is_a_setting(hr, settings):
    settings.REGISTER_FILES_KEPT = 7
    upload(hr, people=moved())
    assert RegisterRun.forget_old(timezone.now() + timedelta(days=6)) == 0
    assert RegisterRun.forget_old(timezone.now() + timedelta(days=8)) == 2  # and the one of the fixture
    assert RegisterRun.forget_old(timezone.now() + timedelta(days=8)) == 0
