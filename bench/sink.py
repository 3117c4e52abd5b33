"""`python -m bench.sink`: a mail server on this machine that takes everything and keeps nothing.

Prints its port. As bare as can be, so that what is measured is the sending.
"""

import asyncio
from typing import cast

ANSWERS = {
    b"EHLO": b"250-sink\r\n250 8BITMIME\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out = cast(asyncio.Transport, transport)
        self._got = b""
        self._in_mail = False
        self._out.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._got += data
        while self._take_one():
            pass

    def _take_one(self) -> bool:
        """One line, or one whole mail, if it is there."""
        whole, end, rest = self._got.partition(END if self._in_mail else b"\r\n")
        if not end:
            return False
        self._got = rest
        if self._in_mail:
            self._in_mail = False
            self._out.write(b"250 taken\r\n")
            return True
        word = whole[:4].upper()
        self._in_mail = word == b"DATA"
        self._out.write(ANSWERS.get(word, b"250 ok\r\n"))
        return True


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
