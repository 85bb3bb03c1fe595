"""The one style sheet of ours is made from its parts, and what every page loads stays light."""

import re
import runpy
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from django.contrib.staticfiles import finders

ROOT = Path(__file__).resolve().parents[2]
EVERY_PAGE = ["vendor/designsystemet/designsystemet.css", "hub/hub.css", "hub/hub.js", "django_htmx/htmx-2.min.js"]
BUDGET = 40_000  # bytes over the wire; the hub's own budget for a first visit is 60,000 with the document


def test_the_style_sheet_is_in_step_with_its_parts():
    joined = runpy.run_path(str(ROOT / "frontend/styles.py"))["joined"]
    assert (ROOT / "static/hub/hub.css").read_text(encoding="utf-8") == joined(), "Run python3 frontend/styles.py."


def test_what_every_page_loads_stays_within_its_budget():
    weights = {name: len(brotli.compress(Path(finders.find(name) or "").read_bytes())) for name in EVERY_PAGE}
    assert sum(weights.values()) <= BUDGET, weights


def test_colours_are_named_once_and_used_by_name_elsewhere():
    for part in sorted((ROOT / "frontend/styles").glob("[2-8]*.css")):
        text = re.sub(r"/\*.*?\*/", "", part.read_text(encoding="utf-8"), flags=re.S)
        assert not re.findall(r"#[0-9a-f]{3,8}\b", text), part.name


def test_templates_hold_no_inline_script_style_or_handler():
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text), template.name


def test_every_class_of_ours_that_a_template_names_has_a_rule():
    css = "".join(sheet.read_text(encoding="utf-8") for sheet in (ROOT / "static/hub").glob("*.css"))
    named = {
        name
        for template in (ROOT / "templates").rglob("*.html")
        for classes in re.findall(r'class="([^"]*)"', template.read_text(encoding="utf-8"))
        for name in re.findall(r"hub-[a-z_-]+", classes)
    } - {"hub-personrow"}  # a handle for tests
    assert not [name for name in sorted(named) if not re.search(rf"\.{name}\b", css)]
