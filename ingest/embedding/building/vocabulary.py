"""Chooses the pieces Chinese text uses and makes a tokenizer of them."""

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

SPACE = "▁"  # U+2581, how SentencePiece writes a space
BEGIN, PADDING, END, UNKNOWN = 0, 1, 2, 3
SPECIAL = 4

# Words in Latin letters beyond these are spelled with smaller pieces. Chinese policy texts hold
# abbreviations, units, product names and addresses, not prose in eighty languages.
LATIN_PIECES = 8_000
ABBREVIATION = 5  # longest piece in capitals that is kept however rare it is

# The model was trained with these before every text; losing a piece of them costs 0.015 cosine.
QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "

# What XLM-R's own normaliser does besides NFKC: it drops controls and reads breaks, zero-width
# marks and damaged characters as spaces.
CONTROLS = r"[\x{0}-\x{8}\x{b}\x{e}-\x{1f}\x{7f}\x{8f}\x{9f}]"
BREAKS = r"[\t\n\f\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]"

# XLM-R keeps the full-width tilde of "5～10天", which NFKC would fold, so it hides behind a
# private-use character meanwhile.
TILDE, HIDDEN_TILDE = "～", "\ue000"


def choose_pieces(pieces: Sequence[str], scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the ids of the pieces to keep, in ascending order.

    Kept are the special tokens, every piece of Chinese characters, of digits and of signs, every
    single character of any alphabet in formulas and names (Latin, Greek, Cyrillic, kana), short
    abbreviations, the likeliest pieces of Latin letters, and what the model's prefixes consist of.
    """
    kept = [*range(SPECIAL), *_pieces_of_prefixes(pieces, scores)]
    latin: list[int] = []
    for id_ in range(SPECIAL, len(pieces)):
        text = pieces[id_].removeprefix(SPACE)
        is_letter = len(text) == 1 and _is_letter_of_formulas(text)
        if is_letter or all(_is_chinese_or_sign(character) for character in text):
            kept.append(id_)
        elif text.isascii() and text.isalpha():
            is_abbreviation = text.isupper() and len(text) <= ABBREVIATION
            (kept if is_abbreviation else latin).append(id_)
    latin.sort(key=lambda id_: (-scores[id_], id_))
    return np.array(sorted({*kept, *latin[:LATIN_PIECES]}), dtype=np.int64)


def _pieces_of_prefixes(pieces: Sequence[str], scores: NDArray[np.float32]) -> list[int]:
    tokenizer = build_tokenizer(pieces, scores.tolist(), window=512)
    return [id_ for text in (QUERY_PREFIX, PASSAGE_PREFIX) for id_ in tokenizer.encode(text).ids]


def _is_chinese_or_sign(character: str) -> bool:
    name = unicodedata.name(character, "")
    if name.startswith(("CJK UNIFIED", "CJK COMPATIBILITY", "CJK RADICAL", "KANGXI")):
        return True
    if unicodedata.category(character)[0] in "PSZ":
        return True
    # Digits of other scripts are letters to a Chinese reader.
    return character.isascii() and character.isdigit()


def _is_letter_of_formulas(character: str) -> bool:
    scripts = ("LATIN", "GREEK", "CYRILLIC", "HIRAGANA", "KATAKANA")
    return unicodedata.name(character, "").startswith(scripts)


def build_tokenizer(pieces: Sequence[str], scores: Sequence[float], *, window: int) -> Tokenizer:
    """Return an XLM-R tokenizer over these pieces, special tokens first.

    Args:
        pieces: Pieces by token id.
        scores: Log probability of each.
        window: Longest input in tokens; text beyond it is cut.
    """
    tokenizer = Tokenizer(
        models.Unigram(
            # The shortest decimal that reads back as the same float32 keeps the file small.
            [
                (piece, float(str(np.float32(score))))
                for piece, score in zip(pieces, scores, strict=True)
            ],
            unk_id=UNKNOWN,
            byte_fallback=False,
        )
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(CONTROLS), ""),
            normalizers.Replace(Regex(BREAKS), " "),
            normalizers.Replace(TILDE, HIDDEN_TILDE),
            normalizers.NFKC(),
            normalizers.Replace(HIDDEN_TILDE, TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement=SPACE, prepend_scheme="always")
    begin, end = pieces[BEGIN], pieces[END]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, BEGIN), (end, END)],
    )
    tokenizer.add_special_tokens(list(pieces[:SPECIAL]))
    tokenizer.enable_truncation(max_length=window)
    return tokenizer
