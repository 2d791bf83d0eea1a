"""Files that are not what they say, or mean harm: one plain sentence each, in bounded time and memory."""

import os
import resource
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from openpyxl import Workbook

from app.base.errors import JihengError
from app.readers import kinds, package, tables
from readers.pages import read

SECTOR = 512

EXCEL = "urn:schemas-microsoft-com:office:spreadsheet"

WORD = "http://schemas.microsoft.com/office/word/2003/wordml"


def refusal(path: Path) -> str:
    """Return the sentence with which a file is refused, at once."""
    began = time.perf_counter()
    with pytest.raises(JihengError) as caught:
        read(path)
    assert time.perf_counter() - began < 5
    sentence = str(caught.value)
    assert sentence.endswith("。")
    assert "\n" not in sentence
    assert "Error" not in sentence
    return sentence


def compound(path: Path, *streams: str) -> Path:
    """Write a compound (OLE) file with empty streams of these names."""
    header = bytearray(b"\xff" * SECTOR)
    header[:76] = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0,
        0xFFFFFFFE, 0,
    )  # fmt: skip
    header[76:80] = struct.pack("<I", 0)
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * (SECTOR - 8)
    names = ["Root Entry", *streams, "", ""][:4]
    entries = b"".join(_entry(name, number, len(streams)) for number, name in enumerate(names))
    path.write_bytes(bytes(header) + table + entries)
    return path


def _entry(name: str, number: int, count: int) -> bytes:
    letters = name.encode("utf-16-le")
    kind = 0 if not name else 5 if number == 0 else 2
    right = number + 1 if 0 < number < count else 0xFFFFFFFF
    child = 1 if number == 0 and count else 0xFFFFFFFF
    size = len(letters) + 2 if name else 0
    tail = struct.pack("<HBBIII16sIQQIQ", size, kind, 1, 0xFFFFFFFF, right, child, b"", 0, 0, 0, 0xFFFFFFFE, 0)
    return letters.ljust(64, b"\0") + tail


def zipped(path: Path, **parts: bytes | str) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return path


def workbook(path: Path, sheet: bytes | str, more: dict[str, bytes | str] | None = None) -> Path:
    """Write a workbook whose one sheet is the given XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets><sheet name="表" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return path


def sparse(path: Path, start: bytes, size: int) -> Path:
    """Write a file that is as large as said but takes no room."""
    with path.open("wb") as file:
        file.write(start)
        file.truncate(size)
    return path


@contextmanager
def little_memory(megabytes: int) -> Iterator[None]:
    """Let the process have no more memory than now and so much."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limits = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + megabytes * 1024 * 1024, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


