"""The caldav library's own sync: ``caldav_library.py URL USER TOKEN-FILE``, the password in DAV_PW.

Loads every object the first time, and what has changed since the token afterwards.
"""

import os
import sys
from pathlib import Path

import caldav.davclient

url, user, token_file = sys.argv[1], sys.argv[2], Path(sys.argv[3])
token = token_file.read_text() if token_file.exists() else None
with caldav.davclient.DAVClient(url, username=user, password=os.environ["DAV_PW"]) as client:
    calendar = client.calendar(url=url)
    found = calendar.get_objects_by_sync_token(sync_token=token, load_objects=True, disable_fallback=True)
    loaded = [one.data for one in found]
    token_file.write_text(found.sync_token)
    print(len(loaded))  # noqa: T201
