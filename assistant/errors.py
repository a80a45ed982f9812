"""Everything that Newsdesk raises on purpose.

    NewsdeskError
    ├── InputError              a question, a filter or a record that cannot be used
    │   └── UnknownOutlet       a filter names an outlet the library does not have
    ├── SettingsError           an environment variable or argument that makes no sense
    ├── LibraryError            the index folder cannot be used
    │   ├── LibraryMissing      there is none at that place
    │   ├── LibraryBusy         another process is writing to it, or keeps an index to itself
    │   ├── IndexDamaged        an index cannot be read; it can be made anew
    │   ├── EmbedderMismatch    it was made with another embedding model
    │   └── ArticleNotFound     it holds no article of that id
    ├── ModelFileError          a shipped model file is missing or was changed
    ├── EndpointError           the language model could not be asked, or broke off
    ├── MissingExtra            an optional package that this needs is not installed
    └── Busy                    too much is being answered just now

Errors of the libraries underneath (Chroma, SQLite, tantivy, the OpenAI client) are turned
into these once, in the module that talks to the library, with ``raise … from``.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

__all__ = [
    "ArticleNotFound",
    "Busy",
    "EmbedderMismatch",
    "EndpointError",
    "IndexDamaged",
    "InputError",
    "LibraryBusy",
    "LibraryError",
    "LibraryMissing",
    "MissingExtra",
    "ModelFileError",
    "NewsdeskError",
    "SettingsError",
    "UnknownOutlet",
]


class NewsdeskError(Exception):
    """Base of all errors of Newsdesk; its text is meant for the person at the screen."""


class InputError(NewsdeskError):
    """A question, filter or record that cannot be used; the text names it and says why."""


class UnknownOutlet(InputError):
    """A filter names an outlet that the library does not hold."""

    def __init__(self, outlet: str, known: Sequence[str]) -> None:
        near = get_close_matches(outlet, known, n=3, cutoff=0.4)
        shown = near or list(known)[:5]
        hint = f" Did you mean: {', '.join(shown)}?" if shown else " The library names no outlets."
        super().__init__(f"No article in the library is from the outlet {outlet!r}.{hint}")


class SettingsError(NewsdeskError):
    """A setting that is unknown or has an impossible value."""


class LibraryError(NewsdeskError):
    """The index folder, or a store in it, cannot be used."""


class LibraryMissing(LibraryError):
    """No library at the given place."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library, or keeps one of its indexes to itself."""


class IndexDamaged(LibraryError):
    """The vectors or the words in the index folder cannot be read; `verify --repair` mends that."""


class EmbedderMismatch(LibraryError):
    """The library's vectors were made by another embedding model."""


class ArticleNotFound(LibraryError):
    """The library holds no article of that id, or not the revision asked for."""

    def __init__(self, article_id: str, revision: int | None = None) -> None:
        if revision is None:
            hint = f"no article {article_id!r}. `newsdesk articles list` names those it has."
        else:
            hint = (
                f"no revision {revision} of the article {article_id!r}."
                f" `newsdesk articles show {article_id}` names those it has."
            )
        super().__init__(f"The library holds {hint}")


class ModelFileError(NewsdeskError):
    """A model file that ships with Newsdesk is missing, or is not the one that was shipped."""


class EndpointError(NewsdeskError):
    """The language model's endpoint refused, failed, timed out or broke off."""


class MissingExtra(NewsdeskError):
    """An optional package that something needs is not installed."""

    def __init__(self, what: str, package: str) -> None:
        super().__init__(f'{what} needs an optional package: pip install "{package}"')


class Busy(NewsdeskError):
    """Too much is being answered just now; ``retry_after`` is in how many seconds to try again."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
