"""Which language a text is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.text.language import _confirms, detect, subtag

ENGLISH = (
    "The council of the harbour town voted on Tuesday to rebuild the old pier, which was closed after the storm. " * 3
)
GERMAN = (
    "Der Rat der Hafenstadt stimmte am Dienstag dafür, die alte Brücke neu zu bauen, die nach dem Sturm zu war. " * 3
)


SORANI = "سەرۆکی شارەوانی لە هەولێر پێشوازی لە شاندێکی پسپۆڕان کرد و باسی پردی کۆنی شارەکەیان کرد"
KURMANJI = "Serokê şaredariyê li paytextê bi şandeke pisporan re civiya û li ser rewşa pira kevn axivî, wiha got."
TIGRINYA = "ኮሚቴ ከተማ ሎሚ ኣብ ማእከል ከተማ ዝተኻየደ ኣኼባ ብዛዕባ ናይ ድልድል ጽገና ተዘራሪቡ"
AMHARIC = "የከተማው ምክር ቤት ዛሬ በማዕከሉ ባካሄደው ስብሰባ ስለ ድልድዩ ጥገና ላይ መወያየቱን እና ወደ ሥራ መግባቱን አስታውቋል ነው"
YIDDISH = "די שטאטראט האט היינט געמאלדן אז די אלטע בריק וועט ווערן פאררעכט אין די נייע וואך מיט הילף פון דער מדינה"
HEBREW = "מועצת העיר הודיעה היום כי היא תשפץ את הגשר הישן של הנמל עם סיוע של המדינה וגם תרחיב את הדרך"
DARI = "شاروالی امروز در کابل با هیئت متخصصان دیدار کرد و درباره ترمیم پل کهنه گفتگو کرد"
ARABIC = (
    "أعلن مجلس المدينة اليوم أن الجسر القديم الذي أغلق بعد العاصفة سيعاد بناؤه في الأسبوع المقبل بالتعاون مع الحكومة"
)
FILIPINO = "Sinabi ng alkalde ngayong araw na aayusin ng lungsod ang lumang tulay upang tulungan ang mga mangingisda"
SINDHI = "شهر جي ڪائونسل اڄ اعلان ڪيو ته پراڻي پل جي مرمت ايندڙ هفتي شروع ٿيندي ۽ رستو ويڪرو ڪيو ويندو"
CROATIAN = "Gradsko vijeće odlučilo je u utorak da će se stari most ponovno graditi nakon oluje koja ga je oštetila."


@pytest.mark.parametrize(
    ("text", "declared", "language", "origin"),
    [
        (ENGLISH, "en-GB", "en", "declared"),
        (GERMAN, "de", "de", "declared"),
        (GERMAN, None, "de", "detected"),
        (GERMAN, "en", "de", "detected"),
        ("OK", "fr", "fr", "declared"),
        ("OK", None, None, "uncertain"),
        ("", "x-default", None, "uncertain"),
        ("1,234,567,890,123,456,789", None, None, "uncertain"),
        # what the model does not know is not overruled by a neighbour
        (SORANI, "ckb", "ckb", "declared"),
        (SORANI, "ckb-Arab-IQ", "ckb", "declared"),
        (SORANI, "ku", "ku", "declared"),
        (KURMANJI, "kmr", "kmr", "declared"),
        (KURMANJI, "ku", "ku", "declared"),
        (TIGRINYA, "ti", "ti", "declared"),
        (YIDDISH, "yi", "yi", "declared"),
        (DARI, "prs", "prs", "declared"),
        (FILIPINO, "fil", "fil", "declared"),
        (SINDHI, "sd", "sd", "declared"),
        (CROATIAN, "hr", "hr", "declared"),
        (ARABIC, "ar-EG", "ar", "declared"),
        # but by what the model does know: another script, or small words of its own
        (ENGLISH, "fil", "en", "detected"),
        (ENGLISH, "ckb", "en", "detected"),
        (ARABIC, "ckb", "ar", "detected"),
        (ARABIC, "ti", "ar", "detected"),
        (AMHARIC, "ti", "am", "detected"),
        (HEBREW, "yi", "he", "detected"),
        # where nothing is declared, small words tell the neighbour that the model does not know
        (TIGRINYA, None, "ti", "detected"),
        (AMHARIC, None, "am", "detected"),
        (YIDDISH, None, "yi", "detected"),
        (YIDDISH, "he", "yi", "detected"),
        (SORANI, None, "ckb", "detected"),
        # a headline says it in a script of one language, seldom in others
        ("강변 다리 다시 열려", None, "ko", "detected"),
        ("橋の再開を延期", None, "ja", "detected"),
        ("Η γέφυρα", "en", "el", "detected"),
        ("ხიდი გაიხსნა", None, "ka", "detected"),
        ("Harbour bridge closed again", None, None, "uncertain"),
        ("Harbour bridge closed again", "en", "en", "declared"),
        ("Most", "pl", "pl", "declared"),
    ],
)
def test_the_words_confirm_or_overrule_what_the_page_declares(
    text: str, declared: str | None, language: str, origin: str
) -> None:
    found = detect(text, declared)
    assert (found.code, found.origin) == (language, origin)


@given(st.text(max_size=60), st.sampled_from([None, "en", "ckb", "und", "x"]))
def test_any_text_has_a_language_or_says_that_it_is_uncertain(text: str, declared: str | None) -> None:
    found = detect(text, declared)
    assert (found.code is None) is (found.origin == "uncertain")


@pytest.mark.parametrize(
    ("text", "language", "confirmed"),
    [
        ("あ" * 20, "ja", True),
        ("あ" * 19 + "中", "ja", False),
        ("the of and", "en", True),
        ("the of of", "en", False),
        ("the of and", "xx", False),
        ("한" * 20, "ko", True),
    ],
)
def test_a_language_is_confirmed_by_three_of_its_words_or_twenty_of_its_letters(
    text: str, language: str, *, confirmed: bool
) -> None:
    assert _confirms(text, language) is confirmed


@pytest.mark.parametrize(
    ("tag", "plain"),
    [("en_US", "en"), ("pt-BR", "pt"), ("iw", "he"), ("nb-NO", "no"), ("kr", "ko"), ("jp", "ja"), ("", None)],
)
def test_a_tag_is_cut_to_its_language(tag: str, plain: str | None) -> None:
    assert subtag(tag) == plain
