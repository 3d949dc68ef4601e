"""The web application and its server."""

import contextlib
import ipaddress
import socket
from importlib.metadata import version
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from assistant.api.failures import Failure, install_error_handlers
from assistant.api.guards import BodyLimits, OriginGuard, SecurityHeaders
from assistant.api.metrics import Metrics
from assistant.api.routes import documents, openai, operations, questions
from assistant.application import Assistant
from assistant.errors import WrongUseError

PREFIX = "/api/v1"
PAGE_FOLDER = Path(__file__).parents[2] / "web" / "placeholder"

# A keeper uploads a handful of files at a time; the limit of one file is a setting of the library.
UPLOAD_BYTES = 512 * 1024 * 1024


def create_app(assistant: Assistant) -> FastAPI:
    """Return the web application over one assistant: the API, the page, health and metrics."""
    application = FastAPI(
        title="policy-assistant",
        version=version("policy-assistant"),
        summary="政策问答：检索、带出处的回答、资料库。",
        openapi_url=f"{PREFIX}/openapi.json",
        # Their pages load scripts from the internet.
        docs_url=None,
        redoc_url=None,
    )
    application.state.assistant = assistant
    application.state.metrics = Metrics()
    install_error_handlers(application, application.state.metrics)
    failures: dict[int | str, dict[str, Any]] = {
        "4XX": {"model": Failure},
        "5XX": {"model": Failure},
    }
    application.include_router(questions.router, prefix=PREFIX, responses=failures)
    application.include_router(documents.router, prefix=PREFIX, responses=failures)
    application.include_router(operations.router)
    application.include_router(openai.router)
    application.mount("/", StaticFiles(directory=PAGE_FOLDER, html=True), name="page")
    # The last added is the first to see a request.
    larger = {PREFIX + documents.UPLOAD_PATH: UPLOAD_BYTES, openai.CHAT_PATH: openai.CHAT_BYTES}
    application.add_middleware(BodyLimits, larger=larger)
    application.add_middleware(GZipMiddleware, minimum_size=1000)
    application.add_middleware(OriginGuard)
    application.add_middleware(SecurityHeaders)
    return application


def open_listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens on this machine only; port 0 lets the system choose.

    Raises:
        WrongUseError: `host` can be reached from elsewhere, for which there would have to be
            accounts; or the port is taken.
    """
    if not is_loopback(host):
        raise WrongUseError(
            f"不能在 {host} 上提供服务：还没有账号，局域网里的任何人都能读取和删除资料。",
            hint="请使用 127.0.0.1，只在本机访问。",
        )
    address = "127.0.0.1" if host == "localhost" else host
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family)
    except OSError as error:
        raise WrongUseError(
            f"不能使用 {host} 的端口 {port}：{error.strerror}。",
            hint="可能已有一个服务在运行；请停止它，或用 --port 换一个端口。",
        ) from error


def serve_assistant(assistant: Assistant, listener: socket.socket) -> None:
    """Serve until interrupted."""
    configuration = uvicorn.Config(
        create_app(assistant), log_config=None, access_log=False, ws="none"
    )
    # Ctrl+C is how a person ends it, and no error.
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(configuration).run(sockets=[listener])


def is_loopback(host: str) -> bool:
    """Return whether only programs of this machine reach an address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
