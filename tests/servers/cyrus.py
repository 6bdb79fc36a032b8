"""Cyrus (Debian): only where the run is root, for its master drops to a user of its own."""

from __future__ import annotations

import contextlib
import imaplib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.running import Server, free_port, process

MASTER = Path("/usr/lib/cyrus/bin/master")
OWNER = "cyrus"


@contextlib.contextmanager
def cyrus(folder: Path) -> Iterator[Server]:
    sasl = shutil.which("saslpasswd2")
    if sys.platform != "linux" or not MASTER.exists() or sasl is None:
        pytest.skip("Cyrus is not installed (Debian: cyrus-caldav cyrus-imapd sasl2-bin)")
    if os.geteuid() != 0:
        pytest.skip("Cyrus runs only when started by root")
    http, imap = free_port(), free_port()
    (folder / "imapd.conf").write_text(
        f"""configdirectory: {folder}/conf
defaultpartition: default
partition-default: {folder}/data
admins: admin
unixhierarchysep: yes
virtdomains: off
allowplaintext: yes
sasl_mech_list: PLAIN
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {folder}/sasldb
servername: localhost
httpmodules: caldav
caldav_allowscheduling: off
idlesocket: {folder}/idle
lmtpsocket: {folder}/lmtp
syslog_prefix: calsync-test
""",
        encoding="utf-8",
    )
    (folder / "cyrus.conf").write_text(
        f"""START {{
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -C {folder}/imapd.conf -r"
}}
SERVICES {{
  imap cmd="/usr/lib/cyrus/bin/imapd -C {folder}/imapd.conf -U 30" listen="127.0.0.1:{imap}" prefork=0
  http cmd="/usr/lib/cyrus/bin/httpd -C {folder}/imapd.conf -U 1000" listen="127.0.0.1:{http}" prefork=1
}}
EVENTS {{
}}
""",
        encoding="utf-8",
    )
    for name in ("conf", "data"):
        (folder / name).mkdir()
    for user in ("dana", "admin"):
        command = [sasl, "-f", str(folder / "sasldb"), "-c", "-p", "-u", "localhost", user]
        subprocess.run(command, input=b"secret", check=True, capture_output=True)
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, OWNER)
    command = [str(MASTER), "-C", str(folder / "imapd.conf"), "-M", str(folder / "cyrus.conf"), "-D"]
    with process([*command, "-p", str(folder / "pid")], http, folder / "log"):
        with imaplib.IMAP4("127.0.0.1", imap) as admin:
            admin.login("admin", "secret")
            assert admin.create("user/dana")[0] == "OK"
        root = f"http://127.0.0.1:{http}/"
        yield Server("cyrus", root + "dav/", root + "dav/calendars/user/dana/", "dana", "secret")
