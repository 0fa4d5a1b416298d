"""Exercise 05: the zero point at any depth, the table of pivots, the kind of a critical point, a way down."""
