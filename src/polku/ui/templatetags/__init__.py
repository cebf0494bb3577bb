"""Components and filters of all templates."""
