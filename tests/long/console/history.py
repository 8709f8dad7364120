"""history.py DATABASE STREAMS BUILDS: adds builds of the last 30 days to the history of a daemon that does not run."""
import random
import sqlite3
import sys
import time

database, streams, builds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
HOUR = 36_000_000_000
TICKS_1970 = 621_355_968_000_000_000
rows = random.Random(1)


def ticks(seconds):
    return TICKS_1970 + int(seconds * 10_000_000)


connection = sqlite3.connect(database)
now = time.time()
latest, hours, durations, stages = {}, {}, {}, {}
buckets = connection.execute("SELECT least, bucket FROM duration_buckets ORDER BY least").fetchall()
last = 0
for number in range(builds):
    queued = now - 30 * 86_400 * (1 - number / builds)
    stream = f"many/stream-{number % streams:05}"
    duration = rows.expovariate(1 / 40)
    is_good = rows.random() > 0.05
    result = 2 if is_good else 3
    started, finished = ticks(queued + 0.5), ticks(queued + 0.5 + duration)
    last = max(last + 1, int(queued * 1000) << 21)
    connection.execute(
        "INSERT INTO builds (id, stream, result, is_good, reason, requestor, queued_at, started_at, finished_at, image, error, manifest_url,"
        " manifest_directory, branch, commit_id, source_image, variables, new_objects, new_bytes)"
        " VALUES (?, ?, ?, ?, 1, 'daemon', ?, ?, ?, ?, ?, 'dir:///manifest', '', '', '', 'base/1', '', 10, 1000)",
        (last, stream, result, is_good, ticks(queued), started, finished,
         f"{stream}/{time.strftime('%Y-%m-%d:%H:%M:%S', time.gmtime(queued))}" if is_good else None,
         "" if is_good else "the script scripts/10_packages failed: exit status 1"))
    connection.execute("INSERT INTO requestors VALUES (?, 'daemon', ?)", (last, is_good))
    for position, stage in enumerate(("prepare", "scripts", "publish")):
        connection.execute(
            "INSERT INTO stages VALUES (?, ?, ?, ?, ?, NULL)",
            (last, position, stage, started + position, None if stage == "publish" and not is_good else 1_000_000))
    good = latest.get(stream, (0, 0, None))[2]
    latest[stream] = (last, is_good, last if is_good else good)
    hour = finished // HOUR
    hours[hour, result] = hours.get((hour, result), 0) + 1
    if is_good:
        bucket = max(bucket for least, bucket in buckets if least <= finished - started)
        durations[hour, 0, bucket] = durations.get((hour, 0, bucket), 0) + 1
    else:
        stages[hour, "scripts"] = stages.get((hour, "scripts"), 0) + 1
connection.executemany("INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?)", [(stream, *row) for stream, row in latest.items()])
connection.executemany(
    "INSERT OR REPLACE INTO failing VALUES (?, ?, 1)", [(stream, ticks(now)) for stream, row in latest.items() if not row[1]])
connection.executemany("INSERT OR REPLACE INTO hour_results VALUES (?, ?, ?, 1000)", [(*key, count) for key, count in hours.items()])
connection.executemany("INSERT OR REPLACE INTO hour_durations VALUES (?, ?, ?, ?)", [(*key, count) for key, count in durations.items()])
connection.executemany("INSERT OR REPLACE INTO hour_failures VALUES (?, ?, ?)", [(*key, count) for key, count in stages.items()])
connection.commit()
