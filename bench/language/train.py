"""Counts the language model from a folder of corpora: ``python bench/language/train.py --corpus DIR --out FILE``.

DIR holds one folder per row of sources.json (see its ``origin``): the repository's files as they are. The result depends on
nothing but these files; on the same files it is the same byte for byte.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent))

import corpus as corpora
import counts

from yanzhen.reading.language.model import WORD_ZERO, CharModel
from yanzhen.reading.language.symbols import DIGIT, LETTER, ORDER, QUOTE, SYMBOL_OF, Alphabet
from yanzhen.reading.language.tables import Table, hashes, pack

LEAST_COUNT = 3
"""Of a character that gets an id of its own, unless the dictionary has it."""
KEEP = {2: 480_000, 3: 900_000, 4: 800_000}
"""n-grams kept of each length; the file's size follows from it."""
SHARES = {"laws": 0.15, "reports": 0.35, "general": 0.4, "articles": 0.1}
"""What each group of sources says counts for so much."""
WITH_DICTIONARY = "general"
WORD_CHARACTERS = 3_000_000
"""The dictionary is counted as if its words had filled this many characters."""
NAMES = ("nr", "nrt", "nrfg")
"""Classes of person names: no evidence that a word is one."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    model = train(arguments.corpus)
    np.savez(arguments.out, **arrays(model))
    say(f"{arguments.out} {arguments.out.stat().st_size / 1e6:.2f} MB")


def train(corpus: Path, leave_out: tuple[str, ...] = ()) -> CharModel:
    texts, words = read(corpus, leave_out)
    alphabet = make_alphabet(texts, words)
    models, kinds = [], []
    shares = {group: share for group, share in SHARES.items() if texts[group]}
    for group in shares:
        levels = counted(alphabet, texts[group], words if group == WITH_DICTIONARY else {})
        say(f"{group}: n-grams " + ", ".join(f"{len(level.grams):,}" for level in levels))
        kinds.append(levels)
        models.append(
            counts.tables(alphabet, levels, counts.estimates(levels, len(alphabet)), None, word_table(alphabet, words))
        )
    levels, found = counts.mixed(
        models, kinds, [share / sum(shares.values()) for share in shares.values()], len(alphabet)
    )
    stays = counts.pruned(levels, found, len(alphabet), KEEP)
    say("n-grams kept: " + ", ".join(f"{stay.sum():,}" for stay in stays))
    return counts.tables(alphabet, levels, found, stays, word_table(alphabet, words))


def counted(alphabet: Alphabet, paragraphs: list[str], words: dict[str, int]) -> list[counts.Level]:
    row = counts.stream([alphabet.encode(paragraph).ids for paragraph in paragraphs])
    raws = [counts.level(row, length, len(alphabet)) for length in range(1, ORDER + 1)]
    return counts.kneser_ney(with_dictionary(raws, alphabet, words) if words else raws, len(alphabet))


def read(corpus: Path, leave_out: tuple[str, ...]) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Paragraphs of each group of sources; the dictionary's words with their counts."""
    texts: dict[str, list[str]] = {group: [] for group in SHARES}
    words: dict[str, int] = {}
    for source in corpora.sources():
        if source.folder in leave_out:
            continue
        if source.kind == "dictionary":
            words = {word: n for word, (n, kind) in corpora.dictionary(corpus, source).items() if kind not in NAMES}
            continue
        found = list(corpora.paragraphs(corpus, source))
        say(f"{source.folder}: {sum(map(len, found)):,} characters")
        texts[source.group] += found
    return texts, words


def make_alphabet(texts: dict[str, list[str]], words: dict[str, int]) -> Alphabet:
    seen: Counter[str] = Counter()
    for found in texts.values():
        for paragraph in found:
            seen.update(paragraph)
    of_words = {character for word, n in words.items() if n >= LEAST_COUNT for character in word}
    wanted = {character for character, n in seen.items() if n >= LEAST_COUNT} | of_words
    plain = {character for character in wanted if ord(character) not in SYMBOL_OF and ord(character) < 0x10000}
    marks = {symbol for symbol in SYMBOL_OF.values() if symbol}
    return Alphabet([DIGIT, LETTER, QUOTE, *sorted((plain | marks) - {DIGIT, LETTER, QUOTE})])


def with_dictionary(
    raws: list[tuple[counts.Grams, counts.Counts]], alphabet: Alphabet, words: dict[str, int]
) -> list[tuple[counts.Grams, counts.Counts]]:
    """Add the n-grams inside the dictionary's words: the corpora do not hold them all."""
    scale = WORD_CHARACTERS / sum(len(word) * n**0.5 for word, n in words.items())
    added: list[dict[int, float]] = [{} for _ in raws]
    for word, n in words.items():
        ids = alphabet.ids_of(word).tolist()
        for start in range(len(ids)):
            gram = 0
            for length, number in enumerate(ids[start : start + ORDER], 1):
                gram = gram * len(alphabet) + number
                added[length - 1][gram] = added[length - 1].get(gram, 0.0) + scale * n**0.5
    return [_merged(raw, extra) for raw, extra in zip(raws, added, strict=True)]


def _merged(raw: tuple[counts.Grams, counts.Counts], extra: dict[int, float]) -> tuple[counts.Grams, counts.Counts]:
    grams = np.concatenate([raw[0], np.fromiter(extra.keys(), np.uint64, len(extra))])
    weight = np.concatenate([raw[1], np.fromiter(extra.values(), float, len(extra))])
    unique, inverse = np.unique(grams, return_inverse=True)
    return unique, np.bincount(inverse, weights=weight)


def word_table(alphabet: Alphabet, words: dict[str, int]) -> Table:
    keys, values = [], []
    for length in range(1, ORDER + 1):
        group = [(word, n) for word, n in words.items() if len(word) == length and n > 0]
        keys.append(hashes(np.stack([alphabet.ids_of(word) for word, _ in group])))
        values.append(np.log10(1 + np.array([n for _, n in group])) - WORD_ZERO)
    unique, first = np.unique(np.concatenate(keys), return_index=True)
    return Table(unique, np.concatenate(values)[first].astype(np.float32))


def arrays(model: CharModel) -> dict[str, NDArray[np.generic]]:
    """What goes into the file."""
    found: dict[str, NDArray[np.generic]] = {
        "characters": np.array([ord(character) for character in model.alphabet.characters[2:]], np.uint32),
        "single": model.single.astype(np.float32),
        **pack("words", model.words),
    }
    for length, table in enumerate(model.grams, 2):
        found |= pack(f"grams{length}", table)
    return found


def say(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")


if __name__ == "__main__":
    main()
