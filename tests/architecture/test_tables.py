"""The rules about tables: kept by Django's models, and seen broken in planted facts."""

from __future__ import annotations

from collections.abc import Mapping

from .tables import Arrow, Table, arrows, tables, tracking_columns, unscoped_tables, upward_arrows
from .trees import layers

UNSCOPED: Mapping[str, str] = {
    "orgs.RetentionRule": "how long the city keeps personal data: public knowledge, read whole by the nightly run",
    "orgs.PartyLevel": "the city's own names of the levels of party organisations: public knowledge, read whole",
    "workflow.DeadlineRule": "limits of the city: public knowledge, read whole when a promise is made",
    "workflow.Tally": "counts without persons, read by the figures within the viewer's city and area",
    "workflow.TallyDelta": "counts not yet folded, read together with workflow.Tally",
}
"""Tables with a place or a city that nobody lists to a viewer, each with the reason."""

ROWS = (frozenset({"cases", "whistles"}), frozenset({"workflow"}), frozenset({"orgs"}))


def test_arrows_point_down() -> None:
    found = upward_arrows(arrows(), layers())
    assert found == [], "\n".join(found)


def test_an_arrow_up_or_aside_is_found() -> None:
    planted = [
        Arrow("cases.Case.subject", "cases", "workflow"),
        Arrow("cases.Case.duplicate_of", "cases", "cases"),
        Arrow("cases.Case.whistle", "cases", "whistles"),
        Arrow("orgs.Place.last_case", "orgs", "cases"),
    ]
    assert upward_arrows(planted, ROWS) == [
        "cases.Case.whistle: cases may not point to whistles",
        "orgs.Place.last_case: orgs may not point to cases",
    ]


def test_no_table_follows_people() -> None:
    found = tracking_columns(tables())
    assert found == [], "\n".join(found)


def test_a_tracking_column_is_found() -> None:
    followed = (
        "online_time",
        "sign_in_count",
        "login_days",
        "last_login",
        "last_seen_at",
        "track_points",
        "face",
    )
    innocent = (
        "surface",
        "interface_language",
        "created_at",
        "signed_at",
        "held_online",
        "login",
        "backtracked",
    )
    planted = Table("orgs.Person", (*followed, *innocent), scoped=True)
    assert tracking_columns([planted]) == [f"orgs.Person.{field}: follows people (R26)" for field in followed]


def test_lists_are_scoped() -> None:
    found = unscoped_tables(tables(), UNSCOPED)
    assert found == [], "\n".join(found)


def test_an_unscoped_table_is_found_and_so_is_a_needless_listing() -> None:
    planted = [
        Table("cases.Case", ("id", "place_code"), scoped=True),
        Table("cases.Draft", ("id", "city"), scoped=False),
        Table("cases.Word", ("id", "label"), scoped=False),
        Table("orgs.PartyLevel", ("id", "city"), scoped=False),
    ]
    assert unscoped_tables(planted, {"orgs.PartyLevel": "names of levels", "cases.Case": "?"}) == [
        "cases.Draft: no visible_to",
        "cases.Case: listed without need",
    ]


def test_the_models_are_really_read() -> None:
    assert (
        Table("orgs.Place", next(t.fields for t in tables() if t.label == "orgs.Place"), scoped=True)
        in tables()
    )
    assert Arrow("orgs.Post.body", "orgs", "orgs") in arrows()
    assert Arrow("workflow.Subject.place", "workflow", "orgs") in arrows()
