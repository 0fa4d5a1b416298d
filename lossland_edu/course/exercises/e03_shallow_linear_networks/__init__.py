"""Exercise 03: the loss of one hidden layer, its gradient and Hessian, its critical points and its least value."""
