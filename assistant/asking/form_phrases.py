"""The phrases by which a question names the form of its answer.

They are matched against a question as `kinds.bare_words` leaves it, in any case.
"""

from __future__ import annotations

from .phrases import phrases

__all__ = ["FORMS", "HOW", "LATEST", "LIST", "WHO", "YES_NO"]

_WHY = phrases(
    r"""
^(?:and |but |so )?why\b
\bwhy\b[^?]{0,80}\?*$
\bhow come\b
\bfor what reason
\bwhat(?:'s| is| are| was| were)(?: the)? (?:reasons?|causes?|cause|motives?|thinking|
  rationale|grounds?)\b
^(?:the )?reasons? (?:for|why|behind|that)
\bwhat(?: \w+)? (?:caused|led to|prompted|triggered|motivated|drove|brought about|
  lies behind|lay behind|provoked)\b
\bwhat(?:'s| is| was| were|lies)? behind\b
^what made\b
^(?:give|name|state|explain)(?: me| us)? (?:the )?(?:reasons?|why)\b
\bon what grounds
^because of what
^what for$
\bhow did it come (?:about|to)
"""
)
_TIMELINE = phrases(
    r"""
\btime-?line
\bchronolog
\b(?:in|what|which|the) (?:date |time |chronological )?(?:order|sequence)\b(?! (?:to|for|
  books?|from|form|that|of the court))
\border of events
\bcourse of events
\bdate by date
\bday by day
\bmonth by month
\bstep by step
\bblow[- ]by[- ]blow
\bsequence of\b
\bkey (?:dates|events|moments)\b
\bmilestones\b
^what(?: all| else)? (?:has )?happened (?:in|on|during|between|over|since|from|last|this|
  yesterday|today|around|throughout)\b
^what(?: all)? has been happening
\bwhen did what\b
"""
)
_SUMMARY = phrases(
    r"""
\bsummar
\bsum (?:it |this |that |them |all |everything )?up\b
\bgist\b
\boverview\b
\bbrief (?:me|us)\b
\bbriefing\b
\bcatch (?:me|us) up\b
\bin a nutshell
\brecap
\b(?:key|main|most important) (?:points?|findings?|facts|takeaways?|messages?|
  conclusions?)\b
\btl;?dr\b
\bin (?:a (?:few|couple of)|two|three|four|five|one|\d) (?:sentences?|words|lines|
  paragraphs?)\b
^what(?:'s| is| was)\b.+\ball about$
\bbring (?:me|us) up to\b
\bget (?:me|us) up to speed
\bwhole (?:story|affair|saga|thing|business)\b
\bwhat do i need to know
\bfill (?:me|us) in\b
\brun-?down\b
^what(?:'s| is) (?:going on|happening|up) (?:with|in|at|between|around|over)\b
^what(?:'s| is) the (?:story|deal|situation|state of (?:affairs|play))\b
\bbackground (?:on|to|of)\b
^explain\b(?! (?:why|how))
^(?:in short|in brief|briefly)\b
\bwhat happened (?:with|around|about)\b
^(?:everything|all) (?:about|on|you (?:know|have))\b
\btell (?:me|us) everything\b
\bhighlights\b
\bstate of play\b
\bwhat did i miss\b
^walk (?:me|us) through\b
"""
)
_DISAGREEMENT = phrases(
    r"""
\b(?:do|did|does|are|is|can|could|have)(?: the| all| both| these| those| two| other|
   different| various)* {voices}(?: \w+)? (?:all |really |even )?(?:agree|agreed|disagree|
  disagreed|conflict|contradict|match|consistent|at odds|divided|in agreement|tell the same)
\bwhere do\b.*\b(?:disagree|contradict|conflict|differ)\b
\b(?:which|what|conflicting|different|differing|contradictory|competing|rival|various|
  several|diverging|two|both)(?: \w+)? {figures}\b(?: for [^?]*)?(?: (?:are|were|
  is) (?:there|given|named|in circulation|reported|quoted|mentioned|around|circulating)|
  (?= .*\b(?:who gives|by whom)\b))
\b(?:conflicting|differing|contradictory|contradicting|competing|rival|diverging|
  inconsistent|contradict\w* each other)\b
\bdifferent {figures}\b
\bdiscrepan
\bdisagree(?:ment|ments|s|d)?\b
\bcontradict(?:ion|ions)\b
\bat odds\b
\bin dispute\b
\bdisput(?:ed?|es)\b.*\b(?:what|which)\b
\bwhat(?:'s| is| are)\b.*\b(?:disputed|contested|in dispute)\b
\bwho is right\b(?![ -]wing)
\bboth sides\b.*\b(?:say|agree|claim)
\b(?:is|was|are|were) (?:it|there|they|that) [^?]*\b\d[\d,.]*(?: \w+){0,2} or [^?]*\d
\bwhich (?:is|one is|figure is|number is|version is) (?:right|correct|true)\b
\bdo(?:es)? (?:everyone|everybody|anyone|anybody) (?:dis)?agree
\bon what do\b.*\b(?:differ|agree)
"""
)
_COMPARISON = phrases(
    r"""
\bcompar(?:e|es|ed|ing|ison|isons)\b
\bcontrast\b
\bdiff?er(?:s|ed)?\b
\bdifferen(?:ce|ces|t(?:ly)?)\b
\bversus\b
\bvs\b\.?
\bnext to (?!(?:him|her|it|them|each other)\b)(?=.*\b\w+)
^how (?:bad|big|large|good|long|much|many|high|old|strong|severe|costly|
  expensive)\b.*\b(?:against|alongside|beside|relative to|than)\b
\b(?:what|how|who|when|which|why|whom)\b.+\band (?:what|how|who|when) (?:at|in|on|after|
  before|from|during|by|to|with)\b
^(?:which|what|who) (?:\w+ ){0,3}(?:is|was|are|were|has|had|did) (?:the )?(?:\w+er|more \w+|
  less \w+)\b.*\bor\b
\bsimilarit
\b(?:what|how) (?:do|does|did|is|are) .+ (?:and|or) .+ (?:have in common|alike|each (?:say|
  report|write))
\bon the one (?:hand|side)\b
\b(?:larger|bigger|worse|better|higher|lower|smaller|cheaper|longer|shorter|older|stronger|
  more \w+|less \w+|fewer|greater) than\b
"""
)
_CHANGE = phrases(
    r"""
\bhow (?:has|have|had|did|does|do|is|are|was|were)\b.+\b(?:chang\w*|evolv\w*|develop\w*|
  shift\w*|moved?|grown?|grew|risen|rise|rose|fallen|fall|fell|gone (?:up|down)|go (?:up|
  down)|increas\w*|decreas\w*|shr[iau]nk\w*|progress\w*|swung|swing|turn(?:ed)? (?:around|
  out)|vary|varied)\b
\bover (?:time|the (?:years|months|weeks|course))\b
\b(?:what|which|anything|has|have|had|did)\b.*\bchang(?:e|ed|es)\b
\bchanges? (?:in|to|of|since)\b
\bused to (?:be|say|cost)\b
\bwent from\b
\bwhat became of\b
\brevised?\b.*\b(?:up|down|from|how)\b
\bhow (?:has|have)\b.*\bbecome\b
\bback and forth\b
\bfrom the (?:first|original|early)\b.*\bto the (?:last|latest|end|final)\b
"""
)
_OPINION = phrases(
    r"""
\b(?:what|how) (?:does|do|did|has|have|would|is|are|was|were)\b.+\b(?:thinks?|thought|
  makes? of|made of|feels?|felt|react(?:s|ed)?|respond(?:s|ed)?|see|sees|saw|view|views|
  viewed|regard|regards|take|takes|took|judge|assess|rate|believe|want|greet|greeted|
  receive|received|call|describe|described)\b(?!.*\b(?:place|long|take to|take for|
  take the (?:ferry|train|bus))\b)
\b(?:opinions?|views?|stances?|attitudes?|reactions?|verdicts?|standpoint|position|
  criticisms?|objections?|assessment|take|response|comment) (?:of|on|to|about|towards?|from|
  against|over)\b
\b(?:what|which) (?:is|are|was|were) .+(?:'s|s') (?:opinions?|views?|stances?|attitude|
  reaction|position|verdict|take|response|criticism|objections?|assessment|argument)\b
\bwhat (?:does|do|did|has|have|had)\b.+\b(?:{told}|say|claim|argue|think|comment|call for|
  warn|promise|demand|accuse)\b
\bwhat (?:is|was|were|are)\b.+\b(?:saying|arguing|claiming|demanding|thinking)\b
^(?:is|are|was|were)\b.+\b(?:against|in favou?r|for or against|opposed to|critical of|
  happy (?:with|about)|angry (?:with|about|at)|satisfied|worried|disappointed|sceptical|
  skeptical)\b
^(?:does|do|did)\b.+\b(?:support|oppose|approve|back|welcome|like|reject|criticis|criticiz|
  condemn)\w*\b
\bin (?:his|her|their) (?:own )?(?:words|view|opinion)\b
\baccording to\b.*\b(?:what|how)\b
^(?:how|what) (?:do|does|did) .+ (?:justify|defend|explain)\b
"""
)
LATEST = phrases(
    r"""
\b(?:latest|newest|most recent|breaking)\b(?! (?:figure|vote|article|story|piece)s?\b)
^(?:is there |are there |have you |do you have )?(?:any|some|the)? ?(?:news|updates?|
  developments?)\b(?: (?:on|about|from|of|in|regarding))?
\bwhat(?:'s| is| are)? (?:there )?(?:new|the news)\b
\bhow (?:do|are|is) (?:things|it|matters|everything) (?:stand|standing|look|looking|going|
  now)\b
\bwhere (?:do|does) (?:things|it|matters|.+) stand\b
\bwhat(?:'s| is) (?:happening|going on)(?: \w+)? (?:now|right now|at the moment|today|
  currently)\b
\bsituation (?:now|today|at the moment)\b
^what(?:'s| is) the (?:current )?(?:status|state)\b
\bhow (?:far|are) .+ (?:along|getting on|coming along)\b
"""
)
WHO = phrases(
    r"""
^(?:who|what)(?:'s| is| are| was| were|s) (?:(?:a|an|the|this|that|these) )?(?P<of>[^,]+)$
^(?:tell|teach) (?:me|us) (?:more |something |a bit )?(?:about|of) (?P<about>.+)$
^(?:what|anything)(?: else)? (?:do (?:you|we) |is |can you say )?(?:know|known|say|
  tell)? ?(?:about|of) (?P<known>.+)$
^(?:who|what) (?:the \w+ )?(?:is|are|was|were) meant by (?P<meant>.+)$
^(?:profile of|info(?:rmation)? (?:on|about)|more (?:about|on)|
  what does (?P<mean>.+) mean$|definition of|meaning of)\b
"""
)
LIST = phrases(
    r"""
^(?:list|enumerate|itemi[sz]e|name|count off)\b
\b(?:a|the|as a|complete|full) list\b
\bitemi[sz]e\b
\blist(?: them| all| every| each)\b
\b(?:who|what) all\b
^who (?:are|were) (?:all )?(?:the )?\w+
^who (?:supports?|backs?|opposes?|opposed|supported|criticised|criticized|is quoted|
  are quoted)\b
\bwhat (?:is|was) in\b
\bconsists? of\b
\bmade up of\b
\b(?:all|each|every one) of the\b
^which (?:people|men|women|children|\w{2,}[^\Ws]s)\b(?<!\bbus)
^(?:which|what)(?: (?!(?:is|was|does|did|has|s)\b)[\w'-]+){0,3} (?!(?:does|was|is|has|this|
  us|as|process|crisis|business|status|basis|virus|congress|series|news|politics|campus|
  bonus|bus|loss|press|class|boss|address|access|success|progress|happens|gives|makes|says|
  means|comes|takes|goes|lies|costs|causes|becomes|needs|counts|remains)\b)\w+(?:s|people|
  men|women|children|media|criteria)\b(?: (?:are|were|have|had|do|did|can|will|would|could|
  should|who|that|of|in|on|for|from|to|at|[a-z]+ed|made|took|gave|voted|said|won|lost|got|
  went|came|saw|make|take|give|say|want|support|back|oppose|face)\b|$)
^(?:what|which) (?:are|were) (?:the |all |some |all the |some of the |his |her |its |
  their )\w*.*(?:s|people)\b
^give me (?:all|every|the names)
"""
)
YES_NO = phrases(
    r"""
^(?:and |but |so |or )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|
  should|shall|may|might|must|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|
  haven't|hadn't|can't|couldn't|won't|wouldn't|shouldn't)\b(?! (?:me|us)\b)
,? (?:right|correct|true|yes|no|isn't it|didn't (?:he|she|it|they)|wasn't (?:he|she|it)|
  is that (?:right|true|so)|or not)$
^(?:is it true|true that|whether|if)\b
^any(?:one|body|thing)? (?:hurt|injured|killed|dead|harmed|arrested|left|damaged|else)\b
"""
)
HOW = phrases(
    r"""
^(?:and |but |so )?(?:by what means|in what way|how)(?! (?:many|much|long|old|tall|far|
  often|big|large|high|bad|deep|wide|heavy|fast|late|soon|early|strong|likely|great|small|
  few|wide|costly|expensive|about)\b)
"""
)

FORMS = {
    "why": _WHY,
    "timeline": _TIMELINE,
    "summary": _SUMMARY,
    "disagreement": _DISAGREEMENT,
    "comparison": _COMPARISON,
    "change": _CHANGE,
    "opinion": _OPINION,
}
"""The kinds that are named outright, in the order in which they are tried."""
