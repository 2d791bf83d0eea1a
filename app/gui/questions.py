"""Questions before something is lost or done; the answers are verbs, so that nobody has to read a sentence twice."""

from PySide6.QtWidgets import QMessageBox, QWidget


class Question(QMessageBox):
    """Asks whether to go on; Escape and closing the box leave things as they are."""

    def __init__(self, title: str, words: str, go: str, stay: str, parent: QWidget | None = None) -> None:
        super().__init__(QMessageBox.Icon.Question, title, words, parent=parent)
        self.go_button = self.addButton(go, QMessageBox.ButtonRole.AcceptRole)
        self.stay_button = self.addButton(stay, QMessageBox.ButtonRole.RejectRole)
        self.setEscapeButton(self.stay_button)
        self.setDefaultButton(self.stay_button)

    def agreed(self) -> bool:
        """Ask; whether the clerk wants to go on."""
        self.exec()
        return self.clickedButton() is self.go_button


def loses(parent: QWidget, title: str, words: str, *, go: str, stay: str) -> bool:
    """Ask before something is lost; Enter keeps it."""
    return Question(title, words, go, stay, parent).agreed()


def wants(parent: QWidget, title: str, words: str, *, go: str, stay: str) -> bool:
    """Ask before something is done that does no harm; Enter does it."""
    question = Question(title, words, go, stay, parent)
    question.setDefaultButton(question.go_button)
    return question.agreed()
