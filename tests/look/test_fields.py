"""Forms as the hub renders them: every field with its label, its help and its errors tied together."""

import datetime
import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from hub.look.fields import DateField, DateTimeField
from tests.look.urls import Everything, Filter


def test_a_field_in_error_points_at_its_help_and_its_error():
    html = Everything({"name": ""}).render()
    field = re.search(r'<input[^>]*name="name"[^>]*>', html)
    assert field
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_name_helptext id_name_error"' in field[0]
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_choices_stand_in_a_fieldset_and_each_has_its_label():
    html = Everything().render()
    assert html.count("<fieldset") == html.count("<legend") == 2
    for number in range(3):
        assert f'for="id_language_{number}"' in html


def test_every_visible_control_has_the_class_of_the_design_system():
    for control in re.findall(r"<(?:input|select|textarea)[^>]*>", Everything().render()):
        assert 'class="ds-input' in control or 'type="hidden"' in control, control


def test_what_may_be_left_out_says_so_unless_the_form_is_a_filter():
    assert "hub-optional" in Everything().render()
    assert "hub-optional" not in Filter().render()


def test_the_summary_links_every_error_to_something_on_the_page():
    form = Everything({})
    page = render_to_string("parts/error_summary.html", {"form": form}) + form.render()
    targets = re.findall(r'href="#([^"]+)"', page)
    assert len(targets) == 7
    assert not [target for target in targets if f'id="{target}"' not in page]


def test_a_form_without_errors_has_no_summary():
    assert render_to_string("parts/error_summary.html", {"form": Everything()}).strip() == ""


@pytest.mark.parametrize("text", ["23.11.2026", "23.11.26", "23112026", "23/11/2026", "2026-11-23"])
def test_a_date_is_taken_as_people_write_it(text):
    assert DateField().clean(text) == datetime.date(2026, 11, 23)


def test_a_date_is_shown_again_as_people_write_it():
    with translation.override("nb"):
        assert DateField().widget.format_value(datetime.date(2026, 11, 23)) == "23.11.2026"


@pytest.mark.parametrize("text", ["23.11.2026 09.41", "23.11.26 9:41"])
def test_a_point_in_time_is_taken_with_dot_or_colon(text):
    assert DateTimeField().clean(text).strftime("%Y-%m-%d %H:%M") == "2026-11-23 09:41"


def test_a_date_that_cannot_be_is_refused_with_an_example():
    form = Everything({"starts_on": "31.02.2026"})
    assert "23.11.2026" in form["starts_on"].errors[0]
