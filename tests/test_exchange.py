"""The exchange format: what is read is written again to the letter, and what is malformed is refused whole."""

from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest
from cases import document_at

from app.base.errors import ExchangeError
from app.model.exchange import read_document, write_document
from app.model.records import OverallTarget, ProjectTarget


def test_every_published_case_is_written_as_it_was_read(case_path: Path) -> None:
    document = document_at(case_path)
    assert write_document(read_document(document)) == document


PROJECT_TEXTS = (
    *("year", "project_code", "project_name", "department_code", "department", "unit_code", "unit"),
    *("attribute", "start", "end", "overview", "basis", "goal", "layout"),
)


def _minimal() -> dict:
    project = dict.fromkeys((*PROJECT_TEXTS, "amount", "amount_unit"), "")
    row = dict.fromkeys(["level1", "level2", "level3", "operator", "value", "unit", "weight"], "")
    return {
        "format": "jiheng",
        "version": 1,
        "projects": [project | {"indicators": [row]}],
        "overalls": [],
        "self_evaluations": [],
    }


def test_a_draft_may_lack_anything() -> None:
    document = _minimal()
    assert write_document(read_document(document)) == document


def test_amounts_are_kept_in_yuan_and_written_in_their_unit() -> None:
    document = _minimal()
    document["projects"][0] |= {"amount": "54.864", "amount_unit": "万元"}
    form = read_document(document)[0]
    assert isinstance(form, ProjectTarget)
    assert str(form.amount) == "548640.000"
    assert write_document([form])["projects"][0]["amount"] == "54.864"


def test_what_a_layout_has_besides_is_kept_under_other() -> None:
    document = _minimal()
    document["projects"][0]["other"] = {"其中：部门预算支出": "3218.11"}
    document["projects"][0]["indicators"][0]["other"] = {"评分标准": "按次计分"}
    assert write_document(read_document(document)) == document


def test_glyph_variants_of_operators_are_taken_as_meant() -> None:
    document = _minimal()
    document["projects"][0]["indicators"][0]["operator"] = "＞＝"
    assert read_document(document)[0].indicators[0].operator.value == "≥"


def _edited(*path: str | int, value: object = None, drop: bool = False) -> dict:
    document = deepcopy(_minimal())
    target = document
    for key in path[:-1]:
        target = target[key]
    if drop:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    return document


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "不是绩衡的交换文件"),
        (_edited("format", value="excel"), "不是绩衡的交换文件"),
        (_edited("version", value=2), "版本是 2"),
        (_edited("version", value=None), "版本是 null"),
        (_edited("projects", drop=True), "缺少“projects”"),
        (_edited("version", value=True), "版本是 true，"),
        (_edited("version", value=1.0), "版本是 1.0，"),
        (_edited("projects", value={}), "projects：应为一个列表（[…]），现为 一个对象"),
        (_edited("projects", value=None), "projects：应为一个列表（[…]），现为 null"),
        (_edited("overalls", value=None), "overalls：应为一个列表"),
        (_edited("projects", 0, value="x"), "projects[1]：应为一个对象"),
        (_edited("projects", 0, "goal", drop=True), "projects[1]：缺少“goal”"),
        (_edited("projects", 0, "gaol", value=""), "是不是“goal”？"),
        (_edited("projects", 0, "goal", value=3), "projects[1].goal：应为字符串，现为 3"),
        (_edited("projects", 0, "year", value="22"), "应为四位年份"),
        (_edited("projects", 0, "year", value="0022"), "应为四位年份，现为“0022”"),
        (_edited("projects", 0, "year", value="２０２２"), "应为四位年份"),
        (_edited("projects", 0, "year", value="2022\n"), "应为四位年份，现为“2022”"),
        (_edited("projects", 0, "amount", value="3"), "projects[1]：有金额时要写明 amount_unit：万元 或 元"),
        (_edited("projects", 0, "amount", value="1,000"), "应为不带分隔符的数字，现为“1,000”"),
        (_edited("projects", 0, "amount", value="NaN"), "应为不带分隔符的数字"),
        (_edited("projects", 0, "amount", value="1e9999999"), "应为不带分隔符的数字"),
        (_edited("projects", 0, "amount", value="9" * 40), "应为不带分隔符的数字"),
        (_edited("projects", 0, "amount_unit", value="亿"), "应为万元 或 元"),
        (_edited("projects", 0, "goal", value="a\x00b"), "不能保存的字符"),
        (_edited("projects", 0, "other", value={"x": 1}), "projects[1].other"),
        (_edited("projects", 0, "other", value=[]), "projects[1].other：应为“标签: 文字”的对象，现为 一个列表"),
        (_edited("projects", 0, "other", value={"说明": "a\ud800b"}), "projects[1].other.说明：含有不能保存的字符"),
        (_edited("projects", 0, "other", value={"说\x00明": ""}), "的标签“说\ufffd明”：含有不能保存的字符"),
        (_edited("projects", 0, "indicators", value="x"), "projects[1].indicators：应为一个列表（[…]），现为 x"),
        (_edited("projects", 0, "indicators", value=None), "projects[1].indicators：应为一个列表（[…]），现为 null"),
        (_edited("projects", 0, "indicators", 0, "other", value={"a": "\x00"}), "indicators[1].other.a：含有不能"),
        (_edited("projects", 0, "indicators", 0, "weight", value=20), "indicators[1].weight：应为字符串，现为 20"),
        (_edited("projects", 0, "indicators", 0, "weight", value="很重"), "现为“很重”"),
        (_edited("projects", 0, "indicators", 0, "operator", value="约"), "之一或空，现为“约”"),
        (
            _edited("projects", 0, "year", value="一\r\n二 \x1b[2J" + "长" * 100),
            "，现为“一二 \ufffd[2J" + "长" * 22 + "…”",
        ),
        (_edited("projects", 0, "a\nb" + "长" * 100, value=""), "不认识的键“a b长"),
    ],
)
def test_what_is_malformed_is_refused_with_its_place(document: object, words: str) -> None:
    with pytest.raises(ExchangeError) as caught:
        read_document(document)
    assert words in str(caught.value)
    assert str(caught.value).endswith("。")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 140


def test_the_first_of_many_faults_is_named_with_their_number() -> None:
    document = _minimal()
    document["projects"][0]["goal"] = 1
    document["projects"][0]["basis"] = 2
    with pytest.raises(ExchangeError, match="共 2 处"):
        read_document(document)


def test_an_amount_kept_without_its_unit_is_written_so_that_it_can_be_read() -> None:
    form = ProjectTarget(amount=Decimal("1234.5"), amount_unit="")
    written = write_document([form])
    assert (written["projects"][0]["amount"], written["projects"][0]["amount_unit"]) == ("1234.5", "元")
    assert write_document(read_document(written)) == written


def test_forms_keep_their_kind() -> None:
    document = _minimal()
    overall = dict.fromkeys(["year", "unit", "amount", "amount_unit", "goal", "layout"], "") | {"indicators": []}
    document["overalls"] = [overall]
    assert [type(form) for form in read_document(document)] == [ProjectTarget, OverallTarget]
