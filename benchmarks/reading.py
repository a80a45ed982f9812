"""Fits the constants by which the reader's logits become orders, quotes and chances.

    python -m benchmarks.reading --reuse DIR

reads the evidence for the questions of both sets, fits on them, and prints the constants to
paste into `ranking.py`, `spans.py` and `abstaining.py` of `assistant/finding/` and into
`quoting.py`, with what they do on questions they were not fitted on (five folds).
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.answering import quoting
from assistant.answering.citations import Ground
from assistant.answering.quoting import Candidate, Scale, Signs, quotes_among, sentences_of
from assistant.finding.abstaining import read_signs, search_log_odds
from assistant.finding.ranking import FUSED, READ, READ_PER_STORY, RELEVANCE, read
from assistant.finding.retrieval import Findings, retrieve
from assistant.finding.spans import bare_words
from assistant.library import Library
from assistant.models.logistic import chance
from assistant.models.reader import MiniLMReader, Reader
from assistant.settings import Settings

from .abstaining import auroc, balanced, fit_logistic
from .questionset import Question, QuestionSet, holds, interval
from .quoting import LONGEST
from .retrieval import query
from .small_libraries import small_libraries
from .tables import Cell, Table, as_markdown
from .workplace import ProgressLine, Workplace, add_options, opened
from .written import written

FOLDS = 5
FAR = 30  # questions of the other set
SQUAD_ANSWERABLE, SQUAD_IMPOSSIBLE = 240, 140  # enough for a fit, and minutes, not an hour

# How much each kind of question counts when abstaining is fitted.
KIND_WEIGHTS = {
    "answerable": 4,
    "elsewhere": 2,
    "absent": 1,
    "impossible": 1,
    "far": 1,
    "not in it": 1,
    "silent": 2,
}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A question, what was found and read for it in a library (``news``, or ``news, small``), and
    the sentences of the best of it."""

    library: str
    question: Question
    kind: str
    findings: Findings
    candidates: list[Candidate]

    @property
    def fold(self) -> int:
        return sum(self.question.id.encode()) % FOLDS

    def right(self, ground: Ground) -> bool:
        fits = ground.end - ground.start <= LONGEST
        gold = ground.evidence.article.id in self.question.sources
        return fits and gold and holds(ground.quote, self.question.answers)


Sets = Mapping[str, Sequence[Case]]


def cases_of(workplace: Workplace, questions: QuestionSet, other: QuestionSet) -> list[Case]:
    """Every question with its readings."""
    asked = [*sampled(questions), *((question, "far") for question in other.answerable[:FAR])]
    reader = MiniLMReader()
    with Library.open(workplace.library(questions), Settings()) as library:
        shown = ProgressLine(f"reading, {questions.name}", len(asked))
        return [case_of(questions.name, library, reader, *each) for each in shown.of(asked)]


def small_cases_of(questions: QuestionSet, other: QuestionSet) -> list[Case]:
    """Questions put to small libraries, each with its readings."""
    reader, name = MiniLMReader(), f"{questions.name}, small"
    cases: list[Case] = []
    for library, asked in small_libraries(questions, other):
        shown = ProgressLine(f"reading, {name}", len(asked))
        cases += [case_of(name, library, reader, *each) for each in shown.of(asked)]
    return cases


def case_of(
    name: str, library: Library, reader: Reader | None, question: Question, kind: str
) -> Case:
    """What a library has for a question, read if there is a reader."""
    wanted = query(question)
    found = retrieve(library, wanted, READ, READ_PER_STORY)
    if reader:
        found = read(found, reader, wanted, READ)
    sentences = sentences_of(wanted, found, library.embedder, library.words.idf)
    return Case(name, question, kind, found, sentences)


def kept(workplace: Workplace, name: str, make: Callable[[], list[Case]]) -> list[Case]:
    """Cases made earlier, or now; kept in the workplace, since reading takes minutes."""
    path = workplace.place(f"read-{name}-{MiniLMReader().fingerprint[:8]}.pickle")
    if not path.exists():
        path.write_bytes(pickle.dumps(make()))
    cases: list[Case] = pickle.loads(path.read_bytes())
    return cases


def sampled(questions: QuestionSet) -> Iterator[tuple[Question, str]]:
    """The questions that are read, with their kinds: of squad a part."""
    chance = random.Random(0)
    answerable = questions.answerable
    others = [question for question in questions.questions if not question.answerable]
    if questions.name == "squad":
        answerable = chance.sample(answerable, min(SQUAD_ANSWERABLE, len(answerable)))
        others = chance.sample(others, min(SQUAD_IMPOSSIBLE, len(others)))
    yield from ((question, "answerable") for question in answerable)
    yield from ((question, question.kind) for question in others)


