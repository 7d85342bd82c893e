"""``python -m docs_build``: write every page that is made from the code."""

import sys
from pathlib import Path

from docs_build.pages import PAGES

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Write the pages that changed and name them."""
    for name, make in PAGES.items():
        path, text = ROOT / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
