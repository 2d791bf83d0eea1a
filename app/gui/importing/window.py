"""The import window: what was found at the left, one form in the middle, its original at the right."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import JihengError
from app.base.words import shown
from app.editing.importing import Choice
from app.editing.session import Session
from app.gui.importing.basket import Basket
from app.gui.importing.draft import Draft
from app.gui.importing.found_form import FoundFormView, QuietCombo
from app.gui.importing.found_list import FoundList
from app.gui.importing.helper import Launch, as_process
from app.gui.importing.nothing import Nothing
from app.gui.importing.reader import Reader
from app.gui.importing.source_view import SourceView
from app.gui.importing.sources import Source, files_below, source_of
from app.gui.questions import loses, wants
from app.gui.widgets import label, on_click, tool_button
from app.model.refs import FormRef
from app.readers.grids import Place
from app.recognise.found import Unplaced

_SIZE = QSize(1480, 900)
_SCREEN_SHARE = 0.94
_SHARES = (26, 43, 31)
_YEARS_BACK, _YEARS_AHEAD = 10, 2
_NOT_ASKED = "请选年度"
_LATER = "以后再填"
_BAR_WIDTH = 150  # px
_TOLD_EVERY = 80  # ms, while files are read


class ImportWindow(QDialog):
    """Reads files, lets the clerk look them over, and stores what is chosen as one step.

    Signals:
        stored: the forms that came of it, how many of them replaced forms that were there.
    """

    stored = Signal(object, int)

    def __init__(self, session: Session, launch: Launch = as_process, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("读入以前的文件")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, on=True)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.basket, self.reader = Basket(session, self), Reader(launch, self)
        self.list, self.form = FoundList(self.basket), FoundFormView(session.library)
        self.source = SourceView()
        self._is_stored = False
        self._lay_out()
        self._connect()
        room = self.screen().availableGeometry().size()
        self.resize(_SIZE.boundedTo(room * _SCREEN_SHARE))
        if self.size() != _SIZE:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.splitter.setSizes([self.width() * share // 100 for share in _SHARES])
        self._show_state()
        self.reader.warm()

    # Its parts

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._middle, self.nothing = QStackedWidget(), Nothing()
        self._middle.addWidget(self.nothing)
        self._middle.addWidget(self.form)
        for widget in (self._list_part(), self._middle, self.source):
            self.splitter.addWidget(widget)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setStretchFactor(2, 1)
        self.splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.splitter, 1)
        column.addLayout(self._foot())

    def _list_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._list_bar())
        column.addWidget(self.list, 1)
        column.addWidget(self._year_part())
        return part

    def _list_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 4, 4, 2)
        bar.setSpacing(0)
        bar.addWidget(label("找到的表", "heading"), 1)
        self._all = on_click(tool_button("全选", tip="所有的表都读入"), lambda: self._choose_all(Choice.ADD))
        self._none = on_click(tool_button("全不选", tip="所有的表都不读入"), lambda: self._choose_all(Choice.SKIP))
        self._renew = on_click(
            tool_button("更新已有", tip="已经有的表都用读出来的内容更新"), lambda: self._choose_all(Choice.UPDATE)
        )
        for button in (self._all, self._none, self._renew):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            bar.addWidget(button)
        return bar

    def _year_part(self) -> QWidget:
        self._year_words, self.year = label(), QuietCombo()
        self._year_words.setWordWrap(True)
        self.year.setAccessibleName("没有年度的表按哪一年读入")
        self.year.addItem(_NOT_ASKED)
        now = datetime.now().astimezone().year
        for year in range(now + _YEARS_AHEAD, now - _YEARS_BACK, -1):
            self.year.addItem(f"{year} 年", year)
        self.year.addItem(_LATER)
        self._year_part_ = QWidget()
        row = QHBoxLayout(self._year_part_)
        row.setContentsMargins(12, 6, 8, 6)
        row.addWidget(self._year_words, 1)
        row.addWidget(self.year)
        return self._year_part_

    def _foot(self) -> QHBoxLayout:
        self._words = label()
        self._words.setMinimumWidth(0)
        self._bar = QProgressBar()
        self._bar.setFixedWidth(_BAR_WIDTH)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("读取进度")
        self.stop_button = QPushButton("停止读取(&T)")
        self.add_button = QPushButton("再加文件(&A)…")
        self.store_button, self.cancel_button = QPushButton("读入"), QPushButton("取消")
        self.store_button.setDefault(True)
        row = QHBoxLayout()
        row.setContentsMargins(12, 6, 12, 8)
        row.setSpacing(8)
        row.addWidget(self._bar)
        row.addWidget(self.stop_button)
        row.addWidget(self._words, 1)
        for button in (self.add_button, self.store_button, self.cancel_button):
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.reader.told.connect(self.basket.take)
        self.reader.rested.connect(self._on_rested)
        self.basket.changed.connect(self._on_changed)
        self._teller = QTimer(self)
        self._teller.setSingleShot(True)
        self._teller.setInterval(_TOLD_EVERY)
        self._teller.timeout.connect(self._show_state)
        self.basket.draft_changed.connect(self._on_draft_changed)
        self.basket.seen.connect(self._on_seen)
        self.basket.file_changed.connect(self._on_seen)
        self.list.chosen.connect(self.show_draft)
        self.form.entered.connect(self.source.show_key)
        self.form.looked_at.connect(self._look_at)
        self.form.went_through.connect(self._next_form_with_doubts)
        self.form.choice_wanted.connect(self._choose)
        self.form.refused.connect(self.say)
        self.form.desk.changed.connect(self._on_corrected)
        self.source.chosen.connect(self.form.go_to)
        self.year.activated.connect(lambda _: self._give_year())
        self.stop_button.clicked.connect(self.stop)
        self.add_button.clicked.connect(self._ask_for_files)
        self.store_button.clicked.connect(self.store)
        self.cancel_button.clicked.connect(self.close)
        for keys, action in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda by=action: self._neighbour(by))
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.store)

    # Reading

    def read(self, sources: Sequence[Source]) -> None:
        """Read files, or what was copied, after those that are being read."""
        for source in sources:
            number = self.basket.add(source)
            self.list.show_file(number)
            self.reader.read(number, source)
        self._show_state()

    def read_paths(self, paths: Sequence[Path]) -> None:
        """Read files, and those of folders if the clerk wants them."""
        files: list[Path] = []
        for path in paths:
            files += self._wanted_of(path) if path.is_dir() else [path]
        self.read([source_of(file) for file in files])

    def _wanted_of(self, folder: Path) -> list[Path]:
        found = files_below(folder)
        name = shown(folder.name or str(folder))
        if not found:
            QMessageBox.information(self, "文件夹", f"“{name}”文件夹里没有可以读的 Excel、Word、PDF 或网页文件。")
            return []
        words = f"“{name}”文件夹里有 {len(found)} 个可以读的文件，都读出来看看吗？"
        return found if wants(self, "文件夹", words, go="都读出来", stay="取消") else []

    def _ask_for_files(self) -> None:
        from app.gui.importing.asking import ask_for_files

        self.read_paths(ask_for_files(self, str(self._folder())))

    def _folder(self) -> Path:
        paths = [file.source.path for file in self.basket.files if file.source.path]
        return paths[-1].parent if paths else Path.home()

    def stop(self) -> None:
        """Read no more; what has been found stays."""
        self.reader.stop()
        self.basket.stop()

    def _on_rested(self) -> None:
        if self.basket.lacking_year() and self.basket.year is None and self.year.currentIndex() == 0:
            self._propose_year()
        self._show_state()
        if self.form.draft is None and self.basket.files:
            self.say("没有找到可以读入的表，原因写在左边。")
            self.nothing.tell_in_vain()

    def _propose_year(self) -> None:
        year = self.basket.likely_year()
        if year is not None and self.year.findData(year) >= 0:
            self.year.setCurrentIndex(self.year.findData(year))
            self._give_year()

    # One form

    def show_draft(self, draft: Draft) -> None:
        """Show a form beside its original; what is typed in the one before is kept."""
        if self.form.draft is draft:
            return
        if self.form.draft is not None and not self.form.store_all():
            self.list.select(self.form.draft)
            return
        self._middle.setCurrentWidget(self.form)
        self.form.show_draft(draft)
        self.source.show_draft(draft, self.basket.files[draft.file])

    def _neighbour(self, by: int) -> None:
        drafts = list(self.basket.drafts())
        if self.form.draft is not None and len(drafts) > 1:
            self.list.select(drafts[(drafts.index(self.form.draft) + by) % len(drafts)])

    def _on_corrected(self) -> None:
        if self.form.draft is not None:
            self.basket.propose(self.form.draft)
            self.list.show_draft(self.form.draft)
            self.source.refresh()
            self._show_state()

    def _on_changed(self) -> None:
        """Show how things stand; while much comes in, now and then is enough."""
        if not self.reader.busy:
            self._show_state()
        elif not self._teller.isActive():
            self._teller.start()

    def _on_seen(self, number: int) -> None:
        """Show the original of the form that is shown, once there is one."""
        draft = self.form.draft
        if draft is not None and draft.file == number and self.basket.files[number].is_read:
            self.source.refresh()

    def _on_draft_changed(self, draft: Draft) -> None:
        if draft is self.form.draft:
            self.form.show_fate()

    def _next_form_with_doubts(self) -> None:
        """Go to the next form in which something is to be looked at; after the last one comes the first."""
        drafts = list(self.basket.drafts())
        at = drafts.index(self.form.draft) + 1 if self.form.draft in drafts else 0
        chosen = self.basket.chosen()
        for draft in (*drafts[at:], *drafts[:at]):
            if draft.open_doubts() and draft in chosen:
                self.list.select(draft)
                self.form.first_doubt()
                return
        self.say("没有要核对的内容了。")

    def _look_at(self, unplaced: Unplaced) -> None:
        place: Place = unplaced.place
        self.source.show_place(place)

    # What becomes of them

    def _choose(self, choice: str) -> None:
        if self.form.draft is not None:
            self.basket.choose(self.form.draft, Choice(choice))

    def _choose_all(self, choice: Choice) -> None:
        self.basket.choose_all(choice)

    def _give_year(self) -> None:
        self.basket.give_year(self.year.currentData())
        for draft in self.basket.lacking_year():
            self.list.show_draft(draft)
        self._show_state()

    @property
    def _must_ask_year(self) -> bool:
        lacking = any(draft.proposal.choice is not Choice.SKIP for draft in self.basket.lacking_year())
        return lacking and self.year.currentIndex() == 0

    def _show_state(self) -> None:
        """Show how far the reading is, how many forms are chosen, and what is still to be said."""
        is_busy, chosen = self.reader.busy, self.basket.chosen()
        self._bar.setVisible(is_busy)
        self.stop_button.setVisible(is_busy)
        if is_busy:
            self._show_progress()
        self._words.setText(self._state_words(chosen))
        self.store_button.setText(f"读入 {len(chosen)} 张表" if chosen else "读入")
        self.store_button.setEnabled(bool(chosen) and not is_busy)
        self.store_button.setToolTip("读完后就可以读入；现在可以先核对" if is_busy else "把选中的表存入（Ctrl+Enter）")
        lacking = len(self.basket.lacking_year())
        self._year_part_.setVisible(lacking > 0)
        self._year_words.setText(f"⚠ {lacking} 张表没有年度，都按：")
        self._show_bulk()

    def _show_bulk(self) -> None:
        drafts = [draft for draft in self.basket.drafts() if not draft.proposal.is_same]
        self._all.setEnabled(bool(drafts))
        self._none.setEnabled(bool(drafts))
        self._renew.setVisible(any(draft.proposal.known is not None for draft in drafts))

    def _show_progress(self) -> None:
        files = self.basket.files
        shares = [1.0 if file.is_read else file.done / file.total if file.total else 0.0 for file in files]
        self._bar.setMaximum(100 * len(files))
        self._bar.setValue(round(100 * sum(shares)))

    def _state_words(self, chosen: Sequence[Draft]) -> str:
        if self.reader.busy:
            number = sum(file.is_read for file in self.basket.files)
            return f"正在读第 {number + 1} 个文件，共 {len(self.basket.files)} 个"
        added = sum(draft.proposal.choice is Choice.ADD for draft in chosen)
        doubts = sum(len(draft.open_doubts()) for draft in chosen)
        parts = [f"新增 {added} 张"] if added else []
        parts += [f"更新 {len(chosen) - added} 张"] if len(chosen) > added else []
        parts += [f"还有 {doubts} 处请核对（F8）"] if doubts else []
        if not parts and self.basket.is_all_known:
            return "这些表都已经有了，内容相同，不用再读入。"
        return " · ".join(parts)

    def say(self, words: str) -> None:
        """Tell something where the eye is."""
        self._words.setText(words)

    # The end

    def store(self) -> None:
        """Store what is chosen as one step, and close."""
        if not self.store_button.isEnabled() or not self.form.store_all():
            return
        if self._must_ask_year:
            self.say("有的表没有印年度，请先选一个年度。")
            self.year.setFocus()
            return
        try:
            updated = sum(draft.proposal.choice is Choice.UPDATE for draft in self.basket.chosen())
            refs: list[FormRef] = self.basket.store()
        except JihengError as error:
            self.say(str(error))
            return
        self._is_stored = True
        self.close()
        self.stored.emit(refs, updated)

    def _wants_to_lose_it(self) -> bool:
        if self._is_stored or not self.basket.is_corrected:
            return True
        words = "改过的内容还没有读入，关闭后就没有了。"
        return loses(self, "还没有读入", words, go="关闭", stay="回去读入")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once, unless there is work that would be lost."""
        if not self._wants_to_lose_it():
            event.ignore()
            return
        self.reader.stop()
        self.source.rest()
        event.accept()  # a dialog's own way would come back here through ``reject``

    def reject(self) -> None:
        """Close like the button does."""
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter in a field from storing everything; buttons take it themselves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the list."""
        super().showEvent(event)
        self.list.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take more files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the files that were dropped."""
        self.read_paths([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
