"""Plain tables: one judgment a row, as CSV or JSON lines."""
