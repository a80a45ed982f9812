from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from assistant.errors import InputError
from ingest.pages import sources
from ingest.pages.sources import Page, SourceFile, find_files, fingerprint, read_pages


def pages(path: Path) -> list[Page]:
    (file,) = find_files([path])
    assert not file.problem
    return list(read_pages(file))


def problem(path: Path) -> str:
    (page,) = pages(path)
    assert not page.raw
    return page.problem


# -- finding files ---------------------------------------------------------------------------


def test_folders_are_searched_recursively_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "deep/er/c.html", "deep/d.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Snow.")

    found = [file.path.relative_to(tmp_path).as_posix() for file in find_files([tmp_path])]

    assert found == ["a.md", "b.txt", "deep/d.jsonl", "deep/er/c.html"]


def test_hidden_files_and_what_is_no_article_are_passed_over(tmp_path: Path) -> None:
    for name in (".notes.txt", ".git/a.txt", "photo.jpg", "style.css", "a.TXT"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Snow.")

    assert [file.path.name for file in find_files([tmp_path])] == ["a.TXT"]


def test_a_file_is_read_once_however_often_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("Snow.")
    monkeypatch.chdir(tmp_path)

    found = find_files([tmp_path, "a.txt", "./a.txt", f"../{tmp_path.name}/a.txt"])

    assert [file.origin for file in found] == [str(tmp_path / "a.txt")]


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a.txt").write_text("Snow.")

    assert [file.origin for file in find_files(["~/a.txt"])] == [str(tmp_path / "a.txt")]


def test_a_missing_place_is_named(tmp_path: Path) -> None:
    (file,) = find_files([tmp_path / "nowhere"])

    assert file.origin == str(tmp_path / "nowhere")
    assert "no such file" in file.problem


@pytest.mark.parametrize("name", ["report.rtf", "README"])
def test_a_named_file_of_an_unknown_kind_is_a_problem(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Snow.")

    (file,) = find_files([tmp_path / name])

    assert "cannot be read" in file.problem
    assert ".jsonl" in file.problem


def test_an_article_format_that_cannot_be_read_yet_is_a_problem_in_a_folder(
    tmp_path: Path,
) -> None:
    (tmp_path / "report.odt").write_bytes(b"PK")

    (file,) = find_files([tmp_path])

    assert ".odt cannot be read" in file.problem


def test_a_pipe_is_a_problem_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")

    (file,) = find_files([tmp_path])

    assert "neither a file nor a folder" in file.problem


def test_a_link_to_nothing_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere.txt")

    (file,) = find_files([tmp_path])

    assert "no such file" in file.problem


def test_a_name_that_is_too_long_for_a_file_is_a_problem() -> None:
    (file,) = find_files(["x" * 5000 + ".txt"])

    assert file.problem


# -- whole files -----------------------------------------------------------------------------


def test_a_text_file_is_one_page(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffŁódź, été\r\n".encode())

    assert pages(path) == [Page(str(path), str(path), "text", raw="Łódź, été\r\n", offset=19)]


def test_utf_16_with_its_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Łódź".encode("utf-16"))

    assert [page.raw for page in pages(tmp_path / "a.txt")] == ["Łódź"]


def test_html_is_read_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    markup = '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-2"><p>Łódź'
    (tmp_path / "a.html").write_bytes(markup.encode("iso-8859-2"))

    assert pages(tmp_path / "a.html")[0].raw == markup


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \r\n\t ", "is empty"),
        ("a.txt", b"\x7fELF\x02\x01\x00\x00\x00", "is a binary file"),
        ("a.txt", b"\xff\xfeS", "not text in any encoding"),
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl", b"\n \n", "is empty"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)

    assert re.search(reason, problem(tmp_path / name))


def test_a_file_that_is_too_long_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 10)
    (tmp_path / "fits.txt").write_text("0123456789")
    (tmp_path / "long.txt").write_text("0123456789A")

    assert pages(tmp_path / "fits.txt")[0].raw == "0123456789"
    assert "11 bytes long; the limit for one article is 10" in problem(tmp_path / "long.txt")


def test_a_file_that_went_away_says_so(tmp_path: Path) -> None:
    gone = SourceFile(tmp_path / "gone.txt", 5)

    (page,) = read_pages(gone)
    assert "No such file" in page.problem
    with pytest.raises(InputError, match="No such file"):
        fingerprint(gone)


def test_a_huge_file_is_refused_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open(tmp_path / "a.html", "wb") as stream:
        stream.truncate(300_000_000)

    monkeypatch.setattr("builtins.open", None)
    with pytest.raises(InputError, match="is 300,000,000 bytes long"):
        fingerprint(*find_files([tmp_path]))


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.eml"])
def test_a_file_that_changes_while_it_is_read_is_noticed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text('{"text": "Snow."}\n')
    (file,) = find_files([path])
    digest = fingerprint(file)
    path.write_text('{"text": "Rain."}\n')

    assert "changed while it was being read" in list(read_pages(file, digest))[-1].problem
    assert list(read_pages(file, fingerprint(file)))[-1].problem != sources.CHANGED


def test_a_text_of_nothing_but_addresses_is_a_list(tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("# mine\nhttps://post.example/a\nhttp://post.example/b\n")
    (tmp_path / "text.txt").write_text("See https://post.example/a\nhttp://post.example/b\n")

    assert "--from-list" in problem(tmp_path / "urls.txt")
    assert not pages(tmp_path / "text.txt")[0].problem


def test_a_fingerprint_tells_contents_apart(tmp_path: Path) -> None:
    for name, text in (("a.txt", "Snow."), ("b.txt", "Snow."), ("c.txt", "Rain.")):
        (tmp_path / name).write_text(text)

    a, b, c = map(fingerprint, find_files([tmp_path]))

    assert a == b != c


# -- JSON lines ------------------------------------------------------------------------------


def test_each_line_is_a_page_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Snow.", "id": "s"}\n\n{"text": "Rain.", "mood": 1}')

    first, second = pages(path)

    assert (first.raw, first.fields["id"], first.name) == ("Snow.", "s", f"{path}, line 1")
    assert (second.raw, second.fields["mood"], second.name) == ("Rain.", 1, f"{path}, line 3")
    assert second.offset == path.stat().st_size


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "Snow."', "is not JSON"),
        (b"Snow.", "is not JSON"),
        (b'["Snow."]', "not an object"),
        (b"17", "not an object"),
        (b"{}", "has no `text`"),
        (b'{"text": null}', "has no `text`"),
        (b'{"text": ["Snow."]}', "has no `text`"),
        (b'{"text": "  "}', "has no `text`"),
        (b'{"text": "\xff\xff"}', "not text"),
        (b'{"text": "a\x00b"}', "binary"),
        (b'{"text": 1' + b"0" * 5000 + b"}", "is not JSON"),
        (b'{"text": ' + b"[" * 100_000, "is not JSON"),
    ],
    ids=range(12),
)
def test_one_bad_line_does_not_stop_the_rest(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "Before."}\n' + line + b'\n{"text": "After."}\n')

    before, bad, after = pages(path)

    assert (before.raw, after.raw) == ("Before.", "After.")
    assert reason in bad.problem
    assert bad.name == f"{path}, line 2"


@pytest.mark.parametrize("surplus", [0, 1, 2, 3, 50, 10_000])
def test_a_line_that_is_too_long_takes_no_other_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, surplus: int
) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 100)
    long = json.dumps({"text": ""})
    long = json.dumps({"text": "x" * (100 - len(long) + surplus)})
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "Before."}}\n{long}\n{{"text": "After."}}\n')

    before, line, after = pages(path)

    assert (before.raw, after.raw) == ("Before.", "After.")
    assert ("longer than 100 bytes" in line.problem) == (surplus > 0)
    assert after.name.endswith("line 3")
