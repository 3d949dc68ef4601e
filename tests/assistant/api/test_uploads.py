"""The desk over HTTP; what it does with files is tested in tests/assistant/office."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from assistant.office import Office
from assistant.office.schema import Permission, Role
from assistant.testing import CannedAssistant
from tests.assistant.api.browser import own_office, sign_in
from tests.assistant.api.serving import make_key, serving

UPLOADS = "/api/v1/uploads"
PATIENCE_S = 30


@pytest.fixture
def office(assistant: CannedAssistant) -> Office:
    return own_office(assistant)


@pytest.fixture
def keeper(office: Office) -> Iterator[TestClient]:
    """A keeper's browser; nothing is read while nobody starts the desk."""
    yield sign_in(office, Role.KEEPER)
    office.stop()


def files(*names: str, content: bytes = b"text") -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (name, content)) for name in names]


def wait_until_idle(client: TestClient) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while client.get(UPLOADS, params={"active": True}).json():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def test_files_are_taken_and_read_later(
    keeper: TestClient, office: Office, assistant: CannedAssistant
) -> None:
    response = keeper.post(UPLOADS, files=files("甲.txt", "乙.txt"), data={"category": "任务目标"})
    assert [one["file"] for one in response.json()] == ["甲.txt", "乙.txt"]
    assert {one["state"] for one in response.json()} == {"waiting"}
    assert {one["category"] for one in response.json()} == {"任务目标"}
    assert len(keeper.get(UPLOADS, params={"active": True}).json()) == 2
    office.uploads.open()
    wait_until_idle(keeper)
    assert {one["state"] for one in keeper.get(UPLOADS).json()} == {"done"}
    assert [name for name, _ in assistant.ingested] == ["甲.txt", "乙.txt"]


def test_one_bad_file_does_not_cost_the_others(keeper: TestClient) -> None:
    sent = [*files("CON.txt", "好.txt"), *files("空.txt", content=b"")]
    taken = keeper.post(UPLOADS, files=sent).json()
    assert [one["state"] for one in taken] == ["refused", "waiting", "refused"]
    assert "Windows 保留" in taken[0]["reason"]


def test_a_refused_file_is_retried_replaced_and_removed(keeper: TestClient, office: Office) -> None:
    keeper.post(UPLOADS, files=files("甲.txt", "甲.txt"))
    office.uploads.open()
    wait_until_idle(keeper)
    office.uploads.close()
    refused = next(one for one in keeper.get(UPLOADS).json() if one["state"] == "refused")
    assert refused["can_retry"]
    assert keeper.post(f"{UPLOADS}/{refused['id']}/retry").json()["state"] == "waiting"
    replaced = keeper.post(f"{UPLOADS}/{refused['id']}/file", files={"file": ("丙.txt", b"new")})
    assert replaced.json()["file"] == "丙.txt"
    assert keeper.delete(f"{UPLOADS}/{replaced.json()['id']}").json()["file"] == "丙.txt"
    gone = keeper.post(f"{UPLOADS}/{replaced.json()['id']}/retry")
    assert gone.status_code == 404
    assert gone.json()["message"] == "没有这次上传。"


@pytest.mark.parametrize(
    ("data", "status", "message"),
    [
        pytest.param({"category": "大概"}, 422, "没有类别", id="category"),
        pytest.param({"library": "字" * 101}, 422, "资料库太长", id="library"),
        pytest.param({"library": "别处"}, 404, "没有名为“别处”", id="hidden_library"),
    ],
)
def test_a_wrong_request_is_told(
    keeper: TestClient, data: dict[str, str], status: int, message: str
) -> None:
    response = keeper.post(UPLOADS, files=files("甲.txt"), data=data)
    assert response.status_code == status
    assert message in response.json()["message"]


def test_too_many_files_are_told(keeper: TestClient) -> None:
    response = keeper.post(UPLOADS, files=files(*(f"{number}.txt" for number in range(201))))
    assert response.status_code == 422
    assert "201 个文件" in response.json()["message"]
    response = keeper.post(UPLOADS, files=files(*(f"{number}.txt" for number in range(1001))))
    assert response.status_code == 400
    assert response.json()["code"] == "incomplete_request"


def test_a_reader_may_not_upload(office: Office) -> None:
    reader = sign_in(office, Role.READER)
    assert reader.post(UPLOADS, files=files("甲.txt")).status_code == 403
    assert reader.get(UPLOADS).status_code == 403
    assert not (office.home / "uploads").exists()


def begin_upload(address: str, key: str, *, sent: int) -> socket.socket:
    """Send the beginning of an upload of 2 MiB."""
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    body = head + b"x" * 2**21 + b"\r\n--b--\r\n"
    where = urlsplit(address)
    line = socket.create_connection((where.hostname, where.port))
    line.sendall(
        f"POST {UPLOADS} HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Bearer {key}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
    )
    line.sendall(body[:sent] if sent else body)
    return line


def test_a_browser_that_closes_in_the_middle_leaves_nothing_half(
    office: Office, assistant: CannedAssistant, keeper: TestClient
) -> None:
    key = make_key(office, Permission.KEEP)
    with serving(office) as address:
        begin_upload(address, key, sent=2**20).close()
        # One that is whole is taken, also when nobody waits for the answer.
        begin_upload(address, key, sent=0).close()
        deadline = time.monotonic() + PATIENCE_S
        while not assistant.ingested:
            assert time.monotonic() < deadline, "waited too long"
            time.sleep(0.02)
        wait_until_idle(keeper)
    assert [(name, len(content)) for name, content in assistant.ingested] == [("a.txt", 2**21)]
    assert [one["state"] for one in keeper.get(UPLOADS).json()] == ["done"]
    assert list(Path(office.home / "uploads").glob("*/*")) == []
