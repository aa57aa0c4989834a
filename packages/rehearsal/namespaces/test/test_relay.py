"""The edge of the host's network: both of its sides on this computer's loopback, without a host."""

import asyncio
import errno
import json
import os
import socket
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from supervisor import relay
from supervisor.problem import Problem
from supervisor.spec import Relay, Spec

_LIMIT = 20


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class RelayTest(unittest.IsolatedAsyncioTestCase):
    """The host's side is loopback too: GUEST is 127.0.0.1 here."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.record = self.folder / "apis.json"
        self.enterContext(mock.patch.object(relay, "GUEST", "127.0.0.1"))
        # Both networks are this one.
        self.enterContext(mock.patch("supervisor.linux.enter_network"))

    def spec(self, ports: dict[int, int], relays: tuple[Relay, ...] = ()) -> Spec:
        return Spec("test", self.folder, self.folder, self.folder, "key", ports, relays, self.record)

    async def serve(self, spec: Spec) -> None:
        task = asyncio.create_task(relay.Edge(spec).serve())
        self.addCleanup(task.cancel)
        await asyncio.sleep(0)

    async def echo(self, prefix: bytes = b"") -> int:
        """A server that answers after its caller has said all: it needs half-closed connections."""

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            said = await reader.read()
            writer.write(prefix + said)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=512)
        self.addCleanup(server.close)
        return int(server.sockets[0].getsockname()[1])

    async def ask(self, port: int, said: bytes) -> bytes:
        async with asyncio.timeout(_LIMIT):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(said)
            writer.write_eof()
            answer = await reader.read()
            writer.close()
        return answer

    async def test_a_half_closed_connection_still_answers_all(self) -> None:
        outside = free_port()
        await self.serve(self.spec({outside: await self.echo()}))
        said = b"x" * 3_000_000
        self.assertEqual(await self.ask(outside, said), said)

    async def test_a_refused_connection_is_refused_and_not_ended_in_order(self) -> None:
        outside = free_port()
        await self.serve(self.spec({outside: free_port()}))
        with self.assertRaises(OSError):
            await self.ask(outside, b"")

    async def test_200_connections_at_once(self) -> None:
        outside = free_port()
        await self.serve(self.spec({outside: await self.echo()}))
        said = [f"{number}".encode() * 1000 for number in range(200)]
        self.assertEqual(await asyncio.gather(*(self.ask(outside, each) for each in said)), said)

    async def test_a_stand_in_that_moved_is_found(self) -> None:
        address = f"127.0.0.1:{free_port()}"
        await self.serve(self.spec({}, (Relay(address, "dns"),)))
        for prefix in (b"first", b"second"):
            self.record.write_text(json.dumps({"ports": {"dns": await self.echo(prefix)}}))
            self.assertEqual(await self.ask(int(address.partition(":")[2]), b"!"), prefix + b"!")

    async def test_without_a_record_it_refuses(self) -> None:
        address = f"127.0.0.1:{free_port()}"
        await self.serve(self.spec({}, (Relay(address, "dns"),)))
        with self.assertRaises(OSError):
            await self.ask(int(address.partition(":")[2]), b"")

    async def test_it_goes_on_after_it_ran_out_of_open_files(self) -> None:
        outside = free_port()
        loop = asyncio.get_running_loop()
        accept, failures = loop.sock_accept, iter([OSError(errno.EMFILE, os.strerror(errno.EMFILE))])

        async def failing_once(listener: socket.socket) -> tuple[socket.socket, object]:
            for failure in failures:
                raise failure
            return await accept(listener)

        with mock.patch.object(loop, "sock_accept", failing_once):
            await self.serve(self.spec({outside: await self.echo()}))
            self.assertEqual(await self.ask(outside, b"again"), b"again")
        self.assertEqual(list(failures), [])

    async def test_a_taken_port_is_told_with_a_fix(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = int(server.getsockname()[1])
            with self.assertRaisesRegex(Problem, f"port {port} of 127.0.0.1 has been taken"):
                relay.Edge(self.spec({port: 1}))


if __name__ == "__main__":
    unittest.main()
