import pytest
from django.test import Client

from tests import world as cast
from tests.feeds.reading import SITE


@pytest.fixture
def world(db, settings):
    settings.SITE_URL = SITE
    return cast.build()


@pytest.fixture
def outside():
    """Somebody who has not signed in, and never got a cookie."""
    return Client()
