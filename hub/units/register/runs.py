"""One import from beginning to end, and the record that is kept of it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.units.models import RegisterRun
from hub.units.models.tree import Refused
from hub.units.register.applying import take_steps
from hub.units.register.plan import FILES, Plan, make_plan

State = RegisterRun.State


@transaction.atomic
def import_files(
    units: bytes,
    people: bytes,
    by: Any = None,
    files: tuple[str, str] = FILES,
    skip_bad_rows: bool = False,
    allow_large_change: bool = False,
) -> Plan:
    """Plan an import and apply it, all or nothing, and keep a record. A refused plan is returned and changes nothing.

    Raises Refused when so many people would end that the export is rather incomplete, unless that is allowed.
    """
    plan = make_plan(units, people, files, skip_bad_rows, by)
    if not plan.is_refused:
        _apply(_record(units, people, by, files, skip_bad_rows), plan, by, allow_large_change)
    return plan


@transaction.atomic
def start(
    units: bytes, people: bytes, by: Any, files: tuple[str, str] = FILES, skip_bad_rows: bool = False
) -> RegisterRun:
    """Keep two files with what their import would change, for somebody to decide; refused when there are faults."""
    run = _record(units, people, by, files, skip_bad_rows)
    plan = make_plan(units, people, files, skip_bad_rows, by)
    _show(run, plan)
    if plan.steps and plan.is_empty:  # there is nothing to decide
        _apply(run, plan, by, allow_large_change=True)
    return run


@transaction.atomic
def apply(pk: int, by: Any, allow_large_change: bool = False) -> bool:
    """Apply what was shown, once. False when the hub has changed since: then the run shows what it would be now.

    Raises Refused for a run that is decided, or a large change that is not allowed.
    """
    run = RegisterRun.objects.select_for_update().get(pk=pk)
    _must_wait(run)
    options = run.report.get("options", {})
    units_name, people_name = options.get("files", FILES)
    skip_bad_rows = options.get("skip_bad_rows", False)
    plan = make_plan(bytes(run.units_file), bytes(run.people_file), (units_name, people_name), skip_bad_rows, by)
    if plan.is_refused or plan.as_json()["fingerprint"] != run.report.get("fingerprint"):
        _show(run, plan)
        return False
    _apply(run, plan, by, allow_large_change)
    return True


@transaction.atomic
def drop(pk: int) -> None:
    """Decide against it. The files go: they hold people's data, and nothing came of them."""
    run = RegisterRun.objects.select_for_update().get(pk=pk)
    _must_wait(run)
    run.state, run.units_file, run.people_file = State.DROPPED, b"", b""
    run.report = {}
    run.save()


def _must_wait(run: RegisterRun) -> None:
    if run.state != State.WAITING:
        raise Refused(_("This import has been decided already."))


def _record(units: bytes, people: bytes, by: Any, files: tuple[str, str], skip_bad_rows: bool) -> RegisterRun:
    options = {"files": list(files), "skip_bad_rows": skip_bad_rows}
    return RegisterRun(by=by, units_file=units, people_file=people, report={"options": options})


def _show(run: RegisterRun, plan: Plan) -> None:
    run.report = {"options": run.report.get("options", {}), **plan.as_json()}
    run.counts = {**run.report["counts"], "faults": {"all": len(plan.faults)}}
    run.state = State.REFUSED if plan.is_refused else State.WAITING
    run.save()


def _apply(run: RegisterRun, plan: Plan, by: Any, allow_large_change: bool) -> None:
    if plan.steps is None or (plan.is_large and not allow_large_change):
        raise Refused(
            _("So many people would end today that the file of people is rather incomplete. Nothing was changed.")
        )
    _show(run, plan)
    take_steps(plan.steps, by)
    run.state, run.applied_at, run.by = State.APPLIED, timezone.now(), by
    run.save()
