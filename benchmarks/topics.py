"""Tagging speed by number of topics, with memory and load time; the reference is reading the same texts as words."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import worker
from worker.core.topics.tag import Article, compile_taxonomy, tag
from worker.core.topics.taxonomy import Taxonomy

ARTICLES = 300
WORDS = 950
"""Of an article, near the mean of American news sites: 5,900 characters."""
ROUNDS = 5
PHRASES = 36
"""Of a synthetic topic."""
TOPICS = (0, 500, 5_000)
_VOCABULARY = 30_000


def main() -> None:
    """Print one line per taxonomy, each measured in a process of its own."""
    print("taxonomy            topics  phrases   load s   MB  articles/CPU s  of reference  tags/article")
    for count in TOPICS:
        subprocess.run([sys.executable, "-m", "benchmarks.topics", str(count)], check=True)


def measure(count: int) -> None:
    """Measure the default taxonomy (0), or one of so many synthetic topics."""
    documents = _synthetic(count) if count else _default()
    before = _resident()
    began = time.process_time()
    taxonomy = compile_taxonomy(documents)
    load = time.process_time() - began
    del documents
    memory = _resident() - before
    articles = list(_articles(taxonomy))
    reference = min(_seconds(_read, articles) for _ in range(ROUNDS))
    tags = sum(len(tag(taxonomy, Article(title=title, text=text))) for title, text in articles)
    seconds = min(
        _seconds(lambda title, text: tag(taxonomy, Article(title=title, text=text)), articles) for _ in range(ROUNDS)
    )
    print(
        f"{'synthetic' if count else 'default':18} {len(taxonomy.topics):7} {_phrases(taxonomy):8} {load:8.2f} "
        f"{memory:4.0f} {ARTICLES / seconds:15,.0f} {reference / seconds:13.2f} {tags / ARTICLES:13.1f}",
        flush=True,
    )


def _default() -> dict[str, str]:
    folder = Path(worker.__file__).parent / "rules" / "topics"
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))}


def _synthetic(count: int) -> dict[str, str]:
    """Topics of single words, phrases and NEAR between groups, over words as frequent as in a language."""
    chance = random.Random(1)
    words = _Words(chance)
    topics = []
    for number in range(count):
        phrases = [
            words.rare() if chance.random() < 0.3 else f'"{words.rare()} {words.content()}"'
            for _ in range(PHRASES - 10)
        ]
        left = " OR ".join(words.rare() for _ in range(5))
        right = " OR ".join(words.content() for _ in range(5))
        topics.append(
            f"[topic.t{number}]\nlabel = {{ en = 'Topic {number}' }}\n"
            f"rules = '''\n{' OR '.join(phrases)}\nOR ({left}) NEAR/10 ({right})'''\n"
        )
    return {"synthetic": "\n".join(topics)}


def _articles(taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    """Invented words as frequent as real ones are, and the phrases of three topics in each article."""
    chance = random.Random(2)
    words = _Words(random.Random(1))
    topics = list(taxonomy.topics.values())
    for _ in range(ARTICLES):
        text = [words.any() for _ in range(WORDS)]
        for topic in chance.sample(topics, 3):
            for rule in chance.choices(topic.rules, k=6):
                text[chance.randrange(WORDS)] = rule.text.strip('"=*') if rule.text.count(" ") < 4 else "words"
        for at in range(60, WORDS, 60):
            text[at] += ".\n\n"
        yield " ".join(words.any() for _ in range(9)), " ".join(text)


class _Words:
    """Invented words; the n-th is drawn as often as the n-th word of a language is (Zipf)."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        shapes = random.Random(0)
        parts = [first + second for first in "bcdfghklmnprstvw" for second in "aeiou"]
        self.words = [
            "".join(shapes.choices(parts, k=1 + min(4, rank.bit_length() // 3))) for rank in range(_VOCABULARY)
        ]

    def any(self) -> str:
        return self.words[int(_VOCABULARY ** self.chance.random()) - 1]

    def content(self) -> str:
        """A word that an editor would write into a rule: none of the two hundred commonest, such as "the" or "said"."""
        return self.words[int(200 * (_VOCABULARY / 200) ** self.chance.random()) - 1]

    def rare(self) -> str:
        return self.words[self.chance.randrange(_VOCABULARY // 10, _VOCABULARY)]


def _phrases(taxonomy: Taxonomy) -> int:
    return sum(rule.text.count(" OR ") + 1 for topic in taxonomy.topics.values() for rule in topic.rules)


def _read(title: str, text: str) -> None:
    {word.lower() for word in f"{title} {text}".split()}


def _seconds(work: object, articles: list[tuple[str, str]]) -> float:
    assert callable(work)
    began = time.process_time()
    for title, text in articles:
        work(title, text)
    return time.process_time() - began


def _resident() -> float:
    """Megabytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
    else:
        main()
