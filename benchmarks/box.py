"""The sandbox portal of a folder in a process of its own, so that it takes its time on its own core.

Prints its address, then answers until its standard input closes.
"""

import sys
from contextlib import closing
from pathlib import Path

from sandbox import Portal, serve


def main() -> None:
    with closing(Portal.open(Path(sys.argv[1]), empty=True)) as portal, closing(serve(portal)) as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
