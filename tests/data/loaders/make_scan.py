"""Draw `sample.png` again: `python tests/data/loaders/make_scan.py`; needs a Chinese font."""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).parent))
from make import HEADING, LAST, PARAGRAPHS, TABLE

HERE = Path(__file__).parent
FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
SIMPLIFIED = 2
SIZE, STEP, LEFT, COLUMN, ROW = 26, 48, 50, 170, 44


def make_scan() -> None:
    page = Image.new("L", (660, 520), 255)
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(FONT, SIZE, index=SIMPLIFIED)
    top = 40
    for text in (HEADING, *PARAGRAPHS):
        pen.text((LEFT, top), text, 0, font)
        top += STEP
    top += 10
    for number, row in enumerate(TABLE):
        for column, text in enumerate(row):
            corner = (LEFT + column * COLUMN, top + number * ROW)
            pen.rectangle((*corner, corner[0] + COLUMN, corner[1] + ROW), outline=0, width=2)
            pen.text((corner[0] + 12, corner[1] + 3), text, 0, font)
    pen.text((LEFT, top + len(TABLE) * ROW + 20), LAST, 0, font)
    page.quantize(8).save(HERE / "sample.png", optimize=True)


if __name__ == "__main__":
    make_scan()
