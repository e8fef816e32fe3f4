"""Writes of this context: one public function, one use case, one transaction."""

from gongzhi.cases.operations.answer_questions import answer_questions
from gongzhi.cases.operations.attach_files import attach_files
from gongzhi.cases.operations.erasure import ask_erasure, decide_erasure
from gongzhi.cases.operations.file_case import Demand, Filed, file_case, file_many
from gongzhi.cases.operations.freeze_month import freeze_month, freeze_when_due
from gongzhi.cases.operations.import_cases import ImportReport, import_cases
from gongzhi.cases.operations.load_formulas import formulas_in, load_formulas
from gongzhi.cases.operations.move_case import move_case
from gongzhi.cases.operations.move_task import move_task
from gongzhi.cases.operations.replay import ReplayReport, replay_cases
from gongzhi.cases.operations.replay_answers import AnswersReport, replay_answers
from gongzhi.cases.operations.reveal import Revealed, find_by_contact, reveal_contact
from gongzhi.cases.operations.sample_grams import sample_grams
from gongzhi.cases.operations.store_suggestions import Suggested, store_suggestions
from gongzhi.cases.operations.stories import STORIES
from gongzhi.cases.operations.succession import pass_on_ended
from gongzhi.cases.operations.take_in import Settlement, take_in

__all__ = [
    "STORIES",
    "AnswersReport",
    "Demand",
    "Filed",
    "ImportReport",
    "ReplayReport",
    "Revealed",
    "Settlement",
    "Suggested",
    "answer_questions",
    "ask_erasure",
    "attach_files",
    "decide_erasure",
    "file_case",
    "file_many",
    "find_by_contact",
    "formulas_in",
    "freeze_month",
    "freeze_when_due",
    "import_cases",
    "load_formulas",
    "move_case",
    "move_task",
    "pass_on_ended",
    "replay_answers",
    "replay_cases",
    "reveal_contact",
    "sample_grams",
    "store_suggestions",
    "take_in",
]
