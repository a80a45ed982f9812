from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from newsroom import HashedWords
from newsstand import HERE, Newsstand, Reply

from assistant.datamodels import Article
from assistant.errors import InputError
from assistant.library import Library
from ingest import IngestReport, ingest
from ingest.pages import feeds, web
from ingest.pages.feeds import Listed, Listing, read_listing
from ingest.pages.fetching import Fetcher
from ingest.pages.requesting import Limits

EMBEDDER = HashedWords()
FEED = "https://post.example/news/feed"
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def listed(markup: str | bytes) -> Listing:
    listing = read_listing(markup.encode() if isinstance(markup, str) else markup, FEED)
    assert listing
    return listing


def rss(*items: str, prologue: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{prologue}<rss version="2.0"><channel><title>The Post</title>'
        f"{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    )


# -- reading lists ---------------------------------------------------------------------------


def test_an_rss_feed_lists_its_pages() -> None:
    found = listed(
        rss(
            "<title>Ferry &amp;amp; &lt;b&gt;bus&lt;/b&gt; stop</title>"
            "<link>../a?x=1&amp;y=2</link><author>j@p.org (Jo Day)</author>"
            "<pubDate>Tue, 04 Mar 2025 01:30:00 +0200</pubDate>",
            "<title>Salt</title><guid>https://post.example/salt</guid><pubDate>soon</pubDate>",
        )
    )

    assert found == Listing(
        "feed",
        (
            Listed(
                "https://post.example/a?x=1&y=2",
                "Ferry & bus stop",
                ("Jo Day",),
                "The Post",
                "2025-03-04T01:30:00+02:00",
            ),
            Listed("https://post.example/salt", "Salt", (), "The Post"),
        ),
    )


def test_an_atom_feed_lists_its_pages_and_says_when_they_changed() -> None:
    found = listed(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Post</title><entry>'
        '<title>Salt</title><link rel="enclosure" href="/salt.mp3"/><link href="salt"/>'
        "<published>2025-03-04T10:00:00Z</published><updated>2025-03-05T10:00:00Z</updated>"
        "<author><name>Jo Day</name></author></entry></feed>"
    )

    assert found.pages == (
        Listed(
            "https://post.example/news/salt",
            "Salt",
            ("Jo Day",),
            "The Post",
            "2025-03-04T10:00:00+00:00",
            "2025-03-05T10:00:00Z",
        ),
    )


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("Tue, 04 Mar 2025 23:30:00 -0500", "2025-03-04T23:30:00-05:00"),
        ("Tue, 04 Mar 2025 00:30:00 +0900", "2025-03-04T00:30:00+09:00"),
        ("Tue, 04 Mar 2025 23:30:00 EST", "2025-03-04T23:30:00-05:00"),
        ("Tue, 04 Mar 2025 10:00:00 GMT", "2025-03-04T10:00:00+00:00"),
        ("2025-03-04T23:30:00-05:00", "2025-03-04T23:30:00-05:00"),
        ("Tue, 04 Mar 2025 23:30:00 CET", "2025-03-04"),
        ("2025-03-04", "2025-03-04"),
        ("2025-03-04T23:30:00", "2025-03-04"),
        ("on a Tuesday", ""),
    ],
)
def test_the_day_is_the_one_that_the_feed_writes(written: str, published: str) -> None:
    (page,) = listed(rss(f"<link>/a</link><pubDate>{written}</pubDate>")).pages

    assert page.published == published


def test_a_feed_of_rss_1_lists_its_pages() -> None:
    found = listed(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/"><channel><title>The Post</title></channel>'
        "<item><title>Salt</title><link>https://post.example/salt</link></item></rdf:RDF>"
    )

    assert [listed.url for listed in found.pages] == ["https://post.example/salt"]


