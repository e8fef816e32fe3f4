"""``python -m bench.suggest [--cases N]``: what suggestions cost and find, in a city of N cases.

Prints CPU (program and database) a message for class, unit and place, and for similar cases; the share of messages
told again, at rising noise, whose first telling is among the five; and how many messages a second are imported
with suggestions. The first run with an N fills a database (kept in ``bench/out/suggest-N``).
"""

from __future__ import annotations

import argparse
import importlib
import os
from pathlib import Path

import django

from gongzhi.launcher.connect import open_database

OUT = Path(__file__).parent / "out"


def main() -> None:
    """Fill when needed, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.suggest")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=300, help="told again at each level of noise")
    parser.add_argument("--imported", type=int, default=3000)
    arguments = parser.parse_args()
    data = OUT / f"suggest-{arguments.cases}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.config.settings"
    os.environ.pop("DATABASE_URL", None)
    with open_database(data):
        django.setup()
        measuring = importlib.import_module("bench.suggesting")
        measuring.prepare(arguments.cases)
        measuring.measure(data, arguments.messages, arguments.imported)


if __name__ == "__main__":
    main()
