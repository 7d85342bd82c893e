"""Risk bounds: "at most eps with confidence 1 - alpha", exact or conservative, never asymptotic."""
