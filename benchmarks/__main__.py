"""Measures Newsdesk on real articles and questions; `make bench` runs all of it.

Each part prints its tables as Markdown and writes them as JSON, and its pictures as SVG.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import importlib.util
import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .tables import Picture, Result, Table, as_json, as_markdown
from .workplace import REPOSITORY, Workplace, add_options, opened

PARTS = (
    *("cleaning", "ingestion", "retrieval", "quoting", "readers", "abstaining", "support"),
    *("claims", "written", "following"),
    *("evaluation", "starter", "pipelines", "embedding_speed", "streaming"),
)
STARTER = (
    "llama_index.embeddings.huggingface",
    "llama_index.vector_stores.chroma",
    "sentence_transformers",
    "onnx",
)
# What a part needs beyond what Newsdesk itself does.
NEEDS = {
    "starter": STARTER,
    "pipelines": STARTER,
    "evaluation": STARTER,
    "embedding_speed": ("sentence_transformers", "torch", "onnx"),
}
REPORTED = (
    "chromadb",
    "llama-index-core",
    "llama-index-vector-stores-chroma",
    "onnxruntime",
    "sentence-transformers",
    "tantivy",
    "torch",
)
SPEED_PASSAGES = 200


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS)
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=REPOSITORY / "benchmarks" / "results",
        metavar="DIR",
        help="where the JSON goes (default: benchmarks/results)",
    )
    add_options(parser)
    arguments = parser.parse_args()
    _check_packages(arguments.only)
    arguments.out.mkdir(parents=True, exist_ok=True)
    with opened(arguments) as workplace:
        for part in arguments.only:
            before = os.getloadavg()[0]
            results = _measure(part, workplace)
            tables = [each for each in results if isinstance(each, Table)]
            surroundings = {**environment(), "load": [before, os.getloadavg()[0]]}
            _write(arguments.out / f"{part}.json", tables, surroundings, arguments.limit)
            for table in tables:
                print(as_markdown(table), flush=True)
            for picture in results:
                if isinstance(picture, Picture):
                    (arguments.out / picture.name).write_text(picture.svg, encoding="utf-8")


def environment() -> dict[str, Any]:
    """The machine in words, and the versions that matter."""
    versions = {}
    for name in REPORTED:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "versions": versions,
    }


def _measure(part: str, workplace: Workplace) -> Sequence[Result]:
    if part == "embedding_speed":
        return [_embedding_speed(workplace)]
    results: Sequence[Result] = importlib.import_module(f".{part}", __package__).run(workplace)
    return results


def _embedding_speed(workplace: Workplace) -> Table:
    from . import embedding_speed

    articles = workplace.articles_file(workplace.news)
    texts = embedding_speed.passages(articles, SPEED_PASSAGES)
    measured = embedding_speed.measure(texts, workplace.weights)
    return Table("Embedding beside sentence-transformers", ("", "value"), list(measured.items()))


def _check_packages(parts: Sequence[str]) -> None:
    missing = {name for part in parts for name in NEEDS.get(part, ()) if not _is_there(name)}
    if missing:
        rest = [part for part in parts if part not in NEEDS]
        raise SystemExit(
            f"{', '.join(sorted(missing))} cannot be imported. Install the bench extra, pip"
            ' install "newsdesk[bench]", or run `make bench`, which does; or leave those parts'
            f" out: --only {' '.join(rest or PARTS[:4])}"
        )


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # a package on the way to it
        return False


def _write(
    path: Path, tables: Sequence[Table], surroundings: dict[str, Any], limit: int | None
) -> None:
    content = {"environment": surroundings, "limit": limit, "tables": [*map(as_json, tables)]}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
