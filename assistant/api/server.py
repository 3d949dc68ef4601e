"""The web application and its server."""

import contextlib
import socket
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from assistant.api.auditing import AuditGuard
from assistant.api.failures import Failure, install_error_handlers
from assistant.api.guards import BodyLimits, OriginGuard, SecurityHeaders, is_loopback
from assistant.api.metrics import Metrics
from assistant.api.page import page_router
from assistant.api.routes import (
    accounts,
    audit,
    conversations,
    documents,
    enquiries,
    exports,
    gaps,
    libraries,
    messages,
    openai,
    operations,
    questions,
    session,
    sources,
    suggestions,
    uploads,
)
from assistant.errors import WrongUseError
from assistant.office import Office

PREFIX = "/api/v1"

# A keeper uploads a handful of files at a time; the limit of one file is a setting of the library.
UPLOAD_BYTES = 512 * 1024 * 1024


# Every one of these stands under PREFIX and says itself who may use it.
ROUTERS = (
    session.router,
    accounts.router,
    libraries.router,
    audit.router,
    questions.router,
    documents.router,
    uploads.router,
    conversations.router,
    messages.router,
    enquiries.router,
    gaps.router,
    sources.router,
    suggestions.router,
    exports.router,
)


def create_app(office: Office) -> FastAPI:
    """Return the web application over one office: the API, the page, health and metrics."""
    application = FastAPI(
        title="policy-assistant",
        version=version("policy-assistant"),
        summary="政策问答：检索、带出处的回答、资料库。",
        openapi_url=f"{PREFIX}/openapi.json",
        # Their pages load scripts from the internet.
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    application.state.office = office
    application.state.metrics = Metrics()
    install_error_handlers(application, application.state.metrics)
    failures: dict[int | str, dict[str, Any]] = {
        "4XX": {"model": Failure},
        "5XX": {"model": Failure},
    }
    for router in ROUTERS:
        application.include_router(router, prefix=PREFIX, responses=failures)
    application.include_router(operations.router)
    application.include_router(openai.router)
    application.include_router(page_router())
    # The last added is the first to see a request.
    larger = {PREFIX + path: UPLOAD_BYTES for path in (documents.UPLOAD_PATH, *uploads.LARGE_PATHS)}
    larger[openai.CHAT_PATH] = openai.CHAT_BYTES
    application.add_middleware(AuditGuard, office=office)
    application.add_middleware(BodyLimits, larger=larger)
    application.add_middleware(GZipMiddleware, minimum_size=1000)
    application.add_middleware(OriginGuard)
    application.add_middleware(SecurityHeaders)
    return application


@contextlib.asynccontextmanager
async def _lifespan(application: FastAPI) -> AsyncIterator[None]:
    office: Office = application.state.office
    await run_in_threadpool(office.start)
    yield
    await run_in_threadpool(office.stop)


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


class OfficeServer(uvicorn.Server):
    """Ends the office's work before it waits for the streams that tell of it.

    Args:
        office: Whose work.
        configuration: Of the server.
    """

    def __init__(self, office: Office, configuration: uvicorn.Config) -> None:
        super().__init__(configuration)
        self._office = office

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the work, then as uvicorn does."""
        await run_in_threadpool(self._office.stop)
        await super().shutdown(sockets)


def serve_office(office: Office, listener: socket.socket) -> None:
    """Serve until interrupted."""
    configuration = uvicorn.Config(create_app(office), log_config=None, access_log=False, ws="none")
    # Ctrl+C is how a person ends it, and no error.
    with contextlib.suppress(KeyboardInterrupt):
        OfficeServer(office, configuration).run(sockets=[listener])
