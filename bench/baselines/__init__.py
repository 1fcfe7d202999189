"""What the benchmarks hold the product against: a bare echo, and chat as the Channels tutorial builds it."""
