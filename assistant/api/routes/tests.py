"""Tests: set by trainers, and begun by learners."""

from fastapi import APIRouter, Depends

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, OfficeDep, ReaderDep, require
from assistant.learning.schema import Attempt, Learner, ListedTest, NewTest, Result, Test
from assistant.office.schema import Permission, Reader

router = APIRouter(prefix="/tests", tags=["tests"], dependencies=[Depends(require(Permission.ASK))])
TRAINER = Depends(require(Permission.TRAIN))


def learner_of(reader: Reader) -> Learner:
    """Return a reader as one who learns."""
    account = reader.account
    return Learner(id=account.id, name=account.name, department=account.department)


def is_trainer(reader: Reader) -> bool:
    """Return whether a reader is told of every test, and how far it is."""
    return Permission.TRAIN in reader.permissions


@router.get("")
def list_tests(assistant: AssistantDep, reader: ReaderDep) -> list[ListedTest]:
    """Return the tests for a learner, to a trainer every one; the last to end first."""
    return assistant.learning.tests(learner_of(reader), for_trainer=is_trainer(reader))


@router.post("", dependencies=[TRAINER])
def set_test(body: NewTest, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep) -> Test:
    """Set a test."""
    test = assistant.learning.set_test(body, by=reader.account.username)
    audit.note(f"新建测试：{test.name}")
    return test


@router.get("/departments", dependencies=[TRAINER])
def list_departments(office: OfficeDep) -> list[str]:
    """Return the units that may be told to take a test."""
    return office.accounts.departments()


@router.get("/{test_id}")
def get_test(test_id: str, assistant: AssistantDep, reader: ReaderDep) -> ListedTest:
    """Return a test."""
    learning = assistant.learning
    return learning.test(test_id, learner_of(reader), for_trainer=is_trainer(reader))


@router.put("/{test_id}", dependencies=[TRAINER])
def change_test(test_id: str, body: NewTest, assistant: AssistantDep, audit: AuditDep) -> Test:
    """Change a test; once somebody has begun, its paper stays."""
    test = assistant.learning.change_test(test_id, body)
    audit.note(f"修改测试：{test.name}")
    return test


@router.delete("/{test_id}", dependencies=[TRAINER])
def delete_test(test_id: str, assistant: AssistantDep, audit: AuditDep) -> Test:
    """Remove a test that nobody has begun."""
    test = assistant.learning.delete_test(test_id)
    audit.note(f"删除测试：{test.name}")
    return test


@router.get("/{test_id}/results", dependencies=[TRAINER])
def list_results(test_id: str, assistant: AssistantDep) -> list[Result]:
    """Return what everybody reached at a test, the last begun first."""
    return assistant.learning.results(test_id)


@router.post("/{test_id}/attempts")
def begin_attempt(
    test_id: str, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep
) -> Attempt:
    """Begin a test, or go on with the attempt that is open."""
    attempt = assistant.learning.begin(test_id, learner_of(reader))
    audit.note(f"开始作答：{attempt.name}")
    return attempt
