"""Something does not work, or is not as it should be: said by anybody, answered by the board."""
