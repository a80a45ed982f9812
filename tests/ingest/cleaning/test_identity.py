from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning.identity import id_from_url, is_web_address, whole_address

STORY = "https://post.example/2024/storm"


@pytest.mark.parametrize(
    "written",
    [
        "http://post.example/2024/storm",
        "https://www.post.example/2024/storm",
        "HTTPS://Post.Example:443/2024/storm/",
        "https://post.example/2024/storm#comments",
        "https://post.example/2024/storm#:~:text=the%20quay",
        "https://post.example/2024/storm?",
        "https://post.example/2024/storm/?utm_source=a&utm_medium=b&utm_id=c",
        "http://www.post.example/2024/storm/?fbclid=a1&gclid=b2&msclkid=c3#top",
        "https://post.example/2024/storm?at_medium=rss&at_campaign=7&ns_mchannel=social",
        "https://post.example/2024/storm?smid=tw-share&CMP=share_btn_tw&ocid=a&ncid=b",
        "https://post.example/2024/storm?__twitter_impression=true&mc_cid=1&_hsenc=2",
        "https://post.example/2024/storm?wt_mc=1&cmpid=rss&ref=home&share=mail",
    ],
)
def test_an_article_is_the_same_however_its_address_is_written(written: str) -> None:
    assert whole_address(written) == STORY
    assert id_from_url(written) == id_from_url(STORY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("?id=7", "?id=8"),
        ("?article=7", "?article=8"),
        ("?p=7", "?p=8"),
        ("?cid=7", "?cid=8"),
        ("?storyid=7&utm_source=a", "?storyid=8&utm_source=a"),
        ("?page=1", "?page=2"),
        ("#!/story/7", "#!/story/8"),
        ("#/story/7", "#/story/8"),
        ("/7", "/8"),
        ("?title=Storm", "?title=storm"),
    ],
)
def test_what_tells_stories_apart_stays(one: str, other: str) -> None:
    assert id_from_url(STORY + one) != id_from_url(STORY + other)
    assert id_from_url(STORY + one) != id_from_url(STORY)


@given(st.from_regex(r"https?://(www\.)?[a-z]{1,9}\.example(/[\w%.-]{0,9}){0,4}(\?\w{0,9}=\w{0,9})?"
                     r"(#\w{0,5})?", fullmatch=True))  # fmt: skip
def test_a_whole_address_is_whole(url: str) -> None:
    whole = whole_address(url)

    assert is_web_address(whole)
    assert whole_address(whole) == whole
