"""newswire clean --explain: every block of a page with what became of it and why, for the editor of the rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from worker.cli.output import console, safe
from worker.core.clean import Cleaner
from worker.core.walls.classify import BlockClass, classify_blocks
from worker.errors import NothingToStore
from worker.models import BlockKind, Extraction

_STYLES = {"article": "green", "wall": "red", "dropped": "dim"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ExplainedBlock:
    """A block of a page, and what became of it."""

    label: str
    """article, wall or dropped."""
    body: float
    """Score of being article text."""
    wall: float
    """Score of being one of a wall."""
    kind: BlockKind
    why: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """The blocks of a page in reading order."""

    nothing: str | None
    """Why nothing would be stored of it, if that is so."""
    blocks: Sequence[ExplainedBlock]


def explain(cleaner: Cleaner, extraction: Extraction) -> Explained:
    """What became of each block, and why."""
    cuts, nothing = cleaner.trim(extraction).cuts, None
    try:
        kept = {block.text for block in cleaner.finish(extraction).blocks}
    except NothingToStore as error:
        kept, nothing = set(), str(error)
    classes = classify_blocks(extraction.blocks, cleaner.walls, language=extraction.language)
    blocks = []
    for block, block_class in zip(extraction.blocks, classes, strict=True):
        rule = next((cut.rule for cut in cuts if block.text in cut.text), None)
        label = "wall" if rule else "article" if block.text in kept else "dropped"
        blocks.append(
            ExplainedBlock(
                label=label,
                body=block.article_score,
                wall=block_class.score,
                kind=block.kind,
                why=_why(block_class, label=label, rule=rule),
                text=block.text,
            )
        )
    return Explained(nothing=nothing, blocks=blocks)


def show_explained(found: Explained) -> None:
    """Print it: label, score of being article text, wall score, reason, text."""
    if found.nothing:
        console.print(Text(found.nothing, style="yellow"))
    console.print(Text("label    body  wall  kind       why", style="bold"))
    for block in found.blocks:
        scores = f"{block.label:8} {block.body:4.2f} {block.wall:5.1f}  {block.kind.value:10} "
        line = Text(scores, style=_STYLES[block.label])
        line.append(block.why, style="cyan")
        line.append("\n         " + safe(block.text).replace("\n", " ")[:160])
        console.print(line)


def _why(block_class: BlockClass, *, label: str, rule: str | None) -> str:
    if rule:
        return rule
    if block_class.cues:
        return "not cut, though it says: " + ", ".join(dict.fromkeys(str(cue.family.name) for cue in block_class.cues))
    return "" if label == "article" else "boilerplate by the block model, or the title, a caption or a paragraph again"
