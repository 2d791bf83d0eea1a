"""Colours, icons and fonts of the window, from ``resources/theme`` and ``resources/icons``."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction, QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.base.locations import resources_folder

if TYPE_CHECKING:
    from app.definitions.looks import Font

_CHINESE_FONTS = (
    "Microsoft YaHei UI",
    "HarmonyOS Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "Microsoft YaHei",
    "SimHei",
)
_RARE = re.compile("[\u3400-\u4dbf\U00010000-\U0010ffff]")  # extension A, and all that comes after the common plane
_ensured: set[str] = set()
_added: set[Path] = set()
_ICON_SIZES = (16, 20, 24, 32, 48)
_TITLE_MORE = 4  # pt
_ICON_SHARE, _TOOL_ICON_SHARE = 1.25, 1.55  # of a Chinese character


class Theme(NamedTuple):
    """The colours of one theme, by what they are for."""

    window: str
    base: str
    alternate: str
    text: str
    muted: str
    line: str
    field_line: str
    accent: str
    accent_text: str
    accent_soft: str
    error: str
    error_soft: str
    warning: str
    warning_soft: str
    notice: str
    ok: str
    meter: tuple[str, ...]
    meter_rest: str


@cache
def _themes() -> dict[str, Theme]:
    text = (resources_folder() / "theme" / "theme.toml").read_text(encoding="utf-8")
    return {name: Theme(**colours) for name, colours in tomllib.loads(text).items()}


class Look(NamedTuple):
    """What the clerk chose.

    Attributes:
        scheme: ``light``, ``dark``, or ``system`` for what the desktop has.
        percent: how large letters are, in per cent of the desktop's.
    """

    scheme: str = "system"
    percent: int = 100


class _Worn:
    """The look that the application wears now, and the size of the desktop's letters."""

    look = Look()
    points = 0.0


def theme() -> Theme:
    """Return the light or the dark theme, as the clerk chose or else as the desktop has it."""
    if _Worn.look.scheme in _themes():
        return _themes()[_Worn.look.scheme]
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return _themes()["dark" if dark else "light"]


def themes() -> Mapping[str, Theme]:
    """Return all themes by their names."""
    return _themes()


def readable_on(colour: str) -> str:
    """Return black or white, whichever is read better on a colour; one of them always is at 4.5 : 1."""
    light = _luminance(colour)
    return "#000000" if (light + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def contrast(one: str, other: str) -> float:
    """Return how well two colours are told apart, from 1 to 21, as WCAG reckons it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def apply_theme(application: QApplication, look: Look | None = None) -> None:
    """Give the application its font, palette and the few style rules that a palette cannot say."""
    if not _Worn.points:
        _ensure_chinese_font(application)
        _Worn.points = max(application.font().pointSizeF(), 1.0)
    if look is not None:
        _wear(application, look)
    application.setPalette(_palette(theme()))
    for kind in _OUTLINED:
        application.setPalette(_outlined(theme()), kind)  # type: ignore[arg-type] # a text, whatever the stub says
    application.setStyleSheet(_style_sheet(theme()))


def _wear(application: QApplication, look: Look) -> None:
    """Choose the colours, also for what the desktop draws itself, and the size of letters."""
    _Worn.look = look
    named = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    application.styleHints().setColorScheme(named.get(look.scheme, Qt.ColorScheme.Unknown))
    font = application.font()
    font.setPointSizeF(_Worn.points * look.percent / 100)
    application.setFont(font)


def recolour(buttons: Iterable[QAction | QAbstractButton]) -> None:
    """Draw the icons of buttons and commands anew in the colours of the theme."""
    for button in buttons:
        name = _plain_icons.get(button.icon().cacheKey())
        if name is not None:
            button.setIcon(icon(name))


def _ensure_chinese_font(application: QApplication) -> None:
    """Name the font that Chinese is drawn with: a good one of the desktop's, else the bundled one.

    Left to itself, a desktop with many fonts takes any of them, thin or of another country's shapes.
    """
    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    chosen = next((name for name in _CHINESE_FONTS if name in families), None)
    font = application.font()
    if chosen:
        font.setFamilies([font.family(), chosen])
        application.setFont(font)
    if families:
        return
    number = QFontDatabase.addApplicationFont(str(resources_folder() / "fonts" / "NotoSerifSC-Regular.ttf"))
    families = QFontDatabase.applicationFontFamilies(number)
    if families:
        application.setFont(QFont(families[0], application.font().pointSize()))


def ensure_letters(text: str, fonts: "Mapping[str, Font]") -> None:
    """Let Qt draw the rare characters of a text, from the program's fonts or another that the machine has."""
    from app.sheet.fonts import font_file_of

    for character in set(_RARE.findall(text)) - _ensured:
        _ensured.add(character)
        file = font_file_of(character, fonts)
        if file is not None and file not in _added:
            _added.add(file)
            QFontDatabase.addApplicationFont(str(file))


def _palette(colours: Theme) -> QPalette:
    role = QPalette.ColorRole
    pairs = {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.base,
        role.AlternateBase: colours.alternate,
        role.Text: colours.text,
        role.Button: colours.window,
        role.ButtonText: colours.text,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.accent_text,
        role.ToolTipBase: colours.base,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.muted,
        role.Mid: colours.line,
        role.Link: colours.accent,
    }
    palette = QPalette()
    for which, colour in pairs.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.muted))
    return palette


