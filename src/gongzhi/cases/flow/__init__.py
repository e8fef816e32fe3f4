"""The flows of this context: the case itself, its parts and its applications."""

from gongzhi.cases.flow.application import APPLICATION
from gongzhi.cases.flow.case import CASE
from gongzhi.cases.flow.part import PART

FLOWS = {flow.process: flow for flow in (CASE, PART, APPLICATION)}
"""By process."""

__all__ = ["APPLICATION", "CASE", "FLOWS", "PART"]
