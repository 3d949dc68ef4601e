"""The web application and its server."""

import contextlib
import socket
from collections.abc import AsyncIterator, Collection
from functools import partial
from importlib.metadata import version
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from assistant.api.auditing import AuditGuard
from assistant.api.deps import identify
from assistant.api.failures import Failure, install_error_handlers
from assistant.api.guards import (
    LOCAL_HOSTS,
    UPLOAD_BYTES,
    BodyLimits,
    OriginGuard,
    SecurityHeaders,
    is_loopback,
)
from assistant.api.metrics import Metrics
from assistant.api.page import page_router
from assistant.api.routes import (
    accounts,
    attempts,
    audit,
    audits,
    catalogue,
    conversations,
    documents,
    enquiries,
    exports,
    gaps,
    imports,
    indicators,
    jobs,
    libraries,
    messages,
    openai,
    operations,
    papers,
    questions,
    quiz,
    reports,
    session,
    sources,
    statistics,
    suggestions,
    tests,
    uploads,
)
from assistant.errors import WrongUseError
from assistant.office import Office

PREFIX = "/api/v1"

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
    imports.router,
    indicators.router,
    catalogue.router,
    reports.router,
    audits.router,
    quiz.router,
    papers.router,
    tests.router,
    attempts.router,
    statistics.router,
    jobs.router,
)


def create_app(office: Office, *, hosts: Collection[str] | None = LOCAL_HOSTS) -> FastAPI:
    """Return the web application over one office: the API, the page, health and metrics.

    Args:
        office: What several people share.
        hosts: Names the server may be called by; None for any.
    """
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
    large_paths = (
        documents.UPLOAD_PATH,
        *uploads.LARGE_PATHS,
        *imports.LARGE_PATHS,
        *catalogue.LARGE_PATHS,
        *reports.LARGE_PATHS,
        *audits.LARGE_PATHS,
        *quiz.LARGE_PATHS,
    )
    larger = {PREFIX + path: UPLOAD_BYTES for path in large_paths}
    larger[openai.CHAT_PATH] = openai.CHAT_BYTES
    application.add_middleware(AuditGuard, office=office)
    application.add_middleware(BodyLimits, larger=larger, identify=partial(identify, office=office))
    application.add_middleware(GZipMiddleware, minimum_size=1000)
    application.add_middleware(OriginGuard, hosts=hosts)
    application.add_middleware(SecurityHeaders)
    return application


@contextlib.asynccontextmanager
async def _lifespan(application: FastAPI) -> AsyncIterator[None]:
    office: Office = application.state.office
    await run_in_threadpool(office.start)
    yield
    await run_in_threadpool(office.stop)


def open_listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens for browsers; port 0 lets the system choose.

    Raises:
        WrongUseError: this machine has no such address, or the port is taken.
    """
    address = "127.0.0.1" if host == "localhost" else host
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family)
    except OSError as error:
        raise WrongUseError(
            f"不能使用 {host} 的端口 {port}：{error.strerror}。",
            hint="可能已有一个服务在运行：请停止它，或用 --port 换端口；--host 须是本机的地址。",
        ) from error


def describe_address(listener: socket.socket) -> str:
    """Return where a browser finds the server."""
    host, port, *_ = listener.getsockname()
    if host in ("0.0.0.0", "::"):
        return f"http://127.0.0.1:{port} （其他电脑请把 127.0.0.1 换成本机的地址）"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


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


def serve_office(office: Office, listener: socket.socket, *, name: str = "") -> None:
    """Serve until interrupted.

    Args:
        office: What several people share.
        listener: Where requests come in.
        name: By which a proxy on this machine makes the server known, where there is one.
    """
    hosts = known_hosts(listener.getsockname()[0], name)
    configuration = uvicorn.Config(
        create_app(office, hosts=hosts), log_config=None, access_log=False, ws="none"
    )
    # Ctrl+C is how a person ends it, and no error.
    with contextlib.suppress(KeyboardInterrupt):
        OfficeServer(office, configuration).run(sockets=[listener])


def known_hosts(host: str, name: str = "") -> frozenset[str] | None:
    """Return by which names the server may be called; None for any.

    >>> sorted(known_hosts("127.0.0.1", "policy.example.gov.cn") - LOCAL_HOSTS)
    ['policy.example.gov.cn']
    >>> known_hosts("0.0.0.0") is None
    True

    Args:
        host: Where it listens. Beyond this machine nobody knows what people call it.
        name: By which a proxy on this machine makes it known, where there is one.
    """
    return LOCAL_HOSTS | {host, name.lower()} if is_loopback(host) else None
