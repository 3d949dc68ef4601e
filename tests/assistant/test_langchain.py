import asyncio
import json
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.language_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from langchain_core.vectorstores import InMemoryVectorStore

from assistant.application import Assistant
from assistant.langchain import PolicyAnswerer, PolicyEmbeddings, PolicyRetriever
from assistant.schema import Answer, TextDelta
from assistant.settings import Settings
from assistant.testing import CannedAssistant, sample_answer
from ingest.embedding import load_embedder
from ingest.errors import PolicyError
from ingest.schema import Filters
from ingest.settings import EmbeddingSettings

RULES = "第一条 为规范农家书屋管理，制定本办法。\n第二条 农家书屋每周开放不少于二十小时。\n"
QUESTION = "农家书屋每周开放多少小时？"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    path = tmp_path / "农家书屋管理办法.txt"
    path.write_text(RULES, encoding="utf-8")
    assistant = Assistant.from_settings(Settings())
    assert list(assistant.ingest([path]))
    yield assistant
    assistant.close()


@pytest.fixture
def canned() -> CannedAssistant:
    return CannedAssistant()


class Witness(BaseCallbackHandler):
    """Remembers what a chain's runs ended with."""

    def __init__(self) -> None:
        self.outputs: list[object] = []

    def on_chain_end(self, outputs: object, **_: object) -> None:
        self.outputs.append(outputs)


# --- Embeddings ---------------------------------------------------------------------------------


def test_a_vector_store_of_langchain_finds_by_our_embeddings() -> None:
    embeddings = PolicyEmbeddings(load_embedder(EmbeddingSettings()))
    texts = ["公益性岗位每月补贴八百元。", "农家书屋每周开放二十小时。", "春耕物资四月底前到位。"]
    store = InMemoryVectorStore.from_texts(texts, embeddings)
    ((best, score),) = store.similarity_search_with_score("图书室几点开门？", k=1)
    assert best.page_content == texts[1]
    assert 0 < score <= 1.0001


# --- The retriever ------------------------------------------------------------------------------


def test_documents_of_the_retriever_lead_back_to_their_sources(assistant: Assistant) -> None:
    found = PolicyRetriever(assistant=assistant, top_k=3).invoke(QUESTION)
    assert found
    for document in found:
        place = document.metadata
        text = assistant.revision_text(place["revision"])
        assert text[place["start"] : place["end"]] == document.page_content
        assert place["document"] == "农家书屋管理办法.txt"
    scores = [document.metadata["score"] for document in found]
    assert scores == sorted(scores, reverse=True)


def test_what_documents_tell_can_be_stored_as_json(canned: CannedAssistant) -> None:
    (document,) = PolicyRetriever(assistant=canned).invoke("补贴多少？")
    assert json.loads(json.dumps(document.metadata)) == document.metadata
    assert document.metadata["page"] == 2
    assert document.metadata["section"] == ["第三条"]


def test_the_retriever_looks_only_where_its_filters_say(canned: CannedAssistant) -> None:
    filters = Filters(region="巴里坤")
    PolicyRetriever(assistant=canned, filters=filters).invoke("补贴多少？")
    assert canned.asked == [("补贴多少？", filters)]


def test_a_chain_of_langchain_asks_a_model_with_our_passages(assistant: Assistant) -> None:
    def quote(documents: list[Document]) -> str:
        return "\n".join(each.page_content for each in documents)

    seen: list[str] = []

    def note(prompt: object) -> object:
        seen.append(str(prompt))
        return prompt

    chain = (
        {
            "passages": PolicyRetriever(assistant=assistant) | quote,
            "question": RunnablePassthrough(),
        }
        | ChatPromptTemplate.from_template("依据：{passages}\n问题：{question}")
        | RunnableLambda(note)
        | FakeListChatModel(responses=["二十小时。"])
        | StrOutputParser()
    )
    assert chain.invoke(QUESTION) == "二十小时。"
    assert "不少于二十小时" in seen[0]
    assert QUESTION in seen[0]


# --- The answerer -------------------------------------------------------------------------------


def test_a_question_alone_or_in_a_dictionary_gets_the_same_answer(assistant: Assistant) -> None:
    answerer = PolicyAnswerer(assistant)
    answer = answerer.invoke(QUESTION)
    assert isinstance(answer, Answer)
    assert answer == answerer.invoke({"question": QUESTION}) == assistant.ask(QUESTION)


def test_filters_of_a_question_go_before_those_of_the_answerer(canned: CannedAssistant) -> None:
    usual, own = Filters(in_force=True), Filters(year=2024)
    answerer = PolicyAnswerer(canned, filters=usual)
    answerer.invoke("补贴？")
    answerer.invoke({"question": "补贴？", "filters": own})
    assert [filters for _, filters in canned.asked] == [usual, own]


def test_a_batch_gets_an_answer_each(assistant: Assistant) -> None:
    questions = [QUESTION, "农家书屋管理办法为何制定？"]
    answers = PolicyAnswerer(assistant).batch(questions)
    assert [answer.question for answer in answers] == questions


def test_a_stream_is_the_text_piece_by_piece_and_then_the_answer(assistant: Assistant) -> None:
    *pieces, answer = PolicyAnswerer(assistant).stream(QUESTION)
    assert all(isinstance(piece, TextDelta) for piece in pieces)
    assert "".join(piece.text for piece in pieces) == answer.text
    assert answer == assistant.ask(QUESTION)


def test_a_step_behind_the_answerer_gets_the_answer_also_when_streamed(
    canned: CannedAssistant,
) -> None:
    chain = PolicyAnswerer(canned) | attrgetter("text") | StrOutputParser()
    assert chain.invoke("补贴多少？") == sample_answer().text
    assert list(chain.stream("补贴多少？")) == [sample_answer().text]


def test_it_can_be_awaited_and_streamed_in_an_event_loop(canned: CannedAssistant) -> None:
    async def both() -> tuple[Answer, list[Answer | TextDelta]]:
        answerer = PolicyAnswerer(canned)
        return await answerer.ainvoke("补贴？"), [
            piece async for piece in answerer.astream("补贴？")
        ]

    answer, streamed = asyncio.run(both())
    assert answer == sample_answer()
    assert len(streamed) == 3
    assert streamed[-1] == answer


def test_callbacks_of_langchain_see_the_answer(canned: CannedAssistant) -> None:
    witness = Witness()
    answerer = PolicyAnswerer(canned)
    answerer.invoke("补贴？", {"callbacks": [witness]})
    list(answerer.stream("补贴？", {"callbacks": [witness]}))
    assert witness.outputs == [sample_answer(), sample_answer()]


@pytest.mark.parametrize("is_streamed", [False, True])
def test_an_error_is_raised_with_its_code_message_and_hint(is_streamed: bool) -> None:
    answerer = PolicyAnswerer(Assistant.from_settings(Settings()))
    with pytest.raises(PolicyError) as raised:
        list(answerer.stream(" ")) if is_streamed else answerer.invoke(" ")
    assert raised.value.code == "wrong_use"
    assert raised.value.message == "没有输入问题。"
    assert raised.value.hint
