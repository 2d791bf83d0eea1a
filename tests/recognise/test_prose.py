"""Indicators written as sentences: names, values and levels are told apart, and other texts are left alone."""

import pytest

from app.recognise.prose import indicators_in

SAID = (
    "产出指标：1.数量指标：举办培训≥3次，覆盖干部不少于200人；2.质量指标：验收合格率达到100%；3.时效指标：12月底前完成。"
    "效益指标：社会效益指标：政策知晓率90%以上；可持续影响指标：长效机制健全。满意度指标：服务对象满意度指标：群众满意度≥95%"
)
FOUND = [
    ("产出指标", "数量指标", "举办培训", "≥", "3", "次"),
    ("产出指标", "数量指标", "覆盖干部", "≥", "200", "人"),
    ("产出指标", "质量指标", "验收合格率", "=", "100", "%"),
    ("产出指标", "时效指标", "12月底前完成", "", "", ""),
    ("效益指标", "社会效益指标", "政策知晓率", "≥", "90", "%"),
    ("效益指标", "可持续影响指标", "长效机制健全", "", "", ""),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥", "95", "%"),
]


def shown(text: str) -> list[tuple[str, ...]]:
    return [
        (s.level1, s.level2, s.name, s.value.operator.value, s.value.value, s.value.unit) for s in indicators_in(text)
    ]


def test_sentences_become_indicators() -> None:
    assert shown(SAID) == FOUND


def test_numbered_items_and_circled_ones_are_parted() -> None:
    text = (
        "一、产出指标：（1）数量指标：①新建线路3条；②维护点位120个；（2）成本指标：总成本控制在50万元以内\n"
        "二、满意度指标：群众满意度≥90%"
    )
    assert shown(text) == [
        ("产出指标", "数量指标", "新建线路", "", "3", "条"),
        ("产出指标", "数量指标", "维护点位", "", "120", "个"),
        ("产出指标", "成本指标", "总成本", "≤", "50", "万元"),
        ("满意度指标", "", "群众满意度", "≥", "90", "%"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "完成全年工作，提高产出指标完成率。",
        "目标1：保障运转；目标2：提高服务对象满意度指标。",
        "质量指标：合格率≥95%",
        "",
    ],
)
def test_a_goal_that_speaks_of_indicators_is_none(text: str) -> None:
    assert indicators_in(text) == []


def test_what_a_sentence_says_is_never_sure() -> None:
    assert all(sentence.value.sure < 0.75 for sentence in indicators_in(SAID))
