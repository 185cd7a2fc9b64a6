"""What script/bench/signins does between its services: the register, people, rows of the log of sign-ins, and searches."""

import http.client
import json
import random
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from itertools import islice
from urllib.parse import urlencode

CODE = "XXSIG"
# Rows lie within the two years for which they are kept.
DAYS = 700
PEOPLE = 200
OTHERS = 199
PEERS = 5000
LIMIT_MS = 50.0
TIMES = 300
APPLICATIONS = 40
# Rows of one commit.
PART = 1_000_000
COLUMNS = ("id", "at", "account", "username_key", "peer", "outcome", "reason", "device", "organisation", "factor", "risk", "application", "application_name")
WRONG = "wrong password"


class Socket(http.client.HTTPConnection):
    """HTTP over the socket of the operator."""

    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


def asked(connection, method, path, body=None):
    connection.request(method, path, body and json.dumps(body), {"content-type": "application/json"})
    answer = connection.getresponse()
    said = json.loads(answer.read())
    if answer.status >= 300:
        sys.exit(f"{path}: {answer.status} {said}")
    return said


def register():
    columns = [""] * 27
    columns[0], columns[1], columns[10], columns[12] = CODE, "SIGN-IN HOSPITAL", "20130401", "A"
    print(",".join(f'"{column}"' for column in columns))


def people(path, file):
    connection = Socket(path)
    made = []
    for number in range(PEOPLE):
        body = {"organisation": CODE, "given_name": "Asha", "family_name": f"Rao{number}"}
        made.append(asked(connection, "POST", "/api/v1/commands/person.create", body)["output"])
    with open(file, "w") as out:
        json.dump([{"id": one["id"], "address": one["address"]} for one in made], out)


def peer(number):
    return f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"


def lines(known, rows, organisation):
    """Rows in the order of their time: a tenth of them of the organisation, three in ten to an application, one in a hundred unusual."""
    chance = random.Random(7)
    others = [chance.randbytes(16) for _ in range(OTHERS)]
    strangers = [chance.randbytes(16) for _ in range(20_000)]
    applications = [(str(uuid.UUID(int=number)), f"Application {number}") for number in range(1, APPLICATIONS + 1)]
    known = [(bytes.fromhex(one["id"].replace("-", "")), one["address"]) for one in known]
    end = int(time.time() * 1000)
    step = DAYS * 86_400_000 / rows
    for number in range(rows):
        at = end - int((rows - number) * step)
        drawn = bytearray(at.to_bytes(6, "big") + chance.randbytes(10))
        drawn[6] = 0x70 | drawn[6] & 15
        drawn[8] = 0x80 | drawn[8] & 63
        if chance.random() < 0.1:
            (account, name), place = known[chance.randrange(PEOPLE)], organisation
        else:
            account = strangers[chance.randrange(len(strangers))]
            name, place = "somebody@elsewhere.example", others[account[0] % OTHERS]
        is_right = chance.random() < 0.8
        outcome, reason, factor = ("accepted", "", "password") if is_right else ("refused", WRONG, "")
        kind = chance.random()
        risk = "new-network" if kind > 0.99 else ""
        application, called = applications[int(kind * 1000) % APPLICATIONS] if kind < 0.3 else ("", "")
        yield bytes(drawn), at * 1000, account, name, peer(chance.randrange(PEERS)), outcome, reason, "Firefox on Windows", place, factor, risk, application, called


def fill_sqlite(known, rows, data):
    base = sqlite3.connect(f"{data}/guildhall.db", isolation_level=None)
    (organisation,) = base.execute("SELECT id FROM organisation WHERE code = ?", (CODE,)).fetchone()
    # Nothing else runs, and what was half filled is thrown away.
    base.execute("PRAGMA journal_mode = OFF")
    base.execute("PRAGMA synchronous = OFF")
    base.execute("PRAGMA temp_store = FILE")
    base.execute("PRAGMA cache_size = -1000000")
    made = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'sign_in_log' AND sql IS NOT NULL").fetchall()
    for name, _ in made:
        base.execute(f"DROP INDEX {name}")
    marks = ", ".join("?" * len(COLUMNS))
    filled = lines(known, rows, organisation)
    for _ in range(0, rows, PART):
        base.execute("BEGIN")
        base.executemany(f"INSERT INTO sign_in_log ({', '.join(COLUMNS)}) VALUES ({marks})", islice(filled, PART))
        base.execute("COMMIT")
    for _, sql in made:
        base.execute(sql)
    base.execute("ANALYZE sign_in_log")
    base.execute("PRAGMA journal_mode = WAL")
    base.close()


