"""Machines judge: systems, scorers and judges that are called, and what a judge is worth."""
