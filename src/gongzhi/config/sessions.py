"""Django's sessions in the database, read by one plain statement: the ORM costs as much as a page's list."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db

from gongzhi.kernel import clock
from gongzhi.kernel.rows import rows

_LIVING = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """The store that ``SESSION_ENGINE`` names; only reading differs."""

    def load(self) -> dict[str, Any]:
        """What the session holds; an unknown or expired one loses its key and holds nothing."""
        for (data,) in rows(_LIVING, [self.session_key, clock.now()]):
            return self.decode(data)
        self._session_key = None
        return {}
