"""Writes of this context: one public function, one use case, one transaction."""

from gongzhi.cases.operations.file_case import Demand, Filed, file_case, file_many
from gongzhi.cases.operations.import_cases import ImportReport, import_cases
from gongzhi.cases.operations.move_case import move_case
from gongzhi.cases.operations.replay import ReplayReport, replay_cases
from gongzhi.cases.operations.sample_grams import sample_grams
from gongzhi.cases.operations.store_suggestions import Suggested, store_suggestions

__all__ = [
    "Demand",
    "Filed",
    "ImportReport",
    "ReplayReport",
    "Suggested",
    "file_case",
    "file_many",
    "import_cases",
    "move_case",
    "replay_cases",
    "sample_grams",
    "store_suggestions",
]
