"""Tell text from what a broken font or encoding makes of it."""

import re
import unicodedata

# pdfminer writes this for a glyph whose font does not say which character it is.
CID = re.compile(r"\(cid:\d+\)")
# Shares from which on a text is garbled: signs of no script, and letters of a wrong code page.
STRANGE_SHARE = 0.1
LATIN_SHARE = 0.3
# The commonest characters of written Chinese are 15 % of any page of prose, and 5 % of tables of
# names; where glyphs are numbered afresh, they turn into rare ones.
COMMON = frozenset(
    "的一是不在有人这中大为上个国以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
    "方后多定行学法所民得经十三之进等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把"
    "性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或"
    "但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总"
    "次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干"
    "做必战先回则任取完据处理乡镇县市村贫补贴项目元万"
)
FEWEST_HAN = 100
COMMON_SHARE = 0.1


def is_garbled(text: str) -> bool:
    """Return whether a text is glyph numbers, signs of no script, or another code page's letters.

    >>> is_garbled("(cid:123)(cid:8)页"), is_garbled("公益性岗位补贴"), is_garbled("")
    (True, False, False)
    """
    signs = re.sub(r"\s", "", CID.sub("\ufffd", text))
    if not signs:
        return False
    strange = sum(map(_is_strange, signs))
    wrong_latin = sum("\x80" <= sign <= "\u024f" and sign.isalpha() for sign in signs)
    if strange > STRANGE_SHARE * len(signs) or wrong_latin > LATIN_SHARE * len(signs):
        return True
    han = [sign for sign in signs if "\u4e00" <= sign <= "\u9fff"]
    common = sum(sign in COMMON for sign in han)
    return len(han) >= FEWEST_HAN and common < COMMON_SHARE * len(han)


def _is_strange(sign: str) -> bool:
    """True for replacements, private-use and unassigned characters, and controls."""
    return sign == "\ufffd" or unicodedata.category(sign) in {"Co", "Cn", "Cc"}
