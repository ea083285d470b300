"""A directory for tests: Debian's slapd over a fresh database."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.surfaces.providers.sources import HERE, free_port, until

SLAPD = shutil.which("slapd") or ("/usr/sbin/slapd" if Path("/usr/sbin/slapd").exists() else "")
BASE = "dc=gulou,dc=gov,dc=cn"
BIND = (f"cn=reader,{BASE}", "reading-2026")
PEOPLE = {
    "town_clerk": ("陈镇办", "Town-Secret-1"),
    "zhao": ("赵新来", "Zhao-Secret-1"),
    "left": ("钱离职", "Left-Secret-1"),
}


class Directory:
    """A directory of its own process, changed by a test as its administrator would."""

    def __init__(self, address: str) -> None:
        self.address = address

    def change(self, dn: str, changes: list[tuple[Any, ...]]) -> None:
        """Change an entry as the directory's administrator."""
        with self._line() as line:
            line.modify_s(dn, changes)

    def remove(self, dn: str) -> None:
        """Remove an entry as the directory's administrator."""
        with self._line() as line:
            line.delete_s(dn)

    @contextmanager
    def _line(self) -> Iterator[Any]:
        import ldap

        line = ldap.initialize(self.address)
        line.simple_bind_s(f"cn=admin,{BASE}", "admin-2026")
        try:
            yield line
        finally:
            line.unbind_s()


def person(uid: str) -> str:
    """Return the name of a person's entry."""
    return f"uid={uid},ou=people,{BASE}"


@contextmanager
def directory_service(folder: Path) -> Iterator[Directory]:
    """Run Debian's slapd over a fresh database with three people and two groups; gives it."""
    (folder / "db").mkdir(parents=True)
    (folder / "slapd.conf").write_text(
        "include /etc/ldap/schema/core.schema\ninclude /etc/ldap/schema/cosine.schema\n"
        "include /etc/ldap/schema/inetorgperson.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n"
        f"moduleload memberof\npidfile {folder}/pid\ndatabase mdb\nsuffix {BASE}\nrootdn cn=admin,{BASE}\n"
        f"rootpw admin-2026\ndirectory {folder}/db\noverlay memberof\nmemberof-group-oc groupOfNames\n"
        "access to attrs=userPassword by anonymous auth by * none\naccess to * by users read by * none\n"
    )
    lines = [f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: Gulou\ndc: gulou\n"]
    lines += [f"dn: ou={part},{BASE}\nobjectClass: organizationalUnit\nou: {part}\n" for part in ("people", "groups")]
    lines.append(
        f"dn: {BIND[0]}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: {BIND[1]}\n"
    )
    for uid, (name, password) in PEOPLE.items():
        lines.append(
            f"dn: {person(uid)}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\n"
            f"displayName: {name}\nuserPassword: {password}\n"
        )
    lines.append(
        f"dn: cn=urban-windows,ou=groups,{BASE}\nobjectClass: groupOfNames\ncn: urban-windows\nmember: {person('zhao')}\n"
    )
    (folder / "people.ldif").write_text("\n".join(lines), "utf-8")
    port = free_port()
    config = ["-f", str(folder / "slapd.conf")]
    address = f"ldap://{HERE}:{port}"
    process = subprocess.Popen(
        [SLAPD, *config, "-h", address, "-d", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ
    )
    try:
        until(lambda: _listens(port), "slapd")
        held = Directory(address)
        _fill(held, folder / "people.ldif")
        yield held
    finally:
        process.kill()
        process.wait()


def _fill(held: Directory, file: Path) -> None:
    """Add the entries by the line, so that the overlay sees who belongs to which group."""
    import ldap.modlist
    import ldif

    with file.open("rb") as told:
        reader = ldif.LDIFRecordList(told)
        reader.parse()
    with held._line() as line:
        for dn, entry in reader.all_records:
            line.add_s(dn, ldap.modlist.addModlist(entry))


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex((HERE, port)) == 0
