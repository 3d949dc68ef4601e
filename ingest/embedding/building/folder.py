"""Writes the model in full precision, in the folder format of sentence-transformers."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from tokenizers import Tokenizer

from ingest.embedding.building.vocabulary import (
    BEGIN,
    END,
    PADDING,
    PASSAGE_PREFIX,
    QUERY_PREFIX,
    UNKNOWN,
)
from ingest.embedding.building.weights import Layer, Weights


def write_folder(folder: Path, weights: Weights, tokenizer: Tokenizer) -> None:
    """Write a folder that `SentenceTransformer(folder)` loads without a network.

    Args:
        folder: Made if it does not exist.
        weights: With the vocabulary of `tokenizer`.
        tokenizer: Goes into the folder as it is.
    """
    (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
    (folder / "2_Normalize").mkdir(exist_ok=True)
    tensors = _name_tensors(weights)
    (folder / "model.safetensors").write_bytes(save(tensors, metadata={"format": "pt"}))
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _configurations(weights).items():
        text = json.dumps(content, ensure_ascii=False, indent=2)
        (folder / name).write_text(text + "\n", encoding="utf-8")


def _name_tensors(weights: Weights) -> dict[str, NDArray[np.float32]]:
    """Return the tensors under the names of transformers' `BertModel`."""
    tensors = {
        "embeddings.word_embeddings.weight": weights.word.to_float(),
        "embeddings.position_embeddings.weight": weights.position,
        "embeddings.token_type_embeddings.weight": weights.token_type,
        "embeddings.LayerNorm.weight": weights.embedding_norm,
        "embeddings.LayerNorm.bias": weights.embedding_norm_bias,
    }
    for index, layer in enumerate(weights.layers):
        for name, values in _name_layer(layer).items():
            tensors[f"encoder.layer.{index}.{name}"] = values
    return {name: np.ascontiguousarray(values) for name, values in tensors.items()}


def _name_layer(layer: Layer) -> dict[str, NDArray[np.float32]]:
    query, key, value = np.split(layer.query_key_value, 3)
    query_bias, key_bias, value_bias = np.split(layer.query_key_value_bias, 3)
    return {
        "attention.self.query.weight": query,
        "attention.self.query.bias": query_bias,
        "attention.self.key.weight": key,
        "attention.self.key.bias": key_bias,
        "attention.self.value.weight": value,
        "attention.self.value.bias": value_bias,
        "attention.output.dense.weight": layer.attention_out,
        "attention.output.dense.bias": layer.attention_out_bias,
        "attention.output.LayerNorm.weight": layer.attention_norm,
        "attention.output.LayerNorm.bias": layer.attention_norm_bias,
        "intermediate.dense.weight": layer.widen,
        "intermediate.dense.bias": layer.widen_bias,
        "output.dense.weight": layer.narrow,
        "output.dense.bias": layer.narrow_bias,
        "output.LayerNorm.weight": layer.output_norm,
        "output.LayerNorm.bias": layer.output_norm_bias,
    }


def _configurations(weights: Weights) -> dict[str, Any]:
    """Return the folder's JSON files by name."""
    begin, padding, end, unknown = (weights.pieces[id_] for id_ in (BEGIN, PADDING, END, UNKNOWN))
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": weights.hidden,
            "intermediate_size": weights.feed_forward,
            "layer_norm_eps": weights.epsilon,
            "max_position_embeddings": weights.window,
            "num_attention_heads": weights.heads,
            "num_hidden_layers": len(weights.layers),
            "pad_token_id": PADDING,
            "type_vocab_size": len(weights.token_type),
            "vocab_size": len(weights.pieces),
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": weights.window,
            "model_input_names": ["input_ids", "attention_mask"],
            "bos_token": begin,
            "cls_token": begin,
            "eos_token": end,
            "sep_token": end,
            "pad_token": padding,
            "unk_token": unknown,
        },
        "modules.json": [
            {
                "idx": 0,
                "name": "0",
                "path": "",
                "type": "sentence_transformers.models.Transformer",
            },
            {
                "idx": 1,
                "name": "1",
                "path": "1_Pooling",
                "type": "sentence_transformers.models.Pooling",
            },
            {
                "idx": 2,
                "name": "2",
                "path": "2_Normalize",
                "type": "sentence_transformers.models.Normalize",
            },
        ],
        "sentence_bert_config.json": {
            "max_seq_length": weights.window,
            "do_lower_case": False,
            # The mean is taken of all tokens; BERT's own pooler has no weights here.
            "model_args": {"add_pooling_layer": False},
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": weights.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": QUERY_PREFIX, "document": PASSAGE_PREFIX},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