def test_a_sitemap_lists_its_pages_newest_first() -> None:
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    found = listed(
        f'<?xml version="1.0"?><!-- made --><urlset {SITEMAP} xmlns:n="{news}">'
        "<url><loc>https://post.example/undated</loc></url>"
        "<url><loc> https://post.example/old </loc><lastmod>2024-01-01</lastmod></url>"
        "<url><loc>/new</loc><lastmod>2025-03-04</lastmod><n:news><n:publication>"
        "<n:name>The Post</n:name></n:publication><n:title>New</n:title>"
        "<n:publication_date>2025-03-04T10:00Z</n:publication_date></n:news></url>"
        "<url><lastmod>2025-03-04</lastmod></url></urlset>"
    )

    assert found.kind == "sitemap"
    assert found.pages == (
        Listed(
            "https://post.example/new",
            "New",
            (),
            "The Post",
            "2025-03-04T10:00:00+00:00",
            "2025-03-04",
        ),
        Listed("https://post.example/old", stamp="2024-01-01"),
        Listed("https://post.example/undated"),
    )


def test_a_page_that_is_listed_twice_is_one() -> None:
    assert len(listed(rss(*["<link>/a</link>"] * 3, "<link>/b</link>")).pages) == 2


def test_a_broken_feed_gives_what_stands_before_the_break() -> None:
    found = listed(rss("<link>/a</link>", "<link>/b</link>")[:-40] + "<item><title>Sal")

    assert found.pages[0].url == "https://post.example/a"
    assert found.broken


def test_a_broken_sitemap_gives_what_can_be_read() -> None:
    found = listed(f"<urlset {SITEMAP}><url><loc>/a&b</loc></url><url><loc>/c</loc></u")

    assert [listed.url for listed in found.pages][-1] == "https://post.example/c"
    assert found.broken


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"rss",
        b"<!doctype html><html><body><rss></rss></body></html>",
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
        b"%PDF-1.7 <rss>",
        b"<" * 20_000,
        b"<!DOCTYPE " * 1000,
    ],
)
def test_anything_else_is_no_list(content: bytes) -> None:
    assert read_listing(content, FEED) is None


def test_a_feed_is_known_by_its_root_in_any_encoding() -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        markup = rss("<link>/a</link>").replace("?>", f' encoding="{encoding[:6]}"?>')
        assert len(listed(markup.encode(encoding)).pages) == 1


@pytest.mark.parametrize(
    "markup",
    [rss(), f"<urlset {SITEMAP}/>", f"<sitemapindex {SITEMAP}/>", rss("<link>http://[</link>")],
)
def test_a_list_of_nothing_says_so(markup: str) -> None:
    with pytest.raises(InputError, match="lists no pages"):
        listed(markup)


def test_a_list_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_BYTES", 50)

    with pytest.raises(InputError, match="the limit is 50"):
        listed(rss("<link>/a</link>"))


def laughs(inside: str) -> str:
    """Eleven entities, each ten times the one before."""
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE {inside} [<!ENTITY e0 "ha">{lines}]>'


@pytest.mark.parametrize("root", ["rss", "urlset"])
def test_entities_are_not_unfolded(root: str) -> None:
    bomb = (
        rss("<title>&e11;</title><link>/a</link>", prologue=laughs("rss"))
        if root == "rss"
        else f"{laughs('urlset')}<urlset {SITEMAP}><url><loc>/a</loc></url>"
        "<url><loc>/&e11;</loc></url></urlset>"
    )
    try:
        found = listed(bomb)
    except InputError:
        return  # not read at all: as good
    assert len(str(found)) < 2000


@pytest.mark.parametrize("root", ["rss", "urlset"])
def test_entities_from_outside_are_not_read(tmp_path: Path, root: str) -> None:
    (tmp_path / "secret").write_text("s3cret")
    prologue = f'<!DOCTYPE {root} [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
    markup = (
        rss("<title>&e;</title><link>/a&e;</link>", prologue=prologue)
        if root == "rss"
        else f"{prologue}<urlset {SITEMAP}><url><loc>/a&e;</loc></url></urlset>"
    )

    assert "s3cret" not in str(listed(markup))


# -- from the web into the library -----------------------------------------------------------


