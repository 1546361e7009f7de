"""The outside: one thing a module. They translate and carry out; they decide nothing."""
