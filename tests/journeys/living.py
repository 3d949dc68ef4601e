"""What people do at their desks, without clicks, for tests and pictures of what comes of it."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser

from tests.journeys import papers
from tests.journeys.browser import DESKTOP, REPOSITORY, Visitor
from tests.journeys.serving import ADMINISTRATOR, DRAFTER, KEEPER, READER, TRAINER

QUESTION = "公益性岗位每月补贴多少元？"
FOLLOW_UP = "名单要公示多少天？"
REFUSED_QUESTION = "高龄津贴80岁以上每月给多少？"
WORKBOOK = REPOSITORY / "corpus/indicators/青禾县2022—2024年指标台账.xlsx"
LONG_NAME = (
    "关于进一步规范和加强全县农村公共服务设施建设管理使用维护以及资金筹措监督考核等有关工作"
    "若干事项的补充通知（征求意见稿第三次修改）.txt"
)
LONG_TEXT = "第一条 农村公共服务设施每年检查两次。\n"

STANDING: dict[str | None, dict[str, str]] = {
    None: {"sign_in": "/sign-in"},
    READER: {
        "chat": "/",
        "library": "/library",
        "search": "/search",
        "found": f"/search?q={quote('补贴')}",
        "enquiries": "/enquiries",
        "indicators": "/indicators",
        "learning": "/learning",
        "practice": "/learning?tab=practice",
        "retries": "/learning?tab=retries",
        "history": "/learning?tab=history",
        "account": "/account",
        "not_permitted": "/uploads",
    },
    KEEPER: {
        "library": "/library",
        "uploads": "/uploads",
        "gaps": "/gaps",
        "enquiries": "/enquiries",
    },
    DRAFTER: {
        "indicators": "/indicators",
        "alerts": "/indicators?tab=alerts",
        "roll_up": f"/indicators?tab=roll_up&indicator={quote('脱贫人口户数')}"
        f"&area={quote('青禾县')}&period=2024",
        "derived": f"/indicators?tab=derived&area={quote('青禾县')}&period=2024",
        "catalogue": "/indicators?tab=catalogue",
        "import": "/indicators/import",
        "extract": "/indicators/extract",
        "reports": "/reports",
        "template": f"/reports?template={quote('年度工作总结')}",
        "audit_draft": "/audit-draft",
    },
    TRAINER: {
        "bank": "/training",
        "make": "/training/make",
        "review": "/training/review",
        "papers": "/training/papers",
        "blueprint": "/training/papers?new=1",
        "tests": "/training/tests",
        "new_test": "/training/tests?new=1",
        "rates": "/training/statistics",
    },
    ADMINISTRATOR: {
        "accounts": "/admin/accounts",
        "libraries": "/admin/libraries",
        "log": "/admin/log",
    },
}
"""Addresses of pages by name, for those by whom they are seen; None for nobody."""

LIVED: dict[str | None, tuple[str, ...]] = {
    READER: (
        "answer",
        "refusal",
        "hostile",
        "source_beside",
        "source_word",
        "source_scan",
        "source_old",
        "document",
        "nowhere",
    ),
    KEEPER: ("document",),
    DRAFTER: ("read_workbook", "value", "proposals", "report", "audited"),
}
"""Names of the pages that `live` makes, for those by whom they are seen."""


def live(browser: Browser, url: str, folder: Path) -> dict[str, str]:
    """Let people work for a while; return the addresses of what comes of it, by name.

    There are answers, a refusal, an old revision, files refused, a question to the keeper, a gap;
    and from the drafter a ledger, a report in want of much, and a faulty draft.

    Args:
        browser: Where they work.
        url: Of a server over a furnished home.
        folder: Takes what they hand in.
    """
    keeper = Visitor(browser, url, DESKTOP)
    keeper.sign_in(KEEPER)
    folder.mkdir()
    (folder / LONG_NAME).write_text(LONG_TEXT, encoding="utf-8")
    keeper.hand_in(
        papers.write_broken_file(folder),
        papers.write_word_file(folder),
        papers.write_scan(folder),
        papers.write_hostile_file(folder),
        folder / LONG_NAME,
    )

    reader = Visitor(browser, url, DESKTOP)
    reader.sign_in(READER)
    old = reader.ask(papers.WORD_QUESTION)
    answered = reader.ask(QUESTION)
    reader.ask(FOLLOW_UP, answered["conversation_id"])
    scanned = reader.ask(papers.SCAN_QUESTION)
    refused = reader.ask(REFUSED_QUESTION)
    hostile = reader.ask(papers.HOSTILE_QUESTION)
    reader.send("POST", f"/messages/{refused['id']}/enquiry", data={"note": "村里有人问起。"})
    bad = {"verdict": "bad", "reason": "incomplete", "comment": "没有说由谁审批。"}
    reader.send("PUT", f"/messages/{answered['id']}/feedback", data=bad)

    keeper.hand_in(papers.write_word_file(folder, papers.WORD_CHANGED_ANSWER))
    reader.wait_for_examples()
    document = old["answer"]["citations"][0]["document_id"]
    keeper.close()
    reader.close()
    return {
        "answer": f"/c/{answered['conversation_id']}",
        "refusal": f"/c/{refused['conversation_id']}",
        "hostile": f"/c/{hostile['conversation_id']}",
        "source_beside": source_beside(answered),
        "source_word": source_of(answered),
        "source_scan": source_of(scanned),
        "source_old": source_of(old),
        "document": f"/library/{document}",
        "nowhere": "/nowhere",
        **_draft(browser, url, papers.write_draft(folder)),
    }


def _draft(browser: Browser, url: str, draft: Path) -> dict[str, str]:
    drafter = Visitor(browser, url, DESKTOP)
    drafter.sign_in(DRAFTER)
    read = drafter.take_in(WORKBOOK)
    found = drafter.send("GET", f"/indicators?query={quote('人均纯收入')}&area={quote('青禾县')}")
    wanted = {"template": "年度工作总结", "area": "青禾县", "period": "2024年", "is_draft": True}
    pages = {
        "read_workbook": f"/indicators/import?job={read}",
        "value": f"/indicators?entry={found.json()['items'][-1]['entry']['id']}",
        "proposals": "/indicators/extract?job="
        + drafter.work("/indicators/extractions", multipart={"file": draft}),
        "report": f"/reports?job={drafter.work('/reports', data=wanted)}",
        "audited": f"/audit-draft?job={drafter.work('/audits', multipart={'file': draft})}",
    }
    drafter.close()
    return pages


def source_of(message: dict[str, Any]) -> str:
    """Return the address of the first source of an answer."""
    citation = message["answer"]["citations"][0]
    return f"/source/{citation['revision_id']}?start={citation['start']}&end={citation['end']}"


def source_beside(message: dict[str, Any]) -> str:
    """Return the address of an answer with its first source beside it."""
    place = source_of(message).removeprefix("/source/").replace("?", "&", 1)
    return f"/c/{message['conversation_id']}?source={place}"
