from collections.abc import Iterator

import pytest

from tests.serving.clients import Site, running


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running() as site:
        yield site
