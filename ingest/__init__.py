"""Articles in: files and folders are read, cleaned, split and put into the library."""

from .pipeline import ingest
from .reporting import IngestReport, Progress

__all__ = ["IngestReport", "Progress", "ingest"]
