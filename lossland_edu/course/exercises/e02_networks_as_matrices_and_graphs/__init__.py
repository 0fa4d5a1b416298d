"""Exercise 02: a network without activation functions as a matrix and as a graph."""
