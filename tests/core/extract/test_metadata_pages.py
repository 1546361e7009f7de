"""Small pages of invented outlets in many languages: title, authors and day as a reader of each would name them."""

import json
from typing import NamedTuple

import pytest

from worker.core.extract import jsonld
from worker.core.extract.metadata import extract_metadata, read_head
from worker.core.extract.scanner import scan_html


class Page(NamedTuple):
    """A page, and what it says."""

    language: str
    body: str
    title: str
    authors: tuple[str, ...]
    day: str | None
    head: str = ""
    linked: dict[str, object] | None = None
    url: str = "https://hafen.example/artikel/pier"


TEXT = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore. "


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


PAGES = {
    "posted in a section by a handle on a day": Page(
        "en", "<h1>Harbour Letters</h1><h2>The pier is back</h2><div>Posted in Ports by anngrey on May 3, 2024</div>",
        "The pier is back", ("anngrey",), "2024-05-03", head="<title>The pier is back | Harbour Letters</title>"
        + meta("og:site_name", "Harbour Letters"),
    ),
    "reviewer behind the author": Page(
        "en", '<h1>How a pier is built in a storm</h1><div>By <a href="/author/ann">Ann Grey</a>. Reviewed by '
        '<a href="/author/bo">Bo Lund</a></div><p>Updated Feb. 27, 2025</p>',
        "How a pier is built in a storm", ("Ann Grey",), "2024-05-03",
        linked={"headline": "How a pier is built in a storm", "datePublished": "2024-05-03"},
    ),
    "contributors under a label": Page(
        "en", "<h1>Ten ferries that you should take</h1><div>By Ann Grey</div><div>Contributions from</div>"
        "<div>Bo Lund</div>",
        "Ten ferries that you should take", ("Ann Grey",), "2024-05-03",
        linked={"headline": "Ten ferries that you should take", "datePublished": "2024-05-03",
                "author": [{"@type": "Person", "name": "Ann Grey"}, {"@type": "Person", "name": "Bo Lund"}]},
    ),
    "another story's byline above": Page(
        "en", "<h2>Tide turns at last</h2><div>By Bo Lund Oct 23, 2022</div><h1>Storm takes the old pier</h1>"
        "<div>ByAnn Grey</div><p>Published Dec 19, 2023</p>",
        "Storm takes the old pier", ("Ann Grey",), "2023-12-19",
    ),
    "heading for readers, tag for search": Page(
        "en", "<h1>A pier rises from the storm</h1><p>By Ann Grey</p>",
        "A pier rises from the storm", ("Ann Grey",), "2024-05-03",
        head="<title>Pier of Harbour: how it rises, costs and opening - The Harbour</title>"
        + meta("og:title", "Pier of Harbour: how it rises, costs and opening"),
        linked={"headline": "Pier of Harbour: how it rises, costs and opening", "datePublished": "2024-05-03"},
    ),
    "the page moved to a new system": Page(
        "en", '<h1>Our oldest crane retires</h1><p class="date">May 3, 2014</p>',
        "Our oldest crane retires", (), "2014-05-03",
        linked={"headline": "Our oldest crane retires", "datePublished": "2023-01-09", "dateModified": "2023-01-09"},
    ),
    "evening in New York, morning in UTC": Page(
        "en", "<h1>Ferry line opens at night</h1>", "Ferry line opens at night", (), "2024-05-03",
        head=meta("article:published_time", "2024-05-04T01:30:00+00:00"), url="https://hafen.example/2024/05/03/ferry",
    ),
    "what a story announces": Page(
        "en", "<h1>Harbour feast returns</h1><h2>Feast begins on 9 June 2024</h2>",
        "Harbour feast returns", (), "2024-05-03",
        linked={"headline": "Harbour feast returns", "datePublished": "2024-05-03T10:00:00Z"},
    ),
    "another story beside": Page(
        "en", '<h1>Harbour feast returns</h1><aside><h3>Tide</h3><time datetime="2023-01-02">2 Jan 2023</time></aside>',
        "Harbour feast returns", (), "2024-05-03",
        linked={"headline": "Harbour feast returns", "datePublished": "2024-05-03T10:00:00Z"},
    ),
    "the day of the visit": Page(
        "en", '<div class="date">Friday, 10 May 2024</div><h1>Harbour feast returns</h1>',
        "Harbour feast returns", (), "2024-05-03", head=meta("date", "2024-05-03"),
    ),
    "a reader's comment": Page(
        "en", '<h1>Harbour feast returns</h1><div class="comments"><p class="comment-author">Bo Lund</p>'
        '<time datetime="2024-05-05">5 May 2024</time></div>',
        "Harbour feast returns", (), "2024-05-03", head=meta("date", "2024-05-03"),
    ),
    "declared and printed change": Page(
        "en", "<h1>Harbour feast returns</h1><p>5 May 2024</p>", "Harbour feast returns", (), "2024-05-03",
        head=meta("article:published_time", "2024-05-03") + meta("article:modified_time", "2024-05-05"),
    ),
    "photographer": Page(
        "en", "<h1>Harbour feast returns</h1><div>By Ann Grey</div><div>Photos by Bo Lund</div>",
        "Harbour feast returns", ("Ann Grey",), None,
    ),
    "relative date": Page(
        "en", "<h1>Crew rescued off the pier</h1><p>3 hours ago</p>", "Crew rescued off the pier", (), None,
    ),
    "entities escaped twice": Page(
        "en", "<h1>Crane &amp;amp; pier: the plan</h1>", "Crane & pier: the plan", (), None,
        head="<title>Crane &amp;amp; pier: the plan</title>",
    ),
    "a form without a name, and the paper behind it": Page(
        "en", '<h1>Storm takes the old pier</h1><div class="byline"><span class="author">'
        '<a class="authors" href="/staff/7/ann-grey/">Ann Grey</a></span> <span>Hull Harbour Post</span></div>',
        "Storm takes the old pier", ("Ann Grey",), "2024-05-03",
        linked={"headline": "Storm takes the old pier", "datePublished": "2024-05-03",
                "author": {"@type": "Person", "name": ", The Daily Pier"}},
    ),
    "two authors in one marked byline": Page(
        "en", '<h1>Storm takes the old pier</h1><div class="byline">By <a class="author">Ann Grey</a> and '
        '<a class="author">Bo Lund</a></div>',
        "Storm takes the old pier", ("Ann Grey", "Bo Lund"), None,
    ),
    "somebody's post from a network": Page(
        "en", '<h1>Storm takes the old pier</h1><p class="standfirst">Nothing is left of it</p>'
        '<blockquote class="twitter-tweet"><p>Wet</p><time datetime="2024-05-01">1 May 2024</time></blockquote>',
        "Storm takes the old pier", (), "2024-05-03",
        linked={"headline": "Storm takes the old pier", "datePublished": "2024-05-03T10:00:00Z"},
    ),
    "one moment on two clocks": Page(
        "en", '<h1>Storm takes the old pier</h1><time datetime="2024-05-03T22:28:35-05:00">Last night</time>',
        "Storm takes the old pier", (), "2024-05-03", head=meta("article:published_time", "2024-05-04T03:28:35+00:00"),
    ),
    "one moment in UTC, and as the paper says it": Page(
        "en", "<h1>Storm takes the old pier</h1><p>May 4, 2024</p>", "Storm takes the old pier", (), "2024-05-04",
        head=meta("date", "Sat, 4 May 2024 00:04:10 +0200"),
        linked={"headline": "Storm takes the old pier", "datePublished": "2024-05-03T22:04:10Z"},
    ),
    "published again in full, first stored as a note": Page(
        "en", "<h1>Storm takes the old pier</h1><p>May 9, 2024, 3:25 pm</p>",
        "Storm takes the old pier", (), "2024-05-09",
        head=meta("article:published_time", "2024-05-09T14:25:00Z") + meta("last-modified", "2024-05-09T15:00Z"),
        linked={"headline": "Storm takes the old pier", "datePublished": "2024-05-03T10:00:00Z"},
    ),
    "the stamp of an update on the text of the publication": Page(
        "fr", '<h1>La tempête emporte la jetée</h1><time datetime="2024-05-09T10:18:46Z">Publié le 3 mai 2024</time>',
        "La tempête emporte la jetée", (), "2024-05-03",
    ),
    "press release": Page(
        "en", f"<h1>Harbour orders two cranes</h1><p>HULL, Yorkshire, May 3, 2024 /Wire/ -- {TEXT * 2}</p>",
        "Harbour orders two cranes", (), "2024-05-03",
    ),
    "press release in brackets": Page(
        "de", f"<h1>Hafen bestellt zwei Kräne</h1><p>Bad Hafen, (3.5.2024). {TEXT * 2}</p>",
        "Hafen bestellt zwei Kräne", (), "2024-05-03",
    ),
    "a paragraph that only tells of a day": Page(
        "en", f"<h1>Harbour orders two cranes</h1><p>The harbour said on May 3, 2024 that it will. {TEXT * 2}</p>",
        "Harbour orders two cranes", (), None,
    ),
    "Dublin Core": Page(
        "en", "<div>The pier is closed.</div>", "Storm takes the old pier", ("Ann Grey",), "2024-05-03",
        head=meta("DCTERMS.title", "Storm takes the old pier") + meta("DCTERMS.creator", "Grey, Ann")
        + meta("DCTERMS.issued", "2024-05-03"),
    ),
    "journal": Page(
        "en", "<div>The pier is closed.</div>", "Storm takes the old pier", ("Ann Grey", "Bo Lund"), "2024-05-03",
        head=meta("citation_title", "Storm takes the old pier") + meta("citation_author", "Ann Grey")
        + meta("citation_author", "Bo Lund") + meta("citation_date", "2024/05/03"),
    ),
    "desk": Page(
        "de", '<h1>Sperrung der Brücke dauert an</h1><div class="author">Redaktion</div><div>Stand: 4. Mai 2024</div>',
        "Sperrung der Brücke dauert an", ("Redaktion",), "2024-05-04",
    ),
    "update before publication": Page(
        "de", "<h1>Hafen bekommt neuen Kran</h1>"
        "<p>Aktualisiert: 04.06.2024 | Veröffentlicht: 03.05.2024 | Von Anna Graf</p>",
        "Hafen bekommt neuen Kran", ("Anna Graf",), "2024-05-03",
    ),
    "saved by": Page(
        "de", "<h1>Hafentag am Sonntag</h1><p>Gespeichert von anna am 24. Juli 2017 - 18:55</p>",
        "Hafentag am Sonntag", ("anna",), "2017-07-24",
    ),
    "date and name over the headline": Page(
        "de", "<div>04.02.2022 | 13:10 Uhr | Anna Graf</div><h1>Stellungnahme zum Pier</h1>",
        "Stellungnahme zum Pier", ("Anna Graf",), "2022-02-04",
    ),
    "labels in one line far below": Page(
        "de", "<h1>Im Gespräch mit dem Lotsen</h1>" + f"<p>{TEXT * 3}</p>" * 20
        + "<p>Datum: 19.11.2021 Autor: Anna Graf Quelle: Hafenpost</p>",
        "Im Gespräch mit dem Lotsen", ("Anna Graf",), "2021-11-19",
    ),
    "day between strokes": Page(
        "de", "<h1>Hechte im Winter</h1><table><tr><td>26 | 01 | 2022</td><td>337</td></tr></table>",
        "Hechte im Winter", (), "2022-01-26",
    ),
    "name in bold at the end": Page(
        "de", f"<h1>Tappen gewinnt das Halbfinale</h1><p>{TEXT * 3}</p><p><b>Anna Graf</b></p><p>Teilen</p>",
        "Tappen gewinnt das Halbfinale", ("Anna Graf",), None,
    ),
    "French list and update": Page(
        "fr", "<h1>Le port rebâtit sa jetée</h1><p>Par Léa Petit et Noé Blanc</p>"
        "<p>Publié le 3 mai 2024, mis à jour le 5 mai 2024</p>",
        "Le port rebâtit sa jetée", ("Léa Petit", "Noé Blanc"), "2024-05-03",
    ),
    "Spanish list that is declared as one": Page(
        "es", '<h1>El puerto levanta su muelle</h1><p itemprop="author">Ana Ruiz, Eva Paz y Luis Gil</p>'
        "<p>Actualizado el 6 de mayo de 2024</p>",
        "El puerto levanta su muelle", ("Ana Ruiz", "Eva Paz", "Luis Gil"), "2024-05-03",
        head=meta("article:published_time", "2024-05-03T10:00:00-03:00"),
    ),
    "Portuguese update": Page(
        "pt", "<h1>Porto reconstrói o cais antigo</h1><p>Por Inês Melo</p><p>Atualizado em 9 de maio de 2024</p>",
        "Porto reconstrói o cais antigo", ("Inês Melo",), "2024-05-03", head=meta("pub_date", "2024-05-03"),
    ),
    "Italian": Page(
        "it", "<h1>Il porto rifà il molo</h1><p>di Anna Riva</p>"
        "<p>Pubblicato il 3 maggio 2024 - Aggiornato il 7 maggio 2024</p>",
        "Il porto rifà il molo", ("Anna Riva",), "2024-05-03",
    ),
    "Dutch": Page(
        "nl", "<h1>De haven krijgt een nieuwe pier</h1><p>Door Anna de Wit</p><p>Laatst bijgewerkt op 7 mei 2024</p>",
        "De haven krijgt een nieuwe pier", ("Anna de Wit",), "2024-05-03",
        linked={"headline": "De haven krijgt een nieuwe pier", "datePublished": "2024-05-03"},
    ),
    "Polish": Page(
        "pl", "<h1>Port odbudowuje molo po sztormie</h1><p>Autor: Anna Nowak</p><p>Aktualizacja: 7 maja 2024</p>",
        "Port odbudowuje molo po sztormie", ("Anna Nowak",), "2024-05-03",
        head=meta("publish_date", "2024-05-03"),
    ),
    "Swedish": Page(
        "sv", "<h1>Hamnen bygger ny pir</h1><p>Av Anna Ek</p><p>Uppdaterad 7 maj 2024</p><p>Publicerad 3 maj 2024</p>",
        "Hamnen bygger ny pir", ("Anna Ek",), "2024-05-03",
    ),
    "Danish": Page(
        "da", "<h1>Havnen bygger ny mole</h1><p>Af Anna Holm</p><p>Opdateret 7. maj 2024</p>",
        "Havnen bygger ny mole", ("Anna Holm",), "2024-05-03", head=meta("date", "2024-05-03"),
    ),
    "Norwegian": Page(
        "nb", "<h1>Havna bygger ny molo</h1><p>Skrevet av Anna Lie</p>"
        "<p>Publisert 3. mai 2024 Oppdatert 7. mai 2024</p>",
        "Havna bygger ny molo", ("Anna Lie",), "2024-05-03",
    ),
    "Finnish": Page(
        "fi", "<h1>Satama rakentaa uuden laiturin</h1><p>Kirjoittaja: Anna Laine</p>"
        "<p>3.5.2024, päivitetty 7.5.2024</p>",
        "Satama rakentaa uuden laiturin", ("Anna Laine",), "2024-05-03",
    ),
    "Czech": Page(
        "cs", "<h1>Přístav staví nové molo</h1><p>Autor: Anna Malá</p><p>3. května 2024</p>"
        "<p>Aktualizováno 7. května 2024</p>",
        "Přístav staví nové molo", ("Anna Malá",), "2024-05-03",
    ),
    "Hungarian": Page(
        "hu", "<h1>A kikötő új mólót épít</h1><p>Szerző: Kiss Anna</p><p>2024. május 3.</p>"
        "<p>Frissítve: 2024. május 7.</p>",
        "A kikötő új mólót épít", ("Kiss Anna",), "2024-05-03",
    ),
    "Greek": Page(
        "el", "<h1>Το λιμάνι χτίζει νέα προβλήτα</h1><p>Συντάκτης: Άννα Νίκα</p><p>3 Μαΐου 2024</p>"
        "<p>Ενημέρωση: 7 Μαΐου 2024</p>",
        "Το λιμάνι χτίζει νέα προβλήτα", ("Άννα Νίκα",), "2024-05-03",
    ),
    "Indonesian": Page(
        "id", "<h1>Pelabuhan membangun dermaga baru</h1><p>Oleh: Ani Sari</p><p>3 Mei 2024</p>"
        "<p>Diperbarui 7 Mei 2024</p>",
        "Pelabuhan membangun dermaga baru", ("Ani Sari",), "2024-05-03",
    ),
    "Vietnamese": Page(
        "vi", "<h1>Cảng xây lại cầu tàu cũ</h1><p>Tác giả: Lê An</p><p>Cập nhật 7 tháng 5, 2024</p>",
        "Cảng xây lại cầu tàu cũ", ("Lê An",), "2024-05-03",
        head=meta("article:published_time", "2024-05-03T09:00:00+07:00"),
    ),
    "Hindi byline": Page(
        "hi", "<h1>बंदरगाह पुराना घाट फिर बना रहा है</h1><p>लेखक: दीपा शर्मा</p><p>3 मई 2024</p>",
        "बंदरगाह पुराना घाट फिर बना रहा है", ("दीपा शर्मा",), "2024-05-03",
    ),
    "Thai byline": Page(
        "th", "<h1>ท่าเรือสร้างสะพานใหม่</h1><p>โดย สมชาย ใจดี</p><p>อัปเดต 7 พฤษภาคม 2567</p>",
        "ท่าเรือสร้างสะพานใหม่", ("สมชาย ใจดี",), "2024-05-03", head=meta("pubdate", "2024-05-03"),
    ),
    "Turkish": Page(
        "tr", "<h1>Liman iskelesini yeniliyor</h1><p>Yazar: Ayşe Kaya</p><p>Güncelleme: 7 Mayıs 2024</p>",
        "Liman iskelesini yeniliyor", ("Ayşe Kaya",), "2024-05-03",
        linked={"headline": "Liman iskelesini yeniliyor", "datePublished": "2024-05-03T09:00:00+03:00"},
    ),
    "Russian": Page(
        "ru", "<h1>Порт восстанавливает причал</h1><p>Автор: Анна Серова</p><p>3 мая 2024, обновлено 7 мая 2024</p>",
        "Порт восстанавливает причал", ("Анна Серова",), "2024-05-03",
    ),
    "Ukrainian": Page(
        "uk", "<h1>Порт відбудовує причал</h1>"
        "<p>Оновлено 7 травня 2024</p>", "Порт відбудовує причал", (), "2024-05-03",
        url="https://hafen.example/2024-05-03-port",
    ),
    "Arabic": Page(
        "ar", "<h1>الميناء يعيد بناء الرصيف القديم</h1><p>بقلم: ليلى حداد</p><p>آخر تحديث: 7 مايو 2024</p>",
        "الميناء يعيد بناء الرصيف القديم", ("ليلى حداد",), "2024-05-03", head=meta("published", "2024-05-03"),
    ),
    "Persian": Page(
        "fa", "<h1>بندر اسکله قدیمی را می‌سازد</h1><p>نویسنده: مینا راد</p><p>۱۴ اردیبهشت ۱۴۰۳</p>",
        "بندر اسکله قدیمی را می‌سازد", ("مینا راد",), "2024-05-03",
    ),
    "Hebrew": Page(
        "he", "<h1>הנמל בונה מחדש את הרציף</h1><p>מאת: נועה לוי</p><p>3 במאי 2024</p>",
        "הנמל בונה מחדש את הרציף", ("נועה לוי",), "2024-05-03",
    ),
    "Hindi": Page(
        "hi", "<h1>बंदरगाह पुराना घाट फिर बना रहा है</h1>"
        "<p>अपडेट: 7 मई 2024</p>", "बंदरगाह पुराना घाट फिर बना रहा है", (),
        "2024-05-03", linked={"headline": "बंदरगाह पुराना घाट फिर बना रहा है", "datePublished": "2024-05-03"},
    ),
    "Thai": Page(
        "th", "<h1>ท่าเรือสร้างสะพานใหม่</h1><p>3 พฤษภาคม 2567</p>", "ท่าเรือสร้างสะพานใหม่", (), "2024-05-03",
    ),
    "Chinese paper that declares no name": Page(
        "zh", "<h1>港口重建旧码头！</h1><p>作者：林小雨</p><p>2024年5月3日 08:00</p>",
        "港口重建旧码头！", ("林小雨",), "2024-05-03", head="<title>港口重建旧码头！-海港网</title>",
        url="https://hafen.example/202405/t20240503_117.html",
    ),
    "Chinese name alone below the headline": Page(
        "zh", "<h1>港口重建旧码头</h1><p>林小雨</p><p>码头去年毁于风暴。</p>", "港口重建旧码头", ("林小雨",), None,
    ),
    "Chinese name in brackets under the text": Page(
        "zh", "<h1>港口重建旧码头</h1><p>去年的风暴</p><p>码头去年毁于风暴，今年重建，明年开放。</p><p>（林小雨）</p>",
        "港口重建旧码头", ("林小雨",), None,
    ),
    "Chinese day in the address alone": Page(
        "zh", "<h1>渡轮今日恢复航行并加开夜班</h1><p>记者 林小雨</p>",
        "渡轮今日恢复航行并加开夜班", ("林小雨",), "2024-05-03",
        url="https://hafen.example/202405/t20240503_117.html",
    ),
    "Japanese": Page(
        "ja", "<h1>港が古い桟橋を建て直す</h1><p>著者：山田花子</p><p>更新 2024年5月7日</p>",
        "港が古い桟橋を建て直す", ("山田花子",), "2024-05-03",
        head="<title>港が古い桟橋を建て直す | 港ニュース</title>" + meta("date", "2024-05-03"),
    ),
    "Korean": Page(
        "ko", "<h1>항구가 낡은 부두를 다시 짓는다</h1><p>김하늘 기자</p>"
        "<p>입력 2024.05.03 09:00 | 수정 2024.05.07 10:00</p>",
        "항구가 낡은 부두를 다시 짓는다", ("김하늘",), "2024-05-03",
        head="<title>항구가 낡은 부두를 다시 짓는다 - 항구일보</title>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_as_its_readers_do(name: str) -> None:
    page = PAGES[name]
    head = page.head
    if page.linked:
        node = {"@context": "https://schema.org", "@type": "NewsArticle", **page.linked}
        head += f'<script type="application/ld+json">{json.dumps(node)}</script>'
    scan = scan_html(f"<html lang={page.language}><head>{head}</head><body>{page.body}<p>{TEXT * 4}</p></body></html>")
    metas, clues = read_head(scan, url=page.url)
    linked = jsonld.parse_jsonld(scan.json_scripts, url=page.url, clues=clues)
    said = extract_metadata(scan, metas, linked, clues, url=page.url)
    day = said.published.value.date().isoformat() if said.published else None
    assert (said.title, said.authors, day) == (page.title, page.authors, page.day)
