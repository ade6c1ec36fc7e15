"""Credit scoring: data, three methods in two makes, metrics, pictures and tracking."""
