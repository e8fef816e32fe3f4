"""The backend that ``ENGINE`` names: Django looks for ``base.DatabaseWrapper`` here."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Knows a dead connection by its socket: Django's own question is a round trip before each request's first."""

    def is_usable(self) -> bool:
        """True when the server has not hung up. A socket that has something to say is asked by a statement."""
        if self.connection is None or self.connection.closed:
            return False
        listener = select.poll()
        listener.register(self.connection.fileno(), select.POLLIN)
        return not listener.poll(0) or super().is_usable()
