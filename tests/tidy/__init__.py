"""Rules of the house that imports can't show. Each test lists every place that breaks its rule."""
