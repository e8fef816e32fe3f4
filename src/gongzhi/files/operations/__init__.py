"""Writes of this context: one public function, one use case."""

from gongzhi.files.operations.attach import Attaching, attach
from gongzhi.files.operations.remove import remove, remove_of
from gongzhi.files.operations.take_in import Batch, LeftOut, Taken, take_in
from gongzhi.files.operations.verify import Fault, verify_files

__all__ = [
    "Attaching",
    "Batch",
    "Fault",
    "LeftOut",
    "Taken",
    "attach",
    "remove",
    "remove_of",
    "take_in",
    "verify_files",
]
