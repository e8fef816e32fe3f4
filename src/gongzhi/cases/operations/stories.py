"""What the moves of this context bring about in other subjects, by process and move."""

from __future__ import annotations

from collections.abc import Mapping

from gongzhi.cases.operations import applications, merging, parts
from gongzhi.cases.vocabulary import APPLICATION, PART, PROCESS
from gongzhi.workflow.flows import Story

STORIES: Mapping[str, Mapping[str, Story]] = {
    PROCESS: {
        **applications.CASE_STORIES,
        "ask_part": parts.asked,
        "consult": parts.asked,
        "merge": merging.merged,
        "unmerge": merging.unmerged,
        **dict.fromkeys(("answer", "settle", "answer_at_once"), merging.answered),
    },
    PART: parts.PART_STORIES,
    APPLICATION: applications.APPLICATION_STORIES,
}
