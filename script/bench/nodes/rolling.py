"""What `script/bench/rolling` runs; see there."""
import http.client
import html
import os
import re
import signal
import statistics
import sys
import threading
import time
import urllib.parse
import uuid

import psycopg2

from cluster import Broken, Database, Folder, answer_of, hospital, machine, nodes, until, version

CLIENTS = 8

BALANCER = """\
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout check 1s
  retries 0
listen guildhall
  bind 127.0.0.1:{port}
  balance roundrobin
  option httpchk GET /health/ready
  http-check expect status 200
  default-server inter 1s fall 2 rise 1
{servers}
listen state
  bind 127.0.0.1:{state}
  stats enable
  stats uri /
"""


class Client(threading.Thread):
    """Creates, changes and reads through the balancer and keeps its connection; a failed request is noted, never repeated."""

    def __init__(self, port, token):
        super().__init__(daemon=True)
        self.port, self.headers = port, {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
        self.times, self.failed, self.acts, self.over = [], [], [], threading.Event()

    def run(self):
        link, people = None, []
        while not self.over.wait(0.02):
            link = link or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            turn = len(self.times) % 10
            if not people or turn == 0:
                what, body = "commands/person.create", '{"organisation": "XXFAI", "given_name": "Rolling", "family_name": "Restart"}'
            elif turn < 5:
                what, body = "commands/person.change", '{"person": "%s", "telephone": "0300 %d"}' % (people[-1], len(self.times))
            else:
                what, body = "queries/person.by-id?person=" + people[-1], None
            began = time.monotonic()
            try:
                link.request("POST" if body else "GET", "/api/v1/" + what, body, {**self.headers, **({"Idempotency-Key": str(uuid.uuid4())} if body else {})})
                status, _, answer = answer_of(link)
            except (OSError, http.client.HTTPException) as error:
                link.close()
                link = None
                self.failed.append(f"{what}: {error!r}")
                continue
            self.times.append(time.monotonic() - began)
            if status != 200:
                self.failed.append(f"{what}: {status} {answer}")
            elif body:
                self.acts.append(answer["act"])
                if "create" in what:
                    people.append(answer["output"]["id"])


def token(node, username, code):
    """Signs in with a start code as a browser would, and makes a token."""
    link = http.client.HTTPConnection("127.0.0.1", node.port, timeout=60)
    ours = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://localhost:%d" % node.port, "Sec-Fetch-Site": "same-origin"}

    def page(method, path, fields=None, cookie=None):
        headers = {**ours, **({"Cookie": cookie} if cookie else {})}
        link.request(method, path, urllib.parse.urlencode(fields) if fields else None, headers)
        answer = link.getresponse()
        return answer, answer.read().decode()

    def hidden(text):
        return {name: html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)}

    _, text = page("GET", "/start")
    answer, text = page("POST", "/start", {**hidden(text), "username": username, "code": code, "password": "pelican under the " + uuid.uuid4().hex})
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    if not cookie:
        raise Broken(f"no session: {answer.status} {text[:2000]}")
    _, text = page("GET", "/me/tokens", cookie=cookie)
    _, text = page("POST", "/me/tokens", {**hidden(text), "name": "rolling restart", "expires_in_days": "1", "actions": ""}, cookie)
    found = re.search(r"<code[^>]*>([^<]+)</code>", text)
    if not found:
        raise Broken(f"no token: {text[:2000]}")
    return html.unescape(found[1])


def restart(node, is_up):
    """Tells it to end, watches it go, and starts it again."""
    pid = node.process.pid
    began, withdrawn = time.monotonic(), None
    # The process is the program itself: setpriv has become it.
    os.kill(pid, signal.SIGTERM)
    while node.process.poll() is None:
        if node.verb == "serve" and withdrawn is None and node.health() == 503:
            withdrawn = time.monotonic() - began
        if time.monotonic() - began > 60:
            raise Broken(f"{node.name} does not end")
        time.sleep(0.02)
    ended = time.monotonic() - began
    if node.process.returncode != 0:
        raise Broken(f"{node.name} ended with {node.process.returncode}")
    node.start()
    if node.verb == "serve":
        if withdrawn is None:
            print(f"Broken: {node.name} went without saying so at /health/ready", flush=True)
        node.ready()
        until(60, "the balancer using it again", lambda: is_up(node))
    else:
        log = node.folder.join(node.name + ".log")
        until(60, "it working again", lambda: open(log).read().count("Working") > node.starts)
        node.starts += 1
    return withdrawn, ended