class TestPlaces:
    def test_no_file(self, tmp_path: Path) -> None:
        assert "文件或文件夹不存在" in refusal(tmp_path / "没有.xlsx")
        assert "名称" in refusal(tmp_path / "a\0b")
        assert "名称太长" in refusal(tmp_path / ("长" * 200))

    def test_a_folder(self, tmp_path: Path) -> None:
        assert "是一个文件夹" in refusal(tmp_path)

    def test_pipes_and_devices_never_block(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.xlsx")
        assert "不是普通文件" in refusal(tmp_path / "a.xlsx")
        assert "不是普通文件" in refusal(Path("/dev/zero"))

    def test_a_file_that_may_not_be_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*args: object, **more: object) -> None:
            raise PermissionError(13, "Permission denied")

        (tmp_path / "a.xlsx").write_bytes(b"PK")
        monkeypatch.setattr(Path, "open", refuse)
        assert "没有权限" in refusal(tmp_path / "a.xlsx")

    def test_nothing_in_it(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").touch()
        assert "空文件（0 字节）" in refusal(tmp_path / "a.pdf")
        (tmp_path / "b.csv").write_bytes(b"\xef\xbb\xbf \r\n\t\r\n")
        assert "没有内容" in refusal(tmp_path / "b.csv")


class TestSizes:
    @pytest.mark.parametrize(
        ("start", "most"), [(b"%PDF-1.7", 200), (b"a,b\n", 30), (b"<html><table>", 15), (b"\x09\x08\x10\x00", 50)]
    )
    def test_200_megabytes_are_refused_without_reading_them(self, tmp_path: Path, start: bytes, most: int) -> None:
        start += b" " * (64 * 1024)
        sentence = refusal(sparse(tmp_path / "a.bin", start, 201 * 1024 * 1024))
        assert f"有 201 MB，超过 {most} MB" in sentence

    def test_zeros_are_no_text(self, tmp_path: Path) -> None:
        assert "认不出" in refusal(sparse(tmp_path / "a.csv", b"a,b\n", 300 * 1024 * 1024))

    def test_a_bomb_in_a_workbook(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "a.xlsx", b"<worksheet><sheetData>" + b" " * 210 * 1024 * 1024)
        with little_memory(100):
            assert "解开后超过 200 MB" in refusal(path)

    def test_a_bomb_in_a_document(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "a.docx", **{"word__document.xml": b"<a>" + b" " * 61 * 1024 * 1024 + b"</a>"})
        assert "超过 60 MB" in refusal(path)

    def test_an_archive_that_lists_too_many_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = zipped(tmp_path / "a.xlsx", **{f"xl__{number}": "" for number in range(2_000)})
        monkeypatch.setattr(package, "_LONGEST_LISTING", 50_000)
        assert "太多文件" in refusal(path)
        monkeypatch.undo()
        monkeypatch.setattr(package, "MOST_FILES", 1_000)
        assert "2000 个文件" in refusal(path)

    def test_a_million_empty_rows_cost_little(self, tmp_path: Path) -> None:
        rows = (
            f'<row r="{row}" s="1" customFormat="1"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>'
            for row in range(2, 1_048_576)
        )
        first = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
        last = '<row r="1048576"><c r="B1048576"><v>5</v></c></row>'
        path = workbook(
            tmp_path / "a.xlsx",
            f"<worksheet><sheetData>{first}{''.join(rows)}{last}</sheetData>"
            '<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells></worksheet>',
        )
        began = time.perf_counter()
        with little_memory(600):
            [page] = read(path)
        assert time.perf_counter() - began < 6
        [table] = page.blocks
        assert isinstance(table, tables.Table)
        assert [(cell.text, cell.place.cell) for cell in table.cells] == [("甲", "A1"), ("5", "B1048576")]
        assert table.rows < 50

    def test_too_many_cells(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for reader in ("csv_text", "html", "word"):
            monkeypatch.setattr(f"app.readers.{reader}.MOST_CELLS", 3)
        (tmp_path / "a.csv").write_text("a,b\nc,d\n")
        (tmp_path / "a.html").write_text("<table><tr><td>1<td>2<td>3<td>4</table>")
        document = docx.Document()
        document.add_table(2, 2)
        document.save(tmp_path / "a.docx")
        for ending in ("csv", "html", "docx"):
            assert "万个格子" in refusal(tmp_path / f"a.{ending}")

    @pytest.mark.parametrize("cells", ["<td colspan=1000 rowspan=60000>甲", "<tr><td colspan=90 rowspan=60000>甲"])
    def test_web_cells_over_endless_columns(self, tmp_path: Path, cells: str) -> None:
        (tmp_path / "a.html").write_text("<table><tr>" + cells * 10_000)
        assert "万个格子" in refusal(tmp_path / "a.html")

    @pytest.mark.parametrize(
        "content",
        [
            b"a: b\n" * 3_000_000,
            b"MIME-Version: 1.0\n" + b"a: b\n" * 2_500_000,
            b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
            + b"--b\nContent-Type: text/html\n" * 11_000,
        ],
        ids=["lines", "headers", "parts"],
    )
    def test_endless_lines_headers_and_parts(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "a.mht").write_bytes(content)
        began = time.perf_counter()
        assert "没有读入" in refusal(tmp_path / "a.mht")
        assert time.perf_counter() - began < 2

    def test_endless_elements_in_a_workbook(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(package, "MOST_ELEMENTS", 1_000)
        assert "内容太多" in refusal(workbook(tmp_path / "a.xlsx", f"<worksheet>{'<a/>' * 2_000}</worksheet>"))

    def test_too_many_merged_cells(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tables, "MOST_COVERED", 100)
        book = Workbook()
        book.active["A1"] = "甲"
        book.active.merge_cells("A1:K20")
        book.save(tmp_path / "a.xlsx")
        assert "合并的格子太多" in refusal(tmp_path / "a.xlsx")


class TestHarm:
    BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "甲"><!ENTITY c "&b;&b;&b;">]>'
    OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'

    @pytest.mark.parametrize("kind", [BOMB, OUTSIDE])
    def test_entities_are_refused(self, tmp_path: Path, kind: str) -> None:
        assert "DOCTYPE" in refusal(workbook(tmp_path / "a.xlsx", f"{kind}<worksheet/>"))
        for encoding in ("utf-8", "utf-16"):
            text = f"{kind}<document/>".encode(encoding)
            assert "DOCTYPE" in refusal(zipped(tmp_path / "a.docx", **{"word__document.xml": text}))

    def test_depth_is_bounded(self, tmp_path: Path) -> None:
        deep = "<sdt>" * 100_000 + "</sdt>" * 100_000
        path = zipped(tmp_path / "a.docx", **{"word__document.xml": f"<document><body>{deep}</body></document>"})
        assert "已损坏" in refusal(path)
        assert read(workbook(tmp_path / "a.xlsx", f"<worksheet>{deep}</worksheet>"))

    def test_an_encoding_nobody_knows(self, tmp_path: Path) -> None:
        sheet = '<?xml version="1.0" encoding="nonsense"?><worksheet/>'
        assert "已损坏" in refusal(workbook(tmp_path / "a.xlsx", sheet))
        sheet = '<?xml version="1.0" encoding="gb18030"?><worksheet/>'
        assert "已损坏" in refusal(workbook(tmp_path / "a.xlsx", sheet))

    def test_parts_that_lead_outside_are_not_followed(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        workbook(path, "<worksheet/>", {"xl/worksheets/_rels/sheet1.xml.rels": "<Relationships>"
                 '<Relationship Type="x/drawing" Target="../../../../etc/passwd"/></Relationships>'})  # fmt: skip
        [page] = read(path)
        assert page.blocks == ()

    def test_a_broken_part(self, tmp_path: Path) -> None:
        assert "已损坏" in refusal(workbook(tmp_path / "a.xlsx", "<worksheet><sheetData>"))
        assert "已损坏" in refusal(zipped(tmp_path / "b.xlsx", **{"xl__workbook.xml": "不是"}))
        path = zipped(tmp_path / "c.xlsx", **{"xl__workbook.xml": "<workbook/>", "a": "0" * 9_000})
        assert read(path) == []


class TestPasswords:
    def test_office_files(self, tmp_path: Path) -> None:
        path = compound(tmp_path / "a.xlsx", "EncryptedPackage", "EncryptionInfo")
        assert "有打开密码" in refusal(path)
        assert "去掉密码" in refusal(path.rename(tmp_path / "a.docx"))

    def test_old_workbooks(self, tmp_path: Path) -> None:
        def record(kind: int, content: bytes) -> bytes:
            return struct.pack("<HH", kind, len(content)) + content

        start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 0))
        (tmp_path / "a.xls").write_bytes(start + record(0x2F, b"\0" * 6) + record(0x0A, b""))
        assert "有打开密码" in refusal(tmp_path / "a.xls")


class TestOtherKinds:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "是图片"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "是图片"),
            (b"MZ\x90\0\x03\0\0\0", "是程序"),
            (b"\x7fELF\x02\x01\x01\0", "是程序"),
            (b"Rar!\x1a\x07\x01\0", "是压缩包"),
            (zlib.compress(os.urandom(3_000)), "认不出"),
            (b"\0" * 1_000, "认不出"),
        ],
    )
    def test_what_it_is_and_what_to_do(self, tmp_path: Path, content: bytes, words: str) -> None:
        (tmp_path / "a.xlsx").write_bytes(content)
        assert words in refusal(tmp_path / "a.xlsx")

    def test_archives_of_others(self, tmp_path: Path) -> None:
        for part, words in {
            "OFD.xml": "暂不支持",
            "xl/workbook.bin": ".xlsx",
            "ppt/presentation.xml": "演示文稿",
            "META-INF/manifest.xml": "OpenDocument",
            "甲.xlsx": "先解压",
        }.items():
            with ZipFile(tmp_path / "a.docx", "w") as archive:
                archive.writestr(part, "")
            assert words in refusal(tmp_path / "a.docx")

    def test_compound_files_of_others(self, tmp_path: Path) -> None:
        assert "演示文稿" in refusal(compound(tmp_path / "a.doc", "PowerPoint Document"))
        assert "认不出" in refusal(compound(tmp_path / "b.doc", "别的"))
        (tmp_path / "c.doc").write_bytes(compound(tmp_path / "d", "WordDocument").read_bytes()[:530])
        assert "不完整或已损坏" in refusal(tmp_path / "c.doc")
        assert "损坏" in refusal(compound(tmp_path / "e.et", "Workbook"))

    def test_the_name_does_not_matter(self, tmp_path: Path) -> None:
        for name, content, kind in (
            ("a.html", b"%PDF-1.4", kinds.Kind.PDF),
            ("a.pdf.pdf", b"\r\n junk %PDF-1.4", kinds.Kind.PDF),
            ("b.xls", b"<table><tr><td>1</table>", kinds.Kind.HTML),
            ("c.xls", "甲,乙".encode("gb18030"), kinds.Kind.TEXT),
            ("d.xls", b"{\\rtf1 }", kinds.Kind.DOC),
            ("e.doc", zipped(tmp_path / "z", **{"word__document.xml": ""}).read_bytes(), kinds.Kind.DOCX),
            ("f.et", zipped(tmp_path / "z", **{"xl__workbook.xml": "%PDF-1.4"}).read_bytes(), kinds.Kind.XLSX),
            ("g.et", compound(tmp_path / "z", "Workbook").read_bytes(), kinds.Kind.XLS),
            ("h.xls", compound(tmp_path / "z", "WordDocument").read_bytes(), kinds.Kind.DOC),
            ("i.xls", b"From: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>", kinds.Kind.HTML),
            ("j.xls", f"<?xml version='1.0'?>\n<Workbook xmlns='{EXCEL}'><Table/>".encode(), kinds.Kind.XLS_XML),
            ("k.doc", f"<?xml?><!-- <a> --><w:wordDocument xmlns:w='{WORD}'>".encode("utf-16"), kinds.Kind.DOC_XML),
        ):
            (tmp_path / name).write_bytes(content)
            assert kinds.kind_of(tmp_path / name) is kind, name

    @pytest.mark.parametrize("cut", [0.3, 0.9, 0.999])
    def test_half_a_file(self, tmp_path: Path, cut: float) -> None:
        book = Workbook()
        book.active["A1"] = "甲"
        book.save(tmp_path / "a.xlsx")
        docx.Document().save(tmp_path / "a.docx")
        for name in ("a.xlsx", "a.docx"):
            content = (tmp_path / name).read_bytes()
            (tmp_path / name).write_bytes(content[: int(len(content) * cut)])
            assert "不完整" in refusal(tmp_path / name)


