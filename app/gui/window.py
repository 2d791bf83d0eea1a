"""The main window: which form at the left, the form in the middle, what is wrong below."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QToolButton

from app.base.errors import JihengError
from app.gui.help_desk import HelpDesk
from app.gui.painted import once_painted
from app.gui.recent import RecentMenu
from app.gui.settings import Settings
from app.gui.theme import app_icon, icon
from app.gui.toolbar import ToolBar
from app.gui.widgets import tool_button

if TYPE_CHECKING:
    from app.editing.session import Session
    from app.gui.workplace import Workplace
    from app.store.glance import Glance

_SIZE = QSize(1240, 760)
_SCREEN_SHARE = 0.94
_BEFORE_RECENT = "new_store"  # below which command of the menu what was open last is offered


class Command(NamedTuple):
    """Something that can be done from a menu.

    Attributes:
        name: the method that does it, of the workplace or one of its rooms.
        words: what the menu says.
        keys: its shortcuts, separated by blanks.
        needs_form: whether a form must be in work.
        icon: its picture.
        argument: what the method is given, where one method serves several commands.
    """

    name: str
    words: str
    keys: str = ""
    needs_form: bool = False
    icon: str = ""
    argument: str = ""

    @property
    def id(self) -> str:
        """What the command is called among all others."""
        return f"{self.name} {self.argument}".strip()


class MainWindow(QMainWindow):
    """The frame; what needs the store comes in with :meth:`attach`, so that the frame shows at once.

    Signals:
        store_wanted: another store is to be opened in this window.
        restore_wanted: a backup is to take the place of the open store.
    """

    store_wanted = Signal(object)
    restore_wanted = Signal(object)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.actions_by_name: dict[str, QAction] = {}
        self.workplace: Workplace | None = None
        self.help = HelpDesk(self)
        self._old_words = ""
        self.recent = self._recent_menu()
        self.setWindowTitle("绩衡")
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self.resize(self._fitting_size())
        self.restoreGeometry(settings.geometry)
        self._make_menus()
        self._make_tool_bar()
        self.saved = QLabel()
        self.summary = QLabel()
        self.statusBar().addPermanentWidget(self.saved)
        self.statusBar().addPermanentWidget(self.summary)
        self.enable(has_store=False)
        once_painted(self, self._draw_pictures)

    def _draw_pictures(self) -> None:
        """Give the menus their pictures, which nobody sees before the window is there."""
        for command in (one for _, commands in MENUS for one in commands if one and one.icon):
            self.actions_by_name[command.id].setIcon(icon(command.icon))

    def _fitting_size(self) -> QSize:
        """Return the usual size, or what the screen has room for."""
        return _SIZE.boundedTo(self.screen().availableGeometry().size() * _SCREEN_SHARE)

    def _make_menus(self) -> None:
        for title, commands in MENUS:
            menu = self.menuBar().addMenu(title)
            for command in commands:
                if command is None:
                    menu.addSeparator()
                else:
                    menu.addAction(self._action(command))
                    if command.name == _BEFORE_RECENT:
                        menu.addMenu(self.recent)

    def _recent_menu(self) -> RecentMenu:
        menu = RecentMenu(self.settings, self)
        menu.store_wanted.connect(self.store_wanted)
        menu.file_wanted.connect(lambda file: self.read_files([file]))
        return menu

    def _action(self, command: Command) -> QAction:
        action = QAction(command.words, self)
        action.setObjectName(command.id)
        if command.keys:
            action.setShortcuts([QKeySequence(keys) for keys in command.keys.split()])
        if command.icon and command.name in TOOLS:
            action.setIcon(icon(command.icon))
        action.setCheckable(command.name == "choose_fonts")
        plain = command.words.partition("(&")[0].rstrip("…")
        action.setProperty("plain", plain)
        action.setToolTip(f"{plain}（{command.keys.split()[0]}）" if command.keys else plain)
        action.setData(command.needs_form)
        action.triggered.connect(lambda: self.carry_out(command))
        self.actions_by_name[command.id] = action
        return action

    def carry_out(self, command: Command) -> None:
        """Do what a command of the menus stands for; what cannot be done is told."""
        if command.name == "quit":
            self.close()
        elif self.workplace is not None:
            try:
                if command.name not in _WHILE_TYPING and not self._has_stored(command.name):
                    return
                self.workplace.command(command.name)(*filter(None, [command.argument]))
            except JihengError as error:
                self.refuse(str(error))

    def _has_stored(self, name: str) -> bool:
        """Store what is being typed; whether a command may go on: not if it would lose what could not be stored."""
        assert self.workplace is not None  # noqa: S101 - said by the caller
        return self.workplace.form_view.store_all() or name not in _LEAVES_FORM

    def _make_tool_bar(self) -> None:
        bar = ToolBar("工具栏")
        bar.setObjectName("tools")
        self.addToolBar(bar)
        for name in TOOLS:
            if not name:
                bar.addSeparator()
                continue
            action = self.actions_by_name[name]
            action.setIconText(action.text().partition("(")[0].rstrip("…"))
            bar.addAction(action)
        bar.addWidget(self._export_button())
        bar.sparing = [self.actions_by_name[name] for name in SPARING]

    def _export_button(self) -> QToolButton:
        menu = QMenu(self)
        for command in EXPORTS:
            if command is None:
                menu.addSeparator()
            else:
                menu.addAction(self.actions_by_name[command.id])
        button = tool_button("导出 ▾", picture="export", name="导出")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # as its neighbours; the menu has it all for the keyboard
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        return button

    def enable(self, *, has_store: bool, has_form: bool = False) -> None:
        """Allow what can be done now and grey out the rest."""
        for name, action in self.actions_by_name.items():
            action.setEnabled(name == "quit" or (has_store and (has_form or not action.data())))

    def show_list(self, glance: "Glance", then: Callable[[], None]) -> None:
        """Show the list of a store that is not open yet, then go on."""
        from app.gui.first_look import FirstLook

        look = FirstLook(glance, self.settings, self.width())
        self.setCentralWidget(look)
        once_painted(look.navigator.tree.viewport(), then)

    def attach(self, session: "Session") -> "Workplace":
        """Fill the frame with the open store."""
        from app.gui.workplace import Workplace

        self.workplace = Workplace(self, session)
        self.setCentralWidget(self.workplace)
        self.workplace.start()
        return self.workplace

    def say(self, sentence: str) -> None:
        """Tell the clerk that something was done."""
        self._old_words = ""
        self.statusBar().showMessage(sentence, 6000)
        QTimer.singleShot(0, self, lambda: self._let_age(sentence))

    def _let_age(self, sentence: str) -> None:
        """Take what was said for old from now on: the act that it is said of is over."""
        self._old_words = sentence

    def forget_words(self) -> None:
        """Say no longer what was done before, as another thing is being done; what was refused stays to be read."""
        if self._old_words and self.statusBar().currentMessage() == self._old_words:
            self.statusBar().clearMessage()
        self._old_words = ""

    def refuse(self, sentence: str) -> None:
        """Tell the clerk, without stopping the work, that something could not be done."""
        self.statusBar().showMessage(f"⚠ {sentence}", 12000)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dropped."""
        if event.mimeData().hasUrls() and self.workplace is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the files that were dropped."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.read_files(files)

    def read_files(self, files: Sequence[Path]) -> None:
        """Read files that were dropped on the window or chosen among those that were read last."""
        if self.workplace is not None and self.workplace.form_view.store_all():
            self.workplace.files_in.take_in(files)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Store what is being typed and remember how the window stood."""
        if self.workplace is not None and not self.workplace.leave():
            event.ignore()
            return
        self.settings.geometry = self.saveGeometry()
        super().closeEvent(event)


_WHILE_TYPING = ("copy_cells", "cut_cells", "paste_cells")  # what works on the text that is being typed
# What shows another form, where a value that was refused would be gone; its sentence is in the status bar.
_LEAVES_FORM = frozenset(
    (
        "new_form",
        "duplicate_form",
        "load",
        "paste_forms",
        "roll_forms",
        "restore_backup",
        "open_store",
        "new_store",
        "next_form",
        "previous_form",
    )
)
_FORMATS = (("pdf", "PDF", "Ctrl+E"), ("xlsx", "Excel", "Ctrl+Shift+E"), ("docx", "Word", ""), ("ofd", "OFD", ""))
EXPORTS: Sequence[Command | None] = (
    *(Command("export_form", f"这张表导出为 {w}…", k, needs_form=True, argument=to) for to, w, k in _FORMATS),
    None,
    *(Command("export_year", f"全年的表导出为 {w}…", argument=to) for to, w, _ in _FORMATS),
)

MENUS: Sequence[tuple[str, Sequence[Command | None]]] = (
    (
        "文件(&F)",
        (
            Command("new_form", "新建表(&N)…", "Ctrl+N", icon="new"),
            Command("load", "读入以前的文件(&O)…", "Ctrl+I Ctrl+O", icon="import"),
            Command("save", "存好正在输入的内容(&W)", "Ctrl+S"),
            Command("print_form", "打印(&P)…", "Ctrl+P", needs_form=True, icon="print"),
            None,
            Command("open_store", "打开数据文件…"),
            Command("new_store", "新建数据文件…"),
            Command("back_up", "备份数据(&B)…"),
            Command("restore_backup", "从备份恢复(&R)…"),
            None,
            Command("show_settings", "设置(&S)…", "Ctrl+,", icon="settings"),
            Command("quit", "退出(&Q)", "Ctrl+Q"),
        ),
    ),
    (
        "编辑(&E)",
        (
            Command("undo", "撤销(&U)", "Ctrl+Z", icon="undo"),
            Command("redo", "重做(&R)", "Ctrl+Y Ctrl+Shift+Z", icon="redo"),
            Command("paste_forms", "从剪贴板读入表(&V)", "Ctrl+Shift+V"),
            None,
            Command("cut_cells", "剪切(&T)", "Ctrl+X", needs_form=True),
            Command("copy_cells", "复制(&C)", "Ctrl+C", needs_form=True),
            Command("paste_cells", "粘贴(&P)", "Ctrl+V", needs_form=True),
            Command("fill_down", "向下填充(&W)", "Ctrl+D", needs_form=True),
            Command("fill_selection", "填入选中的各格(&S)", "Ctrl+Return Ctrl+Enter", needs_form=True),
            None,
            Command("add_row", "在下面添加一行(&A)", "Ctrl+Ins", needs_form=True, icon="add"),
            Command("add_row_above", "在上面添加一行(&B)", "Ctrl+Shift+Ins", needs_form=True),
            Command("duplicate_rows", "重复选中的行(&L)", "Ctrl+K", needs_form=True),
            Command("remove_rows", "删除选中的行(&D)", "Ctrl+Del", needs_form=True, icon="remove"),
            Command("move_up", "上移选中的行", "Alt+Up", needs_form=True, icon="up"),
            Command("move_down", "下移选中的行", "Alt+Down", needs_form=True, icon="down"),
            Command("sort_rows", "按官方顺序排列指标(&O)", "Ctrl+Shift+O", needs_form=True),
            None,
            Command("search_words", "查找(&F)…", "Ctrl+F"),
            Command("find_and_replace", "查找和替换(&H)…", "Ctrl+H", icon="search"),
        ),
    ),
    (
        "项目(&P)",
        (
            Command("roll_forms", "结转到新年度(&R)…", "Ctrl+R", icon="roll"),
            None,
            Command("duplicate_form", "复制这张表(&C)", "Ctrl+Shift+D", needs_form=True, icon="duplicate"),
            Command("delete_form", "删除这张表(&D)", "", needs_form=True, icon="delete"),
            None,
            Command("use_layout_for_kind", "全年同类的表都用这个版式(&L)", needs_form=True),
            Command("use_layout_for_year", "全年的表都用这个版式(&Y)", needs_form=True),
            None,
            Command("next_form", "下一张表", "Ctrl+PgDown", needs_form=True),
            Command("previous_form", "上一张表", "Ctrl+PgUp", needs_form=True),
        ),
    ),
    (
        "检查(&K)",
        (
            Command("check_year", "检查全年(&A)", "F5", icon="check"),
            Command("next_problem", "下一个问题(&N)", "F8", needs_form=True),
            Command("mend_problem", "改正当前问题(&M)", "Ctrl+M", needs_form=True, icon="fix"),
            Command("mend_all", "全部改正同类问题(&L)", "Ctrl+Shift+M", needs_form=True),
            Command("leave_problem", "不再提示当前问题，或恢复提示(&W)…", "Ctrl+Shift+J", needs_form=True),
            None,
            Command("review_form", "请核对：旧内容和旧年份(&R)", "F7", needs_form=True),
        ),
    ),
    (
        "导出(&X)",
        EXPORTS,
    ),
    (
        "查看(&V)",
        (
            Command("show_overview", "全年概览(&O)", "Ctrl+Home", icon="home"),
            Command("show_filling", "填写(&F)", "Ctrl+1", needs_form=True),
            Command("show_preview", "预览(&P)", "Ctrl+2", needs_form=True, icon="preview"),
            Command("show_beside", "与上年对照(&B)", "Ctrl+3", needs_form=True),
            Command("choose_beside", "与另一个项目对照(&D)…", "Ctrl+Shift+3", needs_form=True),
            Command("show_library", "指标库(&I)", "Ctrl+Shift+K", needs_form=True, icon="search"),
            None,
            Command("choose_fonts", "打印用本机的官方字体（小标宋、宋体、仿宋）"),
            None,
            Command("go_to_list", "到表的列表", "Ctrl+L"),
            Command("go_to_table", "到绩效指标", "Ctrl+T", needs_form=True),
            Command("go_to_problems", "到问题列表", "Ctrl+J", needs_form=True),
            Command("next_pane", "到窗口的下一块", "F6"),
            Command("previous_pane", "到窗口的上一块", "Shift+F6"),
        ),
    ),
    (
        "帮助(&H)",
        (
            Command("help_here", "这里怎么用(&W)", "F1"),
            Command("help_contents", "帮助目录(&C)", "Shift+F1"),
            Command("show_shortcuts", "键盘快捷键(&K)", "Ctrl+/"),
            None,
            Command("about", "关于绩衡(&A)"),
        ),
    ),
)

SPARING = ("undo", "redo", "show_preview", "check_year", "roll_forms", "load", "new_form")
TOOLS = ("new_form", "load", "roll_forms", "", "undo", "redo", "", "check_year", "show_preview")
