"""Nothing is lost, nothing comes twice, nothing out of order, whatever breaks. `bench faults` does it at length."""

import shutil

import pytest
from django.conf import settings as hub_settings

from bench import faults, sites
from tests.asking import apart


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """The demo municipality in a folder of its own, with people signed in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub_settings, "DATA", tmp_path_factory.mktemp("faults"))
        with sites.scratch() as folder:
            yield sites.scene(folder / "demo", "crowd")


@pytest.mark.parametrize("fault", faults.FAULTS)
def test_nothing_is_lost(scene, fault):
    check(apart(faults.measure, faults.QUICK, faults.FAULTS[fault], scene))


@pytest.mark.skipif(not shutil.which("redis-server"), reason="takes a redis-server of our own")
@pytest.mark.parametrize("fault", faults.OUTAGES)
def test_nothing_is_lost_with_two_nodes_while_redis_is_away(scene, fault):
    count = apart(faults.measure, faults.QUICK, faults.OUTAGES[fault], scene, with_redis=True)
    check(count)
    assert count.slowest < 5, "nobody waits for Redis"


def check(count):
    assert count.done and count.numbers > faults.QUICK.words
    assert (count.lost, count.words_lost, count.doubled, count.disordered) == (0, 0, 0, 0), count
