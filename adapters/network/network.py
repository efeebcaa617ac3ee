"""The one value that outward calls are made with: whom to trust, and whether to use proxies."""

import ssl
from functools import cached_property


class Network:
    """Made once for a process and handed to whoever calls others (`adapters.network.sessions`).

    `ca_bundle` names a PEM file of certificate authorities that are trusted besides the system's;
    the system's are those of OpenSSL, so SSL_CERT_FILE and SSL_CERT_DIR count. `proxied` says
    whether HTTPS_PROXY, HTTP_PROXY and NO_PROXY are followed: always, except towards ourselves.
    """

    def __init__(self, ca_bundle: str = "", *, proxied: bool = True) -> None:
        self.ca_bundle, self.proxied = ca_bundle, proxied

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """Checks certificates and host names. OSError where the bundle can't be read."""
        context = ssl.create_default_context()
        if self.ca_bundle:
            context.load_verify_locations(cafile=self.ca_bundle)
        return context

    def towards(self, host: str) -> "Network":
        """This one, or the same without proxies where `host` is this machine."""
        local = host in {"localhost", "::1", "0.0.0.0", "::"} or host.startswith("127.")  # noqa: S104
        return Network(self.ca_bundle, proxied=False) if local else self
