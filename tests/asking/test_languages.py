from __future__ import annotations

import pytest

from assistant.asking.languages import language_of_question

CASES = """
de|Warum streiken die Bäcker?
de|Was war die Frage?
de|warum?
es|¿Cuántos lobos se vieron en las colinas?
es|cuantos lobos hay
fr|Combien coûtera le nouveau pont ?
fr|Pourquoi ?
ru|Кто написал письмо?
uk|Хто написав листа?
it|Quanto costa il ponte?
pt|o que disse o ministro
nl|Wie heeft de brief geschreven?
pl|Kto napisał list?
tr|Mektubu kim yazdı?
sv|Vad kostar bron?
zh|谁写了这封信？
ja|誰が手紙を書いたのですか
ar|من كتب الرسالة؟
hi|पत्र किसने लिखा?
en|Who wrote the letter?
en|wolves?
en|Vennick
en|What did El País say about the vote in Île-de-France?
en|Did Le Monde report on it?
en|What is a coup d'état?
en|how mnay woves wer sen
en|What did Путин say?
en|list all
en|La Rochelle
en|who was in the war
en|No
en|asdfgh jkl qwertz
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_the_language_of_a_short_question(case: str) -> None:
    language, question = case.split("|")

    assert language_of_question(question) == language
