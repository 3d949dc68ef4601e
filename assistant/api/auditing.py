"""What the log tells of each request, and the guard that writes it.

Every route stands in `ACTIONS`, so that none is forgotten: its event is written when its status is
known, and before anything of the response is sent. A route says what it was about; of one that
does not come so far, the path is told.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.office import Office
from assistant.office.audit import Action, EventOutcome
from assistant.office.schema import Reader
from ingest.schema import Document, Filters

# By method and path, as the routers know it. What is not here is not logged.
ACTIONS: dict[str, Action] = {
    "POST /session": Action.SIGN_IN,
    "DELETE /session": Action.SIGN_OUT,
    "PUT /session/password": Action.CHANGE_PASSWORD,
    "GET /session/oidc/callback": Action.SIGN_IN,
    "GET /session/keys": Action.VIEW,
    "POST /session/keys": Action.CREATE_KEY,
    "DELETE /session/keys/{key_id}": Action.REVOKE_KEY,
    "GET /accounts": Action.VIEW,
    "POST /accounts": Action.CHANGE_ACCOUNT,
    "PATCH /accounts/{account_id}": Action.CHANGE_ACCOUNT,
    "POST /accounts/{account_id}/password": Action.CHANGE_ACCOUNT,
    "GET /departments": Action.VIEW,
    "GET /libraries": Action.VIEW,
    "POST /libraries": Action.CHANGE_RIGHTS,
    "PUT /libraries/{library:path}/access": Action.CHANGE_RIGHTS,
    "GET /audit": Action.READ_LOG,
    "GET /audit/export": Action.EXPORT,
    "POST /search": Action.SEARCH,
    "POST /search/documents": Action.SEARCH,
    "POST /ask": Action.ASK,
    "POST /ask/stream": Action.ASK,
    "GET /conversations": Action.VIEW,
    "POST /conversations": Action.CHANGE_CONVERSATION,
    "GET /conversations/{conversation_id}": Action.VIEW,
    "PATCH /conversations/{conversation_id}": Action.CHANGE_CONVERSATION,
    "DELETE /conversations/{conversation_id}": Action.DELETE_CONVERSATION,
    "POST /conversations/{conversation_id}/messages": Action.ASK,
    "GET /messages/{message_id}": Action.VIEW,
    "GET /messages/{message_id}/stream": Action.VIEW,
    "POST /messages/{message_id}/stop": Action.CHANGE_CONVERSATION,
    "POST /messages/{message_id}/retry": Action.ASK,
    "PUT /messages/{message_id}/feedback": Action.GIVE_FEEDBACK,
    "DELETE /messages/{message_id}/feedback": Action.GIVE_FEEDBACK,
    "POST /messages/{message_id}/enquiry": Action.ASK_KEEPER,
    "GET /enquiries": Action.VIEW,
    "PATCH /enquiries/{enquiry_id}": Action.ANSWER_ENQUIRY,
    "GET /gaps": Action.VIEW,
    "POST /v1/chat/completions": Action.ASK,
    "GET /v1/models": Action.VIEW,
    "GET /v1/models/{model}": Action.VIEW,
    "GET /documents": Action.VIEW,
    "GET /documents/{document}": Action.VIEW,
    "GET /documents/{document}/history": Action.VIEW,
    "GET /documents/{document}/diff": Action.OPEN_SOURCE,
    "PATCH /documents/{document}": Action.CHANGE_DOCUMENT,
    "DELETE /documents/{document}": Action.DELETE_DOCUMENT,
    "POST /documents/upload": Action.UPLOAD,
    "GET /documents/{document}/original": Action.OPEN_ORIGINAL,
    "GET /categories": Action.VIEW,
    "PUT /categories": Action.CHANGE_CATEGORIES,
    "GET /reminders": Action.VIEW,
    "GET /uploads": Action.VIEW,
    "POST /uploads": Action.UPLOAD,
    "POST /uploads/{upload_id}/retry": Action.CHANGE_UPLOAD,
    "POST /uploads/{upload_id}/file": Action.UPLOAD,
    "DELETE /uploads/{upload_id}": Action.CHANGE_UPLOAD,
    "GET /revisions/{revision_id}/text": Action.OPEN_SOURCE,
    "GET /revisions/{revision_id}/view": Action.OPEN_SOURCE,
    "GET /revisions/{revision_id}/pages/{number}.png": Action.VIEW,
    "GET /revisions/{revision_id}/places": Action.VIEW,
    "GET /suggestions": Action.VIEW,
    "GET /messages/{message_id}/suggestions": Action.VIEW,
    "GET /messages/{message_id}/export.docx": Action.EXPORT,
    "GET /messages/{message_id}/export.txt": Action.EXPORT,
    "GET /conversations/{conversation_id}/export.docx": Action.EXPORT,
    "GET /indicators": Action.VIEW,
    "GET /indicators/options": Action.VIEW,
    "GET /indicators/series": Action.VIEW,
    "GET /indicators/alerts": Action.VIEW,
    "GET /indicators/derived": Action.VIEW,
    "GET /indicators/roll-up": Action.VIEW,
    "GET /indicators/{entry_id}/history": Action.VIEW,
    "DELETE /indicators/{entry_id}": Action.CHANGE_INDICATORS,
    "POST /indicators/imports": Action.VIEW,
    "GET /indicators/imports/{job_id}": Action.VIEW,
    "POST /indicators/imports/{job_id}/mapping": Action.VIEW,
    "POST /indicators/imports/{job_id}/confirm": Action.IMPORT_INDICATORS,
    "GET /indicators/imports/{job_id}/result": Action.VIEW,
    "POST /indicators/extractions": Action.VIEW,
    "GET /indicators/extractions/{job_id}": Action.VIEW,
    "POST /indicators/extractions/{job_id}/accept": Action.IMPORT_INDICATORS,
    "GET /catalogue": Action.VIEW,
    "PUT /catalogue": Action.CHANGE_INDICATORS,
    "DELETE /catalogue/{code}": Action.CHANGE_INDICATORS,
    "GET /catalogue/file.csv": Action.EXPORT,
    "POST /catalogue/import": Action.CHANGE_INDICATORS,
    "GET /report-templates": Action.VIEW,
    "POST /report-templates": Action.CHANGE_TEMPLATES,
    "GET /report-templates/{template_id}/file.docx": Action.EXPORT,
    "DELETE /report-templates/{template_id}": Action.CHANGE_TEMPLATES,
    "POST /reports/preflight": Action.VIEW,
    "POST /reports": Action.RENDER_REPORT,
    "GET /reports/{job_id}": Action.VIEW,
    "GET /reports/{job_id}/file.docx": Action.EXPORT,
    "GET /reports/{job_id}/file.pdf": Action.EXPORT,
    "GET /reports/{job_id}/pages/{number}.png": Action.VIEW,
    "POST /audits": Action.AUDIT_DRAFT,
    "GET /audits/{job_id}": Action.VIEW,
    "GET /audits/{job_id}/annotated.docx": Action.EXPORT,
    "GET /quiz/options": Action.VIEW,
    "GET /quiz/items": Action.VIEW,
    "POST /quiz/items": Action.CHANGE_ITEMS,
    "GET /quiz/items/{item_id}": Action.VIEW,
    "PUT /quiz/items/{item_id}": Action.CHANGE_ITEMS,
    "GET /quiz/items/{item_id}/history": Action.VIEW,
    "POST /quiz/items/{item_id}/rewording": Action.REWORD_ITEMS,
    "POST /quiz/cases": Action.REWORD_ITEMS,
    "GET /quiz/affected": Action.VIEW,
    "POST /quiz/jobs": Action.MAKE_ITEMS,
    "GET /quiz/jobs/{job_id}": Action.VIEW,
    "POST /quiz/checks": Action.VIEW,
    "POST /quiz/decisions": Action.CHANGE_ITEMS,
    "POST /quiz/bank-checks": Action.VIEW,
    "GET /quiz/bank-checks/{job_id}": Action.VIEW,
    "POST /quiz/exports": Action.EXPORT,
    "POST /quiz/imports": Action.VIEW,
    "GET /quiz/imports/{job_id}": Action.VIEW,
    "POST /quiz/imports/{job_id}/confirm": Action.CHANGE_ITEMS,
    "GET /papers": Action.VIEW,
    "POST /papers": Action.CHANGE_PAPERS,
    "POST /papers/checks": Action.VIEW,
    "GET /papers/supply": Action.VIEW,
    "GET /papers/{paper_id}": Action.VIEW,
    "GET /papers/{paper_id}/{version}.docx": Action.EXPORT,
    "PUT /papers/{paper_id}/items/{number}": Action.CHANGE_PAPERS,
    "DELETE /papers/{paper_id}": Action.CHANGE_PAPERS,
    "GET /tests": Action.VIEW,
    "POST /tests": Action.CHANGE_TESTS,
    "GET /tests/departments": Action.VIEW,
    "GET /tests/{test_id}": Action.VIEW,
    "PUT /tests/{test_id}": Action.CHANGE_TESTS,
    "DELETE /tests/{test_id}": Action.CHANGE_TESTS,
    "GET /tests/{test_id}/results": Action.VIEW,
    "POST /tests/{test_id}/attempts": Action.TAKE_TEST,
    "GET /attempts": Action.VIEW,
    "GET /attempts/to-mark": Action.VIEW,
    "GET /attempts/{attempt_id}": Action.VIEW,
    "PUT /attempts/{attempt_id}/replies": Action.VIEW,
    "POST /attempts/{attempt_id}/submit": Action.TAKE_TEST,
    "PUT /attempts/{attempt_id}/marks": Action.MARK_ANSWERS,
    "GET /practice": Action.VIEW,
    "POST /practice": Action.VIEW,
    "GET /retries": Action.VIEW,
    "POST /retries": Action.VIEW,
    "GET /statistics": Action.VIEW,
    "GET /statistics.xlsx": Action.EXPORT,
    "GET /jobs/{job_id}": Action.VIEW,
    "DELETE /jobs/{job_id}": Action.VIEW,
}

REFUSALS = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


@dataclass
class Trail:
    """What is known of a request while it is on its way through the application."""

    reader: Reader | None = None
    """Who sent it, once that is known."""

    about: str = ""
    question: str = ""

    def note(self, about: str) -> None:
        """Say what the request is about, in words; never what was asked."""
        self.about = about

    def note_question(self, question: str, filters: Filters) -> None:
        """Say what was asked, which is kept apart, and where."""
        self.about = f"资料库“{filters.library}”" if filters.library else "全部资料库"
        self.question = question

    def note_document(self, document: Document) -> None:
        """Say which document the request is about."""
        self.about = f"资料库“{document.library}”中的“{document.file}”"


def get_trail(request: Request) -> Trail:
    """Return what the log will tell of a request."""
    trail: Trail = request.state.trail
    return trail


AuditDep = Annotated[Trail, Depends(get_trail)]


def action_of(scope: Scope) -> Action | None:
    """Return what a request does, once its route is found; None for what is not logged."""
    route = scope.get("route")
    return ACTIONS.get(f"{scope['method']} {route.path}") if route else None


class AuditGuard:
    """Writes an event for each request that the log is to tell of.

    Args:
        app: What answers.
        office: Keeps the log.
    """

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self.app = app
        self.office = office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and write what became of it before the response leaves."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trail = Trail()
        scope.setdefault("state", {})["trail"] = trail
        is_written = False

        async def write(status: int) -> None:
            nonlocal is_written
            is_written = True
            action = action_of(scope)
            if action is not None:
                await run_in_threadpool(self._write, scope, trail, action, status)

        async def send_after_writing(message: Message) -> None:
            if message["type"] == "http.response.start":
                await write(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, send_after_writing)
        except Exception:
            # A bug; who answers it stands outside.
            if not is_written:
                await write(HTTPStatus.INTERNAL_SERVER_ERROR)
            raise

    def _write(self, scope: Scope, trail: Trail, action: Action, status: int) -> None:
        address = scope["client"][0] if scope["client"] else ""
        if not self._is_worth_telling(trail, action, status, address):
            return
        outcome = _outcome_of(status)
        known = scope["path"] if outcome is EventOutcome.REFUSED else "、".join(_parameters(scope))
        self.office.audit.write(
            trail.reader,
            action,
            trail.about or known,
            question=trail.question,
            outcome=outcome,
            address=address,
        )

    def _is_worth_telling(self, trail: Trail, action: Action, status: int, address: str) -> bool:
        if action is Action.VIEW and status not in REFUSALS:
            return False
        # A page left open overnight asks on and on; somebody who guesses passwords is told of
        # each time.
        is_flood = status == HTTPStatus.TOO_MANY_REQUESTS or (
            status == HTTPStatus.UNAUTHORIZED and action is not Action.SIGN_IN
        )
        account_id = trail.reader.account.id if trail.reader else ""
        return not is_flood or self.office.throttle.is_news(account_id, address)


def _parameters(scope: Scope) -> list[str]:
    return [str(value) for value in scope.get("path_params", {}).values()]


def _outcome_of(status: int) -> EventOutcome:
    if status < HTTPStatus.BAD_REQUEST:
        return EventOutcome.DONE
    return EventOutcome.REFUSED if status in REFUSALS else EventOutcome.FAILED
