"""Articles in: files and folders are read, cleaned, split and put into the library."""

from .pipeline import IngestReport, Progress, ingest

__all__ = ["IngestReport", "Progress", "ingest"]
