"""followers.py PORT PID BUILD COUNT SECONDS: follows the log of a running build whose lines end with the time of their writing in seconds,
with COUNT connections. Prints the share of a core that the daemon uses, and the delay of lines; fails above 10 % and 200 ms."""
import asyncio
import os
import re
import statistics
import sys
import time

port, pid, build, count, seconds = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
LINE = re.compile(rb"written at (\d+\.\d+)")
delays = []
lines = [0] * count
measuring = False


def cpu():
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def follow(number):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    writer.write(f"GET /builds/{build}/log/follow HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n".encode())
    while chunk := await reader.read(1 << 20):
        if not measuring:
            continue
        found = LINE.findall(chunk)
        lines[number] += len(found)
        # Reading the lines of all followers would cost more than the daemon has.
        if number % 50 == 0:
            now = time.time()
            delays.extend((now - float(at)) * 1000 for at in found)


async def main():
    global measuring
    tasks = [asyncio.create_task(follow(number)) for number in range(count)]
    await asyncio.sleep(8)
    measuring = True
    before, started = cpu(), time.monotonic()
    await asyncio.sleep(seconds)
    share = (cpu() - before) / (time.monotonic() - started)
    measuring = False
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    delays.sort()
    p95 = delays[int(len(delays) * 0.95)]
    print(f"{count} followers for {seconds} s: {min(lines)} to {max(lines)} lines each; daemon {share * 100:.1f} % of a core;"
          f" delay median {statistics.median(delays):.0f} ms, 95 % below {p95:.0f} ms, worst {delays[-1]:.0f} ms")
    failed = (share > 0.10) + (p95 > 200) + (min(lines) < seconds * 8)
    print(f"{3 - failed} passed, {failed} failed")
    return failed


sys.exit(asyncio.run(main()) != 0)