def read(*places: str | Path, index: Path, limit: int = 100, prune: bool = False) -> IngestReport:
    fetcher = Fetcher([HERE], Limits(delay=0))
    return ingest(places, index, prune, embedder=EMBEDDER, fetcher=fetcher, limit=limit)


def articles(index: Path) -> dict[str, Article]:
    with Library(index, EMBEDDER) as library:
        found = [library.catalogue.article(s.id) for s in library.catalogue.sources()]
    return {article.origin: article for article in found if article}


def three_pages(stand: Newsstand) -> list[str]:
    titles = ["Salt is dear", "Copper is dear", "Wool is cheap"]
    texts = ["A cart costs nine crowns.", "A pound costs nine crowns.", "Nobody wants any wool."]
    return [
        stand.article(f"/{number}", title, text)
        for number, (title, text) in enumerate(zip(titles, texts, strict=True))
    ]


@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv="refresh" content="0; url=/0">',
        "<META HTTP-EQUIV=Refresh CONTENT='1;URL=/0'>",
        "<meta content=\"0;url='/0'\" http-equiv=refresh>",
    ],
)
def test_a_page_that_sends_a_browser_on_is_followed(
    stand: Newsstand, index: Path, tag: str
) -> None:
    three_pages(stand)
    url = stand.reply("/old", Reply(f"<html><head>{tag}</head></html>".encode(), kind="text/html"))

    assert read(url, index=index).added == 1
    assert [found.title for found in articles(index).values()] == ["Salt is dear"]


def test_a_page_that_sends_on_for_ever_is_named(stand: Newsstand, index: Path) -> None:
    for here, there in (("/a", "/b"), ("/b", "/a")):
        tag = f'<meta http-equiv="refresh" content="0;url={there}">'
        url = stand.reply(here, Reply(tag.encode(), kind="text/html"))

    ((_, reason),) = read(url, index=index).failed

    assert "send on to another more than" in reason


@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv="refresh" content="300">',
        '<meta http-equiv="refresh" content="0;url=/here#top">',
        '<meta http-equiv="refresh" content="600;url=/0">',
        '<noscript><meta http-equiv="refresh" content="0;url=/0"></noscript>',
        '<!-- <meta http-equiv="refresh" content="0;url=/0"> -->',
    ],
)
def test_a_page_that_can_be_read_stays(stand: Newsstand, index: Path, tag: str) -> None:
    three_pages(stand)
    body = f"<html><head>{tag}</head><body><h1>Tin is cheap</h1><p>A pound costs one crown.</p>"
    url = stand.reply("/here", Reply(body.encode(), kind="text/html"))

    assert read(url, index=index).added == 1
    assert [found.title for found in articles(index).values()] == ["Tin is cheap"]


def changes(report: IngestReport) -> tuple[int, int, int]:
    return report.added, report.updated, report.unchanged


def test_an_address_is_read_as_what_it_is(stand: Newsstand, index: Path) -> None:
    page = stand.redirect("/go", three_pages(stand)[0])
    text = stand.put("/a", "Trams stop at noon\n\nThey run again at one.", "text/plain")

    report = read(page, text, index=index)

    assert (changes(report), report.failed) == ((2, 0, 0), ())
    found = articles(index)
    assert found[page].url == stand.address + "/0"
    assert found[page].title == "Salt is dear"
    assert found[text].url == text
    assert found[text].text == "They run again at one."


def test_what_did_not_change_is_asked_for_but_not_read_again(stand: Newsstand, index: Path) -> None:
    url = three_pages(stand)[0]
    stand.replies["/0"] = Reply(stand.replies["/0"].body, headers={"ETag": '"1"'})
    read(url, index=index)
    version = library_version(index)

    again = read(url, index=index)

    assert changes(again) == (0, 0, 1)
    assert stand.asked[-1][1]["If-None-Match"] == '"1"'
    assert library_version(index) == version
    stand.replies["/0"] = Reply(
        stand.replies["/0"].body.replace(b"nine", b"ten"), headers={"ETag": '"2"'}
    )
    assert changes(read(url, index=index)) == (0, 1, 0)
    assert "ten crowns" in articles(index)[url].text