_OUTLINED = ("QCheckBox", "QRadioButton", "QSpinBox", "QComboBox", "QTreeView")
_DARKENED = 125  # per cent, about by which the style darkens a widget's window colour to draw its outline


def _outlined(colours: Theme) -> QPalette:
    """Return the palette of what the style outlines: it takes a darker window colour, unseen on a dark one."""
    palette = _palette(colours)
    palette.setColor(QPalette.ColorRole.Window, QColor(colours.field_line).lighter(_DARKENED))
    return palette


def problem_palette(sign: str) -> QPalette:
    """Return the palette of what the style draws itself and no rule marks: a drop-down in which something is wrong."""
    colours = theme()
    marks = {"error": (colours.error, colours.error_soft), "warning": (colours.warning, colours.warning_soft)}
    palette = QPalette()
    if sign in marks:
        line, ground = marks[sign]
        palette.setColor(QPalette.ColorRole.Window, QColor(line).lighter(_DARKENED))
        palette.setColor(QPalette.ColorRole.Base, QColor(ground))
    return palette


def _icon_px(share: float) -> int:
    """Return the drawn size of icons that is nearest to a multiple of a letter's width."""
    wanted = QFontMetrics(QApplication.font()).horizontalAdvance("中") * share
    return min(_ICON_SIZES, key=lambda size: abs(size - wanted))


def _points(more: float = 0) -> float:
    """Return the size of letters, or of those that are larger by some points."""
    return round((_Worn.points + more) * _Worn.look.percent / 100, 1)


