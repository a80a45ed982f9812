"""Tells what is said to the reader of a page from what is told of the story."""

from __future__ import annotations

import re

__all__ = ["reports", "speaks_to_reader"]

# What calls a reader to do something with the page, at the beginning of a sentence.
_CALLS = re.compile(
    r"(?:^|[.!?…:] )(?:please |now |just |jetzt |why not )?(?:sign[- ]?(?:up|in)|log[- ]?in"
    r"|register|subscribe|unsubscribe|join (?:us|our|the (?:discussion|conversation|community))"
    r"|follow (?:us|our)|download|get (?:the|our|all|your|more|unlimited|full|breaking|free)|click"
    r"|tap|read (?:more|next|also|all|on)|listen (?:to|now)|watch (?:our|the|now|live)|support"
    r" (?:us|our|the (?:work|journalism))|donate|become a|share (?:this|your)|tell us|send us"
    r"|write to us|try|discover|enjoy|start your|unlock|upgrade|buy|order|shop|save|don[’']t miss"
    r"|want|like what|love|got a|have you|are you|accept|agree|allow|manage|receive|stay"
    r"|never miss|turn on|abonnieren|anmelden|registrieren|melden sie|lesen sie|abonnez"
    r"|inscri(?:vez|viti)|suscr[ií]\w+|reg[ií]str\w+|abbonati|assine|inscreva|подпис\w+|abonneer"
    r"|meld je)\b",
    re.I,
)
_READER = re.compile(
    r"\b(?:you|your|yours|you[’'](?:re|ve|ll)|vous|votre|vos|usted|su correo|ihre? (?:e-?mail"
    r"|postfach|daten|einwilligung|zustimmung)|sie sich|ваш[аеиу]?|вам)\b"
    r"|\b(?:we|our partners|this (?:web)?site|wir|nous)\b.{0,60}"
    r"\b(?:cookies?|partners?|privacy|newsletters?|consent|datenschutz)\b"
    r"|\b(?:our|the|daily|weekly|free) newsletters?\b|\bin(?:to)? (?:the|an?|every) inbox\b"
    r"|\bfree trial\b|\bper month\b.{0,40}\bcancel\b",
    re.I,
)
# What tells who said or did something: a sentence of the story, whatever else it mentions.
_REPORTS = re.compile(
    r"\b(?:said|says|told|tells|saying|asked|added|adds|ruled|ordered|announced|wrote|warned"
    r"|argued|argues|claimed|claims|according to|reported that|found that|decided|agreed|denied"
    r"|accused|insisted|explained|confirmed|promised|complained|demanded|testified|sued|fined|charged|convicted"
    r"|voted|banned|admitted|stated|noted|court|judges?|jury|prosecutors?|lawyers?|ministry|minister"
    r"|mayor|council|parliament|police|was|were|had|he|she|they|his|her|their|him|them"
    r"|sagte|sagten|teilte|erklärte|berichtete|a déclaré|a dit|selon|dijo|según|ha detto|disse"
    r"|сказал[аи]?|заявил[аи]?|сообщил[аи]?)\b",
    re.I,
)
_QUOTED = re.compile(r"[“\"„«»][^“”\"„«»]*[”\"“»«]")


def speaks_to_reader(line: str) -> bool:
    """Whether a line calls its reader to do something, or says what the page does with them.

    What stands in quotation marks is said to somebody in the story.
    """
    plain = _QUOTED.sub("", line[:600])
    if plain.strip() != line[:600].strip() and reports(plain):
        return False
    return bool(_CALLS.search(plain) or _READER.search(plain))


def reports(line: str) -> bool:
    """Whether a line tells who said or did something."""
    return bool(_REPORTS.search(_QUOTED.sub("", line[:600])))
