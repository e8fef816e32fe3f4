"""Which messages a person has put into a class: what the city's classifier may learn from."""

from __future__ import annotations

from datetime import datetime

from gongzhi.cases.labelled import Labelled
from gongzhi.cases.models import Classifier
from gongzhi.cases.vocabulary import PROCESS, Stage
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.language.classifier import LONGEST
from gongzhi.language.normalise import fingerprint_text

MOST = 50_000
ENOUGH = 20
"""Corrections since the last training that make another one worth it."""
_SET = """
SELECT e.move, e.actor_post_id FROM workflow_entry e
WHERE e.subject_id = s.id AND (e.facts ? 'category' OR e.facts->'traits' ? 'category')
ORDER BY e.sequence DESC LIMIT 1
"""
_CONFIRMED = f"""
SELECT s.title, left(c.text, {LONGEST}), s.traits->>'category'
FROM workflow_subject s JOIN cases_case c ON c.subject_id = s.id JOIN LATERAL ({_SET}) last ON true
WHERE s.city_id = %s AND s.process = '{PROCESS}' AND last.move <> 'classify_by_model'
AND (s.stage = '{Stage.CLOSED}' OR (last.move = 'classify' AND last.actor_post_id > 0))
ORDER BY s.id DESC LIMIT {MOST}
"""
_CORRECTED = f"""
SELECT count(*) FROM cases_suggestion g JOIN workflow_subject s ON s.id = g.subject_id
JOIN LATERAL ({_SET}) last ON true
WHERE g.city_id = %s AND g.made_at >= %s AND g.category <> '' AND g.classifier_id IS NOT NULL
AND last.move = 'classify' AND last.actor_post_id > 0 AND NOT starts_with(s.traits->>'category', g.category)
"""


def confirmed_messages(viewer: Viewer) -> Labelled:
    """The newest cases of the city that are closed, or that a person has classified; each text once.

    A class that only the model has set is not learnt from: it would learn its own opinion.
    """
    found, seen = Labelled(), set[str]()
    for title, text, category in rows(_CONFIRMED, [viewer.city_id]):
        mark = fingerprint_text(text)
        if mark in seen:
            found.repeated += 1
        elif mark:
            seen.add(mark)
            found.texts.append(f"{title}。{text}")
            found.labels.append(category)
    return found


def corrections(viewer: Viewer, since: datetime) -> int:
    """How many suggestions of the model, made since then, a person has replaced by another category."""
    ((count,),) = rows(_CORRECTED, [viewer.city_id, since])
    return int(count)


def needs_training(viewer: Viewer) -> bool:
    """True when people have corrected the model in force often enough since it was made; without one, never."""
    latest = Classifier.objects.visible_to(viewer).order_by("-version").first()
    in_force = Classifier.objects.visible_to(viewer).filter(active=True).exists()
    return latest is not None and in_force and corrections(viewer, latest.made_at) >= ENOUGH
