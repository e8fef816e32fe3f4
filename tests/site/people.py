"""Who signs in to the site in the stories. The logins are the town's."""

from __future__ import annotations

PASSWORD = "dongsi-2026-共治"
STAFF = ("dispatcher", "street", "callback", "leader", "clerk")
