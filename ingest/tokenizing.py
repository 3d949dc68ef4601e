"""Words, bigrams and folded forms of Chinese text, for matching only.

What is folded here is never shown: offsets of folded text mean nothing in `Revision.text`.
"""

import re
import threading
import unicodedata
import warnings
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

POLICY_WORDS = Path(__file__).with_name("policy_words.txt")

# Words that carry no meaning of their own, in statements and in questions alike.
_STOPWORDS = """
的 了 和 与 及 或 等 在 是 为 对 从 以 于 由 向 把 被 将 也 都 而 且 并 则 但 其 之 所
该 此 这 那 有 就 着 过 地 得
给 让 使 用 我 你 他 她 它 我们 你们 他们 这个 那个 这些 那些 可以 以及 通过 进行 a an and of the
吗 呢 吧 啊 呀 么 请 请问 一下 什么 怎么 怎样 如何 哪些 哪个 哪 谁 多少 几 是否
"""
STOPWORDS = frozenset(_STOPWORDS.split())

# Sum of the frequencies in jieba's dictionary.
JIEBA_TOTAL = 60_101_967

_LOCK = threading.Lock()
_BLANK = re.compile(r"(?<![0-9a-z])\s+|\s+(?![0-9a-z])")
_COMMA_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_BLANK_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0]\d{3})+(?! ?\d)")
_CJK_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[0-9a-z]+(?:[.%][0-9a-z]+)*%?")
_WORD = re.compile(r"\w")
_SAME_FIRST_CHARACTER = re.compile(r"^(.).*(?:\n\1.*)*", re.MULTILINE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_PLACE = re.compile(r"^([\u4e00-\u9fff]{2,}) \d+ ns", re.MULTILINE)


def fold(text: str) -> str:
    """Return the form in which two spellings of the same text are equal.

    NFKC, lower case, no blanks except between two Latin letters or digits, no thousands
    separators.

    >>> fold("２４ 327 户（ＧＤＰ）")
    '24327户(gdp)'
    """
    text = unicodedata.normalize("NFKC", text).lower()
    text = _COMMA_THOUSANDS.sub("", text)
    text = _BLANK_THOUSANDS.sub(lambda match: re.sub(r"\s", "", match.group()), text)
    return _BLANK.sub("", text)


def to_simplified(text: str) -> str:
    """Return the text in simplified characters; a text without traditional ones as it is.

    GB 2312 holds next to no traditional characters, so a text that fits in it needs no
    conversion, and the converter is not even loaded.
    """
    if text.isascii() or not any(_is_outside_gb2312(sign) for sign in set(_HAN.findall(text))):
        return text
    converted: str = _converter().convert(text)
    return converted


def words(text: str) -> list[str]:
    """Return the words of a text in reading order, long ones together with the words inside them.

    Folded, simplified, without stopwords and punctuation; a word may occur more than once.
    """
    folded = to_simplified(fold(text))
    return [
        word
        for word in _tokenizer(folded).cut_for_search(folded)
        if word not in STOPWORDS and _WORD.search(word)
    ]


def bigrams(text: str) -> list[str]:
    """Return neighbouring pairs of Chinese characters, and whole numbers and Latin words.

    >>> bigrams("雨露计划2023年")
    ['雨露', '露计', '计划', '2023', '年']
    """
    grams: list[str] = []
    for run in _CJK_RUN.findall(to_simplified(fold(text))):
        if run.isascii() or len(run) == 1:
            grams.append(run)
        else:
            grams.extend(run[i : i + 2] for i in range(len(run) - 1))
    return grams


def word_borders(text: str) -> list[int]:
    """Return the offsets at which jieba sees one word end and the next begin, ends excluded.

    Offsets count in `text` as it is: nothing is folded.
    """
    borders = []
    offset = 0
    for word in _tokenizer(text).cut(text):
        offset += len(word)
        borders.append(offset)
    return borders[:-1]


@cache
def known_places() -> frozenset[str]:
    """Return the names of places that jieba knows, with 县 and without as its dictionary has them.

    Most counties are among them, few townships and no villages.
    """
    return frozenset(_PLACE.findall(_dictionary()))


def word_classes(words: Collection[str]) -> dict[str, str]:
    """Return jieba's class of each word that it knows: "n" for a noun, "v" for a verb.

    >>> word_classes(["农民", "发展"])
    {'农民': 'n', '发展': 'v'}
    """
    wanted = frozenset(words)
    found = {}
    for line in _dictionary().splitlines():
        word, _, rest = line.partition(" ")
        if word in wanted:
            found[word] = rest.rpartition(" ")[2][:1]
    return {word: found[word] for word in words if word in found}


def is_word(text: str) -> bool:
    """Return whether a text is one word of jieba's dictionary or of ours, places apart."""
    return bool(_tokenizer(text).FREQ.get(text)) and text not in known_places()


def _is_outside_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


class _Words:
    """jieba's words and ours, each read when its first character is first met.

    jieba would read half a million of them before the first one is asked for, which takes longer
    than to answer a question.
    """

    def __init__(self) -> None:
        self._tokenizer = _jieba().Tokenizer()
        self._tokenizer.total = JIEBA_TOTAL
        self._tokenizer.initialized = True
        self._unread: dict[str, list[str]] = {}
        for match in _SAME_FIRST_CHARACTER.finditer(_dictionary()):
            self._unread.setdefault(match[1], []).append(match[0])
        terms = [
            term
            for line in POLICY_WORDS.read_text(encoding="utf-8").splitlines()
            if not line.startswith("#")
            for term in line.split()
        ]
        self._read("".join(terms))
        for term in terms:
            self._tokenizer.add_word(term)

    def tokenizer_for(self, text: str) -> Any:
        """Return the tokenizer that knows every word this text may hold."""
        self._read(text)
        return self._tokenizer

    def _read(self, text: str) -> None:
        frequencies = self._tokenizer.FREQ
        for sign in self._unread.keys() & set(text):
            # A word, its frequency, its part of speech.
            fields = " ".join(self._unread[sign]).split()
            words = fields[::3]
            frequencies.update(zip(words, map(int, fields[1::3]), strict=True))
            # jieba goes on to longer words only over their beginnings.
            for word in words:
                while (word := word[:-1]) and word not in frequencies:
                    frequencies[word] = 0
            del self._unread[sign]


def _jieba() -> Any:
    # jieba compiles with deprecated escapes and asks a deprecated module for its data.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    return jieba


def _dictionary() -> str:
    return Path(_jieba().__file__).with_name("dict.txt").read_text(encoding="utf-8")


@cache
def _load_words() -> _Words:
    return _Words()


def _tokenizer(text: str) -> Any:
    with _LOCK:
        return _load_words().tokenizer_for(text)


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
