using System.Text.Json;
using Imaginator.ImageStores;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.ImageServing.Tests.Captures;

/// <summary>Every recorded session with an image server, said again to ours.</summary>
public sealed class CaptureTests
{
    // What must have happened before: "directory/" is made, "+image=contents of its file" added, and others are recorded
    // sessions.
    private static readonly Dictionary<string, string[]> Before = new()
    {
        ["builder-tool-build-bootstrap-imageserver"] = ["bootstrap/tiny/"],
        ["builder-tool-build-image-imageserver"] =
        [
            "builder-tool-build-bootstrap-imageserver", "imagetool-add-expiring", "json-change-expiration",
        ],
        ["builder-tool-build-return-image-imageserver"] = ["builder-tool-build-image-imageserver"],
        ["imagetool-add"] = ["objecttool-add", "users/alpha/"],
        ["imagetool-add-expiring"] = ["imagetool-add"],
        ["imagetool-add-sparse"] = ["imagetool-add"],
        ["imagetool-change-expiration"] = ["imagetool-add-expiring"],
        ["imagetool-change-expiration-shorter"] = ["imagetool-change-expiration"],
        ["imagetool-delete"] = ["imagetool-add-sparse"],
        ["imagetool-delete-missing"] = ["imagetool-delete"],
        ["imagetool-denied"] = [],
        ["imagetool-find-latest"] = ["imagetool-add-expiring"],
        ["imagetool-find-latest-empty-dir"] = ["empty/"],
        ["imagetool-find-latest-unknown-dir"] = [],
        ["imagetool-get"] = ["imagetool-add"],
        ["imagetool-get-expiration"] = ["imagetool-add-expiring"],
        ["imagetool-get-image-updates"] = ["imagetool-add-expiring"],
        ["imagetool-get-missing"] = ["imagetool-add"],
        ["imagetool-list"] = ["imagetool-add-expiring"],
        ["imagetool-listdirs"] = ["empty/", "users/alpha/"],
        ["imagetool-listunrefobj"] = ["objecttool-add", "+users/alpha/1=example-host\n"],
        ["imagetool-mkdir"] = [],
        ["imagetool-mkdir-exists"] = ["imagetool-mkdir"],
        ["imagetool-show"] = ["imagetool-add"],
        ["imagetool-show-inode"] = ["imagetool-add"],
        ["imagetool-wait"] = ["imagetool-add"],
        ["imaginator-startup"] = ["jsondir/", "users/alpha/", "users/gamma/"],
        ["library-filtered-updates"] =
        [
            "bootstrap/tiny/", "jsondir/", "nowhere/none/", "users/delta/one/", "users/gamma/", "users/orphan/",
            "imagetool-add-expiring",
        ],
        ["library-mixed-calls"] =
        [
            "builder-tool-build-image-imageserver", "builder-tool-build-return-image-imageserver", "users/gamma/",
            "+users/gamma/2=x", "+users/alpha/2026-11-23:12:43:47=x",
        ],
        ["library-objects"] = [],
        ["local-upgrade-refused"] = [],
        ["objecttool-add"] = [],
        ["objecttool-add-again"] = ["objecttool-add"],
        ["objecttool-check"] = ["objecttool-add"],
        ["objecttool-check-missing"] = [],
        ["objecttool-get"] = ["objecttool-add"],
        ["objecttool-get-missing"] = [],
        ["objecttool-mget"] = ["objecttool-add"],
    };

    public static TheoryData<string> Names =>
    [
        .. Capture.Names.Select(row => row.Data).Where(name =>
            name.StartsWith("imagetool-", StringComparison.Ordinal)
            || name.StartsWith("objecttool-", StringComparison.Ordinal)
            || name.EndsWith("-imageserver", StringComparison.Ordinal)
            || name is "imaginator-startup" or "library-objects" or "library-mixed-calls" or "library-filtered-updates"
                or "local-upgrade-refused"),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task AnswersAsRecorded(string name)
    {
        // The recorded expirations are in the future of this time.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 30, 0, TimeSpan.Zero));
        await using var host = ServingHost.Start(time);
        var done = new HashSet<string>();
        foreach (var step in Before[name])
        {
            await PrepareAsync(host, time, step, done);
        }

        await using var clock = new RunningClock(time);
        var changes = name == "imagetool-get-image-updates" ? new RecordedChanges(host) : null;
        await new CaptureReplay(Capture.Load(name), host.Port, changes is null ? null : changes.MakeAsync).RunAsync();
    }

    private static async Task PrepareAsync(ServingHost host, FakeTimeProvider time, string step, HashSet<string> done)
    {
        if (!done.Add(step))
        {
            return;
        }

        if (step.EndsWith('/'))
        {
            await host.Store.MakeDirectoryAsync(step.TrimEnd('/'), TestContext.Current.CancellationToken);
        }
        else if (step.StartsWith('+'))
        {
            await SampleImages.AddAsync(host.Store, step[1..step.IndexOf('=')], step[(step.IndexOf('=') + 1)..]);
        }
        else if (step == "json-change-expiration")
        {
            // Not our coder; what it did counts.
            var request = Capture.Load(step).Steps.Single(part => part.Note == "request").Bytes;
            using var json = JsonDocument.Parse(request);
            await host.Store.ChangeImageExpirationAsync(
                json.RootElement.GetProperty("ImageName").GetString()!,
                json.RootElement.GetProperty("ExpiresAt").GetDateTimeOffset(),
                TestContext.Current.CancellationToken);
        }
        else
        {
            foreach (var earlier in Before[step])
            {
                await PrepareAsync(host, time, earlier, done);
            }

            await new CaptureReplay(Capture.Load(step), host.Port).RunAsync();
        }

        // Images are ordered by the time at which they were added.
        time.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>What happened while the recorded client watched.</summary>
    private sealed class RecordedChanges(ServingHost host)
    {
        private readonly Queue<Func<Task>> _changes = new(
        [
            () => host.Store.MakeDirectoryAsync("users/gamma", CancellationToken.None),
            () => SampleImages.AddAsync(host.Store, "users/gamma/1", "x"),
            () => SampleImages.AddAsync(host.Store, "users/gamma/2", "x"),
            () => host.Store.DeleteImageAsync("users/gamma/1", CancellationToken.None),
            () => host.Store.MakeDirectoryAsync("scrap", CancellationToken.None),
            () => ((IImageDirectories)host.Store).DeleteDirectoryAsync("scrap", CancellationToken.None),
        ]);

        private int _updates;

        public async Task MakeAsync(CaptureStep step)
        {
            // Six updates tell what there is and that this is all.
            if (step.Note == "update" && _updates++ >= 6)
            {
                await _changes.Dequeue()();
            }
        }
    }

    /// <summary>Lets the time of the store go on, a little faster than ours.</summary>
    private sealed class RunningClock : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public RunningClock(FakeTimeProvider time) => _running = RunAsync(time);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }

        private async Task RunAsync(FakeTimeProvider time)
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _stop.Token);
                time.Advance(TimeSpan.FromMilliseconds(200));
            }
        }
    }
}
