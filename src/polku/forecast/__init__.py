"""The forecast: what will close by when, by commitment, by stage and as learned, and how earlier ones fared (H6)."""
