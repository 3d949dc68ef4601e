"""The accounts, for the administrator."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from assistant.api.auditing import AuditDep
from assistant.api.deps import OfficeDep, require
from assistant.office.accounts import AccountChanges, NewAccount
from assistant.office.audit import describe_account
from assistant.office.schema import Account, Permission
from ingest.schema import Record

router = APIRouter(tags=["accounts"], dependencies=[Depends(require(Permission.ADMINISTER))])


class AccountWithPassword(Record):
    """An account with a password that is told only once."""

    account: Account
    password: str


@router.get("/accounts")
def list_accounts(
    office: OfficeDep, query: Annotated[str, Query(max_length=100)] = ""
) -> list[Account]:
    """Return the accounts by username, or those that a part of a name fits."""
    return office.accounts.list_accounts(query)


@router.post("/accounts")
def create_account(body: NewAccount, office: OfficeDep, audit: AuditDep) -> AccountWithPassword:
    """Add an account; its password must be changed at the first sign-in."""
    audit.note(f"新建账号 {body.username}")
    account, password = office.accounts.create(body)
    audit.note(f"新建{describe_account(account)}")
    return AccountWithPassword(account=account, password=password)


@router.patch("/accounts/{account_id}")
def change_account(
    account_id: str, body: AccountChanges, office: OfficeDep, audit: AuditDep
) -> Account:
    """Change name, department or roles of an account, close it or open it again."""
    account = office.accounts.update(account_id, body)
    audit.note(f"修改{describe_account(account)}")
    return account


@router.post("/accounts/{account_id}/password")
def reset_password(account_id: str, office: OfficeDep, audit: AuditDep) -> AccountWithPassword:
    """Give an account a new one-time password, and unlock it."""
    account, password = office.accounts.reset_password(account_id)
    audit.note(f"重置账号 {account.username} 的密码")
    return AccountWithPassword(account=account, password=password)


@router.get("/departments")
def list_departments(office: OfficeDep) -> list[str]:
    """Return the names of the departments that accounts belong to."""
    return office.accounts.departments()
