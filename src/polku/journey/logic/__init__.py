"""The journey without a database: the matrix, which stage it lies over, what rises, what is missing."""