def fill_postgres(known, rows, database):
    def psql(sql):
        run = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", database]
        return subprocess.run([*run, "--command", sql], check=True, capture_output=True, text=True).stdout.strip()

    organisation = bytes.fromhex(psql(f"SELECT id FROM organisation WHERE code = '{CODE}'").replace("-", ""))
    made = psql("SELECT indexname || '|' || indexdef FROM pg_indexes WHERE tablename = 'sign_in_log' AND indexname NOT LIKE '%pkey'")
    made = [line.split("|", 1) for line in made.splitlines()]
    for name, _ in made:
        psql(f"DROP INDEX {name}")
    copy = f"COPY sign_in_log ({', '.join(COLUMNS)}) FROM STDIN"
    writer = subprocess.Popen(["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", database, "--command", copy], stdin=subprocess.PIPE, text=True)
    for row in lines(known, rows, organisation):
        writer.stdin.write("\t".join(part.hex() if isinstance(part, bytes) else str(part) for part in row) + "\n")
    writer.stdin.close()
    if writer.wait():
        sys.exit("the rows could not be copied")
    for _, sql in made:
        psql(sql)
    psql("VACUUM ANALYZE sign_in_log")


def search(file, rows, engine, path):
    with open(file) as kept:
        known = json.load(kept)
    connection, chance = Socket(path), random.Random(11)
    place = {"organisation": CODE}

    def ask(query="signin.log", **wanted):
        start = time.perf_counter()
        page = asked(connection, "GET", f"/api/v1/queries/{query}?" + urlencode({**place, **wanted}))
        return (time.perf_counter() - start) * 1000, page

    deep = None
    for _ in range(40):
        _, page = ask(limit=200, **({"after": deep} if deep else {}))
        deep = page["next"] or deep
    searches = {
        "the latest": lambda: ask(),
        "refused ones": lambda: ask(outcome="refused"),
        "the last 7 days": lambda: ask(days=7),
        "refused in a day": lambda: ask(outcome="refused", days=1),
        "of a person": lambda: ask(search=chance.choice(known)["address"]),
        "refused ones of a person": lambda: ask(search=chance.choice(known)["address"], outcome="refused"),
        "from an address": lambda: ask(search=peer(chance.randrange(PEERS))),
        "from an address in 30 days": lambda: ask(search=peer(chance.randrange(PEERS)), days=30),
        "from an address that is not there": lambda: ask(search="203.0.113.7"),
        "unusual ones": lambda: ask(unusual="true"),
        "to an application": lambda: ask(application=str(uuid.UUID(int=chance.randint(1, APPLICATIONS)))),
        "refused to an application": lambda: ask(application=str(uuid.UUID(int=chance.randint(1, APPLICATIONS))), outcome="refused"),
        "applications to choose from": lambda: ask(query="signin.log-applications"),
        "200 at once": lambda: ask(limit=200),
        "8,000 lines on": lambda: ask(after=deep),
    }
    slow = 0
    print(f"{engine}, {rows} rows: searches of an organisation with a tenth of them, {TIMES} each")
    print("  p50 ms   p99 ms   max ms  lines  search")
    for name, one in searches.items():
        one()
        took, found = [], 0
        for _ in range(TIMES):
            milliseconds, page = one()
            took.append(milliseconds)
            found = max(found, len(page["items"]))
        took.sort()
        p99 = took[TIMES * 99 // 100]
        slow += p99 > LIMIT_MS
        print(f"{took[TIMES // 2]:8.2f} {p99:8.2f} {took[-1]:8.2f} {found:6}  {name}", flush=True)
        if found == 0 and "not there" not in name:
            sys.exit(f"nothing was found: {name}")
    if slow:
        sys.exit(f"{slow} searches take longer than {LIMIT_MS:.0f} ms")


def main():
    match sys.argv[1:]:
        case ["register"]:
            register()
        case ["people", path, file]:
            people(path, file)
        case ["fill", file, rows, data, database]:
            with open(file) as kept:
                known = json.load(kept)
            if database:
                fill_postgres(known, int(rows), database)
            else:
                fill_sqlite(known, int(rows), data)
        case ["search", file, rows, engine, path]:
            search(file, int(rows), engine, path)
        case _:
            sys.exit(__doc__)


main()
