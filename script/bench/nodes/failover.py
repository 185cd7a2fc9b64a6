"""What `script/bench/failover` runs; see there."""
import collections
import http.client
import json
import os
import random
import shutil
import signal
import statistics
import sys
import threading
import time
import uuid

import psycopg2

from cluster import (Broken, Database, Folder, LOOP, NODES, RETRY, TTL, answer_of, hospital, machine, nodes, until, version)

CLIENTS = 8
# A frozen node sleeps well past its lease.
FROZEN = TTL + 8
LIMIT = 20.0
KINDS = ("postmaster", "node", "lost", "frozen", "manager", "switchover")
# The primary stays the same, or another one takes its place; measured by themselves.
STAYING = ("standby", "etcd")
CHANGES = ("person.create", "person.change", "person.disable", "person.enable")


class Ledger:
    """What the clients were told: one line an answer, and what must be true of every person."""

    def __init__(self, folder):
        self.journal = open(folder.join("journal"), "w")
        self.lock = threading.Lock()
        self.acknowledged = []
        self.acts = {}
        self.people = {}
        self.touched = set()
        self.wrong = []
        self.outcomes = collections.Counter()
        self.codes = collections.Counter()

    def note(self, node, key, name, outcome, detail=""):
        with self.lock:
            self.outcomes[outcome] += 1
            if detail:
                self.codes[str(detail)] += 1
            self.journal.write(json.dumps([time.time(), node, key, name, outcome, str(detail)]) + "\n")
            if outcome == "acknowledged":
                self.acknowledged.append((time.monotonic(), node))
            elif outcome == "wrong":
                self.wrong.append(f"{name} at {node}: {detail}")


class Client(threading.Thread):
    """Creates people and changes them through both nodes; repeats with the same key until it knows."""

    def __init__(self, number, serving, ledger, seed):
        super().__init__(daemon=True)
        self.number, self.serving, self.ledger = number, serving, ledger
        self.dice = random.Random(f"{seed}/{number}")
        self.links, self.own = {}, []
        self.go, self.idle, self.over = threading.Event(), threading.Event(), threading.Event()
        self.turn = number
        self.trouble = None

    def run(self):
        try:
            while not self.over.is_set():
                if not self.go.is_set():
                    self.idle.set()
                    self.go.wait(0.1)
                    continue
                self.idle.clear()
                self.act()
                time.sleep(0.02)
        except Exception as error:  # a client that dies silently would make the load look well
            self.trouble = repr(error)
        finally:
            self.idle.set()

    def act(self):
        roll = self.dice.randrange(10)
        if len(self.own) < 3 or (roll == 0 and len(self.own) < 40):
            body = {"organisation": "XXFAI", "given_name": "Failover", "family_name": f"Client{self.number}", "telephone": "0300 1"}
            done = self.insist("person.create", body)
            if done:
                person = done["output"]["id"]
                with self.ledger.lock:
                    if person in self.ledger.people:
                        self.ledger.wrong.append(f"an identifier was given twice: {person}")
                    self.ledger.people[person] = {"now": ("0300 1", "active"), "doubt": None}
                    self.ledger.touched.add(person)
                self.own.append(person)
            return
        person = self.dice.choice(self.own)
        record = self.ledger.people[person]
        telephone, state = record["now"]
        if roll < 7 or record["doubt"]:
            after = (f"0300 {self.dice.randrange(10**6)}", state)
            name, body = "person.change", {"person": person, "telephone": after[0]}
        elif state == "active":
            name, body, after = "person.disable", {"person": person}, (telephone, "disabled")
        else:
            name, body, after = "person.enable", {"person": person}, (telephone, "active")
        with self.ledger.lock:
            record["doubt"] = after
            self.ledger.touched.add(person)
        if self.insist(name, body):
            with self.ledger.lock:
                record["now"], record["doubt"] = after, None
        else:
            self.own.remove(person)

    def insist(self, name, body):
        key, end = str(uuid.uuid4()), time.monotonic() + 90
        while time.monotonic() < end:
            self.turn += 1
            node = self.serving[self.turn % len(self.serving)]
            try:
                link = self.links.get(node.name)
                if link is None:
                    link = self.links[node.name] = node.socket(30)
                status, headers, answer = node.perform(link, name, body, key)
            except (OSError, http.client.HTTPException) as error:
                self.links.pop(node.name, None)
                self.ledger.note(node.name, key, name, "unknown", type(error).__name__)
                time.sleep(0.2)
                continue
            if status == 200:
                with self.ledger.lock:
                    act = self.ledger.acts.setdefault(key, answer["act"])
                if act != answer["act"]:
                    self.ledger.note(node.name, key, name, "wrong", "one key, two acts")
                self.ledger.note(node.name, key, name, "acknowledged")
                return answer
            code = answer.get("code")
            if status == 503 and code == "outcome-unknown":
                self.ledger.note(node.name, key, name, "unknown", code)
            elif status == 503 and headers.get("Retry-After"):
                self.ledger.note(node.name, key, name, "refused", code)
            else:
                self.ledger.note(node.name, key, name, "wrong", f"{status} {code or answer}")
                return None
            time.sleep(0.2)
        self.ledger.note("", key, name, "unknown", "given up")
        return None


