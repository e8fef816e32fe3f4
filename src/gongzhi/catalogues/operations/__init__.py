"""Writes of this context."""

from gongzhi.catalogues.operations.drafts import keep_draft, publish_draft
from gongzhi.catalogues.operations.load_catalogues import load_catalogues
from gongzhi.catalogues.operations.publish import Report, publish
from gongzhi.catalogues.operations.reading import draft_lines

__all__ = ["Report", "draft_lines", "keep_draft", "load_catalogues", "publish", "publish_draft"]
