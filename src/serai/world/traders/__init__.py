"""Who trades: traders with their lines of trade, what they believe of controls, and what they do next."""
