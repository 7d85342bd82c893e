"""``python -m assay`` is the ``assay`` command."""

from assay.cli.main import run

if __name__ == "__main__":
    run()
