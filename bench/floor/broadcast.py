"""The floor of the live bench: the `websockets` library's own broadcast. python -m bench.floor.broadcast PORT"""

import asyncio
import sys
from typing import Any

from websockets.asyncio.server import broadcast, serve

peers: set[Any] = set()


async def hear(peer: Any) -> None:
    peers.add(peer)
    try:
        async for text in peer:
            broadcast(peers, text)
    finally:
        peers.discard(peer)


async def main(port: int) -> None:
    async with serve(hear, "127.0.0.1", port, backlog=4096, ping_interval=None, compression=None) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
