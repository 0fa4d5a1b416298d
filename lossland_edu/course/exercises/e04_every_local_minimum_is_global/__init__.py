"""Exercise 04: deep linear networks, their gradient and descent, their critical values, the assumptions, no maxima."""
