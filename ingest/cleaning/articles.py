"""Turns a page into its articles: each with its own words only, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pydantic import ValidationError

from assistant.datamodels import Article
from assistant.errors import InputError

from ..pages.sources import Page
from .bylines import is_stamp, read_byline, split_byline
from .dates import age_in_line, date_in_line, day_first_in, is_day_first
from .fields import (
    Day,
    Fields,
    Value,
    doubted,
    from_url,
    given_fields,
    merged,
    provenance_of,
    stated_fields,
)
from .headlines import Headline, find_headline, top_of
from .identity import id_from_page, id_from_place, id_from_url, same_site
from .languages import language_of
from .markdown import front_matter, plain_blocks
from .markup import read_web_page
from .outlets import host_of, masthead, named_by_itself, named_with_age, named_with_author
from .prose import own_lines
from .related import Section, sections_of
from .wrapping import paragraphs

__all__ = ["articles_of"]

BELOW_HEADLINE = 12  # lines: outlet, date, byline and captions; then the article has begun
AT_END = 4  # lines: "(Reporting by …)", "www.outlet.com"


def articles_of(page: Page) -> list[Article]:
    """The articles of a page, its own first, then those found in full below it.

    Raises ``InputError`` if the page holds none that can be used.
    """
    if page.problem:
        raise InputError(page.problem)
    read = {"html": _from_html, "markdown": _from_markdown, "record": _from_record}
    drafts = [draft for draft in read.get(page.kind, _from_text)(page) if draft[1]]
    if not drafts:
        raise InputError("no article text was found in it")
    first = _article(page, *drafts[0], page_id=None)
    return [first, *(_article(page, *draft, page_id=first.id) for draft in drafts[1:])]


Draft = tuple[Fields, str]


def _article(page: Page, fields: Fields, text: str, page_id: str | None) -> Article:
    title = fields.title.value if fields.title else ""
    if fields.id:
        own_id = fields.id.value
    elif fields.url:
        own_id = id_from_url(fields.url.value)
    elif page_id:
        own_id = id_from_page(page_id, title, text)
    else:
        own_id = id_from_place(page.origin, page.name if page.kind == "record" else page.origin)
    try:
        return Article(
            id=own_id,
            url=fields.url.value if fields.url else None,
            title=title,
            outlet=fields.outlet.value if fields.outlet else None,
            authors=fields.authors.value if fields.authors else (),
            published=fields.published.value.day if fields.published else None,
            published_at=fields.published.value.at if fields.published else None,
            updated=fields.updated.value.day if fields.updated else None,
            language=_plain(fields.language),
            text=text,
            origin=page.origin,
            page=page_id,
            provenance=provenance_of(fields),
        )
    except ValidationError as error:
        wrong = error.errors()[0]
        raise InputError(f"`{'.'.join(map(str, wrong['loc']))}`: {wrong['msg']}") from error


def _plain(language: Value[str] | None) -> str | None:
    """The language without its country, which only tells how dates are written; as given else."""
    if language is None or language.origin == "given":
        return language.value if language else None
    return language.value.replace("_", "-").split("-")[0].lower()


# -- the kinds of page ---------------------------------------------------------------------


def _from_text(page: Page) -> list[Draft]:
    return _drafts(paragraphs(page.raw), _with_stated(Fields(), page), page)


def _from_record(page: Page) -> list[Draft]:
    return _drafts(paragraphs(page.raw), given_fields(page.fields), page)


def _from_markdown(page: Page) -> list[Draft]:
    meta, markup = front_matter(page.raw)
    given = given_fields(meta)
    blocks = plain_blocks(markup)
    heading = next((block.text for block in blocks if block.tag == "h1"), None)
    known = merged(given, Fields(title=Value(heading, "markup") if heading else None))
    return _drafts([block.text for block in blocks], _with_stated(known, page), page)


def _from_html(page: Page) -> list[Draft]:
    parts = read_web_page(page.raw)
    drafts = []
    for number, part in enumerate(parts):
        inherited = Fields() if number == 0 else Fields(outlet=_unsure(parts[0].fields.outlet))
        known = merged(part.fields, inherited)
        known = known if number else _with_stated(known, page)
        drafts += _drafts(list(part.lines), known, page, part.top)
    return drafts


def _with_stated(known: Fields, page: Page) -> Fields:
    """What the page says, and where it is silent, what was said of it by what brought it."""
    if page.url and not (known.url and same_site(page.url, known.url.value)):
        # A page may name its own canonical address, not speak for somebody else's.
        known = replace(known, url=Value(page.url, "url"))
    return merged(known, stated_fields(page.fields))


def _unsure(found: Value[str] | None) -> Value[str] | None:
    return Value(found.value, found.origin, sure=False) if found else None


# -- from lines to articles ----------------------------------------------------------------


def _drafts(
    lines: Sequence[str], known: Fields, page: Page, top: Sequence[str] = ()
) -> list[Draft]:
    """One draft for each article in these lines; what is known is so of the first only."""
    order = day_first_in(lines)
    sections = sections_of(lines)
    first = _draft(sections[0], known, top, page, order)
    return [first, *(_draft(section, Fields(), (), page, order) for section in sections[1:])]


def _draft(
    section: Section, known: Fields, top: Sequence[str], page: Page, order: bool | None
) -> Draft:
    language = known.language or _language(section.lines)
    latest = _latest(page)
    known = doubted(merged(known, Fields(language=language)), latest)
    spoken = language.value if language else "en"
    headline = _headline(section, known, spoken)
    if order is None:
        order = is_day_first(spoken, host_of(known.url.value if known.url else None))
    lines = _from_lines(section, headline, top, spoken, order, page)
    fields = merged(known, doubted(lines, latest))
    if fields.outlet is None:
        authors = fields.authors.value if fields.authors else ()
        fields = merged(fields, _outlet(section, headline, authors))
    fields = merged(fields, doubted(from_url(known.url.value if known.url else None), latest))
    names = [fields.outlet.value] if fields.outlet else []
    names += fields.authors.value if fields.authors else ()
    title = headline.text if headline else fields.title.value if fields.title else ""
    kept = own_lines(_around(section, headline)[1], title, names, spoken[:2].lower())
    return fields, "\n\n".join(kept)


def _latest(page: Page) -> date:
    """The last day on which a page can have appeared that is read now, in whatever zone."""
    return (page.fetched or datetime.now(UTC)).date() + timedelta(days=1)


def _headline(section: Section, known: Fields, language: str) -> Headline | None:
    """Where the headline stands: the known title's place, else the line that reads like one."""
    top = top_of(section.lines)
    if known.title:
        at = next((n for n, line in enumerate(top) if line == known.title.value), None)
        return None if at is None else Headline(known.title.value, at, True)
    if section.headline is not None:
        return Headline(section.lines[section.headline], section.headline, True)
    return find_headline(section.lines, language[:2].lower())


