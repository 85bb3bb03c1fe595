"""What no address alone shows: errors, empty lists, conflicts, and pages that an action leads to.

Each is made as it comes about, in the browser where that is short, and answers with the page that shows it.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from hub.people.models import OneTimeCode, User
from hub.units.models import Membership, Page, RegisterRun, Unit
from hub.units.register.runs import start
from hub.waiting.models import ListVisit
from hub.waiting.stopping import stop_url
from tests.units.register import exports

LONG = "Interkommunalt kompetansesenter for habilitering og rehabiliteringstjenestekoordineringsgruppe"
STATES: list[Any] = []


def state(make):
    STATES.append(make)
    return make


def sent(page, form):
    """`page` after the form at this selector was sent as it is, by its first button."""
    page.locator(form).first.evaluate("form => { form.noValidate = true }")
    with page.expect_navigation():
        page.locator(form).first.locator("button[type=submit]").first.click()
    return page


# Ways in


@state
def sign_in_wrong(world, open_page, settings, folder):
    page = open_page(None, "/sign-in/")
    page.locator("#sign-in-form input:not([type=hidden])").first.fill("1006")
    page.locator("[type=password]").fill("feil")
    return sent(page, "#sign-in-form")


@state
def sign_in_with_the_cast(world, open_page, settings, folder):
    settings.DEMO, settings.DEMO_CAST = True, folder / "cast.toml"
    settings.DEMO_CAST.write_text('[[person]]\nnumber = "1006"\nnb = "Leder"\nen = "Leader"\n', encoding="utf-8")
    return open_page(None, "/sign-in/")


@state
def code_wrong(world, open_page, settings, folder):
    page = open_page(None, "/code/?number=1010")
    page.locator("main [name=code]").fill("feil")
    return sent(page, "main form")


@state
def password_after_a_code(world, open_page, settings, folder):
    page = open_page(None, "/code/?number=1010")
    page.locator("main [name=code]").fill(OneTimeCode.make(world.amina, world.kari))
    return sent(sent(page, "main form"), "main form")


@state
def link_is_over(world, open_page, settings, folder):
    return open_page(None, "/reset/MQ/a-b/")


@state
def password_after_a_link(world, open_page, settings, folder):
    who, token = urlsafe_base64_encode(force_bytes(world.kari.pk)), default_token_generator.make_token(world.kari)
    return open_page(None, f"/reset/{who}/{token}/")


@state
def nobody_stands_there(world, open_page, settings, folder):
    return open_page(world.kari, "/nowhere/")


@state
def token_of_the_form_is_gone(world, open_page, settings, folder):
    page = open_page(world.kari, "/me/details/")
    page.evaluate("document.querySelector('main [name=csrfmiddlewaretoken]').value = 'x'")
    return sent(page, "main form")


@state
def letters_ended_by_their_link(world, open_page, settings, folder):
    return open_page(None, stop_url(world.kari, "digest").removeprefix(settings.SITE_URL))


@state
def letters_ended(world, open_page, settings, folder):
    return sent(letters_ended_by_their_link(world, open_page, settings, folder), "main form")


# Oneself and others


@state
def nothing_waits(world, open_page, settings, folder):
    return open_page(User.objects.create(number="9900", given_name="Ny"), "/waiting/")


@state
def much_waits(world, open_page, settings, folder):
    for number in range(3):
        page = Page.start(world.lokentunet, f"{LONG} {number}", world.eva)
        page.publish(world.eva)
        Page.objects.filter(pk=page.pk).update(review_on=timezone.localdate() - timedelta(days=number))
    ListVisit.objects.create(user=world.eva, at=timezone.now() - timedelta(days=1))
    return open_page(world.eva, "/waiting/")


@state
def letters_to_nobody(world, open_page, settings, folder):
    return open_page(world.amina, "/me/mail/")


@state
def password_wrong(world, open_page, settings, folder):
    return sent(open_page(world.kari, "/me/password/"), "main form")


@state
def signed_in_elsewhere_too(world, open_page, settings, folder):
    open_page(world.kari, "/")
    return open_page(world.kari, "/me/")


@state
def slip_with_a_code(world, open_page, settings, folder):
    return sent(open_page(world.kari, f"/people/{world.amina.pk}/code/"), "main form")


@state
def nobody_is_found(world, open_page, settings, folder):
    return open_page(world.sara, "/people/?q=zzzz")


@state
def people_on_many_pages(world, open_page, settings, folder):
    for number in range(120):
        person = User.objects.create(number=str(5000 + number), given_name="Bartholomeus", family_name=LONG[:60])
        Membership.objects.create(user=person, unit=world.lokentunet, title="spesialrådgiver")
    return open_page(world.sara, "/people/?page=2")


@state
def menu_of_the_person_is_open(world, open_page, settings, folder):
    page = open_page(world.kari, "/")
    page.locator("details.hub-menu summary").click()
    return page


# Units


@state
def front_page_of_a_new_municipality(world, open_page, settings, folder):
    Page.objects.update(unpublish_at=timezone.now() - timedelta(days=1))
    Membership.objects.all().delete()
    return open_page(world.sara, "/")


@state
def unit_where_nothing_is_yet(world, open_page, settings, folder):
    empty = Unit.objects.create(name=LONG, parent=world.lokentunet)
    return open_page(world.helge, f"/units/{empty.pk}/")


@state
def pages_of_a_unit_that_has_none(world, open_page, settings, folder):
    empty = Unit.objects.create(name=LONG, parent=world.lokentunet)
    return open_page(world.helge, f"/pages/unit/{empty.pk}/")


def closed(world):
    Membership.objects.filter(unit=world.kjokken).delete()
    world.kjokken.close(world.rita)
    return world.kjokken


@state
def unit_that_is_closed(world, open_page, settings, folder):
    return open_page(world.rita, f"/units/{closed(world).pk}/")


@state
def unit_to_open_again(world, open_page, settings, folder):
    return open_page(world.rita, f"/units/{closed(world).pk}/opening/")


@state
def unit_without_a_name(world, open_page, settings, folder):
    page = open_page(world.helge, f"/units/{world.lokentunet.pk}/new/")
    return sent(page, "main form")


@state
def role_is_given_to_one_of_those_found(world, open_page, settings, folder):
    return open_page(world.helge, f"/units/{world.lokentunet.pk}/roles/?who=a")


@state
def role_cannot_be_given(world, open_page, settings, folder):
    page = open_page(world.helge, f"/units/{world.lokentunet.pk}/roles/?who=1010")
    page.locator("#give-form [name=ends_on]").fill("11/23")
    return sent(page, "#give-form")


@state
def colour_too_pale(world, open_page, settings, folder):
    page = open_page(world.ivar, "/profile/")
    page.locator("main form [name*=colour]").first.fill("#ffff00")
    return sent(page, "main form")


# The register


@state
def register_without_files(world, open_page, settings, folder):
    page = open_page(world.hilde, "/register/")
    return sent(page, "#new-import")


@state
def register_that_was_never_read(world, open_page, settings, folder):
    RegisterRun.objects.all().delete()
    return open_page(world.hilde, "/register/")


@state
def differences_of_an_import(world, open_page, settings, folder):
    return open_page(world.hilde, f"/register/{start(exports.units(), exports.people(), world.hilde).pk}/")


@state
def faults_of_an_import(world, open_page, settings, folder):
    faulty = exports.people(exports.changed(exports.PEOPLE, "2004", Enhet="999"))
    return open_page(world.hilde, f"/register/{start(exports.units(), faulty, world.hilde).pk}/")
