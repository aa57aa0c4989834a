"""One bind and one search, for the test of the rehearsal's LDAP image: ldap_client.py PORT DN BASE SCOPE [ATTRIBUTE VALUE].

The password comes in $PASSWORD. Prints JSON: the bind's code and, with BASE, the search's code and entries.
"""

import json
import os
import socket
import sys
from pathlib import Path

sys.dont_write_bytecode = True
here = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(here / "toolkit"), str(here / "packages/rehearsal/images/files/ldap/usr/lib/python3/dist-packages")]

from ldap_stand_in import ber
from smoke.ldap import bind_head, bind_result

port, dn, base, scope, *wanted = sys.argv[1:]
password = os.environ.get("PASSWORD", "").encode()
stream = socket.create_connection(("127.0.0.1", int(port)), 20).makefile("rwb")


def search() -> dict[str, object]:
    fits = ber.write(0xA3, ber.text(wanted[0]), ber.text(wanted[1])) if wanted else ber.text("objectClass", 0x87)
    limits = ber.number(0, ber.ENUMERATED) + ber.number(0) * 2 + ber.write(0x01, b"\x00")
    request = ber.write(0x63, ber.text(base), ber.number(int(scope), ber.ENUMERATED), limits, fits, ber.write(ber.SEQUENCE))
    stream.write(ber.write(ber.SEQUENCE, ber.number(2), request))
    stream.flush()
    entries = {}
    while message := ber.receive(stream):
        answer = message.parts[1]
        if answer.tag == 0x65:
            return {"code": answer.parts[0].number, "entries": entries}
        name, attributes = answer.parts
        entries[name.text] = {key.text: [value.text for value in values.parts] for key, values in (one.parts for one in attributes.parts)}
    return {"code": None, "entries": entries}


said: dict[str, object] = {}
if dn != "-":
    stream.write(bind_head(dn, len(password)) + password)
    stream.flush()
    answer = ber.receive(stream)
    said["bind"] = None if answer is None else bind_result(ber.write(answer.tag, answer.content))
if scope != "-":
    said["search"] = search()
print(json.dumps(said))
