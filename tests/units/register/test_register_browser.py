"""The staff register with the keyboard in a real browser, and by the eye of axe."""

from pathlib import Path

import pytest

from hub.people.models import User
from hub.units.models import Membership, RegisterRun, Role, Unit
from hub.units.register.runs import import_files, start
from tests.units.register import exports
from tests.units.register.exports import PEOPLE, changed

AXE = Path(__file__).parents[2] / "browser/vendor/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def hr(open_page):
    import_files(exports.units(), exports.people())
    person = User.objects.get(number="2001")
    Unit.objects.get(code="100").give(Role.HR, person, None)
    return person


def long_names():
    rows = changed(PEOPLE, "2005", Enhet="311", Fornavn="Nataliia Małgorzata", Etternavn="Grønnsletten-Haraldsøn" * 3)
    return [*rows, *({**PEOPLE[5], "Ansattnr": str(5000 + number)} for number in range(130))]


@pytest.mark.parametrize(("width", "dark"), [(1366, False), (320, True)])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(open_page, hr, width, dark):
    many = [{**PEOPLE[5], "Ansattnr": str(7000 + number)} for number in range(30)]
    import_files(exports.units(), exports.people([*PEOPLE, *many]))
    waiting = start(exports.units(), exports.people([*long_names(), *many]), hr)
    refused = start(exports.units(), exports.people(changed(PEOPLE, "2004", Enhet="999")), hr)
    large = start(exports.units(), exports.people(), hr)
    page = open_page(hr, "/register/", dark=dark)
    page.set_viewport_size({"width": width, "height": 768})
    for path in ("", f"{waiting.pk}/?show=posts-moved", f"{refused.pk}/", f"{large.pk}/"):
        page.goto(f"/register/{path}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        assert not [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found], path


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_hr_uploads_looks_and_applies(open_page, hr, tmp_path, script):
    (tmp_path / "enheter.csv").write_bytes(exports.units(encoding="cp1252"))
    (tmp_path / "ansatte.csv").write_bytes(exports.people(changed(PEOPLE, "2004", Enhet="214"), encoding="utf-16"))
    page = open_page(hr, "/register/", java_script_enabled=script)
    page.set_input_files("#id_units", tmp_path / "enheter.csv")
    page.set_input_files("#id_people", tmp_path / "ansatte.csv")
    page.locator("#new-import button[type=submit]").press("Enter")
    page.wait_for_selector("[data-state=waiting]")
    assert page.locator("[data-change]").count() == 1
    page.locator("[data-state] form[action$='/apply/'] button").press("Enter")
    page.wait_for_selector("[data-state=applied]")
    assert Membership.objects.in_force().get(user__number="2004").unit.code == "214"
    assert RegisterRun.objects.first().by == hr
