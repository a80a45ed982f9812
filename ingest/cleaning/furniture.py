"""Tells the furniture of a page from its article: menus, share bars, captions, calls to sign up.

Every judgement here is about one whole line, so that no sentence is lost for mentioning a
subscription or a share price. Lines longer than a caption may be are never furniture, which
also bounds the work on a hostile page.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .addressing import reports
from .lines import bare, ends_sentence, is_bullet, is_prose, words_in

__all__ = [
    "CAPTION_CHARACTERS",
    "is_caption",
    "is_contents_heading",
    "is_furniture",
    "is_related_heading",
    "may_be_related_heading",
    "opens_comments",
    "signs_paragraph",
]

CAPTION_CHARACTERS = 300  # a longer line is a paragraph, whatever it mentions
MENU_WORDS = 4  # the most that one entry of a menu has

# What a button, a menu entry or a counter says. Matched against a whole line, and against each
# entry of a menu ("Home | Sport | Log in").
_TOOL = (
    r"(?:logo|menu|search(?: for)?:?|home(?: ?page)?|(?:latest |breaking )?news|contact(?: us)?"
    r"|about(?: us)?|(?:client |my )?(?:log|sign) ?(?:in|up|out)(?: now)?|register|my account"
    r"|(?:skip|back) to (?:main )?(?:content|top|navigation)|close|more|top|toggle navigation"
    r"|subscribe(?: us| now| today| here)?|subscribe to (?:our |the |us )?[\w' ]{0,30}|newsletters?"
    r"|e-?paper|today's paper|puzzles|obituaries|classifieds|advertis(?:e|ing)|sitemap|site map"
    r"|accessibility|privacy(?: policy| notice)?|terms(?: (?:of use|of service|& conditions))?"
    r"|cookie (?:settings|policy|preferences)|corrections policy|jobs at .{0,30}"
    r"|(?:please )?share(?: this| on| via| to)?(?: article| story| post| page)?:?|click to \w+"
    r"|(?:share|post|tweet|pin|send|follow us)(?: on| to| via)? (?:x|facebook|twitter|whatsapp"
    r"|telegram|linkedin|reddit|pinterest|e-?mail)|like(?: loading\.*)?|loading\.*|post|send|link"
    r"|tweet|retweet|e-?mail|print(?: this)?(?: page| article)?|copy(?: link)?|bookmark|message"
    r"|facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|instagram|youtube|tiktok"
    r"|rss|flipboard|save(?: for later)?|text size|(?:a ){2}a|font size|zoom (?:in|out)"
    r"|listen(?: live| again| now)?(?: \(\d+ min\))?|play|pause|watch(?: live| now)?|up next"
    r"|advertisement|sponsored(?: content)?|ad|promoted|follow us|follow"
    r"|send us an? [\w ]{2,20}|(?:leave|post|add|write) a (?:comment|reply)|comments?"
    r"|(?:no|\d+) (?:comments?|shares?|likes?|views?|reads?|repl(?:y|ies))(?: yet)?"
    r"|no comments yet\.*|\d+ min(?:ute)?s?(?: of)? read(?:ing)?|(?:show|load|view|read|see) more"
    r"|accept(?: all)?(?: cookies)?|reject all|manage (?:choices|cookies|preferences)"
    r"|(?:next|previous)(?: article| post| story)?|all rights reserved\.?"
    r"|(?:download|get) (?:the|our) app|app-?store|(?:generated|featured|placeholder|default"
    r"|background|header|profile) image|image|read (?:next|also)|newsletter sign-?up"
    r"|see (?:all|also)|trending|most (?:read|popular|viewed)|editors?[’'] picks?)"
)
_TOOL_LINE = re.compile(_TOOL, re.I)
_TOOL_IN_ROW = re.compile(rf"(?<!\S){_TOOL}(?=[\s,]|$)", re.I)
# Sections of a newspaper: in a row with a tool they make a menu; alone they could be a heading.
_SECTION = re.compile(
    r"(?:world|politics|business|sports?|opinions?|weather.{0,6}|culture|arts|courts?|regions?"
    r"|markets|companies|city|local|national|international|technology|tech|science|health|travel"
    r"|lifestyle|entertainment|video|photos|podcasts?|live|farming|notices|jobs|archive|shows"
    r"|walks|recipes|letters|magazine|economy|education|food|style)",
    re.I,
)
_ROW = re.compile(r"\s*[|·•›»]\s*|\s+/\s+")
_BREADCRUMB = re.compile(r"(?:you are here\b.*|home\s*[»>›/]\s*\S.*)", re.I)
# A label and what it points to: a tag list, the neighbouring article, another headline.
_POINTER = re.compile(
    r"(?:filed under|tags?|topics?|categor(?:y|ies)|keywords|previous|next|posted in"
    r"|(?:read|see|also|watch|keep|more|related|learn)(?: (?:more|next|also|on this|read(?:ing)?"
    r"|stor(?:y|ies)|articles?|news|coverage|like this|from .{1,40}))?|also read|most read"
    r"|recommended|don[’']t miss|in (?:pictures|case you missed it)|short url|source url"
    r"|share this(?: article| story)?)\s*:(?: .*|$)",
    re.I,
)
POINTERS_WITH_SENTENCES = re.compile(
    r"(?:filed under|tags?|keywords|short url|posted in|read more|read also|also read|most read)",
    re.I,
)
# Sentences that sell or inform about the page itself. Each needs its verb in front and its
# object behind, on one short line.
_PROMPT = re.compile(
    r"(?:(?:please |click (?:here )?to |you can )?(?:sign up|subscribe|register|join us)\b.{0,120}"
    r"\b(?:newsletters?|in(?: your)? inbox|e-?mails?|channel|updates|alerts|today"
    r"|briefing)\b.{0,120}"
    r"|(?:get|want|like (?:this|what|our)|enjoying|would you like)\b.{0,120}\b(?:newsletters?"
    r"|your inbox|free (?:trial|month)|every (?:morning|weekday|evening)|paper edition)\b.{0,120}"
    r"|.{0,80}\b(?:in|to) your inbox\b.{0,80}"
    r"|(?:.{0,60}[,;:.!?] )?(?:please |now |just |you can |to .{0,60} )?"
    r"download (?:[\w-]+ ){1,3}app\b.{0,90}"
    r"|(?:you have|you[’']ve) (?:read|reached|used)\b.{0,60}\b(?:free )?articles?\b.{0,80}"
    r"|(?:support|thank you for supporting) (?:local|our|independent) journalism\b.{0,120}"
    r"|(?:follow|find|like|join) (?:us|him|her|them|@?\w+(?: \w+){0,3}) on "
    r"(?:x|twitter|facebook|instagram|telegram|whatsapp|tiktok|linkedin|google news)\b.{0,80}"
    r"|your e-?mail address will not be published.{0,60}|required fields are marked.{0,10}"
    r"|(?:log|sign) in to (?:leave|post|comment|reply).{0,40}|comments are closed.{0,40}"
    r"|(?:we|this (?:web)?site|our partners)\b.{0,60}\b(?:uses?|stores?)\b.{0,60}"
    r"\b(?:cookies|information on your device)\b.{0,180}"
    r"|(?:by (?:using|continuing)|to (?:give|improve)).{0,80}\bcookies\b.{0,100}"
    r"|got a (?:story|tip)\?.{0,120}|(?:explore|discover) (?:what|more)\b.{0,60}:"
    r"|try our\b.{0,40})",
    re.I,
)
_LEGAL = re.compile(
    r"(?:(?:copyright\b|\(c\)|©)\s*(?:©\s*)?(?:\d{4}|[A-Z]).{0,200}|©.{0,200}"
    r"|.{0,120}\b(?:terms of use|all rights reserved|cookie (?:settings|preferences))\b.{0,120}"
    r"|.{0,100}\b(?:content|material|article|text|report)\b.{0,40}\b(?:may|must|can) ?not be "
    r"(?:re)?(?:distributed|published|printed|produced|broadcast).{0,120}"
    r"|(?:image|photo|video)s?(?: and (?:video|image|photo)s?)? hosting by .{1,40}"
    r"|(?:proudly )?powered by \S+.{0,40}|(?:theme|website|site) (?:by|designed by) .{1,60})",
    re.I,
)
# What no reporter writes, though it has words that reporters use.
_NOTICE = re.compile(
    r"(?:(?:copyright\b|\(c\)|©).{0,200}|(?:sign up|subscribe|register)\b.{0,120}"
    r"\b(?:newsletters?|inbox|alerts)\b.{0,120}"
    r"|(?:this|our|the above) (?:content|material|article|text|report|story)\b.{0,60}\b"
    r"(?:may|must|can) ?not be (?:re)?(?:distributed|published|printed|produced|broadcast)"
    r"(?:,| or| without).{0,120})",
    re.I,
)
_BARE_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+){1,3}/?", re.I)
_RULE = re.compile(r"[\W_]+")
_COMMENTS = re.compile(
    r"(?:(?:leave|post|add|write) a (?:comment|reply)|[1-9]\d* (?:comments?|repl(?:y|ies))"
    r"|comments? ?\(\d+\)|(?:reader )?comments|(?:join the )?(?:discussion|conversation))",
    re.I,
)
_RELATED = re.compile(
    r"(?:related(?: (?:articles?|stor(?:y|ies)|news|posts?|content|reading|topics?))?"
    r"|more (?:stories|news|articles|like this)|read (?:next|also|more)"
    r"|recommended(?: (?:for you|stories|articles|reading))?|(?:you )?(?:may|might) also like"
    r"|keep reading|also (?:read|on this site)|see also|other (?:stories|news|articles)"
    r"|recent (?:posts|articles|stories)|latest (?:posts|stories|articles)|most (?:read|popular)"
    r"|similar (?:stories|articles|news)|from (?:around )?the web|trending(?: now)?):?",
    re.I,
)
# Announces other articles, or a chapter of this one: what stands below tells.
_MORE = re.compile(r"more (?:on|from|about) .{1,40}", re.I)
_CONTENTS = re.compile(
    r"(?:(?:table of )?contents?|in this (?:article|story|piece)|jump to|on this page):?", re.I
)

_AGENCIES = (
    "AP|AFP|EPA|PA|dpa|Reuters|Xinhua|Bloomberg|Shutterstock|Getty(?: Images)?|iStock|Alamy"
    "|Anadolu|picture[- ]alliance|Imago|ANSA|TASS|Ukrinform|NurPhoto|Zuma(?: Press)?|MAXPPP"
)
_SIGNATURE = re.compile(rf"\s*[(\[](?:{_AGENCIES})[)\]]$", re.I)
_CAPTION = re.compile(
    # A label, at the start, after a sentence or in brackets; "the photo: a man" is prose.
    r"(?:(?:^|[.!?…”\"’] |[(\[|] ?)(?:file |courtesy )?(?:photo(?:graph)?|image|picture|pic"
    r"|illustration|foto|bild)(?:s|graphs?)?(?: credit| by| courtesy)?(?:\s*[:/]|\))"
    r"|[(\[]\s*(?:courtesy |file )(?:photo|image|picture)\b"
    r"|\((?=[^)]*[a-z])(?:[\w.-]+/)+[\w. -]+\)$"
    rf"|(?:/|\bvia |[(\[|])\s*(?:{_AGENCIES})[)\]]?$"
    r"|^(?:file|illustrative)(?: photo| image)?\s*[:–—-])",
    re.I,
)
# "… near the quay. Ann Poe/Coast Pictures": a person's name, a stroke, an agency, no full stop.
_CREDIT = re.compile(r"\S [A-Z][\w'’-]+(?: [A-Z][\w'’.-]+){1,2}/[A-Z][\w &-]{1,30}$")
_GLUED = re.compile(r"[a-z]{3}(?=[A-Z][a-z]{2})")
_STOP = re.compile(r"[.:;!?] |[,:;@#]")
_NAME = re.compile(r"[A-Z][a-z]{3,}")
# What can be a whole sentence, and what never is one.
_SENTENCES = (_LEGAL, _PROMPT, _BREADCRUMB)
_SCRAPS = (*_SENTENCES, _RULE, _TOOL_LINE, _BARE_ADDRESS, _RELATED)


@lru_cache(maxsize=4_096)  # the same menu stands on every page of an outlet
def is_furniture(line: str) -> bool:
    """Whether the whole line belongs to the page and not to an article on it."""
    if len(line) > CAPTION_CHARACTERS:
        return False
    words = bare(line)
    patterns = _SENTENCES if is_prose(words) else _SCRAPS
    if any(pattern.fullmatch(words) for pattern in patterns):
        told = patterns is _SENTENCES and reports(words)
        return not told or bool(_NOTICE.fullmatch(words))
    return _points_elsewhere(words) or (patterns is _SCRAPS and _is_menu(words))


def _points_elsewhere(line: str) -> bool:
    """A pointer is a label with a headline; a label with a sentence may be the article's own."""
    match = _POINTER.fullmatch(line)
    return bool(match) and (not ends_sentence(line) or bool(POINTERS_WITH_SENTENCES.match(line)))


