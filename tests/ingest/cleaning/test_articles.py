from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from assistant.datamodels import Article
from assistant.errors import InputError
from ingest.cleaning.articles import articles_of
from ingest.pages.sources import Kind, Page

LINK = "https://brindle-courier.example/2024/05/ferry"
PARAGRAPHS = (
    "The night ferry to Skarholm will not sail until May, its owner said on Tuesday.",
    "A gearbox failed for the third time, and no spare could be found on the coast.",
    "Passengers who had paid will get their money back, said a clerk at the quay.",
)


def article(raw: str, kind: Kind = "text", origin: str = "/news/ferry.txt") -> Article:
    (found,) = articles_of(Page(origin, origin, kind, raw=raw))
    return found


def record(text: str = "Snow fell.", **fields: Any) -> Article:
    name = "/news/a.jsonl, line 3"
    (found,) = articles_of(Page("/news/a.jsonl", name, "record", raw=text, fields=fields))
    return found


# -- plain text ------------------------------------------------------------------------------


def test_headline_byline_and_date_of_a_copied_page_are_read_and_taken_off() -> None:
    found = article(
        "\n".join(
            [
                "Brindle Courier",
                "Menu",
                "Night ferry to Skarholm is cancelled",
                "Night ferry to Skarholm is cancelled",
                "By Una Brill and Tom Garrick",
                "3 May 2024",
                "Share this article",
                *PARAGRAPHS,
                "Filed under: Ferries",
                "Leave a comment",
                "old_salt: Told you so.",
            ]
        )
    )

    assert found.title == "Night ferry to Skarholm is cancelled"
    assert found.authors == ("Una Brill", "Tom Garrick")
    assert found.published == date(2024, 5, 3)
    assert found.text == "\n\n".join(PARAGRAPHS)


def test_a_breadcrumb_names_the_headline() -> None:
    found = article(
        "Everything that floats, every morning\nHome » Coast » No ferry tonight\n"
        f"No ferry tonight\n{PARAGRAPHS[0]}"
    )

    assert found.title == "No ferry tonight"
    assert found.text == PARAGRAPHS[0]


def test_a_line_that_stands_twice_is_kept_once() -> None:
    first, second, third = PARAGRAPHS

    assert article(f"A headline of five words\n{first}\n{second}\n{first}\n{third}").text == (
        "\n\n".join(PARAGRAPHS)
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Share prices fell by 3 May 2024 to a third.",
        "Advertisement spending rose, the paper said on 3 May 2024.",
        "Comments by the mayor angered the crew.",
        "By noon the quay was empty.",
        "Home owners were told to leave.",
    ],
)
def test_a_sentence_that_only_looks_like_furniture_stays(sentence: str) -> None:
    assert sentence in article(f"A headline of five words\n{PARAGRAPHS[0]}\n{sentence}").text


def test_a_date_inside_a_sentence_is_not_when_it_was_published() -> None:
    assert (
        article(
            f"A headline of five words\n{PARAGRAPHS[0]}\nThe ferry sank on 3 May 2019, all knew."
        ).published
        is None
    )


def test_the_words_themselves_are_not_rewritten() -> None:
    sentence = "“Öl & Gas” — l’été: 3,5 % <b>not bold</b> 🙂 שלום ① e\u0302\u0323"
    sentence = unicodedata.normalize("NFC", sentence)  # all that is done to them

    assert article(f"A headline of five words\n{sentence}").text == sentence


def test_control_characters_go_and_white_space_is_single() -> None:
    found = article("A headline of five words\nThe\x00 quay\u200b \x07is\t \u00a0shut\ufeff.\x1b")

    assert found.text == "The quay is shut."


def test_a_text_that_is_furniture_alone_holds_no_article() -> None:
    with pytest.raises(InputError, match="no article text"):
        article("Menu\nHome\nLog in\n© 2024 Brindle Courier")


# -- HTML ------------------------------------------------------------------------------------


def markup(head: str = "", body: str = "") -> str:
    paragraphs = body or "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<html><head><title>No ferry | Courier</title>{head}</head><body><nav><a href=/>Home</a>"
        f"</nav><article><h1>Night ferry to Skarholm is cancelled</h1>{paragraphs}</article>"
        "<footer>© Courier</footer></body></html>"
    )


