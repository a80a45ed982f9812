"""The language of a question, which is too short for the n-grams that tell that of an article.

By script where that is enough, else by the words that no sentence of a language goes without.
"""

from __future__ import annotations

import re

from ..library import STOPWORDS
from ..models.english import english_rank

__all__ = ["ENGLISH", "language_of_question"]

ENGLISH = "en"
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]|\b(?:хто|що|чому|коли|скільки|який|яка|яке)\b", re.I)),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
)
_WORDS = {
    "de": "der die das den dem des ein eine einen einem einer und ist sind war waren wird werden"
    " wurde wurden hat haben hatte was wer wen wem wie wo wann warum wieso weshalb welche welcher"
    " welches welchen welchem wieviel viele nicht kein keine mit von vom für über auf aus bei nach"
    " zu zum zur im am an in es sie er ich wir ihr man auch gibt gab sagt sagte kann so als noch"
    " zwischen gegen",
    "fr": "le la les un une des du de et est sont était étaient sera a ont avait que qui quoi quel"
    " quelle quels quelles où quand comment pourquoi combien pas ne ce cette ces il elle ils elles"
    " on nous vous je dans sur avec pour par au aux en se son sa ses leur qu d'un d'une dit fait y"
    " entre contre",
    "es": "el la los las un una unos unas y es son era fue fueron será ha han había que qué quien"
    " quién quiénes cual cuál cuáles donde dónde cuando cuándo como cómo por para cuanto cuánto"
    " cuántos cuántas cuanta cuantas cuantos no se su sus lo le les del de al en con sobre entre"
    " contra dijo hay está están hizo",
    "it": "il lo la i gli le un una uno e è sono era erano sarà ha hanno aveva che chi cosa quale"
    " quali dove quando come perché perche quanto quanti quante quanta non si suo sua loro del"
    " della dei delle degli nel nella di da in con su per tra al alla ai alle detto stato stata",
    "pt": "o a os as um uma e é são era foi foram será tem têm que quem qual quais onde quando como"
    " porque por quê quanto quantos quantas quanta não se seu sua seus suas do da dos das no na nos"
    " nas de em com sobre para ao à pelo pela disse há está estão entre contra",
    "nl": "de het een en is zijn was waren wordt worden werd heeft hebben had wat wie waar wanneer"
    " waarom hoe welke welk hoeveel niet geen met van voor over op uit bij naar te ten ter er ze"
    " hij wij ik dat die dit deze ook zei kan tussen tegen in aan",
    "pl": "i w na z do o jest są był była było byli będzie co kto kogo jak gdzie kiedy dlaczego"
    " czemu ile który która które jaki jaka jakie nie się czy że to ten ta po od za dla przez"
    " przed między przeciw powiedział",
    "tr": "ve bir bu şu ne kim kimin nasıl nerede nereye niçin neden niye kaç hangi mi mı mu mü"
    " için ile de da ki değil var yok oldu olan kadar sonra önce zaman dedi",
    "sv": "och är var det en ett som vad vem när varför hur vilken vilket vilka många inte med av"
    " för på till från har hade sade den de om i",
}  # fmt: skip
_COMMON = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_ENGLISH = STOPWORDS | frozenset("whats whos hows wheres tell many much please say said us".split())
_FOREIGN = re.compile(r"\b[a-z]+(?![’'])[^\x00-\x7f]\w*")  # in a word that is no name
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def language_of_question(question: str) -> str:
    """The ISO 639-1 code of its language; "en" where nothing speaks for another."""
    letters = [letter for letter in question if letter.isalpha()]
    for language, script in _SCRIPTS:
        found = sum(map(len, script.findall(question)))
        if found and sum(letter > "\u036f" for letter in letters) * 2 > len(letters):
            return language
    words = [word.casefold().replace("’", "'") for word in _LETTERS.findall(question)]
    english = sum(word in _ENGLISH for word in words)
    counts = {
        language: sum(word in common or word.split("'")[0] in common for word in words)
        for language, common in _COMMON.items()
    }
    likeliest = max(counts, key=counts.__getitem__)
    if counts[likeliest] <= english:
        return ENGLISH
    if counts[likeliest] > 1:
        return likeliest
    told = next(word for word in words if {word, word.split("'")[0]} & _COMMON[likeliest])
    is_sure = len(told) > 2 and not english_rank(told)
    return likeliest if is_sure or _FOREIGN.search(question) else ENGLISH
