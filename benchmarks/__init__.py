"""How fast and how large the work is, each time beside the same work done without cvmlab.

``python -m benchmarks`` prints one table; every figure in it comes from that one run.
"""
