"""How deals are shown in templates."""
