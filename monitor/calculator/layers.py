"""Classical models and single layers: linear models, dense layers, convolutions, classifiers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from monitor.calculator.count import Part, Sort
from monitor.calculator.dimensions import About, BadDimension, require_sizes


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A linear model: y = Wx + b.

    >>> from monitor.calculator.count import count
    >>> line = count(Linear())  # y = mx + b
    >>> line.weights, line.biases, line.total
    (1, 1, 2)
    """

    inputs: Annotated[int, About("numbers that go in (features)")] = 1
    outputs: Annotated[int, About("numbers that come out")] = 1
    bias: Annotated[bool, About("whether each output has a bias")] = True

    def __post_init__(self) -> None:
        require_sizes(self)

    def parts(self) -> Iterator[Part]:
        """One weight for each pair of input and output, one bias for each output."""
        yield Part("weights", Sort.WEIGHTS, (self.inputs, self.outputs))
        yield Part("biases", Sort.BIASES, (self.outputs,), copies=int(self.bias))


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseLayer:
    """A fully connected layer: every input meets every unit.

    >>> from monitor.calculator.count import count
    >>> layer = count(DenseLayer(inputs=1000, units=500))
    >>> layer.weights, layer.biases, layer.total
    (500000, 500, 500500)
    """

    inputs: Annotated[int, About("numbers that go in")]
    units: Annotated[int, About("units, each with one output")]
    bias: Annotated[bool, About("whether each unit has a bias")] = True

    def __post_init__(self) -> None:
        require_sizes(self)

    def parts(self) -> Iterator[Part]:
        """One weight for each pair of input and unit, one bias for each unit."""
        yield Part("weights", Sort.WEIGHTS, (self.inputs, self.units))
        yield Part("biases", Sort.BIASES, (self.units,), copies=int(self.bias))


@dataclass(frozen=True, slots=True, kw_only=True)
class Conv2d:
    """A convolution over images; its size does not depend on the image.

    Source: the shapes of `torch.nn.Conv2d` (PyTorch documentation): weight (out, in / groups, kh,
    kw), bias (out). The first layer of AlexNet and of ResNet-50:

    >>> from monitor.calculator.count import count
    >>> count(Conv2d(channels_in=3, channels_out=96, kernel_height=11, kernel_width=11)).total
    34944
    >>> stem = Conv2d(
    ...     channels_in=3, channels_out=64, kernel_height=7, kernel_width=7, bias=False
    ... )
    >>> count(stem).total
    9408
    """

    channels_in: Annotated[int, About("channels of the input, 3 for a color image")]
    channels_out: Annotated[int, About("channels of the output: kernels (filters)")]
    kernel_height: Annotated[int, About("height of a kernel in pixels")]
    kernel_width: Annotated[int, About("width of a kernel in pixels")]
    groups: Annotated[int, About("groups of channels that do not mix")] = 1
    bias: Annotated[bool, About("whether each kernel has a bias")] = True

    def __post_init__(self) -> None:
        require_sizes(self)
        if self.channels_in % self.groups or self.channels_out % self.groups:
            raise BadDimension(
                f"expected a divisor of {self.channels_in} and {self.channels_out} channels, "
                f"found {self.groups}",
                field="groups",
            )

    def parts(self) -> Iterator[Part]:
        """The kernels, and a bias for each."""
        seen = self.channels_in // self.groups
        shape = (self.channels_out, seen, self.kernel_height, self.kernel_width)
        yield Part("kernels", Sort.WEIGHTS, shape)
        yield Part("biases", Sort.BIASES, (self.channels_out,), copies=int(self.bias))


class Likelihood(StrEnum):
    """What a naive Bayes classifier assumes of its features."""

    GAUSSIAN = "gaussian"
    MULTINOMIAL = "multinomial"
    BERNOULLI = "bernoulli"


@dataclass(frozen=True, slots=True, kw_only=True)
class NaiveBayes:
    """A naive Bayes classifier, as many numbers as scikit-learn keeps.

    Source: scikit-learn user guide, section "Naive Bayes": a prior for each class; for each class
    and feature a mean and a variance (Gaussian) or one probability. The logarithms of the priors
    take the place of biases. Since probabilities add up to 1, fewer numbers are free than kept.

    >>> from monitor.calculator.count import count
    >>> count(NaiveBayes(features=4, classes=3)).total  # iris: 12 means, 12 variances, 3 priors
    27
    """

    features: Annotated[int, About("features of each example; words for texts")]
    classes: Annotated[int, About("classes to tell apart", least=2)]
    likelihood: Annotated[Likelihood, About("what is assumed of a feature")] = Likelihood.GAUSSIAN

    def __post_init__(self) -> None:
        require_sizes(self)

    def parts(self) -> Iterator[Part]:
        """The likelihoods of the features, and the priors of the classes."""
        shape = (self.classes, self.features)
        if self.likelihood is Likelihood.GAUSSIAN:
            yield Part("means", Sort.WEIGHTS, shape)
            yield Part("variances", Sort.WEIGHTS, shape)
        else:
            yield Part("log probabilities", Sort.WEIGHTS, shape)
        yield Part("log priors", Sort.BIASES, (self.classes,))


class Scheme(StrEnum):
    """How classifiers for two classes tell more than two apart."""

    ONE_VS_REST = "one_vs_rest"
    ONE_VS_ONE = "one_vs_one"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearSvm:
    """A linear support vector machine: a hyperplane for two classes, several for more.

    Source: scikit-learn user guide, section "Support Vector Machines", multi-class classification:
    n hyperplanes one against the rest, n (n - 1) / 2 one against one. Support vectors are examples,
    not parameters, and a linear machine does not need them once it is trained.

    >>> from monitor.calculator.count import count
    >>> count(LinearSvm(features=20, classes=2)).total
    21
    >>> count(LinearSvm(features=20, classes=4)).total
    84
    """

    features: Annotated[int, About("features of each example")]
    classes: Annotated[int, About("classes to tell apart", least=2)] = 2
    scheme: Annotated[Scheme, About("how more than two classes are told apart")] = (
        Scheme.ONE_VS_REST
    )
    bias: Annotated[bool, About("whether a hyperplane may miss the origin")] = True

    def __post_init__(self) -> None:
        require_sizes(self)

    def parts(self) -> Iterator[Part]:
        """The normals of the hyperplanes, and their offsets."""
        pairs = self.classes * (self.classes - 1) // 2
        planes = pairs if self.classes == 2 or self.scheme is Scheme.ONE_VS_ONE else self.classes
        yield Part("hyperplanes", Sort.WEIGHTS, (self.features,), copies=planes)
        yield Part("offsets", Sort.BIASES, (1,), copies=planes * self.bias)
