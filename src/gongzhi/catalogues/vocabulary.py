"""Words of the catalogues (glossary 70 派单目录)."""

from __future__ import annotations

from gongzhi.kernel.words import Word


class Grade(Word):
    """How long matters of a category may take (facts 2.1 "Deadlines")."""

    URGENT = "urgent", "紧急"
    UTILITY = "utility", "水电气热"
    GENERAL = "general", "一般"
    COMPLEX = "complex", "疑难"


class CataloguesCapability(Word):
    """What a post may do in this context."""

    MANAGE = "catalogues.manage", "维护目录"
