"""What is said when nothing is asked of the articles: a greeting, thanks, who this is.

Also where a question cannot be answered as it stands: it is too vague, or in a language that the
shipped models do not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..asking.kinds import bare_words

__all__ = ["not_english", "small_talk", "too_vague"]

_WHO = (
    "I am Newsdesk. I answer questions from the news articles in this library, in their own words"
    " or with a language model, and every sentence comes with its source."
)
_SAID = tuple(
    (re.compile(pattern, re.I), said)
    for pattern, said in (
        (
            r"\bwhy\b.*\b(?:answer|reply|respond|tell|say|help|know)|^(?:so )?you (?:do|can|won)",
            "I only answer what the articles in this library tell, and say so where they do not:"
            " nothing is made up or looked up elsewhere. The question may also have been put in"
            " other words than theirs; a name, a day or an outlet in it often helps.",
        ),
        (
            r"\b(?:biased|neutral|objective|impartial|partial|independent|wing|opinions?|bias)\b",
            "I have no opinion of my own, but I am no fairer than what I read: I repeat what the"
            " articles of this library say, name the outlet of every quote, and show where they"
            " differ. What these outlets leave out, I leave out too.",
        ),
        (
            r"\b(?:trust|believe|rely|reliable|accurate|trustworthy|lie|hallucinate|invent|sure"
            r"|make (?:things|stuff|it) up|wrong|your (?:information|answers|news|data))\b",
            "Do not take my word for it: open the sources. Every sentence is checked against the"
            " article that it cites, quotes are verbatim, and what I am not sure of is marked. I"
            " can still miss an article or pick the wrong sentence.",
        ),
        (
            r"\b(?:languages?|speak)\b",
            "I read English questions. With a language model set up, others are translated.",
        ),
        (r"\b(?:human|person|bot|robot|ai|machine|computer|gpt|chatgpt|alive|model)\b", _WHO),
        (r"\b(?:who|your name|yourself|this|newsdesk)\b", _WHO),
        (
            r"\b(?:what|how|help|examples?|ideas|sample|questions)\b(?!.*\b(?:going|things)\b)",
            "Ask me about anything that the articles in this library report: who, when, why, how"
            " much; what outlets say differently; a timeline or a summary; or what the library"
            " holds. You can name a day or an outlet, and follow up.",
        ),
        (
            r"\b(?:thank|thanks|thx|cheers|helps|helpful|great|perfect|good|nice)",
            "You are welcome.",
        ),
        (r"\b(?:bye|goodbye|farewell|see you|so long)\b", "Goodbye."),
        (r"\bjokes?\b", "I leave the jokes to the newspapers."),
    )
)
_HELLO = "Hello. I answer questions from the news articles in this library, with their sources."
_CANNOT_READ = {
    "de": "Ohne Sprachmodell kann ich nur Fragen auf Englisch lesen.",
    "fr": "Sans modèle de langue, je ne peux lire que les questions en anglais.",
    "es": "Sin un modelo de lenguaje solo puedo leer preguntas en inglés.",
    "it": "Senza un modello linguistico posso leggere solo domande in inglese.",
    "pt": "Sem um modelo de linguagem, só consigo ler perguntas em inglês.",
    "nl": "Zonder taalmodel kan ik alleen vragen in het Engels lezen.",
    "pl": "Bez modelu językowego potrafię czytać tylko pytania po angielsku.",
    "ru": "Без языковой модели я могу читать только вопросы на английском языке.",
    "uk": "Без мовної моделі я можу читати лише запитання англійською мовою.",
    "tr": "Dil modeli olmadan yalnızca İngilizce soruları okuyabiliyorum.",
    "sv": "Utan språkmodell kan jag bara läsa frågor på engelska.",
    "zh": "没有语言模型时，我只能读懂英文问题。",
    "ja": "言語モデルがないため、英語の質問しか読めません。",
    "ar": "من دون نموذج لغوي لا أستطيع قراءة الأسئلة إلا بالإنجليزية.",
    "hi": "भाषा मॉडल के बिना मैं केवल अंग्रेज़ी में प्रश्न पढ़ सकता हूँ।",
}


def small_talk(question: str, examples: Sequence[str]) -> str:
    """A short honest word, and questions that work."""
    words = bare_words(question)
    said = next((said for pattern, said in _SAID if pattern.search(words)), _HELLO)
    return _with_examples(said, "For example:", examples)


def too_vague(examples: Sequence[str]) -> str:
    """A question back, with choices."""
    return _with_examples("What would you like to know about?", "For example:", examples)


def not_english(language: str) -> str:
    """That only English is read, in English and in the language of the question."""
    english = "I can only read English questions without a language model."
    return f"{english} {_CANNOT_READ.get(language, '')}".strip()


def _with_examples(said: str, lead: str, examples: Sequence[str]) -> str:
    return " ".join([said, lead, *examples]) if examples else said
