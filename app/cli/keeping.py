"""Keeping the store safe: backups of it, the way back from one, and whether it is whole."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.base.errors import DamagedError
from app.base.locations import default_store
from app.cli.output import say
from app.store.backups import backups_of
from app.store.restoring import Restored
from app.store.store import Store, restore


@dataclass(frozen=True)
class BackupReport:
    """A backup that was made of a store."""

    store: Path
    backup: Path

    @property
    def sentence(self) -> str:
        """What was done."""
        return f"已备份到“{self.backup}”。"

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        return {"store": str(self.store), "backup": str(self.backup)}


@dataclass(frozen=True)
class RestoreReport:
    """What came of restoring."""

    restored: Restored

    @property
    def sentence(self) -> str:
        """What was done, and where the way back is."""
        done = f"已从“{self.restored.backup}”恢复到“{self.restored.store}”"
        if self.restored.kept is None:
            return f"{done}。"
        before = "原来的文件不能用，另存为" if self.restored.was_unusable else "恢复前的数据备份在"
        return f"{done}；{before}“{self.restored.kept}”。"

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        kept = self.restored.kept
        return {
            "store": str(self.restored.store),
            "backup": str(self.restored.backup),
            "kept": None if kept is None else str(kept),
            "was_unusable": self.restored.was_unusable,
        }


@dataclass(frozen=True)
class VerifyReport:
    """What a thorough check of a store has found."""

    store: Path
    problems: list[str]

    @property
    def sentence(self) -> str:
        """What came of it and what to do."""
        if not self.problems:
            return f"数据文件“{self.store}”完好。"
        newest = self._newest_backup()
        way = f'用 jiheng restore "{newest}" 可从最新的备份恢复。' if newest else "没有它的备份，请把它交给维护人员。"
        return f"数据文件“{self.store}”有 {len(self.problems)} 处损坏。{way}"

    def _newest_backup(self) -> Path | None:
        return next((backup.path for backup in backups_of(self.store)), None)

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        newest = self._newest_backup()
        return {
            "store": str(self.store),
            "whole": not self.problems,
            "problems": self.problems,
            "newest_backup": None if newest is None else str(newest),
        }


def back_up(store: Path | None, folder: Path) -> BackupReport:
    """Back a store up, or the default one; none is made for it."""
    with _opened(store) as opened:
        return BackupReport(opened.path, opened.backup(folder))


def restore_from(store: Path | None, backup: Path) -> RestoreReport:
    """Put a backup in the place of a store, which need not be there, or of the default one."""
    return RestoreReport(restore(store or default_store(), backup))


def verified(store: Path | None) -> VerifyReport:
    """Check a store thoroughly; that it is damaged is an answer, that it is not there is a refusal."""
    try:
        with _opened(store) as opened:
            return VerifyReport(opened.path, opened.verify())
    except DamagedError as error:
        return VerifyReport((store or default_store()).resolve(), [str(error)])


def _opened(store: Path | None) -> Store:
    opened = Store.open(store or default_store(), create=False)
    for notice in opened.notices:
        say(notice)
    return opened
