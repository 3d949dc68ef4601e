"""Any chat model of LangChain may write, and settings say which."""

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import HumanMessage

from assistant.application import Assistant
from assistant.chain.answering import ExtractiveAnswerer
from assistant.chain.generating import GenerativeAnswerer
from assistant.chain.ledger import LedgerAnswerer
from assistant.chat_model import open_chat_model, read_answer
from assistant.errors import ChatModelError
from assistant.retrieval.weights import load_weights
from assistant.schema import AnswerReady
from assistant.settings import ChatModelSettings, load_settings
from ingest.errors import SettingsError


@pytest.mark.parametrize("name", ["BASE_URL", "MODEL"])
def test_a_server_without_a_model_or_a_model_without_a_server_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"POLICY_CHAT_MODEL__{name}", "http://127.0.0.1:8080/v1")
    with pytest.raises(SettingsError, match="POLICY_CHAT_MODEL"):
        load_settings()


def test_a_language_model_is_used_when_both_are_set(
    monkeypatch: pytest.MonkeyPatch, tiny_assistant: Assistant
) -> None:
    assert not load_settings().chat_model.is_set
    monkeypatch.setenv("POLICY_CHAT_MODEL__BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("POLICY_CHAT_MODEL__MODEL", "qwen3")
    writer = Assistant(tiny_assistant.store, chat_model=load_settings().chat_model)
    for assistant, kind in ((writer, GenerativeAnswerer), (tiny_assistant, ExtractiveAnswerer)):
        assert isinstance(assistant.answerer, LedgerAnswerer)
        assert isinstance(assistant.answerer.documents, kind)


def test_nobody_is_asked_until_there_is_a_question() -> None:
    model = open_chat_model(ChatModelSettings(base_url="http://127.0.0.1:9/v1", model="any"))
    with pytest.raises(ChatModelError, match="连接不上"):
        list(read_answer(model, [HumanMessage("补贴？")]))


def test_a_model_of_another_protocol_may_write(tiny_assistant: Assistant) -> None:
    extractive = ExtractiveAnswerer(
        tiny_assistant.retriever, tiny_assistant.store.library, load_weights()
    )
    model = FakeListChatModel(responses=["每人每月补贴八百元[1]。每人每月补贴九百元[1]。"])
    *_, last = GenerativeAnswerer(extractive, model).stream("公益性岗位每人每月补贴多少？")
    assert isinstance(last, AnswerReady)
    assert last.answer.text == "每人每月补贴八百元。[1]"
