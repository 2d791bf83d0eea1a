"""Years in texts: found, understood, offered one by one and moved on."""

import pytest
from cases import case
from hypothesis import given
from hypothesis import strategies as st

from app.definitions.library import Library
from app.editing import steps
from app.editing.loading import load_document
from app.editing.rolling import roll
from app.editing.session import Session
from app.editing.year_texts import Use, moved, years_in
from app.editing.years import YearMention, change_years, year_mentions
from app.model.exchange import write_document
from app.model.operators import Operator
from app.model.records import ref_of
from editing.drafts import project, row
from editing.kept import again, content, put

# Years in texts


@pytest.mark.parametrize(
    ("text", "found", "use"),
    [
        ("2026年召开会议30次", "2026", Use.PLAN),
        ("完成好2026年度各项任务", "2026", Use.PLAN),
        ("纳入2026年综合目标进行考核管理", "2026", Use.PLAN),
        ("2026 年", "2026", Use.PLAN),
        ("二〇二六年度", "二〇二六", Use.PLAN),
        ("二○二六年", "二○二六", Use.PLAN),
        ("二零二六年", "二零二六", Use.PLAN),
        ("２０２６年", "２０２６", Use.PLAN),
        ("2026招商引资专项", "2026", Use.PLAN),
        ("2025-2026学年", "2025-2026", Use.PLAN),
        ("2026年12月底前完成", "2026", Use.PLAN),
        ("于2026年12月31日前完成", "2026", Use.PLAN),
        ("2026年1—12月", "2026", Use.PLAN),
        ("2026—2028年规划", "2026—2028", Use.PERIOD),
        ("2026年至2028年", "2026年至2028", Use.PERIOD),
        ("2024～2026年", "2024～2026", Use.PERIOD),
        ("按渝财〔2026〕3号文", "2026", Use.DOCUMENT),
        ("按渝财预(2026)13号文", "2026", Use.DOCUMENT),
        ("2026年第3号公告", "2026", Use.DOCUMENT),
        ("按照《2026年工作要点》要求", "2026", Use.DOCUMENT),
        ("关于编制2026年政府部门预算的通知", "2026", Use.DOCUMENT),
        ("2026年已建成", "2026", Use.PAST),
        ("自2026年起实施", "2026", Use.PAST),
        ("2026年以来，成效明显", "2026", Use.PAST),
        ("2026年3月，中办印发的意见", "2026", Use.DAY),
        ("2026年3月前期工作启动", "2026", Use.DAY),
        ("我区原视频会议系统为2026年建设，由于设备老化", "2026", Use.PAST),
        ("2026.12.31", "2026", Use.DAY),
        ("信息平台建设项目（2026年）", "2026", Use.BRACKET),
        ("全年培训2026", "2026", Use.BARE),
    ],
)
def test_a_year_is_found_and_understood(text: str, found: str, use: Use) -> None:
    assert [(text[one.start : one.end], one.use) for one in years_in(text, {"次"})] == [(found, use)]


@pytest.mark.parametrize(
    "text",
    ["全年2026件", "办理2026人次", "支出2026元", "2026.5万元", "120260", "12026", "20261", "GB2026", "2026A", "=2026",
     "1,2026", "共2026", "二千零二十六", "1926年", "", "2026*3"],
)  # fmt: skip
def test_what_is_no_year_of_now_is_not_found(text: str) -> None:
    years = [year for one in years_in(text, {"件", "人次"}) for year in one.years]
    assert 2026 not in years
    assert all(1949 <= year <= 2099 for year in years)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("2026", "2027"),
        ("２０２９", "２０３０"),
        ("二〇二九", "二〇三〇"),
        ("二○二六", "二○二七"),
        ("二零二六", "二零二七"),
        ("2026—2028", "2027—2029"),
        ("2025-2026", "2026-2027"),
    ],
)
def test_a_year_is_moved_as_it_is_written(text: str, later: str) -> None:
    assert moved(text, 1) == later


