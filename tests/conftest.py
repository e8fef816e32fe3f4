"""The town on which the tests of engine, cases and pages stand: in a transaction that is undone, or committed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.emptying import empty
from tests.town import Town, build_town


@pytest.fixture
def town(db: None) -> Town:
    """The town inside a transaction that the end of the test undoes.

    What is cached under (city, revision) can't go stale between tests: sequences do not go back, so no city
    gets the id of an earlier one. A test that changes rules or catalogues raises the revision, as the program does.
    """
    return build_town()


@pytest.fixture
def transactional_town(transactional_db: None) -> Town:
    """The town committed, for tests that need other connections or transactions of their own; gone at the end."""
    return build_town()


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In the place of pytest-django's own, whose TRUNCATE at the end the journal refuses."""
    with django_db_blocker.unblock():
        yield
        empty()
