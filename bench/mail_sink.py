"""`python -m bench.mail_sink PORT FILE`: an SMTP server that writes down the Message-ID of every mail."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Keeper:
    """Appends one line a mail, before it says that it took it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """aiosmtpd calls this for every mail."""
        head = envelope.content.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
        names = [
            line.partition(":")[2].strip() for line in head.split("\r\n") if line.startswith("Message-ID:")
        ]
        self._file.write(f"{names[0] if names else '?'}\n")
        return "250 accepted"


async def serve(port: int, path: Path) -> None:
    """Until the process is ended."""
    keeper = Keeper(path)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(keeper), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
