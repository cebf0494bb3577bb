"""What returns show in the interface."""


def register() -> None:
    """Called once, when the apps are loaded."""
