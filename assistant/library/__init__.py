"""Three stores, one truth: catalogue (SQLite), vectors (Chroma), words (tantivy)."""

from .catalogue import Catalogue
from .entries import Entry, Found, Likely, Remembered
from .library import Library
from .scope import Scope
from .verification import Verification, repair, verify
from .words import stems

__all__ = [
    "Catalogue",
    "Entry",
    "Found",
    "Library",
    "Likely",
    "Remembered",
    "Scope",
    "Verification",
    "repair",
    "stems",
    "verify",
]
