"""Numbers and addresses that chat between wards and IT is full of and that tell of no patient."""

import ipaddress
import re
from collections.abc import Iterator

_CHUNK = re.compile(r"(?<!\S)(?:[^\s\d]*+\d){4}\S*+")
LONGEST = 120
_TRIM_LEFT = "([{<\"'`*_~,;:"
_TRIM_RIGHT = ")]}>\"'`*_~,;:.!?"

# Whole chunks between spaces. Case matters only where a flag says otherwise.
_SAFE = re.compile(
    r"(?i:(?:inc|ritm|chg|task|sctask|req|prb|prob|kb|cs|sr|hd|tkt|wo|po|ref|case|incident|ticket"
    r"|change|cr|ci|bug|story|epic|ehr|it|net|sd|ops|dev|int|kba|rfc|cve|mac|rel|rev|bld|build)"
    r"[-#:_]?\d{3,12}(?:-\d{1,6})?)"
    r"|[A-Z][A-Z0-9]{1,9}-\d{1,6}"  # JIRA-1234, CORR-17
    r"|(?i:v|ver|rev|r|kb|build|fw)\.?\d+(?:[._-]\w{1,8}){0,5}"
    r"|(?!\d{3}\.\d{3}\.\d{4}$)\d{1,5}(?:\.\d{1,5}){2,4}(?:[-+.]?[a-z]\w{0,8})?"  # 2025.2.1, 10.0.19045.3803
    r"|(?i:x|ext\.?|p|pgr|rm|bed|ph)\d{2,6}"
    r"|#\d{1,5}"
    r"|(?:(?:19|20)\d\d[-/.])?(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|[12]\d|3[01])(?:[-/.](?:(?:19|20)\d\d|\d\d))?"
    r"|(?i:0x[0-9a-f]+)"
    r"|(?i:(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2})|(?i:(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})"
    r"|(?i:\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?)"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?:[-–]\d{1,2}:\d{2})?(?i:[ap]m?)?"
    r"|[$€£]\d[\d,.]*[kKmM]?|[\d.,]+%|±?\d[\d.,]*[kKMG]?(?i:hz|b|bps|bit|px|w|v|dpi)"
    r"|(?i:[<>=~≤≥]*\d[\d.,]*(?:-\d[\d.,]*)?/?(?:mg|mcg|ug|g|kg|ml|cc|l|units?|u|meq|mmol|mmhg|cm|mm"
    r"|m|min|mins|s|sec|secs|ms|h|hr|hrs|d|wk|wks|x|lb|lbs|oz|in|ft|f|c|gtt|bpm|k)"
    r"(?:/(?:h|hr|kg|min|ml|dl|l|d|day|dose|24h)){0,2})"
    r"|(?i:[a-z]{2,12}\d{0,3}(?:-[a-z0-9]{1,8}){1,5}-?\d{0,5})"  # WOW-3N-07, prn-5w-02
    r"|(?i:[a-z]{3,12}\d{1,4}[a-z]?)"  # srv12, PRN0412
    r"|(?i:[a-z]\d{2}\.\d{1,4}[a-z]?)"  # ICD-10 codes
    r"|(?i:mar|pc|ws|wks|lt|dt|prn|prt|wow|cow|srv|sql|app|db|ctx|vdi|ap|sw|idf|mdf)[-_]?\w{0,8}\d{1,6}"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,3}"
)
_HOST = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}|/\d{1,2})?")
_KNOWN_HOSTS = frozenset(("8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "4.2.2.2"))


def chunks(text: str) -> Iterator[tuple[int, int]]:
    """Places of the words that hold four digits, without the punctuation around them."""
    for match in _CHUNK.finditer(text):
        start, end = match.span()
        while start < end and text[start] in _TRIM_LEFT:
            start += 1
        while end > start and text[end - 1] in _TRIM_RIGHT:
            end -= 1
        if start < end:
            yield start, end


def private_host(text: str) -> bool:
    """Whether an IPv4 address tells nothing: private, local, or a public name server."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return True  # a version number, for example
    return not address.is_global or address.is_multicast or text in _KNOWN_HOSTS


def is_safe(chunk: str) -> bool:
    if len(chunk) > LONGEST:
        return False
    if _HOST.fullmatch(chunk):
        return private_host(re.split(r"[:/]", chunk)[0])
    return _SAFE.fullmatch(chunk) is not None
