"""Makes the two small Chinese fonts of the figures from Noto Sans CJK, which the SIL Open Font License allows.

``python -m sim.figures.fonts.subset NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc`` (Debian: fonts-noto-cjk) writes
them beside this file. They hold every character of ``sim/language/zh`` and the 3755 common characters of GB 2312,
level 1, so that titles of one's own can be set too. The same input gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

from sim.language import CHINESE, phrases

FAMILY = "Plumbline Han"
WEIGHTS = ("Regular", "Bold")
_SOURCE_FAMILY = "Noto Sans CJK SC"
_COMMON = range(0xB0, 0xD8)  # first bytes of GB 2312 level 1
_PUNCTUATION = "\N{IDEOGRAPHIC SPACE}、。《》〈〉「」『』【】〔〕…—·“”‘’！（），－．／：；？［］～％＋＝＜＞×÷±°′″"
_FAMILY_ID, _STYLE_ID, _UNIQUE_ID, _FULL_ID, _POSTSCRIPT_ID = 1, 2, 3, 4, 6
_KEPT_NAMES = (0, _FAMILY_ID, _STYLE_ID, _UNIQUE_ID, _FULL_ID, _POSTSCRIPT_ID, 13, 14)  # with copyright and licence


def characters() -> str:
    """Every character that the fonts must draw."""
    rows = ((bytes((first, second)) for second in range(0xA1, 0xFF)) for first in _COMMON)
    common = "".join(pair.decode("gb2312", errors="ignore") for row in rows for pair in row)
    return "".join(sorted({*common, *_PUNCTUATION, *"".join(phrases(CHINESE).values())}))


def subset(source: Path, weight: str, target: Path) -> None:
    """Write one weight.

    Args:
        source: the collection that holds the family.
        weight: ``Regular`` or ``Bold``.
        target: an OpenType font.
    """
    fonts = TTCollection(str(source), lazy=True).fonts
    font = next(font for font in fonts if font["name"].getDebugName(_FAMILY_ID).startswith(_SOURCE_FAMILY))
    options = Options(hinting=False, desubroutinize=False, notdef_outline=True, recalc_timestamp=False)
    options.layout_features = []
    options.name_IDs = list(_KEPT_NAMES)
    options.name_languages = [0x409]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    cutter = Subsetter(options)
    cutter.populate(text=characters())
    cutter.subset(font)
    _rename(font, weight)
    font.recalcTimestamp = False
    font.save(str(target), reorderTables=True)


def _rename(font: TTFont, weight: str) -> None:
    """A name of its own, since it is no longer the font it came from."""
    names, compact = font["name"], FAMILY.replace(" ", "")
    words = {
        _FAMILY_ID: FAMILY,
        _STYLE_ID: weight,
        _UNIQUE_ID: f"{compact}-{weight}",
        _FULL_ID: f"{FAMILY} {weight}",
        _POSTSCRIPT_ID: f"{compact}-{weight}",
    }
    for name_id, said in words.items():
        names.setName(said, name_id, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [f"{compact}-{weight}"]
        top = cff.topDictIndex[0]
        top.FamilyName, top.FullName, top.Weight = FAMILY, f"{FAMILY} {weight}", weight


def main(sources: list[str]) -> None:
    """Regular, then bold."""
    if len(sources) != len(WEIGHTS):
        sys.exit("usage: python -m sim.figures.fonts.subset REGULAR.ttc BOLD.ttc")
    for source, weight in zip(sources, WEIGHTS, strict=True):
        target = Path(__file__).with_name(f"{FAMILY.replace(' ', '')}-{weight}.otf")
        subset(Path(source), weight, target)
        print(f"{target.name}: {target.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
