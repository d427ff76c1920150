"""What is learned: features and networks."""
