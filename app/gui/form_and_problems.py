"""The form with its problems below: how the height is divided between them, by itself and by the clerk's hand."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter

from app.gui.beside.beside_room import BesideRoom
from app.gui.form_view import FILL, FormView
from app.gui.problems import ProblemPanel
from app.gui.window import MainWindow

_LEAST, _USUAL = 60, 130  # px: how high the problems are at least where they were dragged, and grow at most
_SHARE = 0.28  # of the whole height, which they take at most by themselves where that is more
_LINES = 9  # of text, about as high as they grow by themselves


class FormAndProblems(QSplitter):
    """Gives the problems the room they need and no more.

    Attributes:
        by_hand: how high the clerk has made the problems, in px; 0 until then.
    """

    def __init__(self, form_view: FormView, problems: ProblemPanel, comparing: BesideRoom, main: MainWindow) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.form_view, self.problems, self.comparing, self.main = form_view, problems, comparing, main
        self.by_hand = main.settings.problems_height
        self._folding = QTimer(self, singleShot=True, interval=0)
        self._folding.timeout.connect(self.fold)
        self.addWidget(form_view)
        self.addWidget(problems)
        self.setStretchFactor(0, 1)
        self.setCollapsible(0, False)
        form_view.sure_height = self._height_of_form
        form_view.look_changed.connect(lambda _: self.fold())
        form_view.tightened.connect(self._folding.start)
        comparing.switched.connect(lambda _: self.fold())
        problems.resized.connect(self.fold)
        self.splitterMoved.connect(self._remember_hand)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide another room at once, not at the next edit."""
        super().resizeEvent(event)
        self._folding.start()

    def fold(self) -> None:
        """Divide the room anew; where the list of problems has none, their number is enough."""
        view = self.form_view
        self.problems.fold(in_preview=view.is_preview or view.is_tight or self.comparing.is_tight)
        whole = sum(self.sizes())
        most = self.by_hand or min(self.problems.usual_height(), _share_of(whole))
        wanted = min(self.problems.wanted_height(most), most)
        if self.sizes() != [whole - wanted, wanted]:
            self.setSizes([whole - wanted, wanted])

    def _height_of_form(self) -> int:
        """Return how high the form is at least: when the problems have all the room that is theirs."""
        whole = self.height() - self.handleWidth()
        usual = min(_LINES * self.fontMetrics().height(), _share_of(whole))
        most = self.by_hand or usual
        return whole - max(min(most, usual), min(most, self.problems.whole_height(most)))

    def _remember_hand(self) -> None:
        """Keep the height that the clerk has dragged; whoever pulls up what has made room wants to see the problems."""
        height = self.sizes()[1]
        if height > self.problems.wanted_height(0) and not self._are_problems_seen and not self.form_view.is_preview:
            self._bring_problems()
        if self._are_problems_seen:
            self.by_hand = max(height, _LEAST)
        else:
            self._folding.start()  # there is nothing to be seen higher up

    def go_to_problems(self) -> None:
        """Put the focus on the problems, or say that there are none."""
        self._bring_problems()
        if self._are_problems_seen:
            self.problems.list.setFocus()
        else:
            self.main.say("没有发现问题。")

    @property
    def _are_problems_seen(self) -> bool:
        return self.problems.list.isVisibleTo(self.problems)

    def _bring_problems(self) -> None:
        """Let the list of problems be seen: what has taken its room in a low window gives it back."""
        if not self.problems.model.groups:
            return
        if self.form_view.is_preview:
            self.form_view.show_look(FILL)
        if self.comparing.is_tight:
            self.comparing.show_beside()
        if self.form_view.is_tight:
            self._fold_head_again()
        self.fold()

    def _fold_head_again(self) -> None:
        """Fold the head that the clerk has opened where there is no room for it; with room it opens by itself."""
        was_in_head = self.form_view.head.isAncestorOf(self.main.focusWidget() or self.main)
        self.form_view.begin_folded(folded=False)
        self.form_view.fold_head(folded=True)
        self.form_view.fit_head()
        if was_in_head:
            self.form_view.table.setFocus()


def _share_of(whole: int) -> int:
    """Return how high the problems grow at most by themselves, of the height of form and problems."""
    return max(_USUAL, int(whole * _SHARE))
