"""Exercise 01: gradient and Hessian, what a Hessian decides, and what the orders behind it say."""