def test_a_web_page_gives_its_text_and_what_it_says_of_itself() -> None:
    head = (
        f'<link rel="canonical" href="{LINK}"><meta property="og:site_name" content="Courier">'
        '<meta property="og:title" content="Night ferry to Skarholm is cancelled">'
        '<meta property="article:published_time" content="2024-05-03T23:30:00-08:00">'
        '<meta name="author" content="Una Brill">'
    )

    found = article(markup(head), "html", "/news/ferry.html")

    assert found.text == "\n\n".join(PARAGRAPHS)
    assert found.title == "Night ferry to Skarholm is cancelled"
    assert (found.url, found.outlet, found.authors) == (LINK, "Courier", ("Una Brill",))
    assert found.published == date(2024, 5, 3)


def test_scripts_and_markup_in_a_page_are_not_text() -> None:
    body = "".join(f"<p>{p} <b>&amp;</b><script>alert('boo')</script></p>" for p in PARAGRAPHS)

    found = article(markup(body=body), "html")

    assert "boo" not in found.text
    assert "<b>" not in found.text
    assert PARAGRAPHS[1] in found.text


def test_a_canonical_address_that_is_no_web_address_is_no_link() -> None:
    found = article(markup('<link rel="canonical" href="javascript:alert(1)">'), "html")

    assert found.url is None


@pytest.mark.parametrize("content", ["<html></html>", "<p></p>", "<!-- -->", "<img src=x>", "&lt;"])
def test_html_without_article_text_says_so(content: str) -> None:
    with pytest.raises(InputError):
        article(content, "html")


# -- Markdown --------------------------------------------------------------------------------


def test_front_matter_is_read_and_markup_comes_off() -> None:
    found = article(
        "---\ntitle: No ferry\nauthor: Una Brill\ndate: 2024-05-03\noutlet: Courier\n"
        f"url: {LINK}\n---\n\n# No ferry\n\n**The** [quay](http://x.example) is `shut`.\n\n"
        "![crane](crane.png)\n\n- One crane fell.\n- Nobody was hurt.\n",
        "markdown",
        "/news/ferry.md",
    )

    assert (found.title, found.outlet, found.url) == ("No ferry", "Courier", LINK)
    assert (found.authors, found.published) == (("Una Brill",), date(2024, 5, 3))
    assert found.text == "The quay is shut.\n\nOne crane fell.\n\nNobody was hurt."


def test_the_first_heading_is_the_title_without_front_matter() -> None:
    found = article(f"# Night ferry is cancelled\n\n{PARAGRAPHS[0]}", "markdown")

    assert found.title == "Night ferry is cancelled"
    assert found.text == PARAGRAPHS[0]


@pytest.mark.parametrize("meta", ["title: [", "a: b: c", "- - :\n\t- x"])
def test_front_matter_that_is_no_yaml_says_so(meta: str) -> None:
    with pytest.raises(InputError, match="front matter"):
        article(f"---\n{meta}\n---\n{PARAGRAPHS[0]}", "markdown")


def test_front_matter_cannot_run_anything() -> None:
    with pytest.raises(InputError, match="front matter"):
        article(f"---\na: !!python/object/apply:os.getcwd []\n---\n{PARAGRAPHS[0]}", "markdown")


# -- records ---------------------------------------------------------------------------------


def test_a_record_says_what_it_is() -> None:
    found = record(
        id="s1",
        url=LINK,
        title="Snow",
        authors=["Una Brill", " "],
        outlet="Courier",
        published="2024-05-03T23:30:00+02:00",
        language="en",
        mood="passed over",
    )

    assert found.source.model_dump(exclude_defaults=True) == {
        "id": "s1",
        "url": LINK,
        "title": "Snow",
        "authors": ("Una Brill",),
        "outlet": "Courier",
        "published": date(2024, 5, 3),
        "published_at": datetime(2024, 5, 3, 21, 30, tzinfo=UTC),
        "language": "en",
    }
    assert found.origin == "/news/a.jsonl"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"id": 7}, "`id`"),
        ({"id": "\x00"}, "`id`"),
        ({"url": ["x"]}, "`url`"),
        ({"title": {"en": "Snow"}}, "`title`"),
        ({"outlet": False}, "`outlet`"),
        ({"language": 1.5}, "`language`"),
        ({"authors": {"name": "Una"}}, "`authors`"),
        ({"authors": ["Una", 3]}, "`authors`"),
        ({"published": "last Tuesday"}, "`published`"),
        ({"published": 20240503}, "`published`"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError, match=named):
        record(**fields)


def test_null_and_empty_fields_are_as_good_as_none() -> None:
    found = record(id=None, url="", title=None, authors=None, published=None, outlet="")

    assert found.source.model_dump(exclude_defaults=True, exclude={"id"}) == {}


