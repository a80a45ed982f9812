"""Reads when an article appeared from the <time> elements of its page and their labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from .bylines import is_of_update, read_byline
from .dates import parse_stated
from .fields import Day, Value
from .lines import as_line

__all__ = ["Times", "day_of", "time_element"]

LOOKED_AT = 100
IN_FRONT = 40  # characters before an element, where its label stands
_WORDS = re.compile(r"[a-z]+")
_OF_UPDATE = frozenset(
    "updated update modified datemodified lastmodified lastupdated revised".split()
)
_OF_PUBLICATION = frozenset(
    "published publish pubdate datepublished posted created datecreated".split()
)

Reader = Callable[[str], Day | None]


def day_of(value: object, order: bool | None = None, language: str = "en") -> Day | None:
    """The day that a page states, or ``None``."""
    found = parse_stated(value, order, language) if isinstance(value, str) else None
    return Day(*found) if found else None


class Times:
    """The moments marked in a page, told apart by their role, class or label."""

    def __init__(
        self, tree: HtmlElement, read: Reader = day_of, headings: Sequence[str] = ("h1",)
    ) -> None:
        self._read = read
        marked = tree.xpath("//*[@itemprop='datePublished' or @itemprop='dateModified']")
        times = [*islice(tree.iter("time"), LOOKED_AT), *marked[:LOOKED_AT]]
        self._times = [each for each in dict.fromkeys(times) if not _is_aside(each)]
        self._below = _time_below(tree, headings)

    def published(self) -> Value[Day] | None:
        """The first that says it is the publication's, else the first below the headline."""
        stated = [each for each in self._times if _is_update(each) is False]
        below = [] if self._below is None or _is_update(self._below) else [self._below]
        for sure, elements in ((True, stated), (len(self._times) == 1, below)):
            for element in elements:
                if day := self._day(element):
                    return Value(day, "markup", sure)
        lines = (as_line(element.text_content()[:200]) for element in self._times)
        days = (read_byline([line], day_first=None).published for line in lines)
        return next((Value(Day(day), "markup", sure=False) for day in days if day), None)

    def updated(self) -> Value[Day] | None:
        """The first that says it is that of an update."""
        days = (self._day(each) for each in self._times if _is_update(each))
        return next((Value(day, "markup") for day in days if day), None)

    def _day(self, element: HtmlElement) -> Day | None:
        stated = element.get("datetime") or element.get("content")
        return self._read(stated or as_line(element.text_content()[:200]))


def time_element(tree: HtmlElement, headings: Sequence[str] = ("h1",)) -> Value[Day] | None:
    """The day of publication that the <time> elements below ``tree`` mark."""
    return Times(tree, headings=headings).published()


def _is_update(element: HtmlElement) -> bool | None:
    """Whether an element's time is that of an update (or of publication), if anything tells."""
    if element.get("pubdate") is not None:
        return False
    names = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower()
    words = set(_WORDS.findall(names))
    if words & _OF_UPDATE:
        return True
    if words & _OF_PUBLICATION:
        return False
    return is_of_update(_in_front(element))


def _in_front(element: HtmlElement) -> str:
    """The last words before an element, in the same line or in the element right before it."""
    previous = element.getprevious()
    if previous is not None:
        if previous.tag == "time":
            return previous.tail or ""
        text = f"{previous.text_content()[-IN_FRONT:]} {previous.tail or ''}"
    else:
        parent = element.getparent()
        text = (parent.text or "") if parent is not None else ""
    return as_line(text)[-IN_FRONT:]


def _is_aside(element: HtmlElement) -> bool:
    names = (f"{up.tag} {up.get('class') or ''}" for up in islice(element.iterancestors(), 20))
    return any("comment" in name or name.startswith(("aside", "nav", "footer")) for name in names)


def _time_below(tree: HtmlElement, headings: Sequence[str]) -> HtmlElement | None:
    """The first <time> after the headline, unless it is that of a comment."""
    below = False
    tags = (*headings, "time")
    for event, element in etree.iterwalk(tree, events=("start", "end"), tag=tags):
        if element.tag != "time":
            below = below or event == "end"
        elif below and event == "start":
            if _is_update(element):
                continue
            classes = (each.get("class") or "" for each in element.iterancestors())
            return None if any("comment" in names for names in classes) else element
    return None
