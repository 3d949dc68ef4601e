"""Errors as the API tells them: `{"code", "message", "hint"}`, the last two in Chinese."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant.api.metrics import Metrics
from assistant.errors import (
    AttemptClosedError,
    AttemptRefusedError,
    ConversationBusyError,
    EditConflictError,
    ForbiddenError,
    NotSignedInError,
    PaperShortageError,
    PreviewError,
    ReportGapsError,
    SignInProviderError,
    TemplateError,
    TooManyRequestsError,
    UsernameTakenError,
    WrongUseError,
)
from ingest.errors import IngestError, ModelError, NotFoundError, PolicyError, StoreError
from ingest.schema import Record

logger = logging.getLogger(__name__)

# The first that fits counts.
STATUSES: tuple[tuple[type[PolicyError], HTTPStatus], ...] = (
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (NotSignedInError, HTTPStatus.UNAUTHORIZED),
    (ForbiddenError, HTTPStatus.FORBIDDEN),
    (TooManyRequestsError, HTTPStatus.TOO_MANY_REQUESTS),
    (SignInProviderError, HTTPStatus.BAD_GATEWAY),
    (UsernameTakenError, HTTPStatus.CONFLICT),
    (ConversationBusyError, HTTPStatus.CONFLICT),
    (EditConflictError, HTTPStatus.CONFLICT),
    (ReportGapsError, HTTPStatus.CONFLICT),
    (PaperShortageError, HTTPStatus.CONFLICT),
    (AttemptRefusedError, HTTPStatus.CONFLICT),
    (AttemptClosedError, HTTPStatus.CONFLICT),
    (TemplateError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (WrongUseError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (PreviewError, HTTPStatus.SERVICE_UNAVAILABLE),
    (IngestError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
    (ModelError, HTTPStatus.SERVICE_UNAVAILABLE),
)

# Programs that call below it speak OpenAI's protocol.
OPENAI_PREFIX = "/v1/"

HTTP_FAILURES = {
    # What fastapi answers when a form ends in the middle, or cannot be kept while it comes in.
    HTTPStatus.BAD_REQUEST: (
        "incomplete_request",
        "没有收到完整的内容。",
        "请检查网络后重试，一次少传一些文件；仍然不行的，请管理员检查服务器的磁盘空间。",
    ),
    HTTPStatus.FORBIDDEN: (
        "foreign_origin",
        "不接受来自其他网站的请求。",
        "请在浏览器的地址栏中直接打开本程序的网页。",
    ),
    HTTPStatus.NOT_FOUND: ("not_found", "没有这个地址。", "接口一览见 /api/v1/openapi.json。"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("wrong_method", "这个地址不支持这种请求方式。", ""),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "too_large",
        "发送的内容太大。",
        "请缩短问题，或把文件拆分后再上传。",
    ),
}

# What pydantic calls a fault, in words for the person who made it.
FAULTS: dict[str, Callable[[dict[str, Any]], str]] = {
    "missing": lambda _: "没有填写",
    "extra_forbidden": lambda _: "不是已知的参数",
    "string_too_long": lambda context: f"太长，最多 {context['max_length']} 个字",
    "string_too_short": lambda _: "不能为空",
    "greater_than_equal": lambda context: f"不能小于 {context['ge']}",
    "greater_than": lambda context: f"要大于 {context['gt']}",
    "less_than_equal": lambda context: f"不能大于 {context['le']}",
    "int_parsing": lambda _: "应为整数",
    "int_type": lambda _: "应为整数",
    "enum": lambda context: f"只能是 {_choices(context)}",
    "literal_error": lambda context: f"只能是 {_choices(context)}",
    "too_short": lambda _: "不能为空",
    "too_long": lambda context: f"太多，最多 {context['max_length']} 条",
    "date_from_datetime_parsing": lambda _: "应为日期，如 2024-01-31",
    "model_attributes_type": lambda _: "应为 JSON，并注明 Content-Type: application/json",
    "json_invalid": lambda _: "不是合法的 JSON",
}

FIELDS = {
    "question": "问题",
    "username": "用户名",
    "password": "密码",
    "old_password": "原密码",
    "new_password": "新密码",
    "name": "名称",
    "department": "部门",
    "roles": "角色",
    "scopes": "权限",
    "expires_in_days": "有效天数",
    "top_k": "段落数",
    "page": "页码",
    "page_size": "每页份数",
    "as_of": "日期",
    "year": "年份",
    "files": "文件",
    "file": "文件",
    "library": "资料库",
    "title": "标题",
    "document_number": "文号",
    "issuing_authority": "发文机关",
    "issued_on": "成文日期",
    "region": "地区",
    "kind": "文种",
    "category": "类别",
    "start": "起点",
    "end": "终点",
    "around": "显示字数",
    "limit": "数量",
    "number": "编号",
    "width": "宽度",
    "from": "旧版本",
    "to": "新版本",
    "validity": "效力",
    "effective_on": "施行日期",
    "repealed_on": "废止日期",
    "replaced_by": "替代文件",
    "messages": "消息",
    "query": "查找的文字",
    "before": "时间",
    "after": "事件编号",
    "days": "天数",
    "state": "状态",
    "verdict": "评价",
    "reason": "原因",
    "comment": "评语",
    "note": "说明",
    "reply": "答复",
    "blueprint": "双向细目表",
    "demands": "双向细目表",
    "count": "题数",
    "points": "分值",
    "versions": "卷数",
    "opens_at": "开始时间",
    "closes_at": "结束时间",
    "minutes": "作答时长",
    "attempts": "作答次数",
    "pass_percent": "及格线",
    "departments": "单位",
    "answer": "答案",
    "replies": "答案",
    "marks": "给分",
    "body": "请求内容",
}


class Failure(Record):
    """What went wrong and what to do."""

    code: str
    """Stable, for programs."""

    message: str
    """What happened, in Chinese."""

    hint: str
    """What to do next, in Chinese; may be empty."""


def install_error_handlers(application: FastAPI, metrics: Metrics) -> None:
    """Let every error leave the application as a `Failure`."""

    def respond(request: Request, status: int, failure: Failure) -> JSONResponse:
        metrics.failures.labels(failure.code).inc()
        return failure_response(status, failure, path=request.url.path)

    @application.exception_handler(PolicyError)
    def tell_policy_error(request: Request, error: PolicyError) -> JSONResponse:
        response = respond(request, status_of(error), failure_of(error))
        if isinstance(error, TooManyRequestsError):
            response.headers["Retry-After"] = str(error.retry_after_s)
        return response

    @application.exception_handler(RequestValidationError)
    def tell_wrong_request(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = "；".join(dict.fromkeys(describe_fault(fault) for fault in error.errors()))
        failure = Failure(
            code="wrong_request", message=f"请求有误：{faults}。", hint="请修改后重试。"
        )
        return respond(request, HTTPStatus.UNPROCESSABLE_ENTITY, failure)

    @application.exception_handler(HTTPException)
    def tell_http_error(request: Request, error: HTTPException) -> JSONResponse:
        return respond(request, error.status_code, failure_of_status(HTTPStatus(error.status_code)))

    @application.exception_handler(Exception)
    def tell_bug(request: Request, error: Exception) -> JSONResponse:
        return respond(request, HTTPStatus.INTERNAL_SERVER_ERROR, failure_of(error))


def failure_response(status: int, failure: Failure, *, path: str) -> JSONResponse:
    """Return the response that tells a failure; under `/v1` in OpenAI's form.

    OpenAI's clients know a request that cannot be carried out by status 400.
    """
    if not path.startswith(OPENAI_PREFIX):
        return JSONResponse(failure.model_dump(), status_code=status)
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        status = HTTPStatus.BAD_REQUEST
    return JSONResponse(openai_error(failure, status), status_code=status)


def openai_error(
    failure: Failure, status: int = HTTPStatus.INTERNAL_SERVER_ERROR
) -> dict[str, Any]:
    """Return a failure in OpenAI's form."""
    is_of_server = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return {
        "error": {
            "message": f"{failure.message}{failure.hint}",
            "type": "server_error" if is_of_server else "invalid_request_error",
            "param": None,
            "code": failure.code,
        }
    }


