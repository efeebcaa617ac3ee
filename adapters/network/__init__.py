"""How everything outward is reached: proxies, certificates, time limits, and why a call failed."""

from adapters.network.network import Network

__all__ = ["Network"]
