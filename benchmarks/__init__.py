"""What `make bench` runs: real articles and questions, measured; never part of the package."""
