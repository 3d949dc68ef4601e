"""For those who run the server: is it well, and what has it done."""

from fastapi import APIRouter, Response

from assistant.api.deps import AddressDep, MetricsDep, OfficeDep
from assistant.api.guards import is_loopback
from assistant.errors import ForbiddenError
from ingest.schema import Record

router = APIRouter(tags=["operations"])

# Any question will do: it goes through the model, both indexes and the database.
PROBE = "政策"


class Wellness(Record):
    """The library answers; a `Failure` with status 503 stands in its place when it does not."""

    healthy: bool = True


@router.get("/healthz")
def check_health(office: OfficeDep) -> Wellness:
    """Search the library once; `policy doctor` looks deeper, but reads every text."""
    office.assistant.search(PROBE, top_k=1)
    return Wellness()


@router.get("/metrics", response_class=Response)
def show_metrics(metrics: MetricsDep, address: AddressDep) -> Response:
    """Return the counters in the Prometheus text format, to programs of this machine."""
    if not is_loopback(address):
        raise ForbiddenError("运行计数只能在服务器本机上读取。", hint="请在服务器上访问。")
    return Response(metrics.render(), media_type="text/plain; version=0.0.4")
