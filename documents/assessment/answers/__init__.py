"""What the sources leave open and the school answers: with a safe answer until it does."""
