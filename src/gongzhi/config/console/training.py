"""What ``classify train`` does once the database is open."""

from __future__ import annotations

from gongzhi.cases.labelled import Labelled
from gongzhi.cases.operations.train_classifier import Trained, train_classifier
from gongzhi.cases.queries.confirmed import confirmed_messages
from gongzhi.kernel import clock
from gongzhi.orgs.queries.viewers import system_viewer

FROM_CASES = "本市诉求"


def run(messages: Labelled | None, source: str, *, city: str | None, seed: int) -> tuple[Trained, Labelled]:
    """Train on the messages of a file, or on the city's own cases; what was made, and of what."""
    viewer = system_viewer(city)
    found = confirmed_messages(viewer) if messages is None else messages
    trained = train_classifier(
        viewer, messages=found, source=source or FROM_CASES, now=clock.now(), seed=seed
    )
    return trained, found
