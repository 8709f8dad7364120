"""pages.py PORT: prints the time to the first byte and the size of pages; fails above the bounds of each."""
import http.client
import statistics
import sys
import time

REQUESTS = 15
port = int(sys.argv[1])
failed = 0


def measure(path, most_milliseconds, most_bytes, headers=None):
    global failed
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    size = 0
    # The first two requests compile.
    for number in range(REQUESTS + 2):
        connection.request("GET", path, headers=headers or {})
        started = time.perf_counter()
        response = connection.getresponse()
        if number > 1:
            times.append((time.perf_counter() - started) * 1000)
        size = len(response.read())
        assert response.status == 200, f"{path}: {response.status}"
    median = statistics.median(times)
    good = median < most_milliseconds and size < most_bytes
    failed += not good
    print(f"{'passed' if good else 'FAILED'}  {median:7.1f} ms (worst {max(times):6.1f})  {size:8} bytes  {path}")


PAGE = 300_000
for path in (
    "/", "/showImageStreams", "/showImageStreams?page=40", "/showImageStream?many/stream-00007", "/failing", "/showDirectedGraph", "/dashboards",
    "/dashboards?range=month", "/showAllBuilds", "/showErrorBuilds", "/showStreamAllBuilds?many/stream-00007", "/showRequestorAllBuilds?daemon",
    "/showBuildLogArchive", "/audit", "/notifications", "/showDaemonLog",
):
    measure(path, 50, PAGE)
for path in (
    "/showImageStreams?search=004", "/showImageStreams?search=stream-0123&sort=result", "/showImageStreams?state=failing",
    "/showImageStreams?directory=many&sort=duration", "/api/v1/streams?search=012", "/api/v1/builds?result=failed&limit=100",
):
    measure(path, 100, PAGE)
measure("/data/graph", 250, 10_000_000)
measure("/data/trend?range=month", 250, PAGE)
print(f"{22 + 2 - failed} passed, {failed} failed")
sys.exit(failed != 0)
