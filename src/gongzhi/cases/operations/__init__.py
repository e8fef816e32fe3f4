"""Writes of this context: one public function, one use case, one transaction."""

from gongzhi.cases.operations.attach_files import attach_files
from gongzhi.cases.operations.file_case import Demand, Filed, file_case, file_many
from gongzhi.cases.operations.import_cases import ImportReport, import_cases
from gongzhi.cases.operations.move_case import move_case
from gongzhi.cases.operations.move_task import move_task
from gongzhi.cases.operations.replay import ReplayReport, replay_cases
from gongzhi.cases.operations.stories import STORIES
from gongzhi.cases.operations.succession import pass_on_ended

__all__ = [
    "STORIES",
    "Demand",
    "Filed",
    "ImportReport",
    "ReplayReport",
    "attach_files",
    "file_case",
    "file_many",
    "import_cases",
    "move_case",
    "move_task",
    "pass_on_ended",
    "replay_cases",
]