def library_version(index: Path) -> int:
    with Library(index, EMBEDDER) as library:
        return library.catalogue.version


def test_an_article_that_was_removed_is_fetched_whole_again(stand: Newsstand, index: Path) -> None:
    url = three_pages(stand)[0]
    stand.replies["/0"] = Reply(stand.replies["/0"].body, headers={"ETag": '"1"'})
    read(url, index=index)
    with Library(index, EMBEDDER, writing=True) as library:
        library.remove([articles(index)[url].id])

    assert changes(read(url, index=index)) == (1, 0, 0)


def test_the_pages_of_a_feed_are_read_with_what_it_says_of_them(
    stand: Newsstand, index: Path
) -> None:
    urls = three_pages(stand)
    stamp = "<pubDate>Tue, 04 Mar 2025 10:00:00 GMT</pubDate><dc:creator>Jo Day</dc:creator>"
    markup = rss(*(f"<link>{url}</link>{stamp}" for url in urls)).replace(
        "<rss", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )

    report = read(stand.put("/feed", markup, "text/html"), index=index)

    assert (changes(report), report.failed) == ((3, 0, 0), ())
    found = articles(index)
    assert found.keys() == set(urls)
    assert {(str(a.published), a.outlet, a.authors) for a in found.values()} == {
        ("2025-03-04", "The Post", ("Jo Day",))
    }


def test_a_feed_that_did_not_change_costs_one_request(stand: Newsstand, index: Path) -> None:
    markup = rss(*(f"<link>{url}</link>" for url in three_pages(stand)))
    feed = stand.reply("/feed", Reply(markup.encode(), headers={"ETag": '"1"'}))
    read(feed, index=index)
    stand.asked.clear()

    assert changes(read(feed, index=index)) == (0, 0, 3)
    assert stand.paths == ["/feed"]
    # More of it is wanted: that is another question.
    assert changes(read(feed, index=index, limit=200)) == (0, 0, 3)
    assert stand.paths == ["/feed", "/feed", "/0", "/1", "/2"]


def test_a_page_that_failed_is_tried_again_though_the_feed_did_not_change(
    stand: Newsstand, index: Path
) -> None:
    markup = rss(*(f"<link>{url}</link>" for url in three_pages(stand)))
    feed = stand.reply("/feed", Reply(markup.encode(), headers={"ETag": '"1"'}))
    page = stand.replies.pop("/1")

    first = read(feed, index=index)
    stand.replies["/1"] = page
    second = read(feed, index=index)

    assert changes(first) == (2, 0, 0)
    assert first.failed == (
        (f"{stand.address}/1 (listed by the feed {feed})", "the server answered 404 (not found)"),
    )
    assert changes(second) == (1, 0, 2)
    assert second.failed == ()


@pytest.mark.parametrize("status", [404, 410])
def test_prune_removes_what_its_server_says_is_gone(
    stand: Newsstand, index: Path, status: int
) -> None:
    pages = three_pages(stand)
    feed = stand.put("/feed", rss(*(f"<link>{url}</link>" for url in pages)))
    read(feed, index=index)
    stand.reply("/1", Reply(b"Gone.", status=status))
    stand.reply("/2", Reply(b"Busy.", status=500))
    stand.put("/feed", rss(*(f"<link>{url}</link>" for url in pages[1:])))

    kept = read(feed, index=index)
    pruned = read(feed, index=index, prune=True)

    assert len(kept.failed) == 2
    assert kept.articles == 3
    assert (pruned.removed, pruned.articles) == (1, 2)
    assert [name for name, _ in pruned.failed] == [f"{pages[2]} (listed by the feed {feed})"]


def test_prune_leaves_failures_alone_that_were_never_articles(
    stand: Newsstand, index: Path
) -> None:
    report = read(stand.address + "/nothing", index=index, prune=True)

    assert report.removed == 0
    assert [name for name, _ in report.failed] == [stand.address + "/nothing"]