def _style_sheet(colours: Theme) -> str:
    return f"""
    QToolBar {{ border: none; border-bottom: 1px solid {colours.line}; padding: 2px 8px; spacing: 4px; }}
    QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 2px 4px; }}
    QToolBar QToolButton {{ padding: 3px 8px; }}
    QToolButton:hover {{ background: {colours.accent_soft}; }}
    QToolButton:focus {{ border: 1px solid {colours.accent}; }}
    QStatusBar {{ border-top: 1px solid {colours.line}; }}
    QStatusBar::item {{ border: none; }}
    QSplitter::handle {{ background: {colours.line}; }}
    QSplitter::handle:horizontal {{ width: 1px; }}
    QSplitter::handle:vertical {{ height: 1px; }}
    QScrollArea {{ border: none; }}
    PageStack {{ border: 1px solid transparent; }}
    PageStack:focus {{ border: 1px solid {colours.accent}; }}
    RowTable {{ outline: 0; }}
    QListView, QTableView, QTextBrowser {{ border: 1px solid transparent; }}
    QTreeView {{ border: 1px solid {colours.base}; }}
    QTreeView:focus, QListView:focus, QTableView:focus, QTextBrowser:focus {{ border: 1px solid {colours.accent}; }}
    QTreeView::item {{ padding: 4px 2px; }}
    QTreeView::item:selected, QListView::item:selected {{ background: {colours.accent_soft}; color: {colours.text}; }}
    QTreeView::item:hover:!selected {{ background: {colours.window}; }}
    QToolButton:checked {{ background: {colours.accent_soft}; color: {colours.accent}; font-weight: 600; }}
    QToolButton::menu-indicator {{ image: none; }}
    QToolButton, QPushButton, QTreeView, QListView, QTableView {{ icon-size: {_icon_px(_ICON_SHARE)}px; }}
    QToolBar {{ icon-size: {_icon_px(_TOOL_ICON_SHARE)}px; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QTableView {{ gridline-color: {colours.line}; selection-background-color: {colours.accent_soft};
                  selection-color: {colours.text}; }}
    QHeaderView::section {{ background: {colours.window}; color: {colours.muted}; border: none; padding: 3px 4px;
                            border-bottom: 1px solid {colours.line}; border-right: 1px solid {colours.line}; }}
    QLineEdit, QPlainTextEdit {{ background: {colours.base}; border: 1px solid {colours.field_line};
                                            border-radius: 4px; padding: 2px 6px; }}
    QLineEdit[problem="error"], QPlainTextEdit[problem="error"]
        {{ border: 1px solid {colours.error}; background: {colours.error_soft}; }}
    QLineEdit[problem="warning"], QPlainTextEdit[problem="warning"]
        {{ border: 1px solid {colours.warning}; background: {colours.warning_soft}; }}
    QLineEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {colours.accent}; padding: 1px 5px; }}
    QTableView QLineEdit:focus, QTableView QPlainTextEdit:focus {{ border: 1px solid {colours.accent}; }}
    QTableView QLineEdit, QTableView QPlainTextEdit, QTableView QComboBox {{ border-radius: 0; padding: 2px 4px; }}
    QScrollBar {{ background: {colours.window}; margin: 0; }}
    QScrollBar:vertical {{ width: 12px; }}
    QScrollBar:horizontal {{ height: 12px; }}
    QScrollBar::handle {{ background: {colours.field_line}; border-radius: 4px; margin: 2px; }}
    QScrollBar::handle:hover {{ background: {colours.muted}; }}
    QScrollBar::handle:vertical {{ min-height: 28px; }}
    QScrollBar::handle:horizontal {{ min-width: 28px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
    QLabel[role="heading"] {{ font-weight: 600; }}
    QLabel[role="title"] {{ font-weight: 600; font-size: {_points(_TITLE_MORE):g}pt; }}
    QLabel[role="muted"] {{ color: {colours.muted}; }}
    QLabel[role="error"] {{ color: {colours.error}; }}
    QLabel[role="label"] {{ color: {colours.muted}; }}
    """


_plain_icons: dict[int, str] = {}  # the names of the icons in the text's colour, by what Qt knows them by


def icon(name: str, colour: str = "") -> QIcon:
    """Return an icon of ``resources/icons`` in a colour, the text's where none is named."""
    made = _coloured_icon(name, colour or theme().text)
    if not colour:
        _plain_icons[made.cacheKey()] = name
    return made


@cache
def _coloured_icon(name: str, colour: str) -> QIcon:
    source = (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    drawn = source.replace("currentColor", colour).encode()
    made = QIcon()
    for size in _ICON_SIZES:
        pixmap = QPixmap()
        pixmap.loadFromData(QByteArray(_sized(drawn, size)), "SVG")
        made.addPixmap(pixmap)
    return made


def _sized(svg: bytes, size: int) -> bytes:
    """Return the drawing with another natural size, so that it is rendered sharp instead of scaled."""
    return svg.replace(b'width="24"', b'width="%d"' % size, 1).replace(b'height="24"', b'height="%d"' % size, 1)


def app_icon() -> QIcon:
    """Return the program's own icon."""
    return QIcon(str(resources_folder() / "icons" / "jiheng.svg"))
