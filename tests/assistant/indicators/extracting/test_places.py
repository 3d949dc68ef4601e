import pytest

from assistant.indicators.extracting.places import Gazetteer, Rank, chains, joined


def named(text: str) -> list[str]:
    found = [mention for mention in Gazetteer(text).mentions if not mention.stands_for]
    return [joined(chain) for chain in chains(found)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param("江西省铅山县种植红芽芋", ["江西省铅山县"], id="province_and_county"),
        pytest.param("河北临城县发放贷款", ["河北省临城县"], id="short_province_in_a_chain"),
        pytest.param("和静县、博湖县设立基金", ["和静县", "博湖县"], id="name_that_begins_like_和"),
        pytest.param(
            "在洛浦县山普鲁镇阔台买村建房", ["洛浦县山普鲁镇阔台买村"], id="down_to_the_village"
        ),
        pytest.param("我国农村贫困人口减少", ["全国"], id="country"),
        pytest.param("南疆四地州贫困人口", ["南疆四地州"], id="region"),
        pytest.param("驻有第三师图木舒克市", ["图木舒克市"], id="seat_of_a_division"),
        pytest.param("集团帮扶三宝乡建大棚", ["三宝乡"], id="behind_what_only_a_place_follows"),
        pytest.param("北京大学派出专家", [], id="a_university_is_no_place"),
    ],
)
def test_places_are_found_where_they_are_named(text: str, places: list[str]) -> None:
    assert named(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "建成城镇保障房",
        "“万驼县”的美誉",
        "其中国家级村",
        "贫困村全部退出",
        "坚持县乡村联动",
        "实施乡村振兴战略",
        "民族地区和边远山区",
        "特色小镇建设",
    ],
)
def test_words_that_end_like_places_are_none(text: str) -> None:
    assert named(text) == []


def test_a_short_name_means_the_place_that_the_text_names_in_full() -> None:
    assert named("沭阳县发展花木产业。沭阳花木年产值增长。")[1] == "沭阳县"


def test_a_people_is_no_short_name_of_its_county() -> None:
    text = "麻阳苗族自治县和麻阳苗族自治县的苗族群众。麻阳增收。"
    assert named(text) == ["麻阳苗族自治县"] * 3


def test_an_autonomous_county_goes_by_the_name_it_mostly_has() -> None:
    text = "巴里坤县共有15个乡镇。巴里坤哈萨克自治县成立于1954年。"
    assert named(text) == ["巴里坤县", "巴里坤县"]


def test_an_unknown_name_is_learnt_from_the_whole_text() -> None:
    text = "青禾县石桥镇建成大棚。石桥镇完成投资。扶持石桥镇发展养殖。"
    assert named(text)[-1] == "石桥镇"


@pytest.mark.parametrize(
    ("title", "text", "place"),
    [
        pytest.param("青禾县2024年总结", "全县有8个乡镇。", "青禾县", id="of_the_title"),
        pytest.param(
            "政府工作报告", "云南发展加快。全省增收，居全国第4位。全国最快。", "云南", id="全省"
        ),
        pytest.param("报告", "我国贫困人口减少。中国减贫。贵州增收。", "全国", id="country"),
        pytest.param("报告", "没有说到任何地方。", "", id="none"),
    ],
)
def test_a_document_is_about_the_place_it_speaks_of(title: str, text: str, place: str) -> None:
    assert Gazetteer(text).main(title) == place


def test_ranks_are_known_of_places_and_of_nothing_else() -> None:
    places = Gazetteer("洛浦县脱贫。")
    assert places.rank_of("洛浦县") is Rank.COUNTY
    assert places.rank_of("产业发展") is None
