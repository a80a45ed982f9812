"""Says why a page holds no article: what a server sends in place of one, and fronts of sections."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from .addressing import reports
from .blocks import Block
from .lines import as_line, is_prose, words_in

__all__ = ["why_no_article"]

AT_ONCE = 5  # seconds within which a page sends a browser on, before it can be read
LITTLE = 700  # characters; what stands in place of an article is shorter than most articles
CONSENT = 2_000  # characters; those who ask for consent have more to say
HEADLINES = 4  # a front page has at least so many, each linked to its story
SUMMARY = 350  # characters; what a front page says of one story is shorter
HEADLINE_WORDS = 3

_PARTS = re.compile(r"\s+[|–—·»-]\s+|\s*::\s*")
_ERROR = re.compile(
    r"(?:(?:error|http|fehler|erreur|error:?)[ :#]*)?(?:40[0134]|410|429|50[0234])\b.{0,40}"
    r"|(?:(?:the |this |that )?(?:page|article|story|site|document|content|url)|we)?"
    r"(?: (?:is|was|has been|could|can|you .{0,30}))* ?"
    r"(?:not (?:be )?(?:found|available|exist)|no longer (?:available|exists|here)|unavailable"
    r"|can[’']?t be (?:found|displayed)|couldn[’']?t find .{0,30}"
    r"|does(?:n[’']t| not) exist|removed|expired)[.!]?"
    r"|(?:access|permission) (?:to .{0,40} )?denied"
    r"|forbidden|bad (?:request|gateway)|gateway time-?out|internal server error|server error"
    r"|(?:service|site|website) (?:temporarily )?(?:unavailable|down).{0,30}|too many requests"
    r"|something went wrong.{0,20}|an error (?:has )?occurred.{0,20}|under maintenance.{0,20}"
    r"|just a moment\W*|attention required\W*|one more step\W*|security check\b.{0,20}"
    r"|(?:are you|verify (?:that )?you are|prove you.re) (?:a |not a )?(?:robot|human)\W*"
    r"|checking your browser.{0,40}|please verify.{0,40}|pardon our interruption\W*"
    r"|(?:die )?(?:seite|artikel) (?:wurde )?(?:leider )?nicht (?:gefunden|verfügbar)"
    r"|zugriff verweigert"
    r"|(?:cette )?page (?:introuvable|non trouvée|inexistante)|accès refusé"
    r"|p[áa]gina no encontrada|no se (?:ha )?encontr\w+ la p[áa]gina|p[áa]gina n[ãa]o encontrada"
    r"|pagina non trovata|pagina niet gevonden|sidan (?:hittades inte|kunde inte hittas)"
    r"|страница не (?:найдена|существует)|nie znaleziono strony|strona nie istnieje"
    r"|(?:ページ|記事)が見つかりません.{0,10}|(?:页面|网页)(?:不存在|未找到)|الصفحة غير موجودة",
    re.I,
)
_SORRY = re.compile(r"(?:oops|sorry|uh[- ]oh|whoops|error|page|lost|404)\b", re.I)
_LOST = re.compile(
    r"\b(?:page|article|address|url|link|content)\b.{0,80}\b(?:looking for|requested|moved|removed"
    r"|deleted|does not exist|doesn[’']t exist|not found|no longer|not be found|wrong)\b",
    re.I,
)
_SCRIPTS = re.compile(
    r"\b(?:enable|turn on|activate|allow|requires?|needs?|without|disabled|support|aktivier\w+"
    r"|activer|activez|habilit\w+|activ[ae]\w*|включите|attiv\w+|inschakelen|aktiver\w*)\b.{0,60}javascript"
    r"|javascript\b.{0,60}\b(?:enabled?|disabled|required|turned|aktivier\w+|deaktiviert|activ\w+"
    r"|désactivé|habilitado|отключен|necessary|supported)",
    re.I,
)
_CONSENT = re.compile(
    r"\b(?:cookies?|consent\w*|privacy|partners|personal data|personalis\w+|personaliz\w+|gdpr"
    r"|datenschutz|einwilligung|zustimm\w+|données|confidentialité|consentement|privacidad|datos)\b",
    re.I,
)
_REFRESH = re.compile(
    r"\s*(?P<seconds>\d{0,6})\d*(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?\s*(?P<url>[^'\"]+)", re.I
)


def why_no_article(tree: HtmlElement, blocks: Sequence[Block], lines: Sequence[str]) -> str:
    """Why a page whose own ``lines`` these are is no article; nothing if it may be one."""
    size = sum(map(len, lines))
    if size < LITTLE:
        if leads_to := _refreshed(tree):
            return f"holds no article, it only leads on to {leads_to}"
        if _asks_for_scripts(lines):
            return "holds no article: its text comes only to browsers that run its scripts"
        if error := _error(tree, lines):
            return f"is an error page: {error}"
    if lines and size < CONSENT and _asks_for_consent(lines):
        return "holds no article: it asks for consent first"
    if _is_front_page(tree, blocks):
        return "is a list of headlines that lead to articles, and no article itself"
    return ""


def _refreshed(tree: HtmlElement) -> str:
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.match(meta.get("content") or "")
            # Later it keeps a page fresh; a fragment is a place of the page itself.
            if found and int(found["seconds"] or 0) <= AT_ONCE and "#" not in found["url"]:
                return as_line(found["url"])[:200]
    return ""


def _asks_for_scripts(lines: Sequence[str]) -> bool:
    asking = [line for line in lines if _SCRIPTS.search(line[:400])]
    return bool(asking) and not any(is_prose(line) and line not in asking for line in lines)


def _error(tree: HtmlElement, lines: Sequence[str]) -> str:
    """The heading by which a page says that it is not the one asked for."""
    lost = [line for line in lines if _LOST.search(line[:400])]
    if any(reports(line) and line not in lost for line in lines if is_prose(line)):
        return ""
    for heading in [as_line(each.text_content())[:200] for each in tree.iter("title", "h1")]:
        for part in map(str.strip, (heading, *_PARTS.split(heading))):
            if _ERROR.fullmatch(part) or (lost and _SORRY.match(part)):
                return part
    return ""


def _asks_for_consent(lines: Sequence[str]) -> bool:
    asking = [line for line in lines if len(_CONSENT.findall(line[:600])) > 0]
    told = [line for line in lines if words_in(line) > 4]
    several = sum(len(_CONSENT.findall(line[:600])) for line in asking) > 2
    return several and 2 * len(asking) > len(told) and not any(map(reports, asking))


def _is_front_page(tree: HtmlElement, blocks: Sequence[Block]) -> bool:
    """Whether linked headlines, each with a few words below it, are all that there is."""
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:type" and meta.get("content") == "article":
            return False
    headlines, run, longest = 0, 0, 0
    for block in blocks:
        is_heading = block.tag in ("h1", "h2", "h3", "h4", "h5")
        if is_heading and block.links > 0.8 and words_in(block.text) >= HEADLINE_WORDS:
            headlines, run = headlines + 1, 0
        elif block.links < 0.5 and is_prose(block.text):
            run += len(block.text)
            longest = max(longest, run)
    return headlines >= HEADLINES and longest < SUMMARY