class Probe(threading.Thread):
    """Writes into one PostgreSQL directly, whoever the primary is: two that accept at once are a split brain."""

    def __init__(self, database, node):
        super().__init__(daemon=True)
        self.database, self.node = database, node
        self.accepted, self.number, self.over = [], 0, threading.Event()

    def run(self):
        link = None
        while not self.over.wait(0.2):
            try:
                link = link or self.database.connect(self.node)
                self.number += 1
                del link.notices[:]
                with link.cursor() as cursor:
                    cursor.execute("INSERT INTO probe (node, number) VALUES (%s, %s)", (self.node, self.number))
                # PostgreSQL says by a warning that the standby does not have it.
                if not link.notices:
                    self.accepted.append((time.monotonic(), self.number))
            except psycopg2.Error:
                try:
                    if link:
                        link.close()
                except psycopg2.Error:
                    pass
                link = None


class Bench:
    def __init__(self, folder, seed, through):
        self.folder, self.database = folder, Database(folder)
        if through == "hosts":
            ports = ",".join(str(self.database.ports[name]) for name in NODES)
            address = f"host=127.0.0.1,127.0.0.1 port={ports} user=guildhall dbname=guildhall target_session_attrs=read-write connect_timeout=2"
        else:
            # HAProxy that was just started may send to a standby; the session is refused then.
            address = f"host=127.0.0.1 port={self.database.entry} user=guildhall dbname=guildhall target_session_attrs=read-write connect_timeout=2"
        until(30, "the way to the primary", lambda: self.answers(address))
        self.nodes = nodes(folder, address)
        self.serving = [node for node in self.nodes if node.verb == "serve"]
        hospital(folder, self.serving[0])
        self.database.sql(self.database.leader(), "CREATE TABLE probe (node TEXT, number BIGINT)")
        self.ledger = Ledger(folder)
        self.clients = [Client(number, self.serving, self.ledger, seed) for number in range(CLIENTS)]
        self.probes = {name: Probe(self.database, name) for name in NODES}
        for thread in [*self.clients, *self.probes.values()]:
            thread.start()
        self.broken = []

    def answers(self, address):
        try:
            psycopg2.connect(address).close()
            return True
        except psycopg2.Error:
            return False

    def load(self, runs):
        for client in self.clients:
            if runs:
                client.idle.clear()
                client.go.set()
            else:
                client.go.clear()
        if not runs:
            until(150, "the clients' last answers", lambda: all(client.idle.is_set() for client in self.clients))
        for client in self.clients:
            if client.trouble:
                raise Broken(f"a client ended: {client.trouble}")

    def strike(self, kind, old):
        """Does it and brings what was taken away back, as an operator or a service manager would."""
        database, folder = self.database, self.folder
        other = next(name for name in NODES if name != old)
        place = "node-" + old
        if kind == "postmaster":
            folder.signal(signal.SIGKILL, [database.postmaster(old)])
        elif kind in ("node", "lost"):
            folder.signal(signal.SIGKILL, folder.processes(place))
            until(60, "a new primary", lambda: database.leader(old))
            time.sleep(2)
            folder.signal(signal.SIGKILL, folder.processes(place))
            if kind == "lost":
                shutil.rmtree(folder.join(place, "data"))
            database.start(old)
        elif kind in STAYING:
            pids = folder.processes("node-" + other if kind == "standby" else "etcd")
            folder.signal(signal.SIGSTOP, pids)
            time.sleep(FROZEN)
            folder.signal(signal.SIGCONT, pids)
            return
        elif kind in ("frozen", "manager"):
            pids = folder.processes(place) if kind == "frozen" else database.patroni(old)
            folder.signal(signal.SIGSTOP, pids)
            try:
                until(60, "a new primary", lambda: database.leader(old))
                time.sleep(FROZEN - TTL)
            finally:
                folder.signal(signal.SIGCONT, pids)
        elif kind == "recovered":
            # A primary that recovers from a crash shows commits that its standby never got; then it is gone for good.
            receiver = [pid for pid in folder.processes("node-" + other) if "walreceiver" in database.title(pid)]
            sessions = [pid for pid in folder.processes(place) if "guildhall guildhall" in database.title(pid)]
            folder.signal(signal.SIGSTOP, database.patroni(old) + receiver)
            time.sleep(0.5)
            folder.signal(signal.SIGKILL, sessions[:1])
            time.sleep(0.5)
            until(30, "the recovery of the primary", lambda: self.answers(database.address(old)))
            time.sleep(2)
            folder.signal(signal.SIGKILL, folder.processes(place))
            folder.signal(signal.SIGCONT, receiver)
            until(60, "a new primary", lambda: database.leader(old))
            folder.signal(signal.SIGKILL, folder.processes(place))
            database.start(old)
        else:
            database.switchover(old, other)
        until(60, "another primary", lambda: database.leader(old))

    def once(self, kind):
        old = until(120, "a primary with a synchronous standby", self.database.is_whole)
        self.load(True)
        start = len(self.ledger.acknowledged)
        until(60, "load before the blow", lambda: len(self.ledger.acknowledged) > start + 100)
        blow = time.monotonic()
        self.strike(kind, old)
        new = until(120, "the old primary following as a synchronous standby", self.database.is_whole)
        if new == old and kind not in STAYING:
            self.broken.append(f"{kind}: {old} stayed the primary")
        since = time.monotonic()
        def both():
            late = {node for at, node in list(self.ledger.acknowledged)[-200:] if at > since}
            return late >= {node.name for node in self.serving}
        until(90, "both nodes acknowledging again", both)
        time.sleep(1)
        end = time.monotonic()
        self.load(False)
        outage = max(self.pause(node.name, blow, end) for node in self.serving)
        self.check(kind, blow, new)
        return outage, self.pause(None, blow, end)

    def pause(self, node, blow, end):
        """The longest time without an acknowledgement, of one node or of both."""
        times = [at for at, name in self.ledger.acknowledged if blow - 1 <= at <= end and node in (None, name)]
        before = [at for at in times if at <= blow]
        marks = [before[-1] if before else blow, *(at for at in times if at > blow), end]
        return max(later - earlier for earlier, later in zip(marks, marks[1:]))

    def check(self, kind, blow, new):
        for node in self.nodes:
            if not node.is_alive():
                raise Broken(f"{kind}: {node.name} ended")
        self.find_people(kind)
        acts = list(self.ledger.acts.values())
        kept = {row[0] for start in range(0, len(acts), 5000) for row in self.database.sql(
            new, "SELECT id::TEXT FROM audit WHERE outcome = 'done' AND id = ANY (%s::UUID[])", (acts[start:start + 5000],), "guildhall")}
        lost = [act for act in acts if act not in kept]
        if lost:
            self.broken.append(f"{kind}: {len(lost)} acknowledged acts are gone, such as {lost[:3]}")
        done = self.database.sql(new, "SELECT COUNT(*) FROM audit WHERE outcome = 'done' AND command = ANY (%s)", (list(CHANGES),), "guildhall")[0][0]
        given_up = self.ledger.codes["given up"]
        if not len(acts) <= done <= len(acts) + given_up:
            self.broken.append(f"{kind}: {done} acts were done, {len(acts)} acknowledged, {given_up} given up")
        self.one_primary(kind, blow, new)
        if self.ledger.wrong:
            self.broken.append(f"{kind}: wrong answers: {self.ledger.wrong[:3]} ({len(self.ledger.wrong)})")
            self.ledger.wrong.clear()
        verified = self.folder.run("serve-1", self.folder.guildhall, "audit", "verify", "--json", "--data", self.serving[0].data,
                                   "--database", self.database.address(new), may_fail=True)
        if verified.returncode != 0:
            self.broken.append(f"{kind}: audit verify: {verified.stdout}{verified.stderr}")

    def find_people(self, kind):
        """Everything acknowledged is there; what was in doubt is wholly there or wholly not."""
        link = self.serving[0].socket(30)
        touched, self.ledger.touched = self.ledger.touched, set()
        for person in touched:
            record = self.ledger.people[person]
            link.request("GET", "/api/v1/queries/person.by-id?person=" + person)
            status, _, found = answer_of(link)
            now = (found.get("telephone"), "active" if found.get("state") == "active" else "disabled")
            if status != 200 or now not in (record["now"], record["doubt"]):
                self.broken.append(f"{kind}: {person} is {status} {now} and should be {record}")
            elif record["doubt"]:
                record["now"], record["doubt"] = now, None

    def one_primary(self, kind, blow, new):
        """No write was accepted by the old primary after the first one that the new primary accepted."""
        first = next((at for at, _ in self.probes[new].accepted if at > blow), None)
        for name, probe in self.probes.items():
            if name != new and first:
                late = [number for at, number in probe.accepted if at > first]
                if late:
                    self.broken.append(f"{kind}: split brain: {name} accepted {len(late)} writes after {new} had begun to")
            accepted = [number for _, number in probe.accepted]
            kept = {row[0] for row in self.database.sql(new, "SELECT number FROM probe WHERE node = %s", (name,))}
            lost = [number for number in accepted if number not in kept]
            if lost:
                self.broken.append(f"{kind}: {len(lost)} writes accepted by {name} itself are gone")
        try:
            other = next(name for name in NODES if name != new)
            self.database.sql(other, "INSERT INTO probe (node, number) VALUES ('check', 0)")
            self.broken.append(f"{kind}: the old primary {other} accepts writes")
        except psycopg2.errors.ReadOnlySqlTransaction:
            pass


