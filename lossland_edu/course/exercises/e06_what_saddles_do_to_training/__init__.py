"""Exercise 06: how long training waits near saddles, at which losses, and what momentum and another start change."""