def _is_menu(line: str) -> bool:
    """A row of short entries, at least one of which is a tool; or nothing but tools."""
    if ends_sentence(line) and words_in(line) > MENU_WORDS and "..." not in line:
        return False
    entries = [entry.strip(" \\*_[]") for entry in _ROW.split(line) if entry.strip(" \\|")]
    if len(entries) > 1 and all(words_in(entry) <= MENU_WORDS + 1 for entry in entries):
        return any(_TOOL_LINE.fullmatch(entry) for entry in entries)
    rest, tools = _TOOL_IN_ROW.subn(" ", line)
    if tools >= 2 and not rest.strip(" ,"):
        return True
    names = [word for word in rest.split() if word != "&"]
    sections = sum(bool(_SECTION.fullmatch(word)) for word in names)
    return tools >= 1 and tools + sections >= 3 and all(word[0].isupper() for word in names)


@lru_cache(maxsize=4_096)
def is_caption(line: str) -> bool:
    """Whether a line describes a picture: by a credit, or its own alt text before it."""
    if len(line) > CAPTION_CHARACTERS:
        return False
    return bool(_CAPTION.search(line) or _CREDIT.search(line)) or _is_glued_caption(line)


def _is_glued_caption(line: str) -> bool:
    """Alt text with the caption right behind it: "Mayor Ann Poe at the quayMayor Poe (left) …".

    Names such as ExxonMobil are glued too: so there must be one seam only, between words without
    a stop, and one name must stand on both sides of it.
    """
    seams = list(_GLUED.finditer(line))
    if len(seams) != 1:
        return False
    before, after = line[: seams[0].end()], line[seams[0].end() :]
    if words_in(before) < 4 or words_in(after) < 4 or _STOP.search(before):
        return False
    return bool(set(_NAME.findall(before)) & set(_NAME.findall(after)))


def is_related_heading(line: str) -> bool:
    """Whether a line announces other articles: "Related articles", "Read next"."""
    return len(line) <= 60 and bool(_RELATED.fullmatch(bare(line)))


def may_be_related_heading(line: str) -> bool:
    """Whether a line may announce other articles, or a chapter of this one: "More on the ferry"."""
    return is_related_heading(line) or (len(line) <= 60 and bool(_MORE.fullmatch(bare(line))))


def signs_paragraph(line: str) -> bool:
    """Whether an agency's mark at the end of a line signs a whole sentence: "… said. (dpa)"."""
    found = _SIGNATURE.search(line[-60:])
    return found is not None and ends_sentence(line[: len(line) - len(found[0])])


def is_contents_heading(line: str) -> bool:
    """Whether a line announces the article's own list of sections: "Content"."""
    return len(line) <= 30 and not is_bullet(line) and bool(_CONTENTS.fullmatch(line))


def opens_comments(line: str) -> bool:
    """Whether readers' comments may follow."""
    return len(line) <= 60 and bool(_COMMENTS.fullmatch(line))