def status_of(error: PolicyError) -> HTTPStatus:
    """Return the HTTP status of an error of the project."""
    fitting = (status for kind, status in STATUSES if isinstance(error, kind))
    return next(fitting, HTTPStatus.INTERNAL_SERVER_ERROR)


def failure_of_status(status: HTTPStatus) -> Failure:
    """Return what a person is told of a request that reached no route."""
    unknown = ("http_error", "请求无法处理。", "请检查后重试。")
    code, message, hint = HTTP_FAILURES.get(status, unknown)
    return Failure(code=code, message=message, hint=hint)


def failure_of(error: Exception) -> Failure:
    """Return what a person is told of an error; a bug is logged and told without its details."""
    if isinstance(error, PolicyError):
        return Failure(code=error.code, message=error.message, hint=error.hint)
    logger.error("unexpected error", exc_info=error)
    return Failure(
        code="internal_error",
        message="服务器出现意外错误。",
        hint="请稍后再试；若仍然如此，请管理员运行 policy doctor 检查。",
    )


def describe_fault(fault: dict[str, Any]) -> str:
    """Return one fault of a request in Chinese, e.g. "问题太长，最多 500 个字"."""
    names = [part for part in fault["loc"] if isinstance(part, str)]
    name = names[-1] if names else "body"
    describe = FAULTS.get(fault["type"])
    problem = describe(fault.get("ctx", {})) if describe else "的值不对"
    return f"{FIELDS.get(name, name)}{problem}"


def _choices(context: dict[str, Any]) -> str:
    return str(context["expected"]).replace(" or ", "、").replace(", ", "、").replace("'", "")
