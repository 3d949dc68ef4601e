"""Find the encoding of a text file and decode it."""

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes

# UTF-32 stands first: its little-endian mark begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# A Chinese file in its true encoding with a few damaged bytes stays well below this share of
# replacement characters among its non-ASCII characters; read in a wrong one it lies far above.
DAMAGED_SHARE = 0.1

# Lead bytes of the characters each standard calls common: GB 2312 level 1 (3,755 characters in
# pinyin order, trail bytes from A1) and Big5 level 1 (5,401 by strokes), with the punctuation
# before them.
GB_COMMON_LEADS = range(0xB0, 0xD8)
BIG5_COMMON_LEADS = range(0xA4, 0xC7)
PUNCTUATION_LEADS = range(0xA1, 0xA4)

# Modifiers, combining marks, and the scripts from Armenian to Samaritan.
UNLIKELY = re.compile(r"[\u0250-\u036f\u0530-\u07ff]")

# Enough to tell two encodings apart, little enough to take no time on a large file.
SAMPLE_BYTES = 200_000


class DecodedText(NamedTuple):
    """A file's text and how it was found."""

    text: str
    encoding: str
    replaced: int
    """Characters that could not be decoded and stand as U+FFFD."""


def decode(data: bytes, *, declared: str = "", is_cut: bool = False) -> DecodedText:
    """Decode a text file.

    A byte order mark decides; then strict UTF-8, the encoding the file declares, GB18030 against
    Big5 by which of the two makes the characters common ones, and only then the guess of
    charset-normalizer, which is unsure on short Chinese files. A file damaged in a few places
    keeps its encoding, the damage standing as U+FFFD.

    Args:
        data: The whole file.
        declared: Encoding named inside the file, e.g. by an HTML `meta`; empty for none.
        is_cut: The data are the beginning of a file and may end inside a character.

    >>> decode("关于印发".encode("gb18030")).text
    '关于印发'
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_leniently(data[len(mark) :], encoding)
    if b"\0" in data[:SAMPLE_BYTES]:
        return _decode_leniently(data, _utf16_order(data))
    for encoding in ("utf-8", _codec_name(declared), _gb18030_or_big5(data)):
        if encoding:
            try:
                text = codecs.getincrementaldecoder(encoding)().decode(data, final=not is_cut)
            except UnicodeDecodeError:
                continue
            if encoding != "utf-8" or not _is_unlikely(text):
                return DecodedText(text, encoding, 0)
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        decoded = _decode_leniently(data, encoding)
        foreign = sum(character > "\x7f" for character in decoded.text)
        if decoded.replaced <= foreign * DAMAGED_SHARE:
            return decoded
    guess = from_bytes(data[:SAMPLE_BYTES]).best()
    return _decode_leniently(data, guess.encoding if guess else "gb18030")


def _decode_leniently(data: bytes, encoding: str) -> DecodedText:
    already_there = 0 if encoding != "utf-8" else data.count("\N{REPLACEMENT CHARACTER}".encode())
    text = data.decode(encoding, errors="replace")
    return DecodedText(text, encoding, text.count("\N{REPLACEMENT CHARACTER}") - already_there)


def _is_unlikely(text: str) -> bool:
    """True for text that is rather GB18030: a few of its words are valid UTF-8 by accident.

    "通知" reads as two marks of scripts nobody writes here; such accidents have two bytes a
    character, so that Chinese in UTF-8, of three, is never taken for one.
    """
    return max(text, default="") < "\u0800" and UNLIKELY.search(text) is not None


def _codec_name(declared: str) -> str:
    """The codec for a declared encoding; GB18030 for its subsets, empty for an unknown name."""
    try:
        name = codecs.lookup(declared.strip()).name if declared.strip() else ""
    except LookupError:
        return ""
    if name in {"gb2312", "gbk", "hz"}:
        return "gb18030"
    return "big5hkscs" if name == "big5" else name


def _utf16_order(data: bytes) -> str:
    """Byte order of UTF-16 without a mark: the zero half of ASCII characters tells."""
    sample = data[:SAMPLE_BYTES]
    return "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"


def _gb18030_or_big5(data: bytes) -> str:
    sample = data[:SAMPLE_BYTES]
    return "big5hkscs" if _big5_share(sample) > _gb_share(sample) else "gb18030"


def _gb_share(data: bytes) -> float:
    return _common_share(data, GB_COMMON_LEADS, first_trail=0xA1)


def _big5_share(data: bytes) -> float:
    return _common_share(data, BIG5_COMMON_LEADS, first_trail=0x40)


def _common_share(data: bytes, common_leads: range, *, first_trail: int) -> float:
    """Share of two-byte characters that are common ones or punctuation, 0 to 1."""
    common = total = index = 0
    while index < len(data) - 1:
        lead, trail = data[index], data[index + 1]
        if lead < 0x80:
            index += 1
            continue
        total += 1
        is_known = lead in common_leads or lead in PUNCTUATION_LEADS
        # Big5 has no trail bytes from 7F to A0.
        common += is_known and trail >= first_trail and not 0x7F <= trail <= 0xA0
        index += 2
    return common / total if total else 0.0
