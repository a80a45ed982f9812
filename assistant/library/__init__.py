"""Three stores, one truth: catalogue (SQLite), vectors (Chroma), words (tantivy)."""

from .catalogue import Catalogue
from .database import Database
from .entries import Entry, Found, Likely, Reading, ReadPage, Remembered
from .library import Library
from .marks import Readings
from .repeats import Repeats
from .scope import Scope
from .verification import Verification, repair, verify
from .words import stems

__all__ = [
    "Catalogue",
    "Database",
    "Entry",
    "Found",
    "Library",
    "Likely",
    "ReadPage",
    "Reading",
    "Readings",
    "Remembered",
    "Repeats",
    "Scope",
    "Verification",
    "repair",
    "stems",
    "verify",
]
