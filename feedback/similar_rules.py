"""By which words two questions resemble each other. Pure. Source: docs/rules/similar.md."""

from itertools import pairwise

from feedback.rules import COMMON_WORDS
from workflow.text import words

TERMS_MAX = 12
TERMS_ENOUGH = 4
SHARED_MIN = 2
NEXT_TO = " <-> "
LINKING_WORDS = frozenset((
    "cac", "cho", "cua", "cung", "dang", "den", "duoc", "khi", "khong", "la", "mot", "nay",
    "nhung", "rat", "se", "thi", "trong", "va", "van", "voi", "vi", "xin",
))  # fmt: skip

UNTELLING_WORDS = frozenset((
    "chung", "de", "dong", "ho", "hop", "htx", "kien", "lien", "minh", "nam", "nghi", "nghiep",
    "nong", "so", "tac", "thanh", "tro", "trieu", "vien", "xa",
))  # fmt: skip


def terms(*texts: str) -> list[str]:
    """Return the pairs of neighbouring folded words to look for, rarer ones first.

    Syllables are no words in Vietnamese, pairs mostly are. A later text is asked only while those
    before give too few. A text of one word gives that word.
    """
    found: list[str] = []
    for text in texts:
        if len(found) >= TERMS_ENOUGH:
            break
        found += [pair for pair in _pairs(words(text)) if pair not in found]
    return found[:TERMS_MAX]


def telling_pairs(text: str) -> list[str]:
    """Return the pairs of a text that stand beside each other in whatever is about the same.

    A pair of which every petition has both words ("hợp tác", "đề nghị") tells nothing.
    """
    pairs = [pair for pair in _every(words(text)) if _tells(pair)]
    return [NEXT_TO.join(pair) for pair in pairs][:TERMS_MAX]


def _pairs(found: list[str]) -> list[str]:
    if len(found) == 1:
        return found
    every = _every(found)
    pairs = [pair for pair in every if _tells(pair)] or every
    ranked = sorted(pairs, key=_rareness, reverse=True)
    return [NEXT_TO.join(pair) for pair in ranked][:TERMS_MAX]


def _every(found: list[str]) -> list[tuple[str, str]]:
    return [pair for pair in dict.fromkeys(pairwise(found)) if pair[0] != pair[1]]


def _tells(pair: tuple[str, str]) -> bool:
    return not LINKING_WORDS & set(pair) and not set(pair) <= UNTELLING_WORDS


def _rareness(pair: tuple[str, str]) -> int:
    return sum(word not in COMMON_WORDS for word in pair)


def shared_min(wanted: list[str]) -> int:
    """Return how many terms a text must share to count as resembling."""
    return SHARED_MIN if len(wanted) >= TERMS_ENOUGH else 1
