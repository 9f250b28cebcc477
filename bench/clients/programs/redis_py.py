# redis-py, as programs/writer.mjs says: here each write has a thread of its own.
import json
import os
import sys
import threading
import time

from redis.cluster import ClusterNode, RedisCluster

DOCUMENTED = {"dynamic_startup_nodes": False, "socket_connect_timeout": 1, "socket_timeout": 1}

plan = json.loads(sys.stdin.readline())
pace, limit = plan["pace"] / 1000, plan["limit"] / 1000


def connected():
    """It does not begin where nobody answers within its time-out. How it begins is not what is measured."""
    while True:
        try:
            nodes = [ClusterNode(host, plan["port"]) for host in plan["hosts"]]
            return RedisCluster(startup_nodes=nodes, **(DOCUMENTED if plan["documented"] else {}))
        except Exception as error:
            print(error, file=sys.stderr)
            time.sleep(0.5)


client = connected()
opened = {}  # number of the write: when it was begun
lock = threading.Lock()


def tell(number, result):
    """Says what became of a write, unless that has been said."""
    with lock:
        begun = opened.pop(number, None)
        if begun is not None:
            print(json.dumps([number, round(begun * 1000), round(time.time() * 1000), result]), flush=True)


def write(number, key):
    try:
        client.set(key, key)
        tell(number, "ok")
    except Exception as error:
        tell(number, f"{type(error).__name__}: {error}")


def tell_hung():
    now = time.time()
    with lock:
        late = [number for number, begun in opened.items() if now - begun >= limit]
    for number in late:
        tell(number, "hung")


over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
number, due = 0, time.time()
while not over.is_set() or opened:
    if not over.is_set():
        with lock:
            opened[number] = time.time()
        threading.Thread(target=write, args=(number, plan["keys"][number % len(plan["keys"])]), daemon=True).start()
        number += 1
    tell_hung()
    due += pace
    time.sleep(max(0, due - time.time()))
# Threads that hang are not waited for.
os._exit(0)
