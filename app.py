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
) -> None:
    """Open the library and serve the chat window until Ctrl-C.

    ``index`` is the library's folder if not ``NEWSDESK_INDEX``; ``port`` is 7860, or the next
    one that is free, unless given. Raises ``LibraryError`` if there is no library to open,
    ``SettingsError`` if host or port cannot be had.
    """
    with Assistant.open(settings=load_settings(index=index)) as desk:
        # Gradio takes seconds to import; what is wrong with a library is known before that.
        from assistant.ui.server import listen, serve

        serve(desk, listen(host, port), open_browser)


if __name__ == "__main__":
    try:
        main()
    except NewsdeskError as problem:
        raise SystemExit(str(problem)) from None