@pytest.mark.parametrize("make", ["xlsx", "docx", "html", "csv", "compound"])
def test_flipped_bytes_never_end_in_a_traceback(tmp_path: Path, make: str) -> None:
    """Damage anywhere gives a sentence or what is left to read."""
    path = tmp_path / f"a.{make}"
    makers: dict[str, Callable[[], object]] = {
        "xlsx": lambda: workbook(path, "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"),
        "docx": lambda: docx.Document().save(path),
        "html": lambda: path.write_text("<html><table><tr><td colspan=2>甲<td>乙</table></html>"),
        "csv": lambda: path.write_text('甲,"乙"\n丙,丁\n', encoding="gb18030"),
        "compound": lambda: compound(path, "Workbook", "Book"),
    }  # fmt: skip
    makers[make]()
    content = path.read_bytes()
    for number in range(120):
        damaged = bytearray(content)
        damaged[number * len(content) // 120] ^= 0xFF
        path.write_bytes(damaged)
        try:
            read(path)
        except JihengError as error:
            assert str(error).endswith("。")  # noqa: PT017 - it need not be raised


def test_libraries_are_loaded_only_when_needed() -> None:
    code = (
        "import sys, app.readers.reading; "
        "print([name for name in ('lxml', 'xlrd', 'olefile', 'pypdfium2', 'email') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
