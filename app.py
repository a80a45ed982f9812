"""The chat window: ``python app.py``, or ``newsdesk serve``."""

from __future__ import annotations

from pathlib import Path

from assistant import Assistant
from assistant.errors import NewsdeskError
from assistant.settings import load_settings

__all__ = ["main"]


def main(
    index: Path | None = None,
    host: str = "127.0.0.1",
    port: int | None = None,
    open_browser: bool = False,
    users: Path | None = None,
    root_path: str | None = None,
) -> None:
    """Open the library and serve the chat window until Ctrl-C.

    ``index`` is the library's folder if not ``NEWSDESK_INDEX``; ``port`` is 7860, or the next
    one that is free, unless given. ``users`` is the file of those who may log in, ``root_path``
    where a proxy shows the server; both are settings too. Raises ``LibraryError`` if there is no
    library to open, ``SettingsError`` if host, port or users cannot be had.
    """
    settings = load_settings(index=index, users=users, root_path=root_path)
    with Assistant.open(settings=settings) as desk:
        # Gradio takes seconds to import; what is wrong with a library is known before that.
        from assistant.ui.server import listen, serve

        serve(desk, listen(host, port), open_browser)


if __name__ == "__main__":
    try:
        main()
    except NewsdeskError as problem:
        raise SystemExit(str(problem)) from None
