"""Writes the encoder as an int8 ONNX graph.

The graph takes one text at a time. Activations are quantised with the range found in each text,
so a neighbour in a batch would change a text's vector, and padding would cost what batching
saves; on a processor one text fills the matrix units anyway.
"""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ingest.embedding.building.weights import BLOCK, BlockTensor, Layer, Weights

INPUT = "input_ids"
OUTPUT = "embedding"
MICROSOFT = "com.microsoft"  # onnxruntime's own operators

# How many standard deviations the feed-forward activations are taken to reach; of 4 and 6, 6 gave
# the better agreement.
REACH = 6.0


def build_graph(weights: Weights) -> bytes:
    """Return an ONNX model: `input_ids`, int64, shape (1, tokens) to `embedding`, (1, hidden).

    The embedding is the mean of the last hidden states with L2 norm 1.
    """
    graph = _Graph()
    hidden = _embed(graph, weights)
    for layer in weights.layers:
        hidden = _encode(graph, layer, hidden, heads=weights.heads, epsilon=weights.epsilon)
    mean = graph.add("ReduceMean", hidden, graph.constant(np.array([1])), keepdims=0)
    graph.add("LpNormalization", mean, axis=-1, p=2, name=OUTPUT)
    return graph.serialise(weights.hidden)


class _Graph:
    """Nodes and constants, named by their order so that the bytes are always the same."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, values: NDArray[Any]) -> str:
        return self.tensor(numpy_helper.from_array(np.ascontiguousarray(values)))

    def tensor(self, tensor: onnx.TensorProto) -> str:
        tensor.name = f"c{len(self.constants)}"
        self.constants.append(tensor)
        return str(tensor.name)

    def add(
        self, operator: str, *inputs: str, domain: str = "", name: str = "", **attributes: Any
    ) -> str:
        return self.add_many(operator, *inputs, domain=domain, names=(name,), **attributes)[0]

    def add_many(
        self,
        operator: str,
        *inputs: str,
        names: tuple[str, ...],
        domain: str = "",
        **attributes: Any,
    ) -> tuple[str, ...]:
        outputs = tuple(name or f"n{len(self.nodes)}.{i}" for i, name in enumerate(names))
        self.nodes.append(helper.make_node(operator, inputs, outputs, domain=domain, **attributes))
        return outputs

    def serialise(self, dimension: int) -> bytes:
        graph = helper.make_graph(
            self.nodes,
            "multilingual-e5-small-zh",
            [helper.make_tensor_value_info(INPUT, TensorProto.INT64, [1, "tokens"])],
            [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [1, dimension])],
            self.constants,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", 21), helper.make_opsetid(MICROSOFT, 1)],
            ir_version=10,  # the first with 4-bit integers
            producer_name="policy-assistant",
        )
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString(deterministic=True))


def _embed(graph: _Graph, weights: Weights) -> str:
    """Add token, position and type embeddings; return the normalised sum's name."""
    word = _lookup(graph, weights.word)
    shape = graph.add("Shape", INPUT)
    tokens = graph.add("Gather", shape, graph.constant(np.array([1])))
    start = graph.constant(np.array([0]))
    positions = graph.constant(weights.position + weights.token_type[0])
    position = graph.add("Slice", positions, start, tokens, start)
    total = graph.add("Add", word, position)
    return _normalise(
        graph, total, weights.embedding_norm, weights.embedding_norm_bias, weights.epsilon
    )


def _lookup(graph: _Graph, table: BlockTensor) -> str:
    """Add the token embeddings, left in their 4-bit blocks: exact, and half the size of int8."""
    codes = (table.codes.astype(np.int8) - 8).astype(np.uint8) & 15
    packed = codes[:, 0::2] | (codes[:, 1::2] << 4)
    data = helper.make_tensor(
        "", TensorProto.INT4, table.codes.shape, np.ascontiguousarray(packed).tobytes(), raw=True
    )
    return graph.add(
        "GatherBlockQuantized",
        graph.tensor(data),
        INPUT,
        graph.constant(table.scales),
        domain=MICROSOFT,
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
    )


def _encode(graph: _Graph, layer: Layer, hidden: str, *, heads: int, epsilon: float) -> str:
    """Add one encoder layer; return its output's name."""
    projected = _multiply(graph, hidden, layer.query_key_value, layer.query_key_value_bias)
    size = layer.attention_out.shape[0]
    parts = graph.constant(np.array([size, size, size]))
    query, key, value = graph.add_many("Split", projected, parts, names=("", "", ""), axis=-1)
    context = graph.add("MultiHeadAttention", query, key, value, domain=MICROSOFT, num_heads=heads)
    attended = _multiply(graph, context, layer.attention_out, layer.attention_out_bias)
    # Two plain operators: onnxruntime's SkipLayerNormalization is a scalar loop, 6 times slower.
    hidden = _normalise(
        graph,
        graph.add("Add", attended, hidden),
        layer.attention_norm,
        layer.attention_norm_bias,
        epsilon,
    )
    wide = _multiply(graph, hidden, layer.widen, layer.widen_bias)
    # One channel per layer is about 30 times larger than the others and would leave them a few of
    # the 256 steps, so all are brought to one size first: 0.9973 mean cosine becomes 0.9988.
    sizes = _expect_sizes(layer)
    active = graph.add("Mul", graph.add("Gelu", wide, domain=MICROSOFT), graph.constant(1 / sizes))
    narrow = _multiply(graph, active, layer.narrow * sizes, layer.narrow_bias)
    return _normalise(
        graph,
        graph.add("Add", narrow, hidden),
        layer.output_norm,
        layer.output_norm_bias,
        epsilon,
    )


def _expect_sizes(layer: Layer) -> NDArray[np.float32]:
    """Return how large each feed-forward activation gets, to the nearest power of two.

    Found from the weights alone: the input is a normalised vector, so its channels have the mean
    and the deviation of the normalisation's bias and weight, here taken as independent. Powers
    of two make the division exact and the result the same on every machine.

    References:
        Xiao et al. (2023), "SmoothQuant: Accurate and Efficient Post-Training Quantization for
        Large Language Models", ICML. https://arxiv.org/abs/2211.10438
    """
    mean = layer.widen @ layer.attention_norm_bias + layer.widen_bias
    deviation = np.sqrt(layer.widen**2 @ layer.attention_norm**2)
    # Past the bend of GELU an activation is its positive input; below zero it reaches -0.17.
    largest = np.maximum(mean + REACH * deviation, 0.17)
    sizes: NDArray[np.float32] = np.exp2(np.round(np.log2(largest))).astype(np.float32)
    return sizes


def _multiply(
    graph: _Graph, hidden: str, matrix: NDArray[np.float32], bias: NDArray[np.float32]
) -> str:
    """Add `hidden × matrixᵀ + bias` with int8 weights, one scale per output."""
    scales = np.abs(matrix).max(axis=1) / np.float32(127)
    codes = np.round(matrix / scales[:, None]).astype(np.int8)
    return graph.add(
        "DynamicQuantizeMatMul",
        hidden,
        graph.constant(codes.T),
        graph.constant(scales),
        "",
        graph.constant(bias),
        domain=MICROSOFT,
    )


def _normalise(
    graph: _Graph,
    hidden: str,
    weight: NDArray[np.float32],
    bias: NDArray[np.float32],
    epsilon: float,
) -> str:
    return graph.add(
        "LayerNormalization",
        hidden,
        graph.constant(weight),
        graph.constant(bias),
        axis=-1,
        epsilon=epsilon,
    )
