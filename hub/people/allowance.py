"""How many wrong tries there are, for whom and from where.

A browser that nobody has signed in on shares three allowances: its address's with the account it tries, the account's
from all such browsers, and the address's for all accounts. A browser that somebody has signed in on (a shared PC, one's
own telephone) has an allowance of its own and asks none of these; for accounts that have never signed in on it, those
browsers together have one for each account. So whoever guesses is slowed down, wherever and on however many browsers of
their own, and can neither lock a colleague out of the PCs they use nor a town hall behind one address out of theirs.

A code has places of its own beside the password's, and new ones with each new code: it is the other way in.
"""

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from hub.people import browsers
from hub.people.addresses import address_of
from hub.people.models.throttle import Bucket, Slot, Throttle

# From a browser that nobody has signed in on. The pair drains no faster than the account, so that what one address can
# do to an account never fills the account's bucket: the real person comes in from elsewhere.
PAIR = Bucket("pair", holds=6, drains=300)
ACCOUNT = Bucket("account", holds=12, drains=300)
ADDRESS = Bucket("address", holds=30, drains=120)  # passwords and codes together
# On a known browser.
BROWSER_ACCOUNT = Bucket("browser-account", holds=6, drains=300)
BROWSER = Bucket("browser", holds=30, drains=60)
# At an account, from all known browsers that it has never signed in on: else each day's new browsers would add up.
STRANGE_ACCOUNT = Bucket("strange-account", holds=12, drains=300)
# How many browsers one person makes known: signing in again and again must not breed allowances.
MAKE_KNOWN = Bucket("make-known", holds=3, drains=60 * 60 * 24)
# The present password, asked for on one's own page.
OWN_PASSWORD = Bucket("own-password", holds=8, drains=120)
# Letters asked for.
LETTERS_ADDRESS = Bucket("letters-address", holds=20, drains=60)
LETTERS_BROWSER = Bucket("letters-browser", holds=20, drains=60)
LETTERS_ACCOUNT = Bucket("letters-account", holds=3, drains=600)


class TooManyTries(Exception):
    """The allowance is used up until `again`, a moment rounded up to the next minute."""

    def __init__(self, wait: datetime.timedelta) -> None:
        self.seconds = int(wait.total_seconds()) + 1
        again = timezone.localtime() + wait + datetime.timedelta(minutes=1)
        self.again = again.replace(second=0, microsecond=0)


class Allowance:
    """The places that one try at `owner` uses, on the browser and from the address of a request."""

    def __init__(self, request: HttpRequest, owner: str, is_at_home: bool) -> None:
        """`is_at_home`: the account has signed in on this browser before, or that does not matter for such a try."""
        if browser := browsers.known(request):
            self.pair = Slot(BROWSER_ACCOUNT, f"{browser.pk}|{owner}")
            self.slots = [self.pair, Slot(BROWSER, str(browser.pk))]
            self.slots += [] if is_at_home else [Slot(STRANGE_ACCOUNT, owner)]
        else:
            address = address_of(request)
            self.pair = Slot(PAIR, f"{address}|{owner}")
            self.slots = [self.pair, Slot(ACCOUNT, owner), Slot(ADDRESS, address)]

    def use(self) -> None:
        """Raises TooManyTries. To be called before a password or code is looked at."""
        use(*self.slots)

    def succeeded(self) -> None:
        """The try was right: it does not count, and earlier slips at this account are forgotten, here only.

        The account's and the address's wrong tries stand. Else whoever has an account of their own could wipe out what
        they have guessed at others' by signing in now and then.
        """
        Throttle.give_back(self.slots)
        Throttle.forget(self.pair)


def use(*slots: Slot) -> None:
    if wait := Throttle.take(slots):
        raise TooManyTries(wait)


def owner_of(user: Any, typed: str) -> str:
    """What tries are counted on: the account, however its name was written, or the tidied name where there is none."""
    return f"user {user.pk}" if user else f"name {typed}"


def may_make_known(user: Any) -> bool:
    return Throttle.take([Slot(MAKE_KNOWN, str(user.pk))]) is None


def may_ask_for_letter(request: HttpRequest, owner: str) -> bool:
    """Whether one more letter goes out. Raises TooManyTries when this browser or address has asked too often.

    That the account has had its letters is not told: the answer is the same, and the letters it has still work.
    """
    browser = browsers.known(request)
    asking = Slot(LETTERS_BROWSER, str(browser.pk)) if browser else Slot(LETTERS_ADDRESS, address_of(request))
    use(asking)
    return Throttle.take([Slot(LETTERS_ACCOUNT, owner)]) is None