def main():
    program, rounds = sys.argv[1], int(sys.argv[2])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"{rounds} rounds of 4 processes, {CLIENTS} clients; {machine()}; {version('haproxy', '-v')}", flush=True)
    folder, database, broken, clients = Folder(program), None, [], []
    try:
        database = Database(folder)
        address = f"host=127.0.0.1 port={database.entry} user=guildhall dbname=guildhall target_session_attrs=read-write connect_timeout=2"

        def first(node):
            said = node.do("admin", "init", "--given-name", "Rolling", "--family-name", "Restart").stdout
            username, code = (re.search(word + r"\s+(\S+)", said)[1] for word in ("Platform administrator", "Start code"))
            return username, code

        made = nodes(folder, address, first)
        serving = [node for node in made if node.verb == "serve"]
        hospital(folder, serving[0])
        for node in made:
            node.starts = 1
        port, state = folder.port(), folder.port()
        folder.make("balancer")
        servers = "\n".join(f"  server {node.name} 127.0.0.1:{node.port} check" for node in serving)
        folder.write(BALANCER.format(port=port, state=state, servers=servers), "balancer", "haproxy.cfg")
        folder.start("balancer", "haproxy", "-db", "-f", folder.join("balancer", "haproxy.cfg"))

        def is_up(node):
            link = http.client.HTTPConnection("127.0.0.1", state, timeout=5)
            try:
                link.request("GET", "/;csv")
                lines = link.getresponse().read().decode().splitlines()
            except (OSError, http.client.HTTPException):
                return False
            status = lines[0].split(",").index("status")
            return any(line.split(",")[1:2] == [node.name] and line.split(",")[status] == "UP" for line in lines)

        key = token(serving[0], *made[0].first)
        until(30, "the balancer using both", lambda: all(is_up(node) for node in serving))
        time.sleep(3)
        clients = [Client(port, key) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        withdrawals, ends = [], []
        for number in range(rounds):
            for node in made:
                withdrawn, ended = restart(node, is_up)
                if node.verb == "serve":
                    ends.append(ended)
                    withdrawals.append(withdrawn)
                failed = sum(len(client.failed) for client in clients)
                print(f"{number + 1:>3} {node.name:<8} ended after {ended:5.2f} s"
                      + (f", readiness gone after {withdrawn:.2f} s" if withdrawn is not None else "")
                      + f"; {sum(len(client.times) for client in clients)} requests, {failed} failed", flush=True)
        time.sleep(2)
        for client in clients:
            client.over.set()
        for client in clients:
            client.join(70)
        if None in withdrawals:
            broken.append("readiness did not go before the listener")
        new = database.leader()
        acts = [act for client in clients for act in client.acts]
        kept = database.sql(new, "SELECT COUNT(*) FROM audit WHERE outcome = 'done' AND id = ANY (%s::UUID[])", (acts,), "guildhall")[0][0]
        if kept != len(acts):
            broken.append(f"{len(acts) - kept} acknowledged acts are gone")
        # Those that work have sealed and followed everything.
        until(60, "everything being sealed", lambda: database.sql(new, "SELECT COUNT(*) FROM audit_unsealed", None, "guildhall")[0][0] == 0)
        verified = folder.run("serve-1", folder.guildhall, "audit", "verify", "--data", serving[0].data, "--database", database.address(new), may_fail=True)
        if verified.returncode != 0:
            broken.append(f"audit verify: {verified.stdout}{verified.stderr}")
    except (Broken, OSError, psycopg2.Error) as error:
        broken.append(repr(error))
        for place in sorted(os.listdir(folder.path)):
            if place.endswith(".log"):
                print(f"--- {place}\n" + "".join(open(folder.join(place), errors="replace").readlines()[-10:]), flush=True)
    finally:
        folder.close()
    failed = [line for client in clients for line in client.failed]
    times = sorted(time for client in clients for time in client.times)
    if failed:
        broken.append(f"{len(failed)} of {len(times)} requests failed, such as {failed[:5]}")
    if broken:
        for line in broken:
            print(f"Broken: {line}")
        sys.exit("NOT KEPT")
    print(f"KEPT: {rounds * 4} restarts, {len(times)} requests, 0 failed; request median {statistics.median(times) * 1000:.0f} ms, "
          f"p99 {times[int(len(times) * 0.99)] * 1000:.0f} ms, worst {times[-1] * 1000:.0f} ms")


main()
