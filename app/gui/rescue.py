"""A store that cannot be used: a backup is offered in its place, and what came of it is told."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton, QWidget

from app.base.errors import LeftoverError, StoreError, UnusableError
from app.gui.restore_dialog import NO_HARM, Offer, RestoreDialog, content_words, day_words, offer_of, offers_of
from app.store.backups import advice
from app.store.restoring import Restored
from app.store.store import restore

_WAY_BACK = "要换回来，用“文件 → 从备份恢复…”。"


class RescueBox(QMessageBox):
    """Says why a store cannot be opened and asks what to do; ``backup()`` gives the answer, or ``None``."""

    def __init__(self, store: Path, error: UnusableError, leave: str, parent: QWidget) -> None:
        why = str(error).removesuffix(advice(store))  # the buttons offer what it advises
        super().__init__(QMessageBox.Icon.Warning, "绩衡打不开", why, parent=parent)
        self._store = store
        self._newest = next((offer for offer in offers_of(store) if offer.content is not None), None)
        self.newest_button = self._newest_button(self._newest)
        self.choose_button = self.addButton("选择备份…(&C)", QMessageBox.ButtonRole.ActionRole)
        leave_button = self.addButton(leave, QMessageBox.ButtonRole.RejectRole)
        self.setEscapeButton(leave_button)
        is_harmless = not isinstance(error, LeftoverError)  # else a whole store would go for an older one
        self.setDefaultButton((self.newest_button or self.choose_button) if is_harmless else leave_button)
        self.setInformativeText(_outlook(self._newest))

    def _newest_button(self, newest: Offer | None) -> QPushButton | None:
        return self.addButton("用最新的备份恢复(&R)", QMessageBox.ButtonRole.AcceptRole) if newest else None

    def backup(self, folder: str) -> Path | None:
        """Ask, and return the backup to restore; other backups are looked for in ``folder`` first."""
        while True:
            self.exec()
            if self.clickedButton() is not self.choose_button:
                break
            dialog = RestoreDialog(self._store, folder, self, is_unusable=True)
            if dialog.exec() == QDialog.DialogCode.Accepted:
                return dialog.chosen()
        is_newest = self._newest is not None and self.clickedButton() is self.newest_button
        return self._newest.path if is_newest and self._newest else None


def _outlook(newest: Offer | None) -> str:
    if newest is None:
        return f"没有找到能用的自动备份。如果在 U 盘或别的文件夹备份过，可以选择那一份。{NO_HARM}"
    return f"最新的备份：{day_words(newest.made)} {newest.made:%H:%M}，{content_words(newest.content)}。{NO_HARM}"


def rescue(
    store: Path, error: UnusableError, window: QWidget, *, folder: str = "", leave: str = "退出"
) -> Restored | None:
    """Ask for a backup and put it in the place of a store that nobody has open, until it works or is given up."""
    while True:
        box = RescueBox(store, error, leave, window)
        backup = box.backup(folder)
        box.deleteLater()
        if backup is None:
            return None
        try:
            return restore(store, backup)
        except StoreError as refusal:
            QMessageBox.warning(window, "没有恢复", str(refusal))


def tell_restored(restored: Restored, window: QWidget) -> None:
    """Tell what came of restoring, and where the way back is."""
    made = offer_of(restored.backup).made
    done = f"已恢复到 {day_words(made)} {made:%H:%M} 的备份"
    QMessageBox.information(window, "已恢复", f"{done}{_kept_words(restored)}")


def _kept_words(restored: Restored) -> str:
    if restored.kept is None:
        return "。"
    if restored.was_unusable:
        return f"；不能用的文件没有删除，另存为“{restored.kept}”。"
    return f"；恢复前的数据在“{restored.kept.parent.name}/{restored.kept.name}”，{_WAY_BACK}"
