"""The phrases of questions about the library and about the assistant itself.

They are matched against a question as `kinds.bare_words` leaves it, in any case; those of ``TALK``
against all of it.
"""

from __future__ import annotations

from .phrases import phrases

__all__ = ["LIBRARY", "LIBRARY_FACTS", "TALK"]

LIBRARY = phrases(
    r"""
\b(?:which|what|how many|list|name|show)\b.*\b{houses}\b.*{here}
^(?:list|name|show)(?: me)?(?: all| the| all the| your)* {houses}$
^(?:what|which)(?: are)?(?: the| your)? {houses}(?: are there)?$
^how many (?:{piece}|{houses}|authors|journalists|reporters)\b
^(?:how many|number of) reports\b.*{here}
^(?:which|what|list|show|find|give|get|are there|is there|any|all|do you have|have you got|
  got)\b(?: me| us| all| the| any| an?| of| some| every)* {piece}\b(?:$|.*\b(?:about|on|
  mention\w*|cover\w*|deal\w*|discuss\w*|concern\w*|by|from|with|in|talk\w*|say|there|have|
  exist)\b)
\b(?:newest|latest|oldest|most recent|earliest|first|last)(?: \w+)? {piece}\b(?! of\b)
^(?:who|which \w+) (?:wrote|writes|is the author of|authored|penned|published|
  by-?lined)\b.*\b{piece}\b
^by whom (?:is|was)\b.*\b{piece}\b
\b(?:author|writer)s? of (?:the|this|that)\b.*\b{piece}\b
\b(?:when|what (?:day|date|time)|how (?:old|recent))\b.*\b{piece}\b.*\b(?:published|updated|
  posted|appear\w*|printed|written|come out|came out|run|dated|last changed|from)\b
\b(?:when|what day)\b.*\b(?:publish|update|post|print|revise)d?\b.*\b{piece}\b
^(?:when|how old|what date) (?:is|was)\b.*\b{piece}$
^(?:what|which \w+)(?: else)? (?:has|have|did) .+ (?:written|write|published|
  authored)(?: (?:here|so far|about .+|on .+))?$
^(?:everything|anything|{piece}|something|more) (?:by|from|written by) .
^{piece} (?:about|on|mentioning|that mention) .
\b(?:which|what|who are (?:the|your)|list (?:the|all|your))\b.* ?\b(?:authors|journalists|
  reporters|writers|by-?lines)\b(?:$|.*\b(?:have|here|write|wrote|there|library)\b)
\bcoverage (?:over time|by (?:month|year|day|outlet))\b
\b(?:per|by|each|every) (?:month|year|outlet)$
\bhow has the (?:coverage|reporting) (?:changed|developed|grown)\b
^(?:what|which)(?: \w+)? coverage\b
\b(?:what|which) (?:period|dates?|time(?: span| frame| period|span)?|days|years|
  months) (?:do|does|is|are) (?:you|the (?:library|articles|archive|collection|stories)|
  this library|it|your \w+)\b.*\b(?:cover\w*|from|span\w*|include\w*|go back)
\bhow (?:far back|up[- ]to[- ]date|recent|current|big|large) (?:do|does|is|are) (?:you\b|
  the (?:library|archive|collection|articles|news)|this library|your)
\bdo you have (?:anything|something|any(?: \w+)?) (?:from|by) .
^(?:what(?:'s| is)|what have you got|what do you have) in (?:here|(?:the|this|
  your) (?:library|collection|archive))$
^what do you have(?: here)?$
^what (?:are|is) (?:in )?(?:the|this|your) (?:library|collection|archive)(?: about)?$
^how much (?:do you have|is in here|have you read)$
"""
)
TALK = phrases(
    r"""
(?:hi+|hello+|hey+|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day|night)|
  hallo|moin|ciao|salut|hola)(?:[\s,]+(?:there|all|everyone|newsdesk|again|you|folks))*
(?:many |ok |okay |great |no )?(?:thanks?(?: you)?|thx|cheers|ta)\b.*
(?:that (?:helps|helped|is (?:helpful|great|useful))|(?:very )?helpful|perfect|great|nice|
  cool|awesome|brilliant|well done|good (?:job|answer|work)|ok(?:ay)?|i see|got it|
  understood|interesting|wow|lovely|excellent)(?: (?:thanks?(?: you)?|that helps))?
(?:bye|goodbye|see you|see ya|farewell|so long|good night)\b.{0,30}
(?:and )?(?:who|what)(?: exactly)? are you(?: exactly| really)?
what(?:'s| is) your name
who am i (?:talking|speaking|chatting) (?:to|with)
introduce yourself
tell me about yourself
what(?:'s| is) (?:this|newsdesk)
who (?:made|built|created|wrote|trained|runs|owns) (?:you|this|newsdesk)
(?:what|so what) (?:can|could|do|all can) you (?:do|answer|help(?: me)? with|offer|
  know)(?: for me| here| exactly)?
how (?:do|can|should) (?:i|you|we) (?:use (?:you|this|it)|work|ask(?: you)?(?: questions?)?|
  begin|start)
how does (?:this|it|newsdesk) work
what (?:can|should|could|may) i ask(?: you| here| about)*
(?:i need |can you )?help(?: me)?
what(?:'s| is) (?:possible|this for)
what are you (?:for|good (?:at|for)|capable of|able to do)
(?:give me |any |some )?(?:examples?|sample questions|example questions|ideas)
are you (?:an? )?(?:very |really |politically )?(?:biased|neutral|objective|impartial|
  partial|independent|left[- ]wing|right[- ]wing|reliable|trustworthy|accurate|real|human|
  person|bot|robot|ai|machine|computer|chatgpt|gpt|language model|alive|
  sure(?: about that)?|ok(?:ay)?|there|conscious|a real person|an ai|an ai model)
(?:can|should|may|do|why should) (?:i|we) (?:trust|believe|rely on) (?:you|this|that|
  your answers?|the answers?)
do you (?:lie|hallucinate|make (?:things|stuff|it) up|invent (?:things|facts)|
  have (?:opinions|feelings|an opinion|a bias)|use (?:ai|a language model|chatgpt)|
  understand(?: me)?|remember(?: me| this)?|learn)
how (?:reliable|accurate|trustworthy|good|biased) are you(?:r answers?)?
where do you get your (?:information|answers|news|data)(?: from)?
do you (?:only )?know only .{0,30}
(?:but )?why (?:do|did|are|can|could|will|won|would|is)(?:n't|nt| not| you not|
  't)?(?: you)?(?: not)? (?:answer(?:ing|ed)?|reply(?:ing)?|respond(?:ing)?|tell(?:ing)? me|
  say(?:ing)?(?: anything| so| that)?|help(?:ing)?(?: me)?|know(?: that| this|
   it)?)(?: (?:me|that|this|it|my question|the question))*
why (?:no|not an?|is there no) answer
(?:so )?you (?:don't|do not|can't|cannot|won't) (?:know|answer|tell me)(?: that| this| it)?
(?:how are you|how's it going|how do you do|what's up|sup|how are things|
  you ok)(?: doing)?(?: today)?
(?:tell me|do you know) (?:a|any) jokes?
(?:i (?:love|like|hate) you|you(?:'re| are) (?:great|stupid|useless|wrong|nice|amazing|
  funny|an idiot|smart|biased|lying))
test(?:ing)?(?: test(?:ing)?)*
what languages? (?:do|can) you (?:speak|understand|read|know)
do you speak \w+
sorry
no
yes
nothing
never ?mind
forget it
"""
)