def sitemap(*urls: str, stamp: str = "") -> str:
    lastmod = f"<lastmod>{stamp}</lastmod>" if stamp else ""
    lines = "".join(f"<url><loc>{url}</loc>{lastmod}</url>" for url in urls)
    return f"<urlset {SITEMAP}>{lines}</urlset>"


def test_pages_that_a_sitemap_says_did_not_change_are_not_asked_for(
    stand: Newsstand, index: Path
) -> None:
    urls = three_pages(stand)
    address = stand.put("/sitemap.xml", sitemap(*urls, stamp="2025-03-04"), "application/xml")
    read(address, index=index)
    stand.asked.clear()

    assert changes(read(address, index=index)) == (0, 0, 3)
    assert stand.paths == ["/sitemap.xml"]
    stand.put("/sitemap.xml", sitemap(*urls, stamp="2025-03-05"), "application/xml")
    assert changes(read(address, index=index)) == (0, 0, 3)
    assert stand.paths == ["/sitemap.xml", "/sitemap.xml", "/0", "/1", "/2"]


def index_of(*urls: str) -> str:
    lines = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex {SITEMAP}>{lines}</sitemapindex>"


def test_an_index_of_sitemaps_is_followed_one_level_deep(stand: Newsstand, index: Path) -> None:
    urls = three_pages(stand)
    packed = gzip.compress(sitemap(*urls[:2]).encode())
    address = stand.put(
        "/index.xml",
        index_of(
            stand.put("/a.xml.gz", packed, "application/gzip"),
            stand.put("/b.xml", sitemap(urls[2], urls[0])),
            stand.address + "/gone.xml",
            stand.put("/again.xml", index_of(stand.address + "/index.xml")),
        ),
    )

    report = read(address, index=index)

    assert changes(report) == (3, 0, 0)
    assert dict(report.failed) == {
        f"{stand.address}/gone.xml (listed by the sitemap {address})": (
            "the server answered 404 (not found)"
        ),
        f"{stand.address}/again.xml (listed by the sitemap {address})": (
            "is not a sitemap, though an index lists it as one"
        ),
    }
    assert sorted(set(stand.paths)) == sorted(
        ["/index.xml", "/a.xml.gz", "/b.xml", "/gone.xml", "/again.xml", "/0", "/1", "/2"]
    )


def test_a_sitemap_that_unpacks_to_too_much_is_refused(
    stand: Newsstand, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "MAX_BYTES", 10_000)
    bomb = gzip.compress(sitemap(*["https://post.example/a"] * 10_000).encode())
    address = stand.put("/sitemap.xml.gz", bomb, "application/gzip")

    ((place, reason),) = read(address, index=index).failed

    assert (place, reason) == (address, "is longer than 10,000 bytes, the limit")


def test_only_so_many_pages_are_read_and_the_report_says_so(stand: Newsstand, index: Path) -> None:
    feed = stand.put("/feed", rss(*(f"<link>{url}</link>" for url in three_pages(stand))))

    report = read(feed, index=index, limit=2)

    assert changes(report) == (2, 0, 0)
    ((place, notice),) = report.notices
    assert place == feed
    assert "lists 3 pages" in notice
    assert "the first 2 were read" in notice


def test_a_page_that_two_feeds_list_is_fetched_once(stand: Newsstand, index: Path) -> None:
    markup = rss(*(f"<link>{url}</link>" for url in three_pages(stand)))
    feeds = [stand.put("/feed", markup), stand.put("/other", markup)]

    assert changes(read(*feeds, index=index)) == (3, 0, 0)
    assert sorted(stand.paths) == ["/0", "/1", "/2", "/feed", "/other"]


def test_a_feed_cannot_make_us_read_a_private_address(stand: Newsstand, index: Path) -> None:
    targets = ["http://localhost:{}/0", "http://169.254.169.254/", "ftp://post.example/a"]
    links = [target.format(stand.port) for target in targets]
    feed = stand.put("/feed", rss(*(f"<link>{link}</link>" for link in links)))

    report = read(feed, index=index)

    reasons = {place.split(" (")[0]: reason for place, reason in report.failed}
    assert reasons.keys() == set(links)
    assert "not an address of the public internet" in reasons[links[0]]
    assert "not an address of the public internet" in reasons[links[1]]
    assert "only http and https" in reasons[links[2]]
    assert stand.paths == ["/feed"]