def _language(lines: Sequence[str]) -> Value[str] | None:
    found = language_of("\n".join(sorted(lines[:40], key=len, reverse=True)[:5]))
    return Value(found, "text", sure=False) if found else None


def _from_lines(
    section: Section,
    headline: Headline | None,
    top: Sequence[str],
    language: str,
    order: bool | None,
    page: Page,
) -> Fields:
    """What the lines around the headline and at the end say of the article."""
    above, below = _around(section, headline)
    near = [*above[-5:], *top, *below[:BELOW_HEADLINE], *below[-AT_END:]]
    near = [split_byline(line)[0] or line for line in near]
    name = language[:2].lower()
    byline = read_byline(near, order, name)
    certain = read_byline(near, None, name) if order is not None else byline
    title, title_day = _title(headline, order, name)
    return Fields(
        title=title,
        outlet=Value(byline.outlet, "byline") if byline.outlet else None,
        authors=Value(byline.authors, "byline") if byline.authors else None,
        published=_day(byline.published, certain.published) or title_day or _aged(near, page),
        updated=_day(byline.updated, certain.updated),
    )


def _around(section: Section, headline: Headline | None) -> tuple[Sequence[str], Sequence[str]]:
    if headline is None:
        return (), section.lines
    return section.lines[: headline.line], section.lines[headline.line + 1 :]


def _outlet(section: Section, headline: Headline | None, authors: Sequence[str]) -> Fields:
    """The outlet that the lines name, by the ways of naming it from the plainest on."""
    above, below = _around(section, headline)
    aged = named_with_age([*above, *below[:BELOW_HEADLINE]])
    head = masthead(above, below)
    if aged:
        found = Value(aged, "text")
    elif with_author := named_with_author(below, authors):
        found = Value(with_author, "text")
    elif head:
        found = Value(head[0], "text", head[1])
    elif itself := named_by_itself(below):
        found = Value(itself, "text", sure=False)
    else:
        return Fields()
    return Fields(outlet=found)


def _title(
    headline: Headline | None, order: bool | None, language: str
) -> tuple[Value[str] | None, Value[Day] | None]:
    """The headline without the date in brackets behind it, and that date."""
    if headline is None:
        return None, None
    text, _, behind = headline.text.rpartition(" (")
    day = date_in_line(behind, order, language) if text and is_stamp(behind.rstrip(")")) else None
    return (
        Value(text if day else headline.text, "text", headline.sure),
        Value(Day(day), "text", sure=False) if day else None,
    )


def _day(day: date | None, certain: date | None) -> Value[Day] | None:
    """A day that can be read in one way only is sure; one read in the language's order is not."""
    return Value(Day(day), "text", sure=day == certain) if day else None


def _aged(lines: Sequence[str], page: Page) -> Value[Day] | None:
    """The day that "2 hours ago" means, if it is known when the page was fetched."""
    age = next(filter(None, map(age_in_line, lines)), None)
    if age is None or page.fetched is None:
        return None
    return Value(Day((page.fetched - age.ago).date()), "text", age.precise)
