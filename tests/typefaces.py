"""The program's typeface for files that tests draw themselves."""

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.base.locations import resources_folder


def register(name: str) -> None:
    """Let reportlab know the typeface by a name of the tests' own.

    Its face has that name too: reportlab takes fonts of one face for one font, whichever came first, and the program
    would embed this plain one in place of its own, in which letters above U+FFFF are copied right.
    """
    if name in pdfmetrics.getRegisteredFontNames():
        return
    font = TTFont(name, str(resources_folder() / "fonts" / "NotoSerifSC-Regular.ttf"))
    font.face.name = name.encode()
    pdfmetrics.registerFont(font)
