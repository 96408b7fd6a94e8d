"""A store in memory and a seed for it, for every test of reading."""

from collections.abc import Iterator

import pytest

from calsync_desktop.store.opening import Store, memory_store
from tests.store.seeding import Seed


@pytest.fixture
def store() -> Iterator[Store]:
    opened = memory_store()
    yield opened
    opened.close()


@pytest.fixture
def seed(store: Store) -> Seed:
    seed = Seed(store)
    seed.horizon()
    return seed