# -- fitting -------------------------------------------------------------------------------------


def fit_choice(choices: Sequence[tuple[Floats, NDArray[np.bool_]]], ridge: float = 1e-3) -> Floats:
    """The weights of a conditional logit (McFadden 1974): rows of signs, of which some are right.

    Maximises the mean log share of the right rows; choices without one do not count.
    """
    used = [(signs, right) for signs, right in choices if right.any() and not right.all()]
    scale = np.concatenate([signs for signs, _ in used]).std(axis=0) + 1e-9

    def loss(weights: Floats) -> float:
        shares = [
            np.logaddexp.reduce((signs / scale @ weights)[right])
            - np.logaddexp.reduce(signs / scale @ weights)
            for signs, right in used
        ]
        return float(-np.mean(shares) + ridge * weights @ weights)

    found: Floats = minimize(loss, np.zeros(len(scale)), method="L-BFGS-B").x / scale
    return found


def held_out(
    cases: Sequence[Case],
    fit: Callable[[Sequence[Case]], Floats],
    score: Callable[[Case, Floats], Sequence[float]],
) -> list[Sequence[float]]:
    """The score of every case under weights that were fitted without its fold."""
    scored = []
    for fold in range(FOLDS):
        weights = fit([case for case in cases if case.fold != fold])
        scored += [score(case, weights) for case in cases if case.fold == fold]
    return scored


def order_signs(case: Case) -> tuple[Floats, NDArray[np.bool_]]:
    """The passages of a case: relevance and fused score, and which hold the answer."""
    relevances = [item.relevance or 0.0 for item in case.findings.evidence]
    fused = [_fused(case, at) for at in range(len(relevances))]
    right = [
        e.article.id in case.question.sources and holds(e.passage.text, case.question.answers)
        for e in case.findings.evidence
    ]
    return np.column_stack([relevances, fused]), np.array(right)


def _fused(case: Case, at: int) -> float:
    item = case.findings.evidence[at]
    return (item.score - RELEVANCE * (item.relevance or 0.0)) / FUSED


def fit_order(cases: Sequence[Case]) -> Floats:
    return fit_choice([order_signs(case) for case in cases])


def gold_at(case: Case, weights: Floats) -> list[float]:
    """Whether one of the first passages, 1, 5 and 10 of them, holds the answer."""
    signs, right = order_signs(case)
    ordered = right[np.argsort(-(signs @ weights), kind="stable")]
    return [float(ordered[:k].any()) for k in (1, 5, 10)]


def quote_signs(case: Case) -> tuple[Floats, NDArray[np.bool_]]:
    """The sentences of a case that may be quoted: their signs, and which hold the answer."""
    whole = [candidate for candidate in case.candidates if candidate.whole]
    right = [case.right(c.ground) for c in whole]
    return np.array([c.signs for c in whole]).reshape(len(whole), -1), np.array(right, dtype=bool)


def fit_quotes(cases: Sequence[Case]) -> Floats:
    return fit_choice([quote_signs(case) for case in cases])


def quoted(case: Case, weights: Floats, enough: float) -> list[float]:
    """Whether the first quote, and one of three, is right; and how many there are."""
    chosen = list(quotes_among(case.candidates, 3, Scale(Signs(*weights), enough)))
    hits = [case.right(candidate.ground) for candidate in chosen]
    return [float(any(hits[:1])), float(any(hits)), float(len(hits))]


def abstaining_signs(case: Case) -> Floats:
    search = search_log_odds(case.findings)
    if case.findings.spans is None:
        return np.array([search, 0.0, 0.0, 0.0, 0.0])
    return np.array(read_signs(case.findings.spans, search, case.findings.searched))


def first_quote(case: Case) -> tuple[list[float], bool] | None:
    """Of the first quote: what speaks for it, and whether it is right."""
    first = next(quotes_among(case.candidates, 1, quoting.READ), None)
    if not (case.findings.spans and first):
        return None
    right = case.kind == "answerable" and case.right(first.ground)
    return [*quoting.right_signs(case.findings.spans, first)], right


def _right_signs(case: Case) -> list[float]:
    found = first_quote(case)
    return found[0] if found else [0.0] * len(quoting.RIGHT_WEIGHTS[1:])


