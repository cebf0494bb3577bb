"""Pages and API of indicators, goals and dashboards."""
