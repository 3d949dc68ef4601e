"""The administrator's desk over HTTP."""

import pytest
from starlette.testclient import TestClient

from assistant.api.deps import COOKIE
from assistant.office import Office
from assistant.office.schema import Role
from tests.assistant.api.browser import own_office, sign_in, visit

ACCOUNTS = "/api/v1/accounts"
LI = {"username": "Li", "name": "李红", "department": "民政局", "roles": ["keeper"]}


@pytest.fixture
def office() -> Office:
    return own_office()


@pytest.fixture
def client(office: Office) -> TestClient:
    return sign_in(office, username="admin")


def test_a_person_is_added_and_signs_in(office: Office, client: TestClient) -> None:
    made = client.post(ACCOUNTS, json=LI).json()
    assert made["account"]["username"] == "li"
    assert made["account"]["must_change_password"]
    person = visit(office)
    credentials = {"username": "li", "password": made["password"]}
    assert person.post("/api/v1/session", json=credentials).status_code == 200
    listed = client.get(ACCOUNTS).json()
    assert [account["username"] for account in listed] == ["admin", "li"]
    assert made["password"] not in client.get(ACCOUNTS).text
    assert client.get(ACCOUNTS, params={"query": "民政"}).json()[0]["username"] == "li"
    assert client.get("/api/v1/departments").json() == ["民政局"]


def test_a_person_gets_other_roles_at_once(office: Office, client: TestClient) -> None:
    person = sign_in(office, Role.READER, username="li")
    account_id = office.accounts.find("li").id
    assert person.get(ACCOUNTS).status_code == 403
    changed = client.patch(f"{ACCOUNTS}/{account_id}", json={"roles": ["administrator"]})
    assert changed.json()["roles"] == ["administrator"]
    assert person.get(ACCOUNTS).status_code == 200


def test_a_closed_account_is_signed_out_and_may_be_opened_again(
    office: Office, client: TestClient
) -> None:
    person = sign_in(office, Role.READER, username="li")
    path = f"{ACCOUNTS}/{office.accounts.find('li').id}"
    assert client.patch(path, json={"is_active": False}).json()["is_active"] is False
    assert person.get("/api/v1/session").status_code == 401
    assert client.patch(path, json={"is_active": True}).json()["is_active"] is True


def test_a_reset_gives_a_new_password_and_signs_out(office: Office, client: TestClient) -> None:
    person = sign_in(office, Role.READER, username="li")
    reset = client.post(f"{ACCOUNTS}/{office.accounts.find('li').id}/password").json()
    assert person.get("/api/v1/session").status_code == 401
    person.cookies.delete(COOKIE)
    credentials = {"username": "li", "password": reset["password"]}
    assert person.post("/api/v1/session", json=credentials).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        pytest.param(LI | {"username": "admin"}, 409, "已经有用户名为“admin”", id="taken"),
        pytest.param(LI | {"username": "a b"}, 422, "不能使用", id="blank_within"),
        pytest.param(LI | {"username": " "}, 422, "用户名不能为空", id="no_username"),
        pytest.param(LI | {"name": "长" * 65}, 422, "名称太长，最多 64 个字", id="long_name"),
        pytest.param(LI | {"roles": []}, 422, "角色不能为空", id="no_role"),
        pytest.param(
            LI | {"roles": ["king"]},
            422,
            "角色只能是 reader、trainer、drafter、keeper、administrator",
            id="unknown_role",
        ),
        pytest.param({"username": "li"}, 422, "名称没有填写", id="no_name"),
    ],
)
def test_what_makes_no_account_is_told_in_chinese(
    body: dict, status: int, message: str, client: TestClient
) -> None:
    refused = client.post(ACCOUNTS, json=body)
    assert refused.status_code == status
    assert message in refused.json()["message"]
    assert len(client.get(ACCOUNTS).json()) == 1


def test_the_last_administrator_stays(office: Office, client: TestClient) -> None:
    path = f"{ACCOUNTS}/{office.accounts.find('admin').id}"
    for changes in ({"is_active": False}, {"roles": ["reader"]}):
        refused = client.patch(path, json=changes)
        assert refused.status_code == 422
        assert "最后一个可用的管理员" in refused.json()["message"]
    assert client.get(ACCOUNTS).status_code == 200


def test_an_account_that_is_not_there_is_told(client: TestClient) -> None:
    assert client.patch(f"{ACCOUNTS}/nobody", json={"name": "王"}).status_code == 404
    assert client.post(f"{ACCOUNTS}/nobody/password").status_code == 404
