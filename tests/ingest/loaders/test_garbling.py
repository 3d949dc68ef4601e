import pytest

from ingest.loaders.garbling import is_garbled

PROSE = "为规范乡村公益性岗位管理，根据有关规定，结合本县实际，制定本办法。" * 6


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(cid:12)(cid:345)(cid:6)", id="glyph_numbers"),
        pytest.param("\ue001\ue002\ue003 第1页", id="private_use"),
        pytest.param("\x03\x11\x12\x0f年", id="controls"),
        pytest.param("ÎÒÃÇµÄÕþ²ß", id="gbk_read_as_latin"),
        pytest.param(PROSE.encode().decode("gb18030", errors="replace"), id="utf8_read_as_gbk"),
        pytest.param("".join(chr(ord(sign) + 1) for sign in PROSE), id="glyphs_numbered_afresh"),
    ],
)
def test_what_a_broken_font_or_encoding_makes_is_garbled(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PROSE, id="prose"),
        pytest.param("12 34.5 60% 2024年", id="figures"),
        pytest.param("Règlement général à l’été: naïve façade", id="french"),
        pytest.param("城关镇|柳湾乡|松坪乡|高崖乡|双河镇|龙泉镇|" * 10, id="names_of_places"),
        pytest.param(f"{PROSE}\ue000", id="one_odd_bullet"),
        pytest.param("", id="nothing"),
    ],
)
def test_text_is_not(text: str) -> None:
    assert not is_garbled(text)