def test_half_a_surrogate_is_taken_out() -> None:
    found = record("Snow \ud800fell.", id="a\udfff", title="\ud83dSnow", authors=["Una\ud800"])

    assert (found.text, found.id, found.title) == ("Snow fell.", "a", "Snow")
    assert found.authors == ("Una",)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "notes/7", "http://["]
)
def test_an_address_that_is_no_web_address_is_an_identity_and_never_a_link(url: str) -> None:
    found = record(url=url)

    assert found.url is None
    assert found.id == url


# -- identity --------------------------------------------------------------------------------


def test_the_id_comes_from_the_address_wherever_the_page_lies() -> None:
    here, there = (
        record(url=LINK),
        article(markup(f'<link rel="canonical" href="{LINK}">'), "html", "/elsewhere/copy.html"),
    )

    assert here.id == there.id
    assert here.id.startswith("ferry-")


def test_tracking_parameters_do_not_make_another_article() -> None:
    assert record(url=f"{LINK}?utm_source=feed").id == record(url=LINK).id


def test_other_addresses_are_other_articles() -> None:
    assert record(url=f"{LINK}?page=2").id != record(url=LINK).id


def test_without_an_address_the_id_comes_from_the_place() -> None:
    text = "A headline of five words\nSnow fell."

    same = {article(text, origin="/news/Été à Łódź.txt").id for _ in range(2)}

    assert len(same) == 1
    assert same.pop().startswith("ete-a-odz-")
    assert article(text, origin="/a/ferry.txt").id != article(text, origin="/b/ferry.txt").id


def test_lines_of_one_file_have_ids_of_their_own() -> None:
    (third,) = articles_of(Page("/a.jsonl", "/a.jsonl, line 3", "record", raw="Snow."))
    (fourth,) = articles_of(Page("/a.jsonl", "/a.jsonl, line 4", "record", raw="Snow."))

    assert third.id != fourth.id


def test_a_page_with_a_problem_is_refused_with_it() -> None:
    with pytest.raises(InputError, match="is empty"):
        articles_of(Page("/a.txt", "/a.txt", "text", problem="is empty"))


# -- days that have not come -----------------------------------------------------------------


def surenesses(found: Article) -> dict[str, bool]:
    return {each.field: each.sure for each in found.provenance}


@pytest.mark.parametrize(("days", "sure"), [(-1, True), (0, True), (1, True), (2, False)])
def test_a_day_after_that_of_the_reading_is_not_sure(days: int, sure: bool) -> None:
    day = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()

    found = record(published=day, updated=day)

    assert (str(found.published), str(found.updated)) == (day, day)
    assert surenesses(found) == {"published": sure, "updated": sure, "language": False} or (
        surenesses(found) == {"published": sure, "updated": sure}
    )


def test_a_page_of_the_web_is_read_on_the_day_on_which_it_was_fetched() -> None:
    page = Page(
        "https://a.example/a",
        "https://a.example/a",
        "text",
        raw=f"No ferry tonight, says owner\n3 May 2024\n{PARAGRAPHS[0]}",
        fetched=datetime(2024, 5, 1, 12, tzinfo=UTC),
    )
    (early,) = articles_of(page)
    (late,) = articles_of(replace(page, fetched=datetime(2024, 5, 2, 12, tzinfo=UTC)))

    assert (early.published, late.published) == (None, date(2024, 5, 3))
    assert surenesses(late)["published"]


# -- one spelling ----------------------------------------------------------------------------


def test_what_is_spelled_with_separate_accents_comes_in_composed() -> None:
    def apart(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    text = "Le Télégramme a été vendu à Orléans."
    found = record(apart(text), title=apart("Vente à Orléans"), outlet=apart("Le Télégramme"),
                   authors=[apart("Zoé Béart")])  # fmt: skip
    page = article(
        f"<html><body><h1>{apart('Vente à Orléans')}</h1><p>{apart(text * 3)}</p>"
        "<p>Le Te&#769;le&#769;gramme, c&#8217;est fini pour de bon, dit-on.</p></body></html>",
        "html",
    )

    assert (found.text, found.title, found.outlet) == (text, "Vente à Orléans", "Le Télégramme")
    assert found.authors == ("Zoé Béart",)
    assert page.title == "Vente à Orléans"
    assert page.text.startswith(text)
    assert "Le Télégramme, c’est" in page.text


def test_an_id_and_an_address_stay_as_they_were_given() -> None:
    spelled = unicodedata.normalize("NFD", "télégramme")

    assert record(id=spelled).id == spelled
    assert record(url=f"https://a.example/{spelled}").url == f"https://a.example/{spelled}"
