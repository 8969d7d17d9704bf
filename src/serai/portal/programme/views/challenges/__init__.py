"""Pages of challenges: the list, one challenge, votes, and the lectures that answer them."""
