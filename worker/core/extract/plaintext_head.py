"""Tells what a line of a plain-text head is by itself: a date, a byline, a credit, a list of topics."""

import re

from worker.core.fields.dates import parse_date
from worker.models import Origin, PublisherTime

SHORT = 70
"""Characters of a byline or a label."""
_DATE_LINE = 80  # characters; a longer line is prose
_CAPTION_LINE = 900

_AROUND_DATES = """
published updated posted last on at the modified date edt est et gmt utc am pm ist cet cest bst
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
veröffentlicht aktualisiert zuletzt stand den der um am uhr montag dienstag mittwoch donnerstag freitag samstag sonntag
publié mis à jour le modifié h lundi mardi mercredi jeudi vendredi samedi dimanche
publicado actualizado el las a lunes martes miércoles jueves viernes sábado domingo
pubblicato aggiornato il alle ore lunedì martedì mercoledì giovedì venerdì sabato domenica
atualizado em às segunda terça quarta quinta sexta feira de del do
gepubliceerd bijgewerkt op om maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
opublikowano publiceret publicerad publisert opdateret uppdaterad oppdatert julkaistu kl güncelleme yayınlanma
опубликовано обновлено в г года 年 月 日 년 월 일
"""
_DATE_WORDS = frozenset(_AROUND_DATES.split())
_WORD = re.compile(r"[^\W\d_]+")

_PHOTO = (
    r"photo(?:graph)?s?|images?|picture|fotos?|imagen|imagem|immagine|bild|kuva|zdjęcie|zdj|fotoğraf|фото|фотография|صورة"
    r"|תצלום|צילום|写真|사진|图片"
)
_CREDIT = re.compile(
    rf"[\s(\[|–—-]{{0,4}}(?:\b(?:{_PHOTO})(?:\s+credits?|nachweis)?(?:\s+(?:by|par|de|di|von|door|av|af)\b\s*|\s*:\s*|/\s*)"
    r"|\b(?:credits?|crédits?|créditos?|crediti|quelle)\s*:\s*|©\s*)"
    r"(?P<credit>[^.:;!?]{2,100}?)[.)\]\s]*$",
    re.IGNORECASE,
)
_AGENCIES = r"REUTERS|Reuters|AFP|AP|EPA|dpa|ANSA|EFE|Getty Images|Shutterstock|Anadolu"
_AGENCY_CREDIT = re.compile(
    rf"(?<=[.!?)”\"'])\s?[\[(–—-]?\s?(?P<credit>(?:{_AGENCIES})(?:\s?[/|]\s?[^.:;!?]{{2,60}})?)[.)\]\s]*$"
)
_BY = re.compile(
    r"^(?:by|von|par|por|di|de|da|door|av|af|autore?|autora|author|text|texte|written by|przez|yazan|автор|بقلم"
    r"|מאת|文|글)\s*:?\s+(?P<names>\S.*)$",
    re.IGNORECASE,
)
_TOPICS = re.compile(
    r"^(?:topics?(?: covered)?|related topics|tags?|keywords|more on|filed under|themen|schlagworte?|stichworte"
    r"|mots[- ]cl[ée]s|th[èe]mes|sujets|temas|etiquetas|palabras clave|temi|argomenti|assuntos|t[óo]picos|onderwerpen"
    r"|trefwoorden|tematy|tagi|konular|etiketler|темы|теги|emner|ämnen|aiheet|avainsanat|efni|t[ée]mata|štítky"
    r"|المواضيع|مواضيع|وسوم|موضوعات|برچسب‌?ها|נושאים|תגיות|タグ|キーワード|トピック|关键词|标签|關鍵詞|태그|키워드|विषय|टैग)"
    r"\s*(?P<colon>[:：]?)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_BETWEEN_TOPICS = re.compile(r"[,;|、]")


def date(line: str) -> PublisherTime | None:
    """The time that a line says which is nothing but a date, perhaps with a weekday and a word like "Published"."""
    if len(line) > _DATE_LINE:
        return None
    words = {word for word in _WORD.findall(line.lower()) if word not in _DATE_WORDS}
    return parse_date(line, origin=Origin.TEXT) if len(words) <= 1 else None


def byline(line: str) -> str | None:
    """The names of a line "By somebody"."""
    match = _BY.match(line) if len(line) <= SHORT else None
    return match["names"] if match and not match["names"][0].islower() else None


def caption(line: str) -> tuple[str, str] | None:
    """(caption, credit) of a line that ends in a credit; the caption may be empty."""
    if len(line) > _CAPTION_LINE:
        return None
    match = _CREDIT.search(line) or _AGENCY_CREDIT.search(line)
    return (line[: match.start()].strip(), match["credit"].strip(" .")) if match else None


def topics(line: str) -> list[str] | None:
    """The labels of a line "Topics: one, two"; none of a line that only announces them; None of another line."""
    match = _TOPICS.match(line) if len(line) <= _CAPTION_LINE else None
    if match is None or (match["rest"] and not match["colon"]):
        return None
    return [label.strip() for label in _BETWEEN_TOPICS.split(match["rest"]) if label.strip()]
