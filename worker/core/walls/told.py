"""Tells of the runs that are cut: by which rule, what they ask for, and whether they prove that text was withheld."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.core.walls.classify import BlockClass
from worker.models import Block, WallKind

if TYPE_CHECKING:
    from worker.core.walls.cues import Cue

_OTHERS = frozenset(("consent", "comments", "newsletter"))
"""What a line asks in order to show something else than the article."""
_THIS = frozenset(("this", "rest", "purpose", "locked"))
_SELLING = frozenset(("identity", "acquaintance", "pitch"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Blocks that go together, with the reason of one cut."""

    where: str
    indexes: tuple[int, ...]
    """Of the blocks that go, in order."""
    offset: int = 0
    """Characters of the first block that stay."""


def rule_of(run: Run, classes: Sequence[BlockClass]) -> str:
    cues = [(cue, classes[index].language) for index in run.indexes for cue in classes[index].cues]
    if not cues:
        return f"{run.where}: stands in other articles of the source"
    best, language = max(cues, key=lambda pair: pair[0].family.weight)
    others = sorted({cue.family.name for cue, _ in cues} - {best.family.name})
    return ", ".join([f"{run.where}: {best.family.name} ({language}: {best.name})", *others])


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """A line of the wall at the end that says that text was withheld."""

    line: str
    weak: bool = False
    """Whether it may well stand below a whole text: a meter counts what may still be read, and a gate without a word of
    this article may lead to others."""


def proof_of(blocks: Sequence[Block], classes: Sequence[BlockClass], runs: Sequence[Run]) -> Proof | None:
    """What in the wall at the end says that there is more of this article, the plainest first."""
    found: list[Proof] = []
    for run in (run for run in runs if run.where == "tail"):
        for index in run.indexes:
            judged = classes[index]
            line = blocks[index].text[run.offset if index == run.indexes[0] else 0 :].strip()
            families = {cue.family.name for cue in judged.cues}
            if families & _OTHERS and "rest" not in judged.concepts:
                continue
            proving = [cue for cue in judged.cues if cue.family.proves_truncation]
            if any(cue.family.name != "meter" for cue in proving) and _of_this(judged):
                return Proof(line=line)
            if proving and not _counts_others(judged, families, line):
                found.append(Proof(line=line, weak=True))
    return found[0] if found else None


def _of_this(judged: BlockClass) -> bool:
    """Whether a line speaks of this article or the rest of it, and not of what else members may read."""
    return bool(judged.concepts & _THIS) or any(
        cue.name == "phrase" and cue.family.proves_truncation for cue in judged.cues
    )


def _counts_others(judged: BlockClass, families: set[str], line: str) -> bool:
    """Whether a line says how many articles only members may read: those are others, not the rest of this one."""
    return "piece" in judged.concepts and "meter" not in families and any(map(str.isdecimal, line))


def sells(classes: Sequence[BlockClass], runs: Sequence[Run]) -> bool:
    """Whether the wall at the end asks for an account or for money, and not just for a mail address or a donation."""
    return any(_sells([classes[index] for index in run.indexes]) for run in runs if run.where == "tail")


def _sells(run: Sequence[BlockClass]) -> bool:
    """Whether lines do; a dialog about cookies says of this and that of them that one must sign in for it."""
    asking = [{cue.family.name for cue in judged.cues} for judged in run]
    selling = sum(not _SELLING.isdisjoint(families) for families in asking)
    return selling > sum("consent" in families for families in asking)


def kind_of(classes: Sequence[BlockClass], runs: Sequence[Run]) -> WallKind:
    members = [classes[index] for run in runs for index in run.indexes]
    cues: list[Cue] = [cue for judged in members for cue in judged.cues]
    families = {cue.family.name for cue in cues}
    concepts = frozenset[str]().union(*(judged.concepts for judged in members))
    if "meter" in families:
        return WallKind.METERED
    if families & {"gate", "choice", "invitation", "identity", "acquaintance", "pitch", "comments"}:
        free = "register" in concepts and "free" in concepts
        account = "price" not in concepts and (free or "subscribe" not in concepts)
        return WallKind.REGISTRATION if account else WallKind.SUBSCRIPTION
    return next((cue.family.wall for cue in cues if cue.family.wall), WallKind.PLEA)
