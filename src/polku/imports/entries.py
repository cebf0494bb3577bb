"""Where imports show in the interface."""


def register() -> None:
    """Add the place and the palette's actions."""
