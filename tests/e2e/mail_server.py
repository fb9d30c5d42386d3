#!/usr/bin/python3
# A mail server for tests, of another make (aiosmtpd): takes mails over TLS on a port of the loopback, and puts each into a
# folder. Usage: mail_server.py CERTIFICATE KEY FOLDER; prints its port.
import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP

certificate, key, folder = sys.argv[1:]


class Keep:
    count = 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        head = "".join("Envelope-To: " + to + "\n" for to in envelope.rcpt_tos)
        pathlib.Path(folder, f"{self.count}.eml").write_bytes(head.encode() + envelope.content)
        return "250 taken"


async def serve():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    keep = Keep()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(keep), "127.0.0.1", 0, ssl=context)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve())
