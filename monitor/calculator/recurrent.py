"""Recurrent layers: RNN, LSTM and GRU, which differ in the number of their gates.

Source: the shapes of `torch.nn.RNN`, `LSTM` and `GRU` (PyTorch documentation): for each layer and
direction weight_ih (gates x hidden, inputs), weight_hh (gates x hidden, hidden) and two biases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from monitor.calculator.count import Part, Sort
from monitor.calculator.dimensions import About, require_sizes

GATES_OF_AN_LSTM = 4
GATES_OF_A_GRU = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rnn:
    """A plain recurrent layer (Elman).

    >>> from monitor.calculator.count import count
    >>> count(Rnn(inputs=10, hidden=20)).total
    640
    """

    inputs: Annotated[int, About("numbers that go in at each step")]
    hidden: Annotated[int, About("numbers that are remembered from step to step")]
    layers: Annotated[int, About("layers on top of each other", most=10_000)] = 1
    bidirectional: Annotated[bool, About("whether a second network reads backwards")] = False
    bias_vectors: Annotated[
        int, About("biases of each gate: 2 in PyTorch, 1 in Keras, 0 for none", least=0, most=2)
    ] = 2

    def __post_init__(self) -> None:
        require_sizes(self)

    def parts(self) -> Iterator[Part]:
        """The weights and biases of one gate."""
        return gated_parts(self, gates=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lstm(Rnn):
    """A long short-term memory: input, forget and output gates, and a candidate.

    >>> from monitor.calculator.count import count
    >>> count(Lstm(inputs=10, hidden=20, layers=2)).total
    5920
    """

    def parts(self) -> Iterator[Part]:
        """The weights and biases of four gates."""
        return gated_parts(self, gates=GATES_OF_AN_LSTM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gru(Rnn):
    """A gated recurrent unit: reset and update gates, and a candidate.

    >>> from monitor.calculator.count import count
    >>> count(Gru(inputs=10, hidden=20, layers=2)).total
    4440
    """

    def parts(self) -> Iterator[Part]:
        """The weights and biases of three gates."""
        return gated_parts(self, gates=GATES_OF_A_GRU)


def gated_parts(net: Rnn, *, gates: int) -> Iterator[Part]:
    """The parameters of a recurrent network with that many gates in each cell."""
    ways = 2 if net.bidirectional else 1
    rows = gates * net.hidden
    later = (net.layers - 1) * ways
    yield Part("input weights, first layer", Sort.WEIGHTS, (rows, net.inputs), ways)
    yield Part("input weights, later layers", Sort.WEIGHTS, (rows, ways * net.hidden), later)
    yield Part("recurrent weights", Sort.WEIGHTS, (rows, net.hidden), net.layers * ways)
    yield Part("biases", Sort.BIASES, (rows,), net.layers * ways * net.bias_vectors)