def short_signs(case: Case) -> tuple[list[float], float] | None:
    """Of the short answer in the first quote: what speaks for it, and whether it is right."""
    spans = case.findings.spans
    first = next(quotes_among(case.candidates, 1, quoting.READ), None)
    if not (spans and first):
        return None
    place = first.evidence, first.start, first.end
    short, signs = spans.short_answer(*place), spans.short_signs(*place)
    if not (short and signs):
        return None
    gold = first.evidence.article.id in case.question.sources
    words = {bare_words(answer) for answer in case.question.answers}
    right = gold and any(
        bare_words(short.text) == each or f" {each} " in f" {bare_words(short.text)} "
        for each in words
        if each
    )
    return list(signs), float(right)


# -- tables --------------------------------------------------------------------------------------


def _order(sets: Sets) -> Table:
    """Where the first passage that holds the answer stands, after the search and after reading."""
    rows: list[list[Cell]] = []
    cases = [case for each in sets.values() for case in each if case.kind == "answerable"]
    weights = fit_order(cases)
    for name, each in sets.items():
        own = [case for case in each if case.kind == "answerable"]
        ordered = held_out(own, fit_order, gold_at)
        searched = [gold_at(case, np.array([0.0, 1.0])) for case in own]
        rows.append([f"{name}, searched", *map(interval, zip(*searched, strict=True))])
        rows.append([f"{name}, read (held out)", *map(interval, zip(*ordered, strict=True))])
    note = f"RELEVANCE, FUSED = {', '.join(f'{w:.3g}' for w in weights)} (only their ratio counts)"
    return Table("Passages in order", ("", "gold@1", "gold@5", "gold@10"), rows, note)


def _quotes(sets: Sets) -> Table:
    rows: list[list[Cell]] = []
    answerable = {
        name: [case for case in each if case.kind == "answerable"] for name, each in sets.items()
    }

    everything = [case for each in answerable.values() for case in each]
    for name, own in answerable.items():
        others = [case for case in everything if case not in own]
        for enough in (1.0, 2.0, 3.0, 99.0):

            def score(case: Case, weights: Floats, enough: float = enough) -> list[float]:
                return quoted(case, weights, enough)

            scored = held_out(own, lambda some, others=others: fit_quotes([*some, *others]), score)  # type: ignore[misc]
            rows.append([f"{name}, enough {enough}", *map(interval, zip(*scored, strict=True))])
        plain = [quoted(case, np.array(quoting.UNREAD.weights), 0.25) for case in own]
        rows.append([f"{name}, unread weights", *map(interval, zip(*plain, strict=True))])
    note = f"READ = Signs({', '.join(f'{weight:.3g}' for weight in fit_quotes(everything))})"
    return Table("Quotes", ("", "first", "one of three", "quotes"), rows, note)


def fit_abstaining(cases: Sequence[Case]) -> Floats:
    """The chance that what was searched answers; each kind counts as `KIND_WEIGHTS` say,
    however many there are."""
    signs = np.array([abstaining_signs(case) for case in cases])
    positive = np.array([float(case.kind == "answerable") for case in cases])
    counts = Counter((case.library, case.kind) for case in cases)
    weights = np.array([KIND_WEIGHTS[c.kind] / counts[c.library, c.kind] for c in cases])
    return fit_logistic(signs, positive, weights)


def fit_right(cases: Sequence[Case]) -> Floats:
    """The chance that the first quote is right; every set counts as much as any other."""
    found = [(case, *each) for case in cases if (each := first_quote(case))]
    counts = Counter(case.library for case, *_ in found)
    weights = np.array([1 / counts[case.library] for case, *_ in found])
    signs = np.array([signs for _, signs, _ in found])
    return fit_logistic(signs, np.array([float(right) for *_, right in found]), weights)


Chances = Mapping[str, Sequence[tuple[Case, float]]]


def _chances(
    sets: Sets,
    fit: Callable[[Sequence[Case]], Floats],
    signs: Callable[[Case], Sequence[float]],
) -> Chances:
    """The cases of each set with the chance that a model fitted without their fold gives them."""
    cases = [case for each in sets.values() for case in each]
    by_fold = [fit([case for case in cases if case.fold != fold]).tolist() for fold in range(FOLDS)]
    return {
        name: [(case, chance(by_fold[case.fold], signs(case))) for case in each]
        for name, each in sets.items()
    }


