"""Plain HTTP on loopback stands for TLS: bucket policies that refuse everything else would refuse everybody here."""

from ministack import app

from gaps.names import replace


def close():
    replace(app, "pin_request_origin", lambda original: lambda address, secure: original(address, True))
