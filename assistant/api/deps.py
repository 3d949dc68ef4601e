"""What routes need, told in their signatures."""

from typing import Annotated

from fastapi import Depends, Request

from assistant.api.metrics import Metrics
from assistant.application import Assistant


def get_assistant(request: Request) -> Assistant:
    """Return the assistant the application was made with."""
    assistant: Assistant = request.app.state.assistant
    return assistant


def get_metrics(request: Request) -> Metrics:
    """Return the counters of this application."""
    metrics: Metrics = request.app.state.metrics
    return metrics


AssistantDep = Annotated[Assistant, Depends(get_assistant)]
MetricsDep = Annotated[Metrics, Depends(get_metrics)]
