"""Merge a case into another that tells of the same matter, and undo it; every voice is kept (peers B12(2))."""

from __future__ import annotations

from uuid import UUID

from gongzhi.cases.models import Voice
from gongzhi.cases.vocabulary import PROCESS, Stage
from gongzhi.kernel.errors import Refusal, not_found
from gongzhi.kernel.numbers import read_number
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow import engine
from gongzhi.workflow.queries import subject_id_of
from gongzhi.workflow.subjects import Head, Made, Request

_FIELD = {"into": "请核对编号"}


def main_case(viewer: Viewer, subject_id: UUID, number: str) -> Head:
    """The case that another is to go with; both are locked.

    Raises:
        Refusal: ``number.*``, ``not_found``, ``case.merge_self``, ``case.merge_closed``, ``case.merge_chain``.
    """
    into = subject_id_of(read_number(number))
    if into is None or not engine.sees(viewer, into):
        raise not_found("要并入的诉求")
    if into == subject_id:
        raise Refusal("case.merge_self", "不能并入它自己，请填另一件的编号。", fields=_FIELD)
    heads = {head.id: head for head in engine.lock_heads("s.id = ANY(%s)", [[subject_id, into]])}
    main = heads[into]
    if main.process != PROCESS:
        raise not_found("要并入的诉求")
    if main.stage == Stage.MERGED:
        raise Refusal(
            "case.merge_chain",
            f"那一件已并入 {main.traits['merged']}，请并入 {main.traits['merged']}。",
            status=409,
            fields=_FIELD,
        )
    if main.closed_at is not None:
        raise Refusal("case.merge_closed", "那一件已经办结，不能再并入。", status=409, fields=_FIELD)
    return main


def lock_with_main(subject_id: UUID) -> None:
    """Lock the case that a voice goes with before the voice, as an answer does."""
    into = Voice.objects.filter(subject_id=subject_id).values_list("into_id", flat=True).first()
    if into is not None:
        engine.lock_heads("s.id = %s", [into])


def merged(made: Made) -> None:
    """Story of ``merge``: the other case hears of one more voice."""
    head = made.outcome.head
    main = subject_id_of(head.traits["merged"])
    if main is None:
        raise not_found("要并入的诉求")
    Voice.objects.create(subject_id=head.id, into_id=main, joined_at=made.now)
    found = {"voice": head.number}
    request = Request("voice_joined", found=found, cause=made.outcome.entry.actor)
    engine.move(main, request, viewer=made.viewer, now=made.now)


def unmerged(made: Made) -> None:
    """Story of ``unmerge``: the other case has one voice less."""
    head = made.outcome.head
    voice = Voice.objects.get(subject_id=head.id)
    request = Request("voice_left", found={"voice": head.number}, cause=made.outcome.entry.actor)
    engine.move(voice.into_id, request, viewer=made.viewer, now=made.now)
    voice.delete()


def answered(made: Made) -> None:
    """Story of an answer: each voice gets it too, and is called back by itself."""
    if int(made.outcome.head.traits.get("voices") or 0) <= 0:
        return
    voices = Voice.objects.filter(into_id=made.outcome.head.id).values_list("subject_id", flat=True)
    request = Request("answer_voice", words=made.request.words, cause=made.outcome.entry.actor)
    engine.move_many([engine.Step(voice, request, made.viewer, made.now) for voice in voices])
