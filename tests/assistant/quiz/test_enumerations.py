import pytest

from assistant.quiz.facts.enumerations import ListForm, Listing, agreeing, find_listings
from assistant.quiz.sources import Source
from tests.assistant.quiz.source_texts import seed_sources, source_of

RULE = """关于建立监测机制的意见
一、基本原则
——坚持实事求是。对稳定达到标准的要及时退出。
——坚持分级负责。实行省负总责、县抓落实。
——坚持规范操作。严格执行标准。
二、工作要求
（一）切实加强领导。各级党委和政府要高度重视。
（二）做好监测方案。各地要尽快制订具体方案。
（三）强化监督问责。要开展专项检查。
"""

MEASURES = """脱贫工作成效考核办法
第一条 为了落实责任，制定本办法。
第二条 考核工作按以下步骤进行：
（一）自查总结。各县形成总结报告。
（二）数据汇总。有关部门汇总整理。
（三）综合评价。形成考核报告。
第三条 本办法自2020年1月1日起施行。
"""


def listings_of(text: str, **metadata: str) -> list[Listing]:
    return list(find_listings(source_of(text, **metadata)))


def named(text: str) -> list[Listing]:
    """Return the lists of a report about one county."""
    report = f"白桦县脱贫攻坚总结\n一、主要做法\n{text}"
    return [one for one in listings_of(report, region="白桦县") if one.form is ListForm.NAMED]


@pytest.mark.parametrize(
    ("text", "members"),
    [
        pytest.param(
            "白桦县推行“四包”责任制（县领导包乡、乡领导包村、部门包户、党员包人）。",
            None,
            id="a_noun_that_is_no_list_name_is_not_taken_for_one",
        ),
        pytest.param(
            "白桦县落实“五老”（老党员、老模范、老军人、老干部、老农民）评议。",
            ("老党员", "老模范", "老军人", "老干部", "老农民"),
            id="in_brackets",
        ),
        pytest.param(
            "白桦县做到“四个切实”：切实落实责任、切实精准帮扶、切实形成合力、切实建强组织。",
            ("切实落实责任", "切实精准帮扶", "切实形成合力", "切实建强组织"),
            id="after_a_colon",
        ),
        pytest.param(
            "白桦县建立县领导包乡、乡领导包村、部门领导包户、党员干部包人的“四包”责任机制。",
            ("县领导包乡", "乡领导包村", "部门领导包户", "党员干部包人"),
            id="before_its_name",
        ),
        pytest.param(
            "白桦县开展“四好三美”（思想好、家风好、学习好、团结好，人美、屋美、院美）创建。",
            ("思想好", "家风好", "学习好", "团结好", "人美", "屋美", "院美"),
            id="two_numbers_are_added",
        ),
        pytest.param(
            "白桦县实现“三个转变”：一是创新帮扶路径，让资金到村。二是创新帮扶方式，让干部到户。"
            "三是创新帮扶机制，让责任到人。",
            ("创新帮扶路径，让资金到村", "创新帮扶方式，让干部到户", "创新帮扶机制，让责任到人"),
            id="after_each_mark",
        ),
        pytest.param(
            "白桦县通过“六个一”（选准一个产业、制订一个规划、成立一个主体）促进发展。",
            None,
            id="too_few_members_for_the_name_make_no_list",
        ),
        pytest.param("白桦县落实“四个不摘”要求，巩固成果。", None, id="a_name_alone_is_no_list"),
        pytest.param(
            "白桦县落实“三项制度”（公开制度、民主制度、监督制度等）。",
            None,
            id="an_open_list_is_not_complete",
        ),
    ],
)
def test_a_named_list_has_as_many_members_as_its_name_says(
    text: str, members: tuple[str, ...] | None
) -> None:
    found = named(text)
    assert [one.texts for one in found] == ([] if members is None else [members])


def test_a_list_of_a_county_says_whose_it_is() -> None:
    (listing,) = named("白桦县落实“五老”（老党员、老模范、老军人、老干部、老农民）评议。")
    assert "白桦县" in listing.opening
    source = listing.source
    assert all(source.text[one.start : one.end] == one.text for one in listing.members)


def test_the_principles_and_headings_of_a_rule_are_lists_of_their_parts() -> None:
    found = {one.name: one.texts for one in listings_of(RULE)}
    assert found["基本原则"] == ("坚持实事求是", "坚持分级负责", "坚持规范操作")
    assert found["工作要求"] == ("切实加强领导", "做好监测方案", "强化监督问责")


def test_steps_that_an_article_announces_are_in_order() -> None:
    (listing,) = [one for one in listings_of(MEASURES) if one.form is ListForm.ITEMS]
    assert listing.texts == ("自查总结", "数据汇总", "综合评价")
    assert listing.is_ordered
    assert listing.opening == "《脱贫工作成效考核办法》第二条"


def test_a_list_that_is_worded_in_two_ways_is_asked_in_none() -> None:
    one = named("白桦县实施“三个一批”（发展产业脱贫一批、易地搬迁脱贫一批、社会保障兜底一批）。")
    other = named("白桦县实施“三个一批”（发展生产脱贫一批、易地安置脱贫一批、社会保障兜底一批）。")
    assert one
    assert other
    assert agreeing([*one, *other]) == []
    assert agreeing([*one, *one]) == one


def test_members_of_one_name_in_two_counties_are_two_lists() -> None:
    here = named("白桦县构建党委、乡镇、村队“三级联动”机制。")
    there = list(
        find_listings(
            source_of(
                "青松县工作总结\n一、做法\n青松县构建学校、家庭、社会“三级联动”机制。",
                file="青松.txt",
                region="青松县",
            )
        )
    )
    assert len(agreeing([*here, *there])) == len(here) + len(there) == 2


@pytest.mark.shared
def test_traps_of_the_real_documents_never_become_lists() -> None:
    """“五个一批” stands in three wordings, “六个一” lists five, “四个不摘” has only its name."""
    kept = agreeing([one for source in seed_sources() for one in find_listings(source)])
    names = {one.quoted for one in kept}
    assert {"六个精准", "四个切实", "七步工作法", "十步"} <= names
    assert not names & {"五个一批", "六个一", "四个不摘", "三步走", "五通七有"}


def test_an_empty_source_has_no_lists() -> None:
    assert isinstance(source := source_of("通知\n请遵照执行。"), Source)
    assert list(find_listings(source)) == []
