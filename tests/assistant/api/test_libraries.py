import pytest
from starlette.testclient import TestClient

from assistant.office import Office
from assistant.office.schema import Role
from tests.assistant.api.browser import open_account, own_office, sign_in

CLOSED = "信访办专用"
LIBRARIES = "/api/v1/libraries"


@pytest.fixture
def office() -> Office:
    return own_office()


@pytest.fixture
def administrator(office: Office) -> TestClient:
    return sign_in(office, Role.ADMINISTRATOR, username="admin")


def names(client: TestClient) -> list[str]:
    return [each["library"] for each in client.get(LIBRARIES).json()]


def test_a_library_made_closed_is_never_open(office: Office, administrator: TestClient) -> None:
    reader = sign_in(office, Role.READER)
    body = {"library": CLOSED, "is_open": False}
    made = administrator.post(LIBRARIES, json=body)
    assert made.json() == {**body, "documents": 0, "people": [], "departments": []}
    assert names(administrator) == [CLOSED, "默认"]
    assert names(reader) == ["默认"]


def test_a_change_of_rights_counts_from_the_next_request_on(
    office: Office, administrator: TestClient
) -> None:
    reader = sign_in(office, Role.READER, department="财政局")
    administrator.post(LIBRARIES, json={"library": CLOSED, "is_open": False})
    person = open_account(office, Role.READER, department="财政局").id
    seen = []
    for granted in ({"people": [person]}, {}, {"departments": ["财政局"]}, {"is_open": True}):
        access = {"is_open": False, **granted}
        response = administrator.put(f"{LIBRARIES}/{CLOSED}/access", json=access)
        assert response.status_code == 200, response.text
        seen.append(CLOSED in names(reader))
    assert seen == [True, False, True, True]


def test_who_else_may_see_a_library_is_not_told_to_readers(
    office: Office, administrator: TestClient
) -> None:
    reader, keeper = (
        sign_in(office, role, username=role, department="财政局")
        for role in (Role.READER, Role.KEEPER)
    )
    administrator.post(LIBRARIES, json={"library": CLOSED, "is_open": False})
    access = {"is_open": False, "people": [], "departments": ["财政局"]}
    administrator.put(f"{LIBRARIES}/{CLOSED}/access", json=access)
    assert reader.get(LIBRARIES).json()[0]["departments"] == []
    assert keeper.get(LIBRARIES).json()[0]["departments"] == ["财政局"]


@pytest.mark.parametrize("role", [Role.READER, Role.TRAINER, Role.DRAFTER, Role.KEEPER])
def test_only_an_administrator_decides_who_may_see_what(
    office: Office, administrator: TestClient, role: Role
) -> None:
    other = sign_in(office, role, username=role)
    made = other.post(LIBRARIES, json={"library": CLOSED, "is_open": True})
    changed = other.put(f"{LIBRARIES}/默认/access", json={"is_open": False})
    assert (made.status_code, changed.status_code) == (403, 403)
    assert names(administrator) == ["默认"]
    assert names(other) == ["默认"]


def test_a_name_may_hold_a_slash(administrator: TestClient) -> None:
    administrator.post(LIBRARIES, json={"library": "规划/纲要", "is_open": True})
    path = f"{LIBRARIES}/规划%2F纲要/access"
    changed = administrator.put(path, json={"is_open": False}).json()
    assert (changed["library"], changed["is_open"]) == ("规划/纲要", False)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        pytest.param("POST", "", {"library": " "}, 422, id="no_name"),
        pytest.param("POST", "", {"library": "默认"}, 422, id="taken"),
        pytest.param("PUT", "/没有/access", {"is_open": True}, 404, id="unknown_library"),
        pytest.param(
            "PUT", "/默认/access", {"is_open": False, "people": ["x"]}, 404, id="unknown_person"
        ),
    ],
)
def test_what_cannot_be_done_is_told_with_what_to_do(
    administrator: TestClient, method: str, path: str, body: dict, status: int
) -> None:
    response = administrator.request(method, LIBRARIES + path, json=body)
    assert response.status_code == status
    assert response.json()["message"].endswith("。")
    assert response.json()["hint"].endswith("。")
