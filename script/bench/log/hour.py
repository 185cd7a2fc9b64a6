"""Writes, reads and held snapshots on one service, and the length of its write-ahead log meanwhile."""
import http.client
import json
import multiprocessing
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time

PROCESSES, CLIENTS, READERS = 4, 8, 4
MIB = 1024 * 1024
# MiB from which the writer has the log start over, and from which the service says that it does not.
RESTART, ALARM = 200, 800
# Seconds for which a snapshot is held, as long as a read may take, and until the log is looked at again.
HELD, AGAIN = 2.0, 1.0


class Socket(http.client.HTTPConnection):
    """The command API on the operator's socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.path)

    def call(self, method, path, body=None):
        self.request(method, path, body and json.dumps(body), {"content-type": "application/json"})
        response = self.getresponse()
        return response.status, json.loads(response.read() or b"null")


def write(path, number, over, told):
    connection, own, dice = Socket(path), [], random.Random(number)
    while not over.is_set():
        telephone = f"0300 {dice.randrange(10 ** 6)}"
        if not own or (len(own) < 200 and dice.random() < 0.3):
            name = "person.create"
            body = {"organisation": "XXHOU", "given_name": "Hour", "family_name": f"Client{number}", "telephone": telephone}
        else:
            name, body = "person.change", {"person": dice.choice(own), "telephone": telephone}
        began = time.monotonic()
        status, answer = connection.call("POST", f"/api/v1/commands/{name}", body)
        told.append((began, time.monotonic() - began, status))
        if status == 200 and name == "person.create":
            own.append(answer["output"]["id"])


def read(path, over, told):
    connection = Socket(path)
    while not over.is_set():
        began = time.monotonic()
        status, _ = connection.call("GET", "/api/v1/queries/person.list?organisation=XXHOU")
        told.append((began, time.monotonic() - began, status))


def process(path, first, over, queue):
    """Several clients, and a reader; their figures at the end."""
    writes, reads = [], []
    threads = [threading.Thread(target=write, args=(path, first + client, over, writes)) for client in range(CLIENTS)]
    threads += [threading.Thread(target=read, args=(path, over, reads)) for _ in range(READERS // PROCESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.put((writes, reads))


def hold(path, over):
    """Holds one snapshot after another, as the longest read may, with a breath between them."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
    while not over.wait(random.uniform(0.2, 1.0)):
        connection.execute("BEGIN")
        connection.execute("SELECT COUNT(*) FROM schema_migration").fetchone()
        over.wait(HELD)
        connection.execute("COMMIT")


def rank(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000 if values else 0.0


def run(program, *arguments):
    subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL)


def main():
    program, work, minutes = sys.argv[1], sys.argv[2], float(sys.argv[3])
    data = os.path.join(work, "data")
    register = os.path.join(work, "hour_2026-01-01.csv")
    columns = [""] * 27
    columns[0], columns[1], columns[10], columns[12] = "XXHOU", "HOUR HOSPITAL", "20130401", "A"
    with open(register, "w", encoding="ascii") as file:
        file.write(",".join(f'"{column}"' for column in columns) + "\n")
    run(program, "import", "register", register, "--yes", "--data", data)
    run(program, "do", "organisation.open", "organisation=XXHOU", "tier=standard", "time_zone=Europe/London", "usage_location=GB", "waiver=Opened for a measurement", "--data", data)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    service = subprocess.Popen([program, "serve", "--data", data, "--port", str(port)], stderr=subprocess.PIPE, text=True)
    lines = []
    threading.Thread(target=lambda: lines.extend(service.stderr), daemon=True).start()
    path, database = os.path.join(data, "guildhall.sock"), os.path.join(data, "guildhall.db")
    try:
        figures = measure(service, path, database, minutes * 60)
    finally:
        service.send_signal(signal.SIGTERM)
        ended = service.wait(120)
    size = os.path.getsize(database) / MIB
    run(program, "audit", "verify", "--data", data)
    warnings = [line for line in lines if "WARN" in line or "ERROR" in line]
    sys.exit(report(minutes, figures, size, warnings, ended))


def measure(service, path, database, seconds):
    end = time.monotonic() + 60
    while not os.path.exists(path):
        assert service.poll() is None and time.monotonic() < end, "the service does not start"
        time.sleep(0.05)
    over, queue = multiprocessing.Event(), multiprocessing.Queue()
    crowd = [multiprocessing.Process(target=process, args=(path, number * CLIENTS, over, queue)) for number in range(PROCESSES)]
    for member in crowd:
        member.start()
    holder = threading.Thread(target=hold, args=(database, over))
    holder.start()
    lengths, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        assert service.poll() is None, "the service has ended"
        lengths.append(os.path.getsize(database + "-wal") / MIB)
        time.sleep(1)
    over.set()
    writes, reads = [], []
    for _ in crowd:
        some_writes, some_reads = queue.get(timeout=120)
        writes += some_writes
        reads += some_reads
    for member in crowd:
        member.join()
    holder.join()
    return writes, reads, lengths


def report(minutes, figures, size, warnings, ended):
    writes, reads, lengths = figures
    begin, end = min(write[0] for write in writes), max(write[0] for write in writes)
    latency = [write[1] for write in writes]
    window = min(60.0, (end - begin) / 3)
    first = rank([w[1] for w in writes if w[0] < begin + window], 0.99)
    last = rank([w[1] for w in writes if w[0] > end - window], 0.99)
    growth = max([b - a for a, b in zip(lengths, lengths[1:])] or [0.0])
    bound = min(ALARM, RESTART + growth * (HELD + AGAIN))
    failed = [write for write in writes + reads if write[2] != 200]
    print(f"{os.cpu_count()} processors; {minutes:g} minutes, {PROCESSES * CLIENTS} clients that write, {READERS} that read")
    print(f"writes {len(writes):>9}  {len(writes) / (end - begin):>8.0f} a second  p50 {rank(latency, 0.5):.1f} ms  p99 {rank(latency, 0.99):.1f} ms  worst {max(latency) * 1000:.0f} ms")
    print(f"reads  {len(reads):>9}  {len(reads) / (end - begin):>8.0f} a second  p99 {rank([r[1] for r in reads], 0.99):.1f} ms")
    print(f"p99 of writes in the first {window:.0f} s {first:.1f} ms, in the last {last:.1f} ms")
    print(f"the log: longest {max(lengths):.0f} MiB, bound {bound:.0f} MiB (grew at most {growth:.0f} MiB a second); the file: {size:.0f} MiB")
    problems = []
    if max(lengths) > bound:
        problems.append("the log grew beyond its bound")
    if failed:
        problems.append(f"{len(failed)} requests failed, the first with {failed[0][2]}")
    if last > 3 * max(first, 10.0):
        problems.append("writes grew slower and slower")
    if ended != 0:
        problems.append(f"the service ended with {ended}")
    if warnings:
        print(f"{len(warnings)} warnings in the log, the first: {warnings[0].strip()}")
    for problem in problems:
        print(f"Problem: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    main()
