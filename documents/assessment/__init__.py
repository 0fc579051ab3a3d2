"""What pupils achieved: data and rules. What is signed of it are views, which are records."""
