"""newswire clean --explain: every block of a page with what became of it and why, for the editor of the rules."""

from rich.text import Text

from worker.cli.output import console, safe
from worker.core.clean import Cleaner
from worker.core.walls.classify import BlockClass, classify_blocks
from worker.errors import NothingToStore
from worker.models import Block, Extraction

_STYLES = {"article": "green", "wall": "red", "dropped": "dim"}


def explain(cleaner: Cleaner, extraction: Extraction) -> None:
    """Print the blocks in reading order: label, score of being article text, wall score, reason, text."""
    cuts = cleaner.trim(extraction).cuts
    try:
        kept = {block.text for block in cleaner.finish(extraction).blocks}
    except NothingToStore as error:
        kept = set()
        console.print(Text(str(error), style="yellow"))
    classes = classify_blocks(extraction.blocks, cleaner.walls, language=extraction.language)
    console.print(Text("label    body  wall  kind       why", style="bold"))
    for block, block_class in zip(extraction.blocks, classes, strict=True):
        rule = next((cut.rule for cut in cuts if block.text in cut.text), None)
        label = "wall" if rule else "article" if block.text in kept else "dropped"
        console.print(_line(block, block_class, label=label, rule=rule))


def _line(block: Block, block_class: BlockClass, *, label: str, rule: str | None) -> Text:
    line = Text(
        f"{label:8} {block.article_score:4.2f} {block_class.score:5.1f}  {block.kind.value:10} ", style=_STYLES[label]
    )
    line.append(_why(block_class, label=label, rule=rule), style="cyan")
    line.append("\n         " + safe(block.text).replace("\n", " ")[:160])
    return line


def _why(block_class: BlockClass, *, label: str, rule: str | None) -> str:
    if rule:
        return rule
    if block_class.cues:
        return "not cut, though it says: " + ", ".join(dict.fromkeys(str(cue.family.name) for cue in block_class.cues))
    return "" if label == "article" else "boilerplate by the block model, or the title, a caption or a paragraph again"
