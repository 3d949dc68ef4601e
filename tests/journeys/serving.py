"""A deployment of a test: a home with documents and people, and `policy serve` over it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from assistant.office import Office
from assistant.office.accounts import NewAccount
from assistant.office.schema import Account, Role
from assistant.settings import Settings
from ingest.schema import Outcome

POLICY = Path(sys.executable).with_name("policy")
START_TIMEOUT_S = 120

PASSWORD = "青禾县-2024-乡村振兴"
"""Of everybody whom `furnish` lets in."""

ADMINISTRATOR, KEEPER, DRAFTER, TRAINER = "admin", "li", "sun", "chen"
READER, CONFIDANT = "wang", "zhao"
"""The confidant alone sees the closed library, with the administrator."""

PEOPLE = (
    NewAccount(username=ADMINISTRATOR, name="管理员", roles=(Role.ADMINISTRATOR,)),
    NewAccount(username=KEEPER, name="李红梅", department="县农业农村局", roles=(Role.KEEPER,)),
    NewAccount(username=DRAFTER, name="孙丽华", department="县乡村振兴局", roles=(Role.DRAFTER,)),
    NewAccount(username=TRAINER, name="陈立新", department="县委党校", roles=(Role.TRAINER,)),
    NewAccount(username=READER, name="王建国", department="红柳乡人民政府"),
    NewAccount(username=CONFIDANT, name="赵敏", department="县委办公室"),
)

CLOSED_LIBRARY = "内部资料"
CLOSED_FILE = "夜间值守补助内部规定.txt"
CLOSED_TITLE = "县直机关夜间值守补助内部规定"
CLOSED_QUESTION = "县直机关夜间值守每班补助多少元？"
CLOSED_TEXT = f"""{CLOSED_TITLE}
第一条 为规范县直机关夜间值守补助，制定本规定。
第二条 县直机关夜间值守人员每班补助一百二十元，由各单位按月造册发放。
"""


class Server:
    """`policy serve` in a process of its own, which may be stopped and started again.

    Args:
        home: Its `POLICY_HOME`.
        settings: Environment variables beside it.
    """

    def __init__(self, home: Path, settings: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.url = ""
        self.said: list[str] = []
        """The lines it printed at its last start."""

        self._settings = dict(settings or {})
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def first_sign_in(self) -> tuple[str, str]:
        """Username and password that it printed at its very first start."""
        printed = re.search(r"用户名 (\S+)，一次性密码 (\S+) ", "".join(self.said))
        assert printed is not None, self.said
        return printed[1], printed[2]

    def start(self) -> Self:
        """Start, on the port of the last time where there was one."""
        self.home.mkdir(parents=True, exist_ok=True)
        bare = {name: value for name, value in os.environ.items() if name[:7] != "POLICY_"}
        # A test clicks faster than a person.
        generous = {
            "POLICY_OFFICE__REQUESTS_PER_MINUTE": "100000",
            "POLICY_OFFICE__QUESTIONS_PER_MINUTE": "1000",
        }
        with (self.home / "server.log").open("a") as log:
            self._process = subprocess.Popen(
                [str(POLICY), "serve", "--port", str(self._port)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                # Away from the .env of whoever tests.
                cwd=self.home,
                env={**bare, **generous, "POLICY_HOME": str(self.home), **self._settings},
            )
        self.said = []
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line)
            if found := re.search(r"http://\S+?:(\d+)", line):
                self.url, self._port = found[0], int(found[1])
                return self
        raise AssertionError((self.home / "server.log").read_text(encoding="utf-8"))

    def stop(self) -> None:
        """End it as an office PC does when it is shut down, and wait for that."""
        self.signal(signal.SIGTERM)
        self.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process, which need not end at once."""
        assert self._process is not None
        self._process.send_signal(number)

    def wait(self) -> None:
        """Wait until the process has ended."""
        assert self._process is not None
        self._process.communicate(timeout=START_TIMEOUT_S)
        self._process = None

    def __enter__(self) -> Self:
        """Return it as it is; `start` starts it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it where it runs."""
        if self._process is not None:
            self.stop()


def furnish(home: Path) -> None:
    """Bring a closed library and people who have passwords into a home with documents."""
    closed = home / "sources" / CLOSED_FILE
    closed.parent.mkdir(parents=True)
    closed.write_text(CLOSED_TEXT, encoding="utf-8")
    office = open_office(home)
    assistant = office.assistant
    events = list(assistant.ingest([closed], library=CLOSED_LIBRARY))
    assert {event.outcome for event in events} == {Outcome.READY}, events
    accounts = {each.username: let_in(office, each) for each in PEOPLE}
    office.rights.set_access(
        CLOSED_LIBRARY, is_open=False, people=[accounts[CONFIDANT].id], departments=[]
    )
    assistant.close()


def furnish_without_documents(home: Path) -> None:
    """Make a home with an empty library, and people who have passwords."""
    office = open_office(home)
    for each in PEOPLE:
        let_in(office, each)
    office.assistant.close()


def open_office(home: Path) -> Office:
    """Return the office of a home, whose assistant is to be closed."""
    return Office.from_settings(Settings(home=home, _env_file=None))


def let_in(office: Office, person: NewAccount) -> Account:
    """Return an account that has signed in before, and whose password is `PASSWORD`."""
    account, once = office.accounts.create(person)
    office.accounts.change_password(account, once, PASSWORD)
    return office.accounts.authenticate(person.username, PASSWORD)