def _abstaining(chances: Chances, constants: Floats) -> Table:
    rows: list[list[Cell]] = []
    low = Settings().abstain_below
    for name, own in chances.items():
        by_kind: dict[str, list[float]] = {}
        for case, each in own:
            by_kind.setdefault(case.kind, []).append(each)
        positives = by_kind.pop("answerable")
        for kind, negatives in by_kind.items():
            rows.append(
                [
                    f"{name}: answerable / {kind}",
                    len(negatives),
                    auroc(positives, negatives),
                    balanced(positives, negatives, low),
                    interval([float(each >= low) for each in positives]),
                    interval([float(each < low) for each in negatives]),
                ]
            )
    note = f"READ_WEIGHTS = {', '.join(f'{constant:.3g}' for constant in constants)}"
    columns = ("", "questions", "AUROC", "balanced accuracy", "kept", "abstained")
    return Table("Abstaining, held out", columns, rows, note)


def _states(answered: Chances, right: Chances, constants: Floats) -> Table:
    """How many questions each state takes, and how often the first quote in it is right."""
    low, high = Settings().abstain_below, Settings().sure_from
    rows: list[list[Cell]] = []
    for name, own in right.items():
        totals = Counter(case.kind == "answerable" for case, _ in own)
        states: dict[str, list[Case]] = {"sure": [], "unsure": [], "abstained": []}
        for (case, each), (_, there) in zip(own, answered[name], strict=True):
            state = "abstained" if there < low else "sure" if each >= high else "unsure"
            states[state].append(case)
        for state, inside in states.items():
            taken = Counter(case.kind == "answerable" for case in inside)
            hits = [float(each[1]) for case in inside if (each := first_quote(case))]
            shares = [taken[kind] / totals[kind] for kind in (True, False)]
            rows.append([f"{name}: {state}", len(inside), *shares, interval(hits)])
    columns = ("", "questions", "of the answerable", "of the others", "first quote right")
    note = f"RIGHT_WEIGHTS = {', '.join(f'{constant:.3g}' for constant in constants)}"
    return Table("Three states, held out", columns, rows, note)


def _right_against_wrong(right: Chances) -> Table:
    """Whether the chance of being right tells right first quotes from wrong ones."""
    rows: list[list[Cell]] = []
    for name, own in right.items():
        sides: tuple[list[float], list[float]] = [], []
        for case, each in own:
            found = first_quote(case)
            if found and case.kind == "answerable":
                sides[found[1]].append(each)
        rows.append([name, len(sides[1]), len(sides[0]), auroc(sides[1], sides[0])])
    columns = ("", "right", "wrong", "AUROC")
    return Table("First quotes of answerable questions, held out", columns, rows)


def _short(sets: Sets) -> Table:
    cases = [case for each in sets.values() for case in each]
    found = [signs for case in cases if (signs := short_signs(case))]
    signs, right = np.array([row for row, _ in found]), np.array([value for _, value in found])
    constants = fit_logistic(signs, right, np.ones(len(right)))
    chances = 1 / (1 + np.exp(-(constants[0] + signs @ constants[1:])))
    rows: list[list[Cell]] = []
    for low in np.arange(0, 1, 0.1):
        inside = (chances >= low) & (chances < low + 0.1)
        if inside.any():
            rows.append(
                [
                    f"{low:.1f}",
                    int(inside.sum()),
                    float(chances[inside].mean()),
                    interval(right[inside].tolist()),
                ]
            )
    note = f"SHORT_WEIGHTS = {', '.join(f'{c:.3g}' for c in constants)}"
    return Table(
        "Short answers: chance and truth", ("from", "answers", "chance", "right"), rows, note
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    add_options(parser)
    with opened(parser.parse_args()) as workplace:
        pairs = workplace.sets, workplace.sets[::-1]
        sets = {
            own.name: kept(workplace, own.name, partial(cases_of, workplace, own, other))
            for own, other in pairs
        }
        if workplace.written.is_dir():
            own = written(workplace.written, "fitting")
            make = partial(cases_of, workplace, own, workplace.squad)
            sets[own.name] = kept(workplace, own.name, make)
        small = {
            f"{own.name}, small": kept(
                workplace, f"{own.name}-small", partial(small_cases_of, own, other)
            )
            for own, other in pairs
        }
    everything = {**sets, **small}
    cases = [case for each in everything.values() for case in each]
    answered = _chances(everything, fit_abstaining, lambda case: abstaining_signs(case).tolist())
    right = _chances(everything, fit_right, _right_signs)
    tables = (
        *(_order(sets), _quotes(sets), _abstaining(answered, fit_abstaining(cases))),
        *(_states(answered, right, fit_right(cases)), _right_against_wrong(right), _short(sets)),
    )
    for table in tables:
        print(as_markdown(table), flush=True)


if __name__ == "__main__":
    main()
