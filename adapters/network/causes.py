"""Why an outward call failed before anybody over there was asked: in words, and what mends it."""

from collections.abc import Mapping

from bot.words.delivery import Cause

WHY: Mapping[Cause, str] = {
    Cause.PROXY_UNREACHABLE: "the proxy can't be reached",
    Cause.PROXY_LOGIN: "the proxy wants a user and a password (407)",
    Cause.PROXY_REFUSED: "the proxy does not let Corridor through",
    Cause.PROXY_UPSTREAM: "the proxy gets no connection to it",
    Cause.DNS: "a name is not found (DNS)",
    Cause.TLS_UNKNOWN_CA: "its certificate is of an authority that is not trusted here",
    Cause.TLS_EXPIRED: "its certificate is not valid today",
    Cause.TLS_WRONG_HOST: "its certificate is for another name",
    Cause.TLS_FAILED: "no TLS can be agreed on",
    Cause.TIMED_OUT: "there is no answer in time",
    Cause.UNREACHABLE: "there is no connection",
}
MEND: Mapping[Cause, str] = {
    Cause.PROXY_UNREACHABLE: "check host and port in HTTPS_PROXY, and that the proxy runs",
    Cause.PROXY_LOGIN: "write them into HTTPS_PROXY: http://user:password@proxy:port",
    Cause.PROXY_REFUSED: "have it allow what docs/security.md lists, or name that in NO_PROXY",
    Cause.PROXY_UPSTREAM: "ask who runs the proxy: its own way out, or its DNS, fails",
    Cause.DNS: "check this machine's DNS; where only a proxy may go out, set HTTPS_PROXY",
    Cause.TLS_UNKNOWN_CA: "name the hospital's own authorities in CORRIDOR_CA_BUNDLE",
    Cause.TLS_EXPIRED: "check this machine's clock; else who runs the proxy or service renews it",
    Cause.TLS_WRONG_HOST: "check the address; something else answers in its place",
    Cause.TLS_FAILED: "check the address and the port; something that speaks no TLS may answer",
    Cause.TIMED_OUT: "check firewall and proxy; where only a proxy may go out, set HTTPS_PROXY",
    Cause.UNREACHABLE: "check firewall and HTTPS_PROXY, then the platform's status",
}
CAUSES: Mapping[str, Cause] = {why: cause for cause, why in WHY.items()}
"""The causes of what `TryLater.why` says, where an operator has a remedy at hand."""
