"""Three stores, one truth: catalogue (SQLite), vectors (Chroma), words (tantivy)."""

from .candidates import matching, nearest
from .catalogue import Catalogue
from .database import Database
from .entries import Entry, Likely, MarkedPage, MarkedPlace, Remembered, Sourced
from .ledger import Ledger
from .library import Library
from .marks import Marks
from .repeated_lines import RepeatedLines
from .scope import Scope
from .shelf import Shelf
from .verification import Verification, repair, verify
from .words import STOPWORDS, stems

__all__ = [
    "STOPWORDS",
    "Catalogue",
    "Database",
    "Entry",
    "Ledger",
    "Library",
    "Likely",
    "MarkedPage",
    "MarkedPlace",
    "Marks",
    "Remembered",
    "RepeatedLines",
    "Scope",
    "Shelf",
    "Sourced",
    "Verification",
    "matching",
    "nearest",
    "repair",
    "stems",
    "verify",
]
