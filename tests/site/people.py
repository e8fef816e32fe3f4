"""Who signs in to the site in the stories, and the cases that stand ready for them. The logins are the town's."""

from __future__ import annotations

PASSWORD = "dongsi-2026-共治"
TWO_DISPATCHERS = "两位派单员同时打开的一件"
ANSWERED_LATE = "登录过期时正在答复的一件"
SENT_BACK = "不归本单位管的一件"
CLOSED = "已经办结的一件"
STAGED = {
    TWO_DISPATCHERS: "triage",
    ANSWERED_LATE: "handling",
    SENT_BACK: "dispatched",
    CLOSED: "closed",
}
"""Title → the stage at which it waits; the street office of 东四 has or had it."""
