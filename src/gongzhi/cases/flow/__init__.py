"""The flows of this context: the case itself, its parts and its applications."""

from gongzhi.cases.flow.application import APPLICATION
from gongzhi.cases.flow.case import CASE
from gongzhi.cases.flow.part import PART

__all__ = ["APPLICATION", "CASE", "PART"]