LIBRARY_FACTS = {
    "who wrote": phrases(
        r"""
\b(?:who|by whom|whose)\b.*\b(?:wrote|writes|author(?:ed)?|penned|by-?lined?|published|written)\b
\bauthors? of\b
"""
    ),
    "when": phrases(r"\b(?:when|what (?:day|date|time) (?:was|is|did)|how old)\b"),
    "by whom": phrases(
        r"""
\b(?:has|have|did) .+ (?:written|write|published|authored)\b
\bby (?!month|year|day|outlet)\w
^(?:do you have |have you got )?(?:anything|everything|something|{piece}) from\b
"""
    ),
    "authors": phrases(
        r"""
^(?:which|what|who are|list|name|how many)\b.*\b(?:authors|journalists|reporters|writers
  |by-?lines)\b
"""
    ),
    "how many outlets": phrases(r"^how many (?:\w+ )?{houses}\b"),
    "over time": phrases(r"\b(?:per|by|each|every) (?:month|year|day)\b|\bover time\b|\bhow has\b"),
    "how many": phrases(r"^how many\b|\bnumber of\b"),
    "newest": phrases(r"\b(?:newest|latest|oldest|most recent|earliest|first|last)\b"),
    "outlets": phrases(r"^(?!.*\b{piece}\b).*\b{houses}\b"),
    "coverage": phrases(
        r"\b(?:period|dates?|time|days|years|months|far back|up[- ]to[- ]date|recent|current)\b"
    ),
    "which": phrases(r"\b(?:{piece}|anything|something|everything)\b"),
    "whole": phrases(r"\b(?:here|library|collection|archive|have|much)\b"),
}
"""What of the library is asked, in the order in which it is tried."""
