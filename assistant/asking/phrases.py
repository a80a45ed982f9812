"""How the phrases are written by which a question tells what it wants."""

from __future__ import annotations

import re

__all__ = ["phrases"]

# What is meant by {piece} and the like in the phrases below.
_MEANT = {
    "piece": r"(?:articles?|stor(?:y|ies)|pieces?|columns?|op-?eds?|editorials?|commentar(?:y|ies)"
    r"|analys[ie]s|features?|essays?|write-?ups?|texts?|documents?|news items?)",
    "houses": r"(?:outlets?|newspapers?|papers|sources|publications?|publishers?|broadcasters?"
    r"|news sites?|web ?sites?|magazines?|media)",
    "here": r"(?:do you (?:have|hold|know|use|read|cover|carry|include|draw on|rely on)"
    r"|have you (?:got|read)|you(?:'ve| have) (?:got|read)|did you read"
    r"|(?:are|is) (?:there )?(?:in )?(?:here|there$|included|covered|available|loaded)"
    r"|(?:in|of) (?:this|the|your) (?:library|collection|archive|database|corpus)"
    r"|(?:in|of) here$|are there$)",
    "told": r"(?:says?|said|tells?|told|writes?|wrote|reports?|reported|claims?|claimed|argues?"
    r"|argued|arguing)",
    "voices": r"(?:papers|newspapers|outlets|sources|articles|stories|reports|accounts|sides|media"
    r"|parties|camps|experts|everyone|they)",
    "figures": r"(?:figures|numbers|prices|sums|estimates|versions|accounts|counts|totals|claims"
    r"|dates|values|amounts)",
}


def phrases(lines: str) -> re.Pattern[str]:
    """A pattern of phrases, one a line; a line that is indented goes on with the one before."""
    joined = "|".join(lines.strip().replace("\n  ", "").splitlines())
    for word, meant in _MEANT.items():
        joined = joined.replace(f"{{{word}}}", meant)
    return re.compile(joined, re.I)
