"""doccano: one example a line, with labels, passages or texts."""