def percentile(values, share):
    """The smallest value that this share of all does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]


def main():
    program, times, seed = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    through = os.environ.get("GUILDHALL_BENCH_THROUGH", "haproxy")
    # HAProxy never shows a primary whose manager hangs: the crash behind it needs the other way in.
    usual = KINDS + ("recovered",) if through == "hosts" else KINDS
    kinds = os.environ.get("GUILDHALL_BENCH_KINDS", ",".join(usual)).split(",")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"Seed {seed}; {times} failovers through {through}; {machine()}", flush=True)
    print(f"{version('/usr/lib/postgresql/' + sorted(os.listdir('/usr/lib/postgresql'), key=int)[-1] + '/bin/postgres', '--version')}, "
          f"{version('patroni', '--version')}, {version('etcd', '--version')}; ttl {TTL}, loop_wait {LOOP}, retry_timeout {RETRY}, synchronous_mode on", flush=True)
    folder, outages, bench, failed = Folder(program), collections.defaultdict(list), None, None
    try:
        bench = Bench(folder, seed, through)
        database = bench.database
        print(f"Patroni speaks {database.store}; watchdog {database.watchdog}" + (": this machine has none, so only the synchronous standby fences a primary whose manager hangs" if database.watchdog == "off" else ""), flush=True)
        dice, lots = random.Random(seed), []
        for number in range(1, times + 1):
            if not lots:
                lots = list(kinds)
                dice.shuffle(lots)
            kind, began = lots.pop(), len(bench.broken)
            try:
                outage, together = bench.once(kind)
            except Broken as broken:
                raise Broken(f"{kind}: {broken}") from broken
            outages[kind].append(outage)
            state = "well" if len(bench.broken) == began else "; ".join(bench.broken[began:])
            print(f"{number:>4} {kind:<11} outage {outage:6.2f} s (of both nodes at once {together:6.2f} s)  {len(bench.ledger.acts):>7} acts  {state}", flush=True)
    except (Broken, OSError, psycopg2.Error) as error:
        failed = error
        print(f"Problem: {error!r}", flush=True)
        if bench:
            print(*bench.ledger.wrong[:5], sep="\n", flush=True)
        for place in sorted(os.listdir(folder.path)):
            if place.endswith(".log"):
                print(f"--- {place}\n" + "".join(open(folder.join(place), errors="replace").readlines()[-15:]), flush=True)
    finally:
        if os.environ.get("GUILDHALL_BENCH_KEEP"):
            os.makedirs(os.environ["GUILDHALL_BENCH_KEEP"], exist_ok=True)
            for name in os.listdir(folder.path):
                if name == "journal" or name.endswith(".log"):
                    shutil.copy(folder.join(name), os.environ["GUILDHALL_BENCH_KEEP"])
        folder.close()
    everything = [value for values in outages.values() for value in values]
    if not everything:
        sys.exit(f"Nothing was measured: {failed}")
    print(f"\n{'kind':<12}{'times':>6}{'median s':>10}{'p95 s':>8}{'max s':>8}")
    for kind, values in [*sorted(outages.items()), ("all", everything)]:
        print(f"{kind:<12}{len(values):>6}{statistics.median(values):>10.2f}{percentile(values, 0.95):>8.2f}{max(values):>8.2f}")
    ledger = bench.ledger
    print(f"answers: {dict(ledger.outcomes)}; why not acknowledged: {dict(ledger.codes)}")
    late = percentile(everything, 0.95) > LIMIT
    if late:
        bench.broken.append(f"write outage p95 over {LIMIT:.0f} s")
    if failed or bench.broken or len(everything) < times:
        for line in bench.broken:
            print(f"Broken: {line}")
        sys.exit(f"NOT KEPT after {len(everything)} of {times} failovers")
    print(f"KEPT: {len(everything)} failovers, {len(ledger.acts)} acknowledged acts, 0 lost, no split brain, write outage p95 {percentile(everything, 0.95):.1f} s")


main()
