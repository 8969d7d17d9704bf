"""Pure code: values in, values out. No queries, no clock, no chance."""