@pytest.mark.parametrize("scheme", ["file", "FILE", "ftp", "data"])
def test_an_address_that_is_not_of_the_web_is_refused(index: Path, scheme: str) -> None:
    ((place, reason),) = read(f"{scheme}:///etc/hostname.txt", index=index).failed

    assert place == f"{scheme}:///etc/hostname.txt"
    assert "only http and https" in reason


def test_a_feed_that_never_ends_is_given_up_and_the_rest_goes_on(
    stand: Newsstand, index: Path
) -> None:
    def send(write: object) -> None:
        assert callable(write)
        write(b'<?xml version="1.0"?><rss version="2.0"><channel>')
        while True:
            write(b"<item><link>/a</link></item>" * 1000)

    feed = stand.reply("/feed", Reply(kind="application/rss+xml", send=send))
    page = three_pages(stand)[0]
    fetcher = Fetcher([HERE], Limits(delay=0, bytes=500_000))

    report = ingest([feed, page], index, embedder=EMBEDDER, fetcher=fetcher)

    assert report.failed == ((feed, "is longer than 500,000 bytes, the limit"),)
    assert report.added == 1


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(b"\x89PNG", kind="image/png"), "is image/png, which is not read as an article"),
        (Reply(b"{}", kind="application/json"), "is application/json"),
        (Reply(b'{"text": "a"}', kind="application/octet-stream"), "octet-stream"),
        (Reply(b"", kind="text/html"), "is empty"),
        (Reply(b"%PDF-1.7", kind="application/pdf"), "cannot be read as a PDF"),
        (Reply(b"%PDF-1.7", kind="application/octet-stream"), "cannot be read as a PDF"),
        (Reply(b"\xff", kind="text/plain; charset=utf-8"), "is not text in any encoding"),
        (Reply(b"<nav>Home</nav>", kind="text/html"), "no article text"),
    ],
)
def test_a_page_that_is_no_article_has_a_reason(
    stand: Newsstand, index: Path, reply: Reply, reason: str
) -> None:
    url = stand.reply("/a", reply)

    ((place, said),) = read(url, index=index).failed

    assert place == url
    assert reason in said


def test_a_page_speaks_for_its_own_site_only(stand: Newsstand, index: Path) -> None:
    claim = '<link rel="canonical" href="https://post.example/real"></head>'
    url = three_pages(stand)[0]
    body = stand.replies["/0"].body.decode().replace("</head>", claim)
    stand.put("/0", body)

    read(url, index=index)

    assert articles(index)[url].url == url


def test_the_command_reads_lists_and_asks_only_hosts_that_are_allowed(
    stand: Newsstand, index: Path, tmp_path: Path
) -> None:
    from click.testing import CliRunner

    import cli

    urls = three_pages(stand)
    (tmp_path / "urls.txt").write_text(f"# today\n\n  {urls[0]}\n{urls[1]}\n")
    command = ["ingest", "--index", str(index), "--json", "--from-list", str(tmp_path / "urls.txt")]

    refused = CliRunner().invoke(cli.main, command)
    asked = list(stand.asked)
    done = CliRunner().invoke(cli.main, [*command, "--allow-host", HERE])
    nothing = CliRunner().invoke(cli.main, ["ingest", "--index", str(index)])

    assert (refused.exit_code, asked) == (1, [])
    failed = IngestReport.model_validate_json(refused.stdout).failed
    assert [place for place, _ in failed] == urls[:2]
    assert all("allow it with --allow-host 127.0.0.1" in reason for _, reason in failed)
    assert (done.exit_code, IngestReport.model_validate_json(done.stdout).added) == (0, 2)
    assert nothing.exit_code == 2
