"""Whether a folder is on this computer: WAL needs memory shared between programs, which no network drive has."""

import re
import sys
from pathlib import Path

_NETWORK_TYPES = frozenset(
    {"9p", "afs", "ceph", "cifs", "coda", "davfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb2", "smb3"}
    | {"smbfs", "vboxsf", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone", "fuse.sshfs", "fuse.vmhgfs-fuse"}
)
_DRIVE_REMOTE = 4


def is_on_network(path: Path) -> bool:
    """Whether ``path`` lies on a drive of another computer; ``False`` where that cannot be found out."""
    if sys.platform == "win32":
        import ctypes

        kind = ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\")
        return is_unc(str(path)) or bool(kind == _DRIVE_REMOTE)
    return file_system_of(path, _mounts()) in _NETWORK_TYPES


def _mounts() -> str:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def file_system_of(path: Path, mounts: str) -> str:
    """Return the type of the file system that holds ``path``, by a table in the form of ``/proc/mounts``."""
    best, found = -1, ""
    for line in mounts.splitlines():
        _, point, kind, *_ = [*line.split(" "), "", ""]
        folder = Path(_unescaped(point))
        if path.is_relative_to(folder) and len(folder.parts) >= best:
            best, found = len(folder.parts), kind
    return found


def _unescaped(point: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), point)


def is_unc(path: str) -> bool:
    r"""Whether a Windows path names a server, as ``\\server\share`` or ``\\?\UNC\server\share`` do."""
    text = path.replace("/", "\\")
    return text.upper().startswith("\\\\?\\UNC\\") or (
        text.startswith("\\\\") and not text.startswith(("\\\\?", "\\\\."))
    )
