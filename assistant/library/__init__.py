"""Three stores, one truth: catalogue (SQLite), vectors (Chroma), words (tantivy)."""

from .catalogue import Catalogue, Entry, Found, Likely
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
    "Scope",
    "Verification",
    "repair",
    "stems",
    "verify",
]
