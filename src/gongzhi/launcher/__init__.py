"""Starting the program: embedded PostgreSQL, keys, child processes. No Django and no word of the domain."""

from gongzhi.launcher.connect import open_database

__all__ = ["open_database"]
