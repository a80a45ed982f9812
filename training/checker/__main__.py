"""From data to the checker that ships: ``python -m training.checker --data FOLDER``.

Two cores take under three hours, a graphics card minutes, with the same script. ``--pairs FILE``
keeps what was made of the data, for other trainings and other machines.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from assistant.answering.checking import features_of
from assistant.evaluation.measures.abstention import auroc
from assistant.models.checker import Logits
from assistant.models.files import FOLDER, TOKENIZER_FILE, open_tokenizer, read_checked, sha256
from assistant.models.reader import MODEL_FILE as READER_FILE
from training.building import LICENCE, ORIGIN

from .beginning import weights_of_reader
from .export import write_checker
from .figures import figures
from .fitting import cross_validated, fit
from .learning import Example, examples_of, train, verdicts_of
from .making import made_pairs
from .network import Network
from .pairs import Pair, in_development, read_pairs, write_pairs

# The share of each kind's pairs that is used in one pass.
SHARES = {
    "copied": 0.3,
    "copied, exchanged": 0.6,
    "written, exchanged": 1.0,
    "joined": 0.25,
    "strange tail": 0.3,
    "evidence removed": 0.5,
    "another article": 0.4,
    "public": 0.5,
    "second look": 0.15,
}


def main() -> None:
    """Run the command line."""
    arguments = _arguments()
    torch.manual_seed(arguments.seed)
    chance = random.Random(arguments.seed)
    tokenizer = open_tokenizer(read_checked(FOLDER, TOKENIZER_FILE)[0])
    pairs = _pairs(arguments)
    kept = [pair for pair in pairs if in_development(pair.article)]
    learned = [
        pair
        for pair in pairs
        if not in_development(pair.article) and chance.random() < SHARES.get(_kind(pair), 1.0)
    ]
    examples = examples_of(learned, tokenizer)
    _tell(f"{dict(Counter(map(_kind, learned)))}: {len(learned):,} pairs to learn from")
    content = arguments.start.read_bytes()
    network = Network(weights_of_reader(content)).to(arguments.device)
    seconds = arguments.minutes * 60
    train(network, examples, arguments.epochs, arguments.threads, chance, _tell, seconds)
    arguments.out.mkdir(parents=True, exist_ok=True)
    np.savez(arguments.out / "network.npz", **network.weights())
    origin = f"{ORIGIN}, by way of {READER_FILE} sha256:{sha256(content)}, fine-tuned"
    write_checker(network.weights(), arguments.ship, origin, LICENCE)
    report = _report(network, examples_of(kept, tokenizer))
    (arguments.out / "figures.json").write_text(json.dumps(report, indent=2) + "\n")
    _tell(json.dumps(report, indent=2))


def _pairs(arguments: argparse.Namespace) -> list[Pair]:
    """The pairs of the data, or those that were made of them before, in the same way."""
    file, made_with = arguments.pairs, {"seed": arguments.seed}
    if file and file.exists():
        pairs, with_what = read_pairs(file)
        if with_what != made_with:
            raise SystemExit(f"{file} was made with {with_what}, not {made_with}. Name another.")
        return pairs
    chance = random.Random(arguments.seed)
    pairs = made_pairs(arguments.data, arguments.threads, chance, _tell)
    if file:
        write_pairs(file, pairs, made_with)
    return pairs


def _report(network: Network, examples: Sequence[Example]) -> dict[str, object]:
    """Figures on the articles that nothing was learned from, and the weights fitted on them."""
    verdicts, answers = (each.numpy().astype(float) for each in verdicts_of(network, examples))
    pairs = [example.pair for example in examples]
    claims = [at for at, pair in enumerate(pairs) if not pair.words]
    looks = [at for at, pair in enumerate(pairs) if pair.words]
    labels = [pairs[at].label for at in claims]
    features = np.array([features_of(Logits(*verdicts[at]), pairs[at].signs) for at in claims])
    together = cross_validated(features, labels, [pairs[at].article for at in claims])
    signs = cross_validated(features[:, 2:5], labels, [pairs[at].article for at in claims])
    written = [row for row, at in enumerate(claims) if _kind(pairs[at]) == "written"]
    only = [labels[row] for row in written]
    return {
        "network alone": figures(np.log(_softmax(verdicts[claims]))[written], only),
        "with signs": figures(np.log(together[written]), only),
        "overlap alone": figures(np.log(signs[written]), only),
        "with signs, mirror images too": figures(np.log(together), labels),
        "second look, auroc": auroc(
            answers[looks], np.array([pairs[at].label == "answers" for at in looks])
        ),
        "weights": np.round(fit(features, labels), 4).tolist(),
    }


def _softmax(logits: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _kind(pair: Pair) -> str:
    if pair.words:
        return "second look"
    if pair.origin.startswith("written, round"):
        return "written"
    return pair.origin if pair.origin in SHARES else "public"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.checker", description=__doc__)
    parser.add_argument("--data", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--pairs",
        type=Path,
        metavar="FILE",
        help="keep here what is made of the data, and use it again",
    )
    parser.add_argument("--epochs", type=float, default=3.0)
    parser.add_argument(
        "--minutes",
        type=float,
        default=float("inf"),
        help="end after so many, whatever is left to learn: for busy machines",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument(
        "--start",
        type=Path,
        default=FOLDER / READER_FILE,
        metavar="FILE",
        help="the reader whose weights it begins with (default: the one that ships)",
    )
    parser.add_argument("--out", type=Path, default=Path("training/results"), metavar="DIR")
    parser.add_argument("--ship", type=Path, default=FOLDER, metavar="DIR", help="for checker.onnx")
    arguments = parser.parse_args()
    if not arguments.data and not (arguments.pairs and arguments.pairs.exists()):
        parser.error("give --data FOLDER, or as --pairs a file that was made from it")
    return arguments


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
