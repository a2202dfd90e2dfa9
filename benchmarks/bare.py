"""The baseline of benchmarks/webhooks.py: the barest route that still verifies HubSpot's signature, served as ours is.

Prints its address, then answers until its standard input closes.
"""

import logging
import sys
from contextlib import closing
from datetime import UTC, datetime

from flask import Flask, request

from app import Web
from webhooks.receiver import LARGEST_BODY, PATH
from webhooks.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, SignedRequest, is_authentic


def main() -> None:
    logging.disable()  # waitress tells of every request that waits a moment
    secret = sys.stdin.readline().strip()
    app = Flask(__name__, static_folder=None)

    @app.post(PATH)
    def receive() -> tuple[str, int]:
        asked = SignedRequest(
            request.method,
            (web.url + PATH,),
            request.get_data(cache=False),
            request.headers.get(TIMESTAMP_HEADER),
            request.headers.get(SIGNATURE_HEADER),
        )
        return "", 200 if is_authentic(asked, (secret,), datetime.now(UTC)) else 401

    web = Web(app, "127.0.0.1", 0, largest_body=LARGEST_BODY)
    with closing(web):
        print(web.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
