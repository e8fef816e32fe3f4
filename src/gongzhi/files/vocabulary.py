"""Words of attachments (glossary 133-137; NC-10: a picture helps, and is never asked for)."""

from __future__ import annotations

from gongzhi.kernel.words import Word


class Role(Word):
    """What an attachment shows of the matter."""

    EVIDENCE = "evidence", "反映时的照片和材料"
    BEFORE = "before", "办理前"
    AFTER = "after", "办理后"
    PAPER = "paper", "来信原件"
    DOCUMENT = "document", "其他材料"


class Kind(Word):
    """What a file is, by its content. Pictures are made anew; the others pass through and are only downloaded."""

    PICTURE = "picture", "照片"
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word 文档"
    XLSX = "xlsx", "Excel 表格"
    TEXT = "text", "纯文本"
    AUDIO = "audio", "录音"
    VIDEO = "video", "视频"


class Audience(Word):
    """Who may see an attachment among those who may see the matter."""

    REPORTER = "reporter", "诉求人和办理单位"
    STAFF = "staff", "只有办理单位"


class FilesCapability(Word):
    """What a post may do with attachments, whatever they belong to."""

    REMOVE = "files.remove", "移除附件"