@given(
    st.integers(1950, 2090),
    st.integers(-1, 9),
    st.sampled_from(["{}", "２", "二〇"]),
    st.text(alphabet="年会，。议 《》", max_size=8),
)
def test_a_year_moved_there_and_back_is_as_it_was(year: int, by: int, style: str, around: str) -> None:
    written = str(year)
    if style == "２":
        written = "".join(chr(ord(digit) + 0xFEE0) for digit in written)
    if style == "二〇":
        written = "".join("〇一二三四五六七八九"[int(digit)] for digit in written)
    text = f"{around}{written}年{around}"
    assert moved(moved(text, by), -by) == text
    assert [one.years for one in years_in(text)] == [(year,)]


def texts(mentions: list[YearMention]) -> list[tuple[int | None, str, str, str, bool]]:
    return [(one.place.row, one.place.field, one.found, one.proposed, one.safe) for one in mentions]


def test_every_occurrence_in_a_form_is_offered_with_its_place(library: Library) -> None:
    form = project(
        row("2026年培训", "30"),
        row("完成时间", "2026年12月", operator=Operator.QUALITATIVE, unit="", other={"解释": "2026年的"}),
        row("份数", "2026", unit="份"),
        row("完成年份", "2026", unit="年"),
        project_name="2026会议专项",
        goal="2026年开会，2026年总结。",
        overview="2026年已开会。",
        basis="按照2026年安排",
        other={"备注": "2026年", "别的": "2025年"},
    )
    assert texts(year_mentions(form, 2026, 2027, library)) == [
        (None, "project_name", "2026", "2027", True),
        (None, "overview", "2026", "2027", False),
        (None, "basis", "2026", "2027", False),
        (None, "goal", "2026", "2027", True),
        (None, "goal", "2026", "2027", True),
        (None, "备注", "2026", "2027", True),
        (1, "level3", "2026", "2027", True),
        (2, "value", "2026", "2027", True),
        (2, "解释", "2026", "2027", True),
        (4, "value", "2026", "2027", True),
    ]
    assert year_mentions(form, 2024, 2027, library) == []


def test_a_mention_shows_the_text_around_it(library: Library) -> None:
    form = project(goal="为了做好全区的各项重点工作，在2026年召开全区的各项重点工作会议三十次")
    (mention,) = year_mentions(form, 2026, 2027, library)
    assert mention.around == "好全区的各项重点工作，在2026年召开全区的各项重点工作"
    assert mention.around_proposed == "好全区的各项重点工作，在2027年召开全区的各项重点工作"
    assert mention.place.form == ref_of(form)
    assert mention.use.why == ""


def test_chosen_years_are_changed_in_one_step(session: Session) -> None:
    (form,) = put(
        session,
        project(
            row("2026年培训", "3"), goal="2026年甲，2026年乙，2026年丙", other={"备注": "2026年", "别的": "2026年"}
        ),
    )
    mentions = year_mentions(form, 2026, 2027, session.library)
    session.apply(change_years([form], [mentions[0], mentions[2], mentions[3], mentions[5]]))
    changed = again(session, form)
    assert session.undo_name == "改 4 处年份"
    assert changed.goal == "2027年甲，2026年乙，2027年丙"  # type: ignore[union-attr]
    assert changed.other == {"备注": "2027年", "别的": "2026年"}
    assert changed.indicators[0].level3 == "2027年培训"
    session.undo()
    assert content(again(session, form)) == content(form)


def test_a_text_that_was_changed_meanwhile_is_left_alone(session: Session) -> None:
    (form,) = put(session, project(goal="2026年开会", project_name="2026年会议"))
    mentions = year_mentions(form, 2026, 2027, session.library)
    session.apply(steps.edit_form(form, "修改目标", goal="全年开会"))
    step = change_years([again(session, form)], [*mentions, *mentions])
    session.apply(step)
    assert step.name == "改 1 处年份"
    assert (again(session, form).name, again(session, form).goal) == ("2027年会议", "全年开会")  # type: ignore[union-attr]


def test_all_that_is_safe_leaves_no_such_year_to_change(session: Session) -> None:
    load_document(session, write_document(case("tongnan-2023")))
    rolling = roll(session, session.store.forms(2023), 2024)
    library = session.library
    safe = [one for draft in rolling.drafts for one in year_mentions(draft, 2023, 2024, library) if one.safe]
    assert len(safe) == 8  # six names, a goal, an indicator
    session.apply(change_years(rolling.drafts, safe))
    left = [one for form in session.store.forms(2024) for one in year_mentions(form, 2023, 2024, library)]
    assert left == []
