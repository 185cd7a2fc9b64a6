"""PostgreSQL under Patroni as plain processes of one machine, HAProxy before it, and nodes of Guildhall behind that.

Everything lives in one temporary folder and on free ports and runs as the account `postgres` where root starts it.
Nothing outlives `Folder.close`: a process of ours is known by its working folder.
"""
import ctypes
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request

import psycopg2

# Seconds. The lease must outlast one loop and two retries: ttl >= loop_wait + 2 * retry_timeout.
TTL, LOOP, RETRY = 10, 2, 4
NODES = ("a", "b")


class Broken(Exception):
    """The bench cannot go on, or a promise is broken."""


def until(seconds, what, test, every=0.1):
    """Asks again until the answer is true; nothing else tells what another process has done."""
    end = time.monotonic() + seconds
    while True:
        found = test()
        if found:
            return found
        if time.monotonic() > end:
            raise Broken(f"{what} did not happen within {seconds} s")
        time.sleep(every)


class Folder:
    """The temporary folder, the ports, and every process started in it."""

    def __init__(self, guildhall):
        # Orphans of Patroni come to us: a dead postmaster that nobody collects looks alive to it.
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
        # Not TMPDIR: a socket's path may hold 107 bytes, and the owner must be able to enter.
        self.path = tempfile.mkdtemp(prefix="guildhall-nodes.", dir="/tmp")
        self.taken, self.elsewhere = set(), []
        self.as_owner = []
        if os.getuid() == 0:
            shutil.chown(self.path, "postgres", "postgres")
            self.as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig", "KILL"]
        self.guildhall = self.join("guildhall")
        shutil.copy(guildhall, self.guildhall)
        os.chmod(self.guildhall, 0o755)
        self.closed = threading.Event()
        threading.Thread(target=self._collect, daemon=True).start()

    def join(self, *names):
        return os.path.join(self.path, *names)

    def make(self, *names):
        path = self.join(*names)
        os.makedirs(path, mode=0o700)
        if os.getuid() == 0:
            shutil.chown(path, "postgres", "postgres")
        return path

    def memory(self):
        """A folder that is on no disk, where the machine has such a place."""
        path = tempfile.mkdtemp(prefix="guildhall-nodes.", dir="/dev/shm" if os.path.isdir("/dev/shm") else "/tmp")
        self.elsewhere.append(path)
        if os.getuid() == 0:
            shutil.chown(path, "postgres", "postgres")
        return path

    def write(self, text, *names):
        with open(self.join(*names), "w") as file:
            file.write(text)
        if os.getuid() == 0:
            shutil.chown(self.join(*names), "postgres", "postgres")
        return self.join(*names)

    def port(self):
        # Below the range that the system hands out by itself.
        while True:
            port = random.SystemRandom().randrange(20000, 32000)
            with socket.socket() as probe:
                if port not in self.taken and probe.connect_ex(("127.0.0.1", port)) != 0:
                    self.taken.add(port)
                    return port

    def start(self, place, *command):
        """Starts a process whose working folder is `place` and whose words go to `place.log`."""
        log = open(self.join(place + ".log"), "ab")
        environment = {"PATH": os.environ["PATH"], "HOME": self.path, "LANG": "C.UTF-8", "GUILDHALL_LOG": "info"}
        return subprocess.Popen([*self.as_owner, *command], cwd=self.join(place), env=environment,
                                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def run(self, place, *command, may_fail=False):
        environment = {"PATH": os.environ["PATH"], "HOME": self.path, "LANG": "C.UTF-8"}
        done = subprocess.run([*self.as_owner, *command], cwd=self.join(place), env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        if done.returncode != 0 and not may_fail:
            raise Broken(f"{' '.join(command)}: {done.stdout}{done.stderr}")
        return done

    def processes(self, place):
        """The processes that work in a folder of ours."""
        top, found = self.join(place).rstrip("/"), []
        for entry in os.listdir("/proc"):
            if entry.isdigit() and int(entry) != os.getpid():
                try:
                    where = os.readlink(f"/proc/{entry}/cwd")
                except OSError:
                    continue
                if where == top or where.startswith(top + "/"):
                    found.append(int(entry))
        return found

    def signal(self, number, pids):
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def _collect(self):
        while not self.closed.wait(0.1):
            for entry in os.listdir("/proc"):
                try:
                    name, rest = open(f"/proc/{entry}/stat").read().rsplit(")", 1)
                    state, parent = rest.split()[:2]
                    # Our own children are waited for where they were started; these are Patroni's.
                    if state == "Z" and int(parent) == os.getpid() and name.endswith("(postgres"):
                        os.waitpid(int(entry), os.WNOHANG)
                except (OSError, ValueError):
                    continue

    def close(self):
        self.closed.set()
        # What Patroni is just starting appears after its parent has gone.
        for _ in range(100):
            left = self.processes("")
            self.signal(signal.SIGKILL, left)
            shutil.rmtree(self.path, ignore_errors=True)
            if not left and not os.path.exists(self.path):
                break
            time.sleep(0.1)
        for path in self.elsewhere:
            shutil.rmtree(path, ignore_errors=True)


PATRONI = """\
scope: guildhall
name: {name}
restapi:
  listen: 127.0.0.1:{rest}
  connect_address: 127.0.0.1:{rest}
{store}:
  host: 127.0.0.1:{etcd}
bootstrap:
  dcs:
    ttl: {ttl}
    loop_wait: {loop}
    retry_timeout: {retry}
    primary_start_timeout: 0
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters:
        max_connections: 200
        wal_log_hints: "on"
        wal_keep_size: 256MB
        wal_receiver_timeout: 5s
        wal_sender_timeout: 5s
        wal_retrieve_retry_interval: 500ms
        tcp_user_timeout: 5s
  initdb:
  - encoding: UTF8
  - locale: C.UTF-8
postgresql:
  listen: 127.0.0.1:{port}
  connect_address: 127.0.0.1:{port}
  data_dir: {folder}/data
  bin_dir: {bin}
  pgpass: {folder}/pgpass
  authentication:
    superuser: {{username: postgres, password: trusted}}
    replication: {{username: replicator, password: trusted}}
  parameters:
    unix_socket_directories: {folder}
    timezone: UTC
  pg_hba:
  - local all all trust
  - host all all 127.0.0.1/32 trust
  - host replication replicator 127.0.0.1/32 trust
watchdog:
  mode: {watchdog}
"""

HAPROXY = """\
global
  stats socket {folder}/haproxy.sock mode 600 level admin
defaults
  mode tcp
  timeout connect 1s
  timeout client 1h
  timeout server 1h
  timeout check 1s
listen database
  bind 127.0.0.1:{port}
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
{servers}
"""


def store():
    """How Patroni speaks to etcd. Before 3.0.3 a manager that wakes up takes the lease of `etcd3` from whoever holds it
    by then, and with it the primary; the older protocol asks first (Patroni's pull request 2689)."""
    release = version("patroni", "--version").split()[-1]
    return "etcd3" if tuple(int(part) for part in release.split(".")[:3]) >= (3, 0, 3) else "etcd"


class Database:
    """etcd, Patroni and PostgreSQL on every node, and HAProxy, which follows Patroni's word."""

    def __init__(self, folder):
        self.folder = folder
        self.etcd, peer = folder.port(), folder.port()
        self.ports = {name: folder.port() for name in NODES}
        self.rest = {name: folder.port() for name in NODES}
        self.entry = folder.port()
        self.watchdog = "required" if os.access("/dev/watchdog", os.W_OK) and os.getuid() != 0 else "off"
        folder.make("etcd")
        # Consensus is etcd's business and not measured here: in memory, so that a busy disk does not fail it.
        memory = folder.memory()
        self.store = os.environ.get("GUILDHALL_BENCH_STORE") or store()
        folder.start("etcd", "etcd", "--name", "one", "--enable-v2", "--data-dir", memory + "/data",
                     "--listen-client-urls", f"http://127.0.0.1:{self.etcd}",
                     "--advertise-client-urls", f"http://127.0.0.1:{self.etcd}",
                     "--listen-peer-urls", f"http://127.0.0.1:{peer}",
                     "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}",
                     "--initial-cluster", f"one=http://127.0.0.1:{peer}")
        binaries = sorted(os.listdir("/usr/lib/postgresql"), key=int)[-1]
        for name in NODES:
            place = folder.make("node-" + name)
            folder.write(PATRONI.format(name=name, store=self.store, rest=self.rest[name], etcd=self.etcd, port=self.ports[name], ttl=TTL,
                                        loop=LOOP, retry=RETRY, folder=place, watchdog=self.watchdog,
                                        bin=f"/usr/lib/postgresql/{binaries}/bin"), "node-" + name, "patroni.yml")
        self.start(NODES[0])
        until(120, "the first primary", lambda: self.leader() == NODES[0])
        self.start(NODES[1])
        until(120, "the synchronous standby", self.is_whole)
        place = folder.make("haproxy")
        servers = "\n".join(f"  server {name} 127.0.0.1:{self.ports[name]} check port {self.rest[name]}" for name in NODES)
        folder.write(HAPROXY.format(folder=place, port=self.entry, servers=servers), "haproxy", "haproxy.cfg")
        folder.start("haproxy", "haproxy", "-db", "-f", place + "/haproxy.cfg")
        # HAProxy believes every server until its first check.
        until(30, "HAProxy knowing the primary", self.is_sorted)
        self.sql(self.leader(), "CREATE ROLE guildhall LOGIN CREATEROLE")
        self.sql(self.leader(), "CREATE DATABASE guildhall OWNER guildhall LOCALE 'C' ENCODING 'UTF8' TEMPLATE template0")

    def is_sorted(self):
        """Whether HAProxy uses one of the nodes and not the other."""
        try:
            with socket.socket(socket.AF_UNIX) as link:
                link.connect(self.folder.join("haproxy", "haproxy.sock"))
                link.sendall(b"show stat\n")
                said = b"".join(iter(lambda: link.recv(65536), b"")).decode()
        except OSError:
            return False
        rows = [line.split(",") for line in said.splitlines() if line.startswith("database,")]
        status = said.splitlines()[0].split(",").index("status")
        return sorted(row[status] for row in rows if row[1] in NODES) == ["DOWN", "UP"]

    def start(self, name):
        self.folder.start("node-" + name, "patroni", self.folder.join("node-" + name, "patroni.yml"))

    def address(self, name, database="guildhall"):
        return f"postgres://guildhall@127.0.0.1:{self.ports[name]}/{database}"

    def connect(self, name, database="postgres"):
        link = psycopg2.connect(host="127.0.0.1", port=self.ports[name], user="postgres", dbname=database,
                                connect_timeout=3, application_name="bench")
        link.autocommit = True
        return link

    def sql(self, name, statement, values=None, database="postgres"):
        link = self.connect(name, database)
        try:
            with link.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else None
        finally:
            link.close()

    def _rest(self, name, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.rest[name]}{path}", timeout=1) as answer:
                return json.load(answer)
        except urllib.error.HTTPError:
            return None
        except (OSError, ValueError, http.client.HTTPException):
            return None

    def members(self):
        for name in NODES:
            known = self._rest(name, "/cluster")
            if known:
                return {member["name"]: member for member in known["members"]}
        return {}

    def leader(self, other_than=None):
        """The node that says of itself that it is the primary and holds the lease."""
        for name in NODES:
            if name != other_than and self._rest(name, "/primary"):
                return name
        return None

    def is_whole(self):
        """One primary, and the other node is its synchronous standby."""
        leader = self.leader()
        if not leader:
            return None
        other = next(name for name in NODES if name != leader)
        if not self._rest(other, "/sync"):
            return None
        try:
            streaming = self.sql(leader, "SELECT 1 FROM pg_stat_replication WHERE application_name = %s AND sync_state = 'sync' AND state = 'streaming'", (other,))
        except psycopg2.Error:
            return None
        return leader if streaming else None

    def postmaster(self, name):
        with open(self.folder.join("node-" + name, "data", "postmaster.pid")) as file:
            return int(file.readline())

    def patroni(self, name):
        """Patroni's own processes: they work in the node's folder, PostgreSQL's in `data`."""
        top = self.folder.join("node-" + name)
        return [pid for pid in self.folder.processes("node-" + name) if self._cwd(pid) == top]

    @staticmethod
    def title(pid):
        """What a process of PostgreSQL says it does."""
        try:
            with open(f"/proc/{pid}/cmdline") as file:
                return file.read()
        except OSError:
            return ""

    @staticmethod
    def _cwd(pid):
        try:
            return os.readlink(f"/proc/{pid}/cwd")
        except OSError:
            return None

    def switchover(self, leader, candidate):
        self.folder.run("node-" + candidate, "patronictl", "-c", self.folder.join("node-" + candidate, "patroni.yml"),
                        "switchover", "--master", leader, "--candidate", candidate, "--force", "guildhall")


class Guildhall:
    """One process of ours: `serve` or `work` with a folder of its own."""

    def __init__(self, folder, name, verb, database):
        self.folder, self.name, self.verb, self.database = folder, name, verb, database
        self.port = folder.port()
        self.data = folder.make(name)
        self.process = None

    def prepare(self, keys):
        """The keys that nodes of one database share."""
        self.folder.make(self.name, "keys")
        for file in keys:
            shutil.copy(file, os.path.join(self.data, "keys"))
            if os.getuid() == 0:
                shutil.chown(os.path.join(self.data, "keys", os.path.basename(file)), "postgres", "postgres")

    def start(self):
        port = ["--port", str(self.port)] if self.verb == "serve" else []
        self.process = self.folder.start(self.name, self.folder.guildhall, self.verb, "--data", self.data,
                                         "--database", self.database, *port)

    def is_alive(self):
        return self.process.poll() is None

    def health(self, path="/health/ready"):
        """The status of a health page; none while nobody listens."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            link.request("GET", path)
            return link.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            link.close()

    def ready(self):
        until(60, f"{self.name} being ready", lambda: self.health() == 200)

    def do(self, *words):
        return self.folder.run(self.name, self.folder.guildhall, *words, "--data", self.data, "--database", self.database)

    def perform(self, link, name, body, key=None):
        """Sends a command and gives status, headers and body; raises if no answer came."""
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        link.request("POST", "/api/v1/commands/" + name, json.dumps(body), headers)
        return answer_of(link)

    def socket(self, timeout):
        return SocketLink(os.path.join(self.data, "guildhall.sock"), timeout)


def answer_of(link):
    answer = link.getresponse()
    text = answer.read()
    try:
        return answer.status, answer.headers, json.loads(text)
    except ValueError:
        return answer.status, answer.headers, {"text": text.decode(errors="replace")[:200]}


class SocketLink(http.client.HTTPConnection):
    """HTTP over the operator's socket."""

    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def nodes(folder, database, before=None):
    """Two `serve` and two `work`, with the keys that they must share. `before` sees the first one before it starts."""
    made = [Guildhall(folder, f"{verb}-{number}", verb, database) for verb in ("serve", "work") for number in (1, 2)]
    folder.make("keys")
    with open(folder.join("keys", "audit-node"), "wb") as file:
        file.write(os.urandom(32))
    os.chmod(file.name, 0o600)
    keys = [file.name]
    for node in made:
        node.prepare(keys)
        if before and node is made[0]:
            node.first = before(node)
            # What the settings of the first one say holds for a port that it was not started on.
            os.remove(os.path.join(node.data, "guildhall.toml"))
        node.start()
        if node.verb == "serve":
            node.ready()
        else:
            # The first one that works makes the key that signs; the second one gets a copy.
            signing = os.path.join(node.data, "keys", "checkpoint")
            until(30, "the key that signs", lambda: os.path.exists(signing) and os.path.exists(signing + ".pub"))
            keys = [file.name, signing, signing + ".pub"]
    return made


def hospital(folder, node):
    """One open organisation to work in."""
    columns = [""] * 27
    columns[0], columns[1], columns[10], columns[12] = "XXFAI", "FAILOVER HOSPITAL", "20130401", "A"
    file = folder.write(",".join(f'"{column}"' for column in columns) + "\n", "failover_2026-01-01.csv")
    node.do("import", "register", file, "--yes")
    node.do("do", "organisation.open", "organisation=XXFAI", "tier=standard", "time_zone=Europe/London", "usage_location=GB", "waiver=Opened for a measurement")


def machine():
    memory = next(line for line in open("/proc/meminfo") if line.startswith("MemTotal")).split()[1]
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} processors, {int(memory) // 2**20} GiB, load {load:.1f}"


def version(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[0].strip()
