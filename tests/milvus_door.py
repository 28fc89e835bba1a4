"""A locked door before a milvus-lite, which has none of its own: TLS and a token, refused in the words of Milvus."""

import base64
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import grpc


class Pair(NamedTuple):
    """A certificate and its private key, PEM files."""

    certificate: Path
    key: Path


def authority(folder: Path, name: str = "authority") -> Pair:
    """Make a certificate that signs others."""
    return _made(folder, name, "-x509", "-subj", f"/CN={name}")


def signed(folder: Path, name: str, by: Pair) -> Pair:
    """Make a certificate for this machine that an authority has signed."""
    signer = ("-x509", "-CA", str(by.certificate), "-CAkey", str(by.key))
    return _made(folder, name, *signer, "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1")


def _made(folder: Path, name: str, *options: str) -> Pair:
    pair = Pair(folder / f"{name}.pem", folder / f"{name}-key.pem")
    command = ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-days", "2", *options]
    subprocess.run([*command, "-keyout", str(pair.key), "-out", str(pair.certificate)], check=True, capture_output=True)
    return pair


@contextmanager
def door(behind: str, token: str = "", own: Pair | None = None, theirs: Pair | None = None) -> Iterator[str]:
    """Open a door before host:port, and give its own.

    It lets in those who name the token, if there is one; with a certificate of its `own` it speaks TLS, and where
    `theirs` is an authority, only with those whose certificate that has signed.
    """
    with grpc.insecure_channel(behind) as channel:
        server = grpc.server(ThreadPoolExecutor(8), handlers=[_Door(channel, token)])
        if own is None:
            port = server.add_insecure_port("127.0.0.1:0")
        else:
            root = theirs.certificate.read_bytes() if theirs else None
            pairs = [(own.key.read_bytes(), own.certificate.read_bytes())]
            lock = grpc.ssl_server_credentials(pairs, root, require_client_auth=theirs is not None)
            port = server.add_secure_port("127.0.0.1:0", lock)
        server.start()
        yield f"127.0.0.1:{port}"
        server.stop(grace=None).wait()


class _Door(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Passes requests on as they are."""

    def __init__(self, channel: grpc.Channel, token: str) -> None:
        self._channel = channel
        self._wanted = base64.b64encode(token.encode()).decode() if token else ""

    def service(self, details: Any) -> Any:
        """Give what handles one request."""

        def passed_on(request: bytes, context: Any) -> bytes:
            if self._wanted and dict(context.invocation_metadata()).get("authorization") != self._wanted:
                told = "auth check failure, please check username and password are correct"
                context.abort(grpc.StatusCode.UNAUTHENTICATED, told)
            try:
                return bytes(self._channel.unary_unary(details.method)(request))
            except grpc.RpcError as error:
                context.abort(error.code(), error.details())
                raise

        return grpc.unary_unary_rpc_method_handler(passed_on)
