"""Those who answer in an interview: 甲某某：… in several blocks, beside 记者：…"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from yanzhen.reading.names import lexicon
from yanzhen.reading.names.mentions import Rank
from yanzhen.reading.names.persons import has_surname, is_transliterated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yanzhen.reading.names.mentions import Mention, Tagged

_ASKS = re.compile(r"[\s　]*(?:本[报刊台网社])?(?:记者|主持人|问|编者|[一-鿿]{2,8}(?:报|网|周刊))[：:]")
_ANSWERS = re.compile(r"[\s　]*([一-鿿]{2,5}|[一-鿿]{1,6}(?:·[一-鿿]{1,8})+)[：:]")


def find_speakers(pages: Sequence[Tagged]) -> Iterator[Mention]:
    """The names before the colon of two blocks or more of one article, where other blocks ask."""
    asked = {page.block.article for page in pages if _ASKS.match(page.text)}
    answers: dict[tuple[int | None, str], list[Mention]] = defaultdict(list)
    for page in pages:
        if page.block.article in asked and not _ASKS.match(page.text) and (found := _ANSWERS.match(page.text)):
            mention = page.mention(*found.span(1), "person", Rank.NAMED, 0.95)
            answers[page.block.article, mention.text].append(mention)
    for (_, text), mentions in answers.items():
        if len(mentions) > 1 and any(_may_be_a_name(pages[m.block], m) for m in mentions) and not _is_word(text):
            yield from mentions


def _may_be_a_name(page: Tagged, mention: Mention) -> bool:
    """Not one common noun of the model's (要点), and with a proper word or the form of a name."""
    inside = [word for word in page.words if word.start < mention.end and mention.start < word.end]
    proper = any(word.tag in ("PER", "LOC", "ORG", "nz") for word in inside)
    return proper or (len(inside) > 1 and (has_surname(mention.text) or is_transliterated(mention.text)))


def _is_word(text: str) -> bool:
    words = lexicon.words("not-names") | lexicon.words("roles") | lexicon.words("common-places")
    return text in words or lexicon.is_generic(text) or text.endswith(("者", "方", "人", "员", "家", "会", "局", "司"))
