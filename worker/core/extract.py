"""A page or fragment of HTML → its title, metadata and blocks; cuts no wall and stores nothing."""

from trafilatura import bare_extraction
from trafilatura.settings import Document

from worker.core import charset, language, metadata
from worker.core.blockmodel import BlockModel
from worker.core.dom import scan_html
from worker.models import Block, BlockKind, Extraction

_KINDS = {
    "head": BlockKind.HEADING,
    "item": BlockKind.LIST_ITEM,
    "quote": BlockKind.QUOTE,
    "code": BlockKind.CODE,
    "row": BlockKind.TABLE_ROW,
}


def extract_page(body: bytes, *, url: str | None, content_type: str | None, model: BlockModel) -> Extraction:
    """What a page says. `body` is what the server sent, free of transfer encodings; `content_type` is its header."""
    return extract_html(charset.decode(body, content_type), url=url, model=model)


def extract_html(html: str, *, url: str | None, model: BlockModel) -> Extraction:  # noqa: ARG001 (comes with it)
    """What a page or a fragment (a feed's `content:encoded`) says; a fragment is all body."""
    scan = scan_html(html)
    about = metadata.read(scan, url=url)
    blocks = _blocks(html)
    start = " ".join(block.text for block in blocks[:5])[:1000]
    return Extraction(
        title=about.title,
        summary=about.summary,
        authors=about.authors,
        published=about.published,
        modified=about.modified,
        language=language.detect(f"{about.title or ''} {start}", about.declared_language),
        canonical_url=about.canonical_url,
        section=about.section,
        site=about.site,
        blocks=blocks,
        images=about.images,
        labels=about.labels,
        access=about.access,
        origins=about.origins,
    )


def _blocks(html: str) -> tuple[Block, ...]:
    document = bare_extraction(html, with_metadata=False, include_comments=False)
    blocks: list[Block] = []
    if not isinstance(document, Document):
        return ()
    for element in document.body.iter("p", "head", "item", "quote", "code", "row"):
        if any(parent.tag in _KINDS for parent in element.iterancestors()):
            continue
        text = " ".join("".join(map(str, element.itertext())).split())
        if text:
            blocks.append(Block(kind=_KINDS.get(element.tag, BlockKind.PARAGRAPH), text=text, start=len(blocks)))
    return tuple(blocks)
