"""The chat window: its parts, and what happens when a reader uses them.

What a reader asks and sees lives in a ``Session`` of that reader's browser (``gr.State``); the
window itself keeps nothing but the desk it was handed.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from threading import Lock
from typing import Any

import gradio as gr

from ..datamodels import Answerer, Coverage
from ..doors.reception import InLine, Reception
from ..errors import Busy, InputError
from .conversation import Conversation, as_plain_text, messages, packed, unpacked
from .desk import Desk
from .filters import Filters, read_filters
from .rendering import text_html
from .scripts import RECALL, SHOW_CHANGED, TO_CLIPBOARD
from .session import Session
from .wording import holdings

__all__ = ["build"]

EXAMPLES = 4
LONGEST_QUESTION = 2_000

Update = Any  # what Gradio takes as new values of components, or as a sign to leave them alone

WELCOME = (
    '<div class="nd-welcome"><p class="nd-lead">Ask the articles.</p>'
    "<p>Each sentence of an answer links to the words it stands on.</p></div>"
)


def build(desk: Desk, reception: Reception) -> gr.Blocks:
    """The chat window over this desk; style and theme are given where it is mounted."""
    blocks = gr.Blocks(title="Newsdesk", fill_height=True, analytics_enabled=False)
    with blocks:
        Window(desk, reception).wire(blocks)
    # Nobody waits in Gradio's line, but in that of the reception, which programs share.
    blocks.queue(api_open=False)
    return blocks


class Window:
    """The parts of the window, and what each does."""

    def __init__(self, desk: Desk, reception: Reception) -> None:
        self.desk = desk
        self.reception = reception
        self.examples = Examples(desk)
        self.session = gr.State(Session())
        self.masthead = gr.HTML(elem_id="nd-masthead")
        self._lay_out_filters()
        self.chat = gr.Chatbot(
            elem_id="nd-chat",
            show_label=False,
            container=False,
            layout="panel",
            scale=1,
            min_height=220,
            autoscroll=False,
            buttons=[],
            feedback_options=None,
            latex_delimiters=[],
            placeholder=WELCOME,
        )
        self.box = gr.Textbox(
            elem_id="nd-box",
            placeholder="Ask a question",
            label="Question",
            show_label=False,
            container=False,
            lines=1,
            max_lines=6,
            max_length=LONGEST_QUESTION,
            submit_btn="Ask",
            autofocus=True,
        )
        with gr.Row(elem_id="nd-actions"):
            self.new = gr.Button("New chat", size="sm", visible=False)
            self.copy = gr.Button("Copy answer", size="sm", visible=False)
        self.plain = gr.Textbox(visible="hidden")  # what the copy button copies
        self.changed = gr.Textbox(visible="hidden")  # what the browser does not show yet

    def _lay_out_filters(self) -> None:
        writes = self.desk.settings.chosen_answerer == "llm"
        with gr.Accordion("Filter by date or outlet", open=False, elem_id="nd-filters"):
            with gr.Row():
                self.after = gr.DateTime(label="From", include_time=False, type="string")
                self.before = gr.DateTime(label="To", include_time=False, type="string")
                self.outlets = gr.Dropdown(
                    label="Outlets", choices=self.desk.outlets(), value=[], multiselect=True
                )
            self.answerer = gr.Radio(
                [("Written, with sources", "llm"), ("The articles' own words", "quotes")],
                label="Answer",
                value="llm" if writes else None,
                visible=writes,
            )
        with gr.Row(elem_id="nd-chips"):
            self.days_chip = gr.Button(visible=False, size="sm")
            self.outlets_chip = gr.Button(visible=False, size="sm")
            self.filter_problem = gr.HTML(visible=False)

    def wire(self, blocks: gr.Blocks) -> None:
        """Connect the parts. A question is shown first, then answered, so each can be seen."""
        at_once: dict[str, Any] = {
            "show_progress": "hidden",
            "api_visibility": "private",
            "queue": False,
        }
        # One name for all ways to ask, or Gradio would count each of them by itself.
        in_line = at_once | {"queue": True, "concurrency_id": "answers"}
        shown = [self.changed, self.box, self.new, self.copy, self.plain]
        fields = [self.after, self.before, self.outlets, self.answerer]
        for trigger, step, inputs in (
            (self.box.submit, self.begin, [self.session, self.box]),
            (self.chat.example_select, self.begin_example, [self.session]),
            (self.chat.retry, self.begin_again, [self.session]),
        ):
            asked = trigger(step, inputs, shown, **at_once)
            asked.then(
                self.reply,
                [self.session, *fields],
                shown,
                concurrency_limit=None,
                # One that was stopped may still be at work when the next is asked.
                trigger_mode="multiple",
                **in_line,
            )
        self.box.stop(self.halt, [self.session], shown, **at_once)
        self.new.click(self.clear, [self.session], shown, **at_once)
        self.chat.clear(self.clear, [self.session], shown, **at_once)
        self.chat.undo(self.take_back, [self.session], shown, **at_once)
        self.copy.click(None, [self.plain], [self.copy], js=TO_CLIPBOARD)
        self.changed.change(None, [self.changed, self.chat], [self.chat], js=SHOW_CHANGED)
        self._wire_filters(at_once)
        blocks.load(self.recall, [self.session, self.changed], shown, js=RECALL, **at_once)
        blocks.load(self.welcome, None, [self.masthead, self.outlets], **at_once)
        blocks.load(self.suggest, None, [self.chat], **at_once)

    def _wire_filters(self, at_once: dict[str, Any]) -> None:
        fields = [self.after, self.before, self.outlets]
        chips = [self.days_chip, self.outlets_chip, self.filter_problem]
        for changed in (self.after.change, self.before.change, self.outlets.change):
            changed(self.show_filters, fields, chips, **at_once)
        self.days_chip.click(lambda: (None, None), None, [self.after, self.before], **at_once)
        self.outlets_chip.click(list, None, self.outlets, **at_once)

    # -- asking ----------------------------------------------------------------------------

    def begin(self, session: Session, question: str) -> Update:
        """Show the question; what was typed stays if it cannot be asked now."""
        could = not session.busy
        session.ask(question)
        return self._show(session, typed="" if could else None)

    def begin_example(self, session: Session, chosen: gr.SelectData) -> Update:
        session.ask(chosen.value["text"])
        return self._show(session)

    def begin_again(self, session: Session, retried: gr.RetryData) -> Update:
        """Ask a question again, and forget what came after it."""
        if not session.busy:
            session.ask(session.back_to(_place(retried.index)))
        return self._show(session)

    async def reply(
        self,
        session: Session,
        after: str | None,
        before: str | None,
        outlets: list[str] | None,
        answerer: Answerer | None,
    ) -> AsyncIterator[Update]:
        """Answer the last question, sentence by sentence."""
        try:
            filters = read_filters(after, before, outlets)
            async with aclosing(self._answered(session, filters, answerer)) as shown:
                async for update in shown:
                    yield update
        except (Busy, InputError) as error:
            session.fail(str(error))
        yield self._show(session)

    async def _answered(
        self, session: Session, filters: Filters, answerer: Answerer | None
    ) -> AsyncGenerator[Update, None]:
        """Answer when it is this reader's turn; until then the reader is told the place in line."""
        if not session.busy:
            return

        def steps() -> Iterator[Update]:
            for _ in session.answer(self.desk, filters, answerer):
                yield self._show(session)

        ticket = self.reception.line.join(session.reader)
        async with aclosing(self.reception.run(ticket, steps)) as events:
            async for event in events:
                if isinstance(event, InLine):
                    session.wait(event.place)
                    yield self._show(session)
                else:
                    yield event

    def halt(self, session: Session) -> Update:
        session.halt()
        return self._show(session)

    def clear(self, session: Session) -> Update:
        """A new chat."""
        session.show(())
        return self._show(session)

    def take_back(self, session: Session, undone: gr.UndoData) -> Update:
        """Remove a question and what came after it; it can be changed and asked again."""
        question = None if session.busy else session.back_to(_place(undone.index))
        return self._show(session, typed=question, since=len(session.talk))

    def recall(self, session: Session, kept: str) -> Update:
        """The conversation that this browser tab had before it was reloaded."""
        session.recall(unpacked(kept))
        return self._show(session, since=0)

    def _show(self, session: Session, typed: str | None = None, since: int = -1) -> Update:
        """The window as the session wants it: chat, question box, buttons, hidden texts.

        Of the chat, what stands before the exchange ``since`` (the last one) is as it was.
        """
        talk, busy = session.talk, session.busy
        box: dict[str, Any] = {"submit_btn": not busy and "Ask", "stop_btn": busy and "Stop"}
        if typed is not None:
            box["value"] = typed
        plain = "" if busy else as_plain_text(talk)
        # "Copied" is true until there is something else to copy.
        copy = {"value": "Copy answer"} if busy else {}
        return (
            self._changed(talk, max(len(talk) - 1, 0) if since < 0 else since),
            gr.update(**box),
            gr.update(visible=bool(talk)),
            gr.update(visible=bool(plain), **copy),
            plain,
        )

    def _changed(self, talk: Conversation, place: int) -> str:
        """The exchanges from this place on: what to show of them, and what to keep."""
        exchanges = talk[place:]
        searching = any(exchange.waiting and not exchange.pieces for exchange in exchanges)
        shown: list[Any] = messages(exchanges, self.desk.coverage().articles if searching else 0)
        changed = {
            "place": place,
            "messages": self.chat.postprocess(shown).model_dump(),
            "kept": [packed(exchange) for exchange in exchanges],
        }
        return json.dumps(changed)

    # -- around it -------------------------------------------------------------------------

    def welcome(self) -> Update:
        """What the library holds, looked up anew whenever a page is opened."""
        outlets = self.desk.outlets()
        return masthead_html(self.desk.coverage(), len(outlets)), gr.update(choices=outlets)

    def suggest(self) -> Update:
        """Questions to begin with; the page does not wait for them."""
        return gr.update(examples=[{"text": text} for text in self.examples()])

    def show_filters(
        self, after: str | None, before: str | None, outlets: list[str] | None
    ) -> Update:
        """The filters that are on, each to be removed with a click; or what is wrong with them."""
        try:
            filters, problem = read_filters(after, before, outlets), ""
        except InputError as error:
            filters, problem = Filters(outlets=tuple(outlets or ())), str(error)
        return (
            _chip(filters.days),
            _chip(", ".join(filters.outlets)),
            gr.update(visible=bool(problem), value=f"<p>{text_html(problem)}</p>"),
        )


class Examples:
    """Questions to begin with: asked of the desk once for each version of the library."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._of = -1  # the version of the library that they were made from
        self._questions: list[str] = []
        self._lock = Lock()

    def __call__(self) -> list[str]:
        with self._lock:
            version = self._desk.version
            if version != self._of:
                self._questions = self._desk.example_questions(EXAMPLES)
                self._of = version
            return self._questions


def masthead_html(coverage: Coverage, outlets: int) -> str:
    """The name, and what the library holds."""
    held = text_html(holdings(coverage, outlets))
    return f'<header class="nd-masthead"><h1>Newsdesk</h1><p>{held}</p></header>'


def _chip(words: str) -> Update:
    return gr.update(visible=bool(words), value=f"{words}  ×")


def _place(message: int | tuple[int, int]) -> int:
    """The exchange that a message of the chat belongs to: each has two."""
    return (message if isinstance(message, int) else message[0]) // 2
