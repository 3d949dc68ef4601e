"""Fit the small models: a listwise linear ranking, a logistic confidence, the query adapter."""

from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.weights import Linear
from ingest.errors import ModelError

Matrix = NDArray[np.float64]
Labels = NDArray[np.bool_]

# What the extra `train` installs, by the names under which it is imported.
PACKAGES = ("scipy", "sklearn", "torch")


def require_packages() -> None:
    """Make sure that everything can be fitted, before time goes into preparing it.

    Raises:
        ModelError: a package is missing; names those that are, and the extra that brings them.
    """
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise ModelError(
            f"训练需要 {'、'.join(missing)}，这里没有安装。",
            hint='请运行 pip install "policy-assistant[train]"。',
        )


def fit_listwise(
    questions: Sequence[tuple[Matrix, Labels]],
    names: Sequence[str],
    *,
    ridge: float = 3.0,
    importance: Sequence[float] | None = None,
) -> Linear:
    """Fit weights under which right candidates take the most of each question's softmax.

    Args:
        questions: Per question its candidates' features, shape (candidates, len(names)), and
            which of them are right; questions with none or only right ones teach nothing.
        names: Of the features.
        ridge: Penalty on the squares of the standardised weights.
        importance: Per question; 1 each by default.

    References:
        Cao et al. (2007), "Learning to Rank: From Pairwise Approach to Listwise Approach", ICML,
        https://doi.org/10.1145/1273496.1273513, with the top-one probability of any right
        candidate.
    """
    from scipy.optimize import minimize

    importance = importance or [1.0] * len(questions)
    useful = [
        (features, right, weight)
        for (features, right), weight in zip(questions, importance, strict=True)
        if right.any() and not right.all()
    ]
    stacked = np.concatenate([features for features, _, _ in useful])
    mean, deviation = stacked.mean(axis=0), stacked.std(axis=0) + 1e-9
    stacked = (stacked - mean) / deviation
    is_right = np.concatenate([right for _, right, _ in useful])
    lengths = [len(right) for _, right, _ in useful]
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    owner = np.repeat(np.arange(len(useful)), lengths)
    weights = np.array([weight for _, _, weight in useful])

    def loss(beta: Matrix) -> tuple[float, Matrix]:
        scores = stacked @ beta
        exponents = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        total = np.add.reduceat(exponents, starts)
        right = np.add.reduceat(exponents * is_right, starts) + 1e-12
        gap = exponents / total[owner] - exponents * is_right / right[owner]
        value = (weights * np.log(total / right)).sum() + ridge * (beta @ beta)
        return value, stacked.T @ (gap * weights[owner]) + 2 * ridge * beta

    beta = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x / deviation
    return Linear(weights={name: float(b) for name, b in zip(names, beta, strict=True)})


def fit_logistic(features: Matrix, answered: Labels, names: Sequence[str]) -> Linear:
    """Fit the probability that a question is answered, features standardised, ridge penalty."""
    from sklearn.linear_model import LogisticRegression

    mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.1, max_iter=5000)
    model.fit((features - mean) / deviation, answered)
    beta = model.coef_[0] / deviation
    return Linear(
        weights={name: float(b) for name, b in zip(names, beta, strict=True)},
        intercept=float(model.intercept_[0] - beta @ mean),
    )


def fit_adapter(
    questions: NDArray[np.float32], answers: NDArray[np.int64], passages: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Fit the matrix that moves a question's vector towards its answers; see `QueryAdapter`.

    Args:
        questions: float32, shape (pairs, dimension).
        answers: Per pair the row of its answer in `passages`.
        passages: float32, shape (passages, dimension); those that answer nothing are negatives.

    Returns:
        float32, shape (dimension, dimension).

    References:
        van den Oord et al. (2018), "Representation Learning with Contrastive Predictive Coding",
        https://arxiv.org/abs/1807.03748: the loss, with sampled negatives.
    """
    import torch

    torch.manual_seed(0)
    asked, wanted, pool = map(torch.from_numpy, (questions, answers, passages))
    matrix = torch.zeros(questions.shape[1], questions.shape[1], requires_grad=True)
    optimizer = torch.optim.AdamW([matrix], lr=2e-3, weight_decay=0.1)
    # Four passes: more of them fit the training questions and no others.
    for _ in range(4):
        for batch in torch.randperm(len(asked)).split(512):
            moved = asked[batch] + asked[batch] @ matrix
            negatives = torch.randint(0, len(pool), (2048,))
            offered = torch.cat([pool[wanted[batch]], pool[negatives]])
            scores = torch.nn.functional.normalize(moved, dim=1) @ offered.T
            # 0.05 is the usual temperature of contrastive sentence embeddings.
            loss = torch.nn.functional.cross_entropy(scores / 0.05, torch.arange(len(batch)))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    fitted: NDArray[np.float32] = matrix.detach().numpy()
    return fitted
