"""All measures by name: what each means, where it is defined, and which way is better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = [
    "DEPTHS",
    "HEADLINE",
    "MEASURES",
    "NDCG_DEPTH",
    "PRIMARY",
    "Measure",
    "measure",
    "shown_value",
]

DEPTHS = (1, 3, 5, 10)
NDCG_DEPTH = 10
# What a reader is shown first.
HEADLINE = (
    *("right", "contains", "attributed", "answer_recall@5", "recall@5", "group_recall@5", "mrr"),
    *("verbatim", "citation_recall", "citation_precision", "after_as_of"),
    *("abstention_precision", "abstention_recall", "auroc"),
)
# What two runs are judged by. Few, and chosen beforehand: with sixty measures, three would differ
# by luck, and correcting for sixty would hide what is there.
PRIMARY = (
    *("right", "contains", "answer_recall@5", "recall@5", "mrr"),
    *("citation_recall", "citation_precision", "auroc"),
)


@dataclass(frozen=True)
class Measure:
    """What a figure of a report is; ``unit`` is "ms", "tokens" or "" for a share of 1."""

    name: str
    section: str
    meaning: str
    lower_is_better: bool = False
    unit: str = ""


# Ids are compared at three levels, since an article and its wire copy say the same.
LEVELS = {
    "": "articles named as sources",
    "group_": "sources, a copy being as good as the original",
    "passage_": "passages that hold a gold quote (without quotes: an accepted answer)",
}


def _retrieval() -> Iterator[Measure]:
    section = "Retrieval"
    for prefix, what in LEVELS.items():
        for k in DEPTHS:
            yield Measure(f"{prefix}recall@{k}", section, f"Share of the {what} in the top {k}")
        for k in DEPTHS:
            yield Measure(f"{prefix}hit@{k}", section, f"One of the {what} is in the top {k}")
        yield Measure(f"{prefix}mrr", section, f"1 / rank of the first of the {what}")
        yield Measure(
            f"{prefix}ndcg@{NDCG_DEPTH}", section, f"Gain of the {what}, discounted by rank"
        )
    for k in DEPTHS:
        yield Measure(
            f"answer_recall@{k}", section, f"One of the top {k} passages holds an accepted answer"
        )
    for k in DEPTHS:
        yield Measure(
            f"source_answer_recall@{k}",
            section,
            f"One of the top {k} passages is of a source, or its copy, and holds an answer",
        )


_OTHERS = (
    Measure("right", "Answers", "Right answers, and rightly none, of all judged questions"),
    Measure("contains", "Answers", "The answer holds an accepted wording (all, if a list)"),
    Measure("first_contains", "Answers", "The answer's first sentence does"),
    Measure("attributed", "Answers", "A sentence that does cites one of the sources or its copy"),
    Measure("list_recall", "Answers", "Share of the items of a list that the answer holds"),
    Measure("f1", "Answers", "Overlap of words with the nearest accepted wording"),
    Measure("exact_match", "Answers", "The answer is an accepted wording and nothing else"),
    Measure("verbatim", "Citations", "Quotes that stand in the article word for word; must be 1"),
    Measure("citation_recall", "Citations", "Sentences that their citations carry (ALCE)"),
    Measure("citation_precision", "Citations", "Citations that their sentence needs (ALCE)"),
    Measure("lexical_citation_recall", "Citations", "As citation_recall, by words alone"),
    Measure("lexical_citation_precision", "Citations", "As citation_precision, by words alone"),
    Measure("after_as_of", "Time", "Used an article from after its day; must be 0", True),
    Measure("outside_time", "Time", "Used an article from outside its days; must be 0", True),
    Measure("abstention_precision", "Abstention", "Unanswerable questions, of those not answered"),
    Measure("abstention_recall", "Abstention", "Not answered, of the unanswerable questions"),
    Measure("answered", "Abstention", "Answered, of the answerable questions"),
    Measure("auroc", "Abstention", "Chance that an answerable question has more confidence"),
    Measure("aurc", "Abstention", "Mean share of wrong answers, surest answers first", True),
    Measure("ece", "Abstention", "Distance of confidence from how often it was right", True),
    Measure("brier", "Abstention", "Squared distance of confidence from the truth", True),
    Measure("latency_p50", "Cost", "Half of the questions took less", True, "ms"),
    Measure("latency_p95", "Cost", "95 in 100 questions took less", True, "ms"),
    Measure("prompt_tokens", "Cost", "Tokens read by the language model", True, "tokens"),
    Measure("completion_tokens", "Cost", "Tokens written by it", True, "tokens"),
    Measure("price", "Cost", "Price of a question, in the currency of --price", True, "price"),
)

MEASURES = {each.name: each for each in [*_retrieval(), *_OTHERS]}


def measure(name: str) -> Measure:
    """A measure by name; stages of latency are known by pattern. Raises ``KeyError``."""
    if name in MEASURES:
        return MEASURES[name]
    stage, _, percentile = name.rpartition("_p")
    if stage and percentile in ("50", "95"):
        return Measure(name, "Cost", f"The same for the stage “{stage}” alone", True, "ms")
    raise KeyError(name)


def shown_value(name: str, value: float) -> str:
    """A figure as a reader is shown it."""
    unit = measure(name).unit
    if unit == "price":
        return f"{value:.5f}"
    return f"{value:,.0f} {unit}" if unit else f"{value:.3f}"
