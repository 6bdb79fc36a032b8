"""calsync beside its peers: same input, same rows, whole processes. ``python -m tests.benchmarks``."""
