"""Which typefaces of a document this machine lacks, and what stands in for them.

Typefaces of 公文 belong to their makers and never come with the program.
"""

from functools import cache
from pathlib import Path

from assistant.layout.profiles import (
    BODY_FONT,
    HEADING_FONTS,
    LOOKS,
    PAGE_NUMBER_FONT,
    TITLE_FONT,
)
from ingest.schema import Record

# What Word takes where a typeface is not installed; each comes with Windows.
ALTERNATIVES = {
    TITLE_FONT: "宋体",
    BODY_FONT: "仿宋",
    HEADING_FONTS[1]: "楷体",
    HEADING_FONTS[0]: "SimHei",
    PAGE_NUMBER_FONT: "SimSun",
}

# By what names the files of a typeface call themselves.
_NAMES = {
    TITLE_FONT: ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "FZXBSJW--GB1-0"),
    BODY_FONT: ("FangSong_GB2312",),
    HEADING_FONTS[0]: ("SimHei",),
    HEADING_FONTS[1]: ("KaiTi_GB2312",),
    PAGE_NUMBER_FONT: ("SimSun",),
    "仿宋": ("FangSong",),
    "楷体": ("KaiTi",),
}

# What shows 汉字 where nothing of the above is installed, nearest first.
_SERIF = ("宋体", "Noto Serif CJK SC", "Source Han Serif SC", "AR PL SungtiL GB", "AR PL UMing CN")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "Droid Sans Fallback")
_STAND_INS = {
    TITLE_FONT: (*_SERIF, *_SANS),
    BODY_FONT: ("仿宋", *_SERIF, *_SANS),
    HEADING_FONTS[0]: (*_SANS, *_SERIF),
    HEADING_FONTS[1]: ("楷体", "AR PL KaitiM GB", "AR PL UKai CN", *_SERIF, *_SANS),
    PAGE_NUMBER_FONT: (*_SERIF[1:], *_SANS),
}


class MissingFont(Record):
    """A typeface of a document that this machine lacks."""

    name: str
    stand_in: str
    """What is shown in its place here; empty where nothing has 汉字."""

    @property
    def message(self) -> str:
        """What that means, in a Chinese sentence."""
        shown = (
            f"在本机预览时用“{self.stand_in}”代替" if self.stand_in else "本机没有可以代替的字体"
        )
        return (
            f"本机没有安装“{self.name}”，{shown}；"
            "文件里仍按规定写明字体，在装有它的电脑上打开就能正常显示。"
        )


def missing_fonts() -> list[MissingFont]:
    """Return the typefaces of 公文 that this machine lacks, in the order of the standard."""
    wanted = dict.fromkeys((TITLE_FONT, *(look.font for look in LOOKS.values()), PAGE_NUMBER_FONT))
    return [
        MissingFont(name=name, stand_in=find_stand_in(name))
        for name in wanted
        if not is_installed(name)
    ]


def find_stand_in(name: str) -> str:
    """Return the nearest typeface that is installed; empty where none is."""
    return next(filter(is_installed, _STAND_INS.get(name, ())), "")


def is_installed(name: str) -> bool:
    """Return whether this machine has a typeface, by its Chinese or its English name."""
    return not _installed().isdisjoint((name, *_NAMES.get(name, ())))


@cache
def _installed() -> frozenset[str]:
    """Return the names of the typefaces there are, as their files call themselves.

    matplotlib finds the files on every system; its own list of them is not asked, since it is
    kept for ever and misses what was installed since.
    """
    from matplotlib.font_manager import findSystemFonts, get_font

    names = set()
    for file in findSystemFonts():
        try:
            names.add(get_font(Path(file)).family_name)
        except (OSError, RuntimeError):
            continue
    # A file of several typefaces opens at its first, which for this family is the Japanese one.
    families = [name for name in names if name.endswith("CJK JP")]
    return frozenset(names.union(f"{name.removesuffix('JP')}SC" for name in families))
