"""Bylines → people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.fields.authors import choose, clean, signs, sort
from worker.core.fields.candidates import Candidate
from worker.models import Origin


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        (["By Ann Grey"], ("Ann Grey",)),
        (["Ann Grey", "ANN GREY", "Ann  Grey"], ("Ann Grey",)),
        (["Von Anna Graf und Jörg Weiß"], ("Anna Graf", "Jörg Weiß")),
        (["Ann Grey, Political Correspondent"], ("Ann Grey",)),
        (["Ann Grey, John Doe and Mary Major"], ("Ann Grey", "John Doe", "Mary Major")),
        (["Ann Grey (agr)"], ("Ann Grey",)),
        (["Ann Grey ann@harbour.example"], ("Ann Grey",)),
        (["Ann Grey | 3 May 2024"], ("Ann Grey",)),
        (["Ann Grey | The Pier"], ("Ann Grey",)),
        (["Ann Grey/REUTERS"], ("Ann Grey",)),
        (["Ann Grey Reuters"], ("Ann Grey",)),
        (["Ann Grey BBC News"], ("Ann Grey",)),
        (["Ann Grey BBC Brasil, Santa Maria"], ("Ann Grey",)),
        (["Ann Grey Harbour.com"], ("Ann Grey",)),
        (["Ann Grey and Bo Lund, The Harbour Appeal"], ("Ann Grey", "Bo Lund")),
        (["Ann Grey, Bleacher Gazette"], ("Ann Grey",)),
        (["Ann Grey, PR Engineer, AirCo"], ("Ann Grey",)),
        (["Ann Grey, Photos by Bo Lund"], ("Ann Grey",)),
        (["Ann Grey; Editing by Bo Lund"], ("Ann Grey",)),
        (["Ann Grey Follow @anngrey"], ("Ann Grey",)),
        (["Ann Grey", "Bio"], ("Ann Grey",)),
        (["Anna Graf mit dpa"], ("Anna Graf",)),
        (["Anna Graf mit Agenturen"], ("Anna Graf",)),
        (["bell hooks"], ("bell hooks",)),
        (["Hans in der Au"], ("Hans in der Au",)),
        (["Text und Foto: Anna Graf"], ("Anna Graf",)),
        (["Tekst en foto's: Jan van 't Haven"], ("Jan van 't Haven",)),
        (["Testo e foto di Anna Riva"], ("Anna Riva",)),
        (["Words and photos by Ann Grey"], ("Ann Grey",)),
        (["Text: Anna Graf, Foto: Jörg Weiß"], ("Anna Graf",)),
        (["Text: Anna Graf | Fotos: Jörg Weiß"], ("Anna Graf",)),
        (["Von Anna Graf (Text) und Jörg Weiß (Fotos)"], ("Anna Graf",)),
        (["Photo: Bo Lund"], ("Bo Lund",)),
        (["Γράφει η Μαρία Λιμένα"], ("Μαρία Λιμένα",)),
        (["사회부 박선 기자"], ("박선",)),
        (["박선 사회부 기자"], ("박선",)),
        (["사회부 기자"], ("사회부",)),
        (["사회부", "박선"], ("박선",)),
        (["记者／林港 编辑／王海"], ("林港",)),
        (["林港/记者"], ("林港",)),
        (["文/林港 图/王海"], ("林港",)),
        (["記者林港／台北報導"], ("林港",)),
        (["9Harbour Staff"], ("9Harbour Staff",)),
        (["Super User"], ()),
        (["name"], ()),
        (["Taboola", "by Taboola"], ()),
        (["海港网络"], ("海港网络",)),
        (["原创 王小明"], ("王小明",)),
        (["Иван Петров, РИА Новости"], ("Иван Петров",)),
        (["Ann Grey — Die Zeit"], ("Ann Grey",)),
        (["Ann Grey | Le Monde | Bo Lund"], ("Ann Grey", "Bo Lund")),
        (["Ann Grey | Le Thi Lan"], ("Ann Grey", "Le Thi Lan")),
        (["Ann Grey • City Reporter"], ("Ann Grey",)),
        (["Ann Grey | Senior News Editor | The Pier"], ("Ann Grey",)),
        (["ANN GREY"], ("ANN GREY",)),  # as printed: nobody can tell McDonald's capitals, or van der Berg's
        (["Grey, Ann"], ("Ann Grey",)),
        (["Ann Grey, MD, PhD"], ("Ann Grey, MD, PhD",)),
        (["Di Maio Luigi"], ("Di Maio Luigi",)),
        (["di Anna Bianchi"], ("Anna Bianchi",)),
        (["Ann Grey", "The Harbour"], ("Ann Grey",)),
        (["The Harbour"], ("The Harbour",)),
        (["Reuters"], ("Reuters",)),
        (["Center for Ports and Ferries"], ("Center for Ports and Ferries",)),
        (["Ministerium für Häfen und Fähren"], ("Ministerium für Häfen und Fähren",)),
        (["admin", "https://harbour.example/ann"], ()),
        (["ann[at]harbour.example", "Bo Lund, bo (at) harbour.example"], ("Bo Lund",)),
        (["Андрей Иванов"], ("Андрей Иванов",)),
        (["山田太郎"], ("山田太郎",)),
        (["Ann Grey <ann@harbour.example>"], ("Ann Grey",)),
        (["Ann Grey [email protected]"], ("Ann Grey",)),
        (["@anngrey Ann Grey"], ("Ann Grey",)),
        (["(Ann Grey, Bo Lund)"], ("Ann Grey", "Bo Lund")),
        (["[Ann Grey, Bo Lund]"], ("Ann Grey", "Bo Lund")),
        (["O'Neil, Pat"], ("Pat O'Neil",)),
        (["Lund, Bo T."], ("Bo T. Lund",)),
        (["ByAnn Grey"], ("Ann Grey",)),
        (["José Ortega y Gasset"], ("José Ortega y Gasset",)),
        (["Ana Pérez y Luis García"], ("Ana Pérez", "Luis García")),
        (["Ann Grey och Bo Lund"], ("Ann Grey", "Bo Lund")),
        (["Anna Kowalska i Jan Nowak"], ("Anna Kowalska", "Jan Nowak")),
        (["Ayşe Kaya ve Ali Demir"], ("Ayşe Kaya", "Ali Demir")),
        (["Léa Petit et Luc Roy"], ("Léa Petit", "Luc Roy")),
        (["محمد علي، أحمد سعيد"], ("محمد علي", "أحمد سعيد")),
        (["محمد علي و أحمد سعيد"], ("محمد علي", "أحمد سعيد")),
        (["محمد علي وأحمد سعيد"], ("محمد علي", "أحمد سعيد")),
        (["王小明、李红"], ("王小明", "李红")),
        (["记者 王小明"], ("王小明",)),
        (["山田太郎記者"], ("山田太郎",)),
        (["홍길동 기자"], ("홍길동",)),
        (["Anna Graf im Gespräch mit Jörg Weiß"], ("Anna Graf", "Jörg Weiß")),
        (["Anna Graf, Jörg Weiß und Ada Lenz, NDR"], ("Anna Graf", "Jörg Weiß", "Ada Lenz")),
        (["Ann Grey, Co-Founder & COO"], ("Ann Grey",)),
        (['<a href="/x">Ann Grey</a>'], ("Ann Grey",)),
        (["The Harbour Sponsored"], ("The Harbour Sponsored",)),
        (["Ann\x11 Gr\u200bey\x00"], ("Ann Grey",)),
        (["Ann Grey, Juan Carlos de la Cruz"], ("Ann Grey", "Juan Carlos de la Cruz")),
        (["Ann Grey, Juan Carlos de la Cruz Vega"], ("Ann Grey",)),
        (["Ann Grey, Bo"], ("Ann Grey, Bo",)),
        (["Ann Grey, Bo, Cy"], ("Ann Grey, Bo, Cy",)),
        (["Ann Grey, Harbourtown"], ("Ann Grey",)),
        (["Ann Grey, Head of Sport"], ("Ann Grey",)),
        (["A", "", "-"], ()),
        (["A" * 70, "B" * 71], ("A" * 70,)),
        (["Written by: Ann Grey"], ("Ann Grey",)),
        (["De Gaulle Charles", "de Anna Bianchi"], ("De Gaulle Charles", "Anna Bianchi")),
        (["Grey, ann"], ("Grey",)),
        (["Ann Grey; Bo Lund / Cy Moss"], ("Ann Grey", "Bo Lund", "Cy Moss")),
        (["Staff Writer", "Redaktion"], ()),
        (["harbour.com", "Ann Grey"], ("Ann Grey",)),
        (["THE HARBOUR!"], ("THE HARBOUR!",)),
    ],
)
def test_bylines_become_names(printed: list[str], names: tuple[str, ...]) -> None:
    assert clean(printed, site="The Harbour") == names


def test_people_and_newsrooms_are_told_apart() -> None:
    assert sort(["Ann Grey", "The Harbour", "Reuters", "ann grey"], site="The Harbour") == (
        ("Ann Grey",),
        ("The Harbour", "Reuters"),
    )
    assert sort(["Harbour"], site="Harbour.example") == ((), ("Harbour",))
    assert sort(["Harbour"], site=None) == (("Harbour",), ())


def test_so_many_bylines_are_read_and_so_much_of_each() -> None:
    names = [f"Ann Grey{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(60)]
    assert clean(names, site=None) == tuple(names[:50])
    assert clean(["Ann Grey;" + " " * 600 + "Bo Lund"], site=None) == ("Ann Grey",)


@pytest.mark.parametrize(
    ("line", "signature"), [("Ann Grey", True), ("Staff", True), ("Reuters", True), ("12 May", False), ("", False)]
)
def test_a_signature_is_a_name_or_what_stands_for_one(line: str, *, signature: bool) -> None:
    assert signs(line) is signature


@given(st.lists(st.text(alphabet="By AnnGreyund,;|&()@.éя ", max_size=60), max_size=4))
def test_cleaning_clean_names_changes_nothing(printed: list[str]) -> None:
    once = clean(printed, site=None)
    assert len(set(once)) == len(once)
    assert all(name.strip() == name for name in once)


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Josep Puig i Cadafalch", ("Josep Puig i Cadafalch",)),
        ("Jean de La Fontaine et Fils", ("Jean de La Fontaine et Fils",)),
        ("Ana Pérez y Luis García", ("Ana Pérez y Luis García",)),
        ("Grace Post", ("Grace Post",)),
        ("Media Times", ("Media Times",)),
        ("Ann Grey, MD", ("Ann Grey, MD",)),
        ("Anna Graf und Jörg Weiß", ("Anna Graf", "Jörg Weiß")),
        ("Anna Graf, Ada Lenz und Jörg Weiß", ("Anna Graf", "Ada Lenz", "Jörg Weiß")),
        ("Reuters", ()),
        ("The Harbour", ()),
        ("Harbour Staff", ()),
        ("harbour.example", ()),
    ],
)
def test_one_declared_person_is_one_unless_it_plainly_is_a_list(name: str, people: tuple[str, ...]) -> None:
    assert sort([name], site="The Harbour", host="harbour.example", persons=True)[0] == people


def test_an_undeclared_name_that_could_be_a_papers_is_no_person() -> None:
    assert sort(["Grace Post"], site=None) == ((), ("Grace Post",))


def test_a_name_as_the_address_has_it_is_the_sites_but_a_person_may_own_one() -> None:
    assert sort(["Anngrey"], site=None, host="anngrey.example")[1] == ("Anngrey",)
    assert sort(["Ann Grey"], site=None, host="anngrey.example", persons=True)[0] == ("Ann Grey",)


def said(*texts: str, origin: Origin = Origin.HTML, declared: bool = False, sure: bool = False) -> Candidate:
    return Candidate(texts=texts, origin=origin, declared=declared, sure=sure)


NO_BYLINE = said()
GREY, LUND = "Ann Grey", "Bo Lund"


@pytest.mark.parametrize(
    ("declared", "printed", "names", "origin"),
    [
        ([said(GREY, origin=Origin.META)], [said(LUND, declared=True)], (GREY,), "meta"),
        ([said("The Harbour", origin=Origin.META)], [said(LUND, sure=True)], (LUND,), "html"),
        ([said("The Harbour", origin=Origin.META)], [said(LUND)], ("The Harbour",), "meta"),
        ([said("Reuters", origin=Origin.META)], [said(LUND, sure=True)], ("Reuters",), "meta"),
        ([said("Reuters", origin=Origin.META)], [said(LUND, declared=True)], (LUND,), "html"),
        ([], [said(), said("Reuters"), said(LUND)], ("Reuters",), "html"),
        ([said("AFP", origin=Origin.JSONLD), said("dpa", origin=Origin.JSONLD)], [], ("AFP", "dpa"), "jsonld"),
        ([], [], (), None),
    ],
)
def test_the_first_source_that_names_people_speaks(
    declared: list[Candidate], printed: list[Candidate], names: tuple[str, ...], origin: str | None
) -> None:
    found = choose(declared, lambda: NO_BYLINE, printed, site="The Harbour", host="harbour.example")
    assert found == (names, origin)


@pytest.mark.parametrize(
    ("head", "byline", "around", "names"),
    [
        ((GREY,), f"{GREY} and {LUND}", (), (GREY, LUND)),
        ((GREY, LUND), GREY, ("Photography by Bo Lund",), (GREY,)),
        ((GREY, LUND), GREY, ("and Bo Lund",), (GREY, LUND)),
        ((GREY, LUND), GREY, ("Contributions from", "Bo Lund"), (GREY,)),
        ((GREY, LUND), GREY, ("The pier in the evening, seen from the ferry to the islands. Bo Lund",), (GREY,)),
        ((GREY,), LUND, (), (GREY,)),
        ((GREY,), "", (), (GREY,)),
    ],
)
def test_the_head_is_held_to_the_byline_that_readers_see(
    head: tuple[str, ...], byline: str, around: tuple[str, ...], names: tuple[str, ...]
) -> None:
    shown = Candidate(texts=(byline,), origin=Origin.HTML, pieces=around)
    declared = said(*head, origin=Origin.JSONLD, declared=True)
    assert choose([declared], lambda: shown, [], site=None, host="")[0] == names


def test_a_meta_tag_names_no_more_than_the_byline_that_readers_see() -> None:
    shown = Candidate(texts=(GREY,), origin=Origin.HTML, pieces=("Bo Lund",))
    assert choose([said(f"{GREY}, {LUND}", origin=Origin.META)], lambda: shown, [], site=None, host="")[0] == (GREY,)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        (said(GREY, sure=True), (GREY,)),
        (said(GREY, declared=True), (GREY,)),
        (said(GREY), (LUND, GREY)),
        (said("Someone Else", sure=True), (LUND, GREY)),
    ],
)
def test_of_several_in_a_meta_tag_those_count_who_sign(byline: Candidate, names: tuple[str, ...]) -> None:
    head = [said(LUND, GREY, origin=Origin.META)]
    assert choose(head, lambda: NO_BYLINE, [byline], site=None, host="")[0] == names


def test_a_spanish_and_ends_a_list_of_names_and_may_stand_in_one() -> None:
    assert sort(["Ana Ruiz, Eva Paz y Luis Gil"], site=None, persons=True)[0] == ("Ana Ruiz", "Eva Paz", "Luis Gil")
    assert sort(["José Ortega y Gasset"], site=None, persons=True)[0] == ("José Ortega y Gasset",)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ([said("Redaktion", sure=True)], ("Redaktion",)),
        ([said("News Desk", declared=True)], ("News Desk",)),
        ([said("la rédaction", sure=True)], ("la rédaction",)),
        ([said("Redaktion", sure=True), said(GREY, sure=True)], (GREY,)),
        ([said("Redaktion", sure=True), said(GREY)], ("Redaktion",)),
        ([said("Redaktion")], ()),
        ([said("admin", sure=True)], ()),
    ],
)
def test_a_byline_of_the_desk_is_who_wrote_it_where_nobody_signs(
    printed: list[Candidate], names: tuple[str, ...]
) -> None:
    assert choose([], lambda: NO_BYLINE, printed, site=None, host="")[0] == names


def test_the_sites_name_behind_a_persons_goes() -> None:
    assert clean(["Ann Grey Harbour Courier-Post"], site="Harbour Courier-Post") == ("Ann Grey",)
    assert clean(["Harbour Courier-Post"], site="Harbour Courier-Post") == ("Harbour Courier-Post",)


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("Ann Grey/REUTERS", ("Ann Grey",)),
        ("dpa/Anna Graf", ("Anna Graf",)),
        ("Ann Grey / Journalist", ("Ann Grey",)),
        ("Ann Grey/Bo Lund", ("Ann Grey", "Bo Lund")),
        ("Ann Grey & Bo Lund", ("Ann Grey", "Bo Lund")),
        ("Ann Grey for Reuters", ("Ann Grey",)),
        ('"Ann Grey"', ("Ann Grey",)),
        ("Linny & Peter", ("Linny & Peter",)),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
    ],
)
def test_a_declared_person_that_is_plainly_several_comes_apart(name: str, people: tuple[str, ...]) -> None:
    assert sort([name], site=None, persons=True)[0] == people


def test_who_a_person_writes_for_is_no_second_person() -> None:
    people, others = sort(["Ann Grey and Jo Doe, Harbour Times"], site=None, persons=True)
    assert (people, others) == (("Ann Grey", "Jo Doe"), ("Harbour Times",))


@pytest.mark.parametrize(
    ("account", "printed", "author"),
    [
        ("ann.grey", "Ann Grey", "Ann Grey"),
        ("KatieS", "Bo Lund", "Bo Lund"),
        ("anngrey", "anngrey", "anngrey"),
        ("anngrey", "Bo", "anngrey"),
        ("Ann Grey", "Bo Lund", "Ann Grey"),
        ("Harbourpost", "Bo Lund", "Bo Lund"),
        ("Ann", "Bo", "Ann"),
        ("content: HarbourPost", "Ann Grey", "Ann Grey"),
        ("the Harbour of all our ports", "Ann Grey", "Ann Grey"),
        ("ann-grey", "Ann Grey", "Ann Grey"),
        ("Bo Lund, CEPF®", "Ann Grey", "Bo Lund, CEPF®"),
        ("王小明", "Ann Grey", "王小明"),
    ],
)
def test_who_signs_is_believed_before_what_can_be_no_person(account: str, printed: str, author: str) -> None:
    declared = [Candidate(texts=(account,), origin=Origin.META)]
    byline = Candidate(texts=(printed,), origin=Origin.HTML, sure=True)
    shown = Candidate(texts=(), origin=Origin.HTML)
    assert choose(declared, lambda: shown, [byline], site=None, host="")[0] == (author,)
