using System.Diagnostics;
using Imaginator.Host.Databases;
using Imaginator.Host.Queue.Journal;
using Imaginator.Host.Queue.Requests;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.Queue.Journal;

/// <summary>The file of the queue journal: who can read it, what it survives, and that it stays small.</summary>
public sealed class QueueJournalTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task IsForItsOwnerOnly_AndStaysSmall()
    {
        await using var fixture = new QueueFixture(slots: 4);
        using var running = fixture.Queue.Submit(QueueFixture.Request("a", BuildReason.AutoRebuild));
        fixture.Runner.Release("b");
        for (var build = 0; build < 4_000; build++)
        {
            using var subscription = fixture.Queue.Submit(QueueFixture.Request("b"));
            await subscription.Completion;
        }

        var files = Directory.GetFiles(fixture.Directory, "queue.sqlite*");
        Assert.All(files, file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1, 2_000_000);
        await fixture.DieAndStartAsync();
        Assert.Equal("a", Assert.Single(fixture.Queue.Current.Running).StreamName);
    }

    /// <summary>The copy of the files is the state that a killed process leaves: nothing was closed.</summary>
    [Fact]
    public async Task HoldsEveryAcceptedRequest_WhenTheProcessIsKilled()
    {
        var directory = new TemporaryDirectory();
        await using (var fixture = new QueueFixture(slots: 1))
        {
            using var running = fixture.Queue.Submit(QueueFixture.Request("a", BuildReason.AutoRebuild));
            using var queued = fixture.Queue.Submit(QueueFixture.Request("b", BuildReason.AutoRebuild));
            fixture.Queue.DisableBuildRequests(TimeSpan.FromHours(1));
            foreach (var file in Directory.GetFiles(fixture.Directory, "queue.sqlite*"))
            {
                File.Copy(file, directory.PathOf(Path.GetFileName(file)));
            }
        }

        await using var next = new QueueFixture(directory);
        await next.Queue.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b"], next.Queue.Current.Running.Select(build => build.StreamName).Order());
        Assert.Equal([1, 0], next.Queue.Current.Running.OrderBy(build => build.StreamName).Select(build => build.Request.Retries));
        Assert.Equal(next.Time.GetUtcNow().AddHours(1), next.Queue.Current.BuildRequestsDisabledUntil);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public async Task DamagedFile_IsKeptAside_AndTheQueueWorks(int offset)
    {
        var directory = new TemporaryDirectory();
        await using var fixture = new QueueFixture(directory);
        using var lost = fixture.Queue.Submit(QueueFixture.Request("a", BuildReason.AutoRebuild));
        fixture.Queue.Dispose();
        await using (var file = File.OpenWrite(fixture.Journal))
        {
            file.Position = offset;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, (int)(file.Length - offset)).ToArray(), TestContext.Current.CancellationToken);
        }

        await fixture.DieAndStartAsync();
        using var submitted = fixture.Queue.Submit(QueueFixture.Request("b", BuildReason.AutoRebuild));
        await fixture.DieAndStartAsync();

        Assert.Equal("b", Assert.Single(fixture.Queue.Current.Running).StreamName);
        Assert.Contains(fixture.Log.Entries, entry => entry.Message.Contains("is damaged", StringComparison.Ordinal));
        Assert.Equal(0xA5, (await File.ReadAllBytesAsync(
            Assert.Single(Directory.GetFiles(fixture.Directory, "queue.sqlite.damaged-*")),
            TestContext.Current.CancellationToken))[^1]);
    }

    [Fact]
    public async Task RefusedWrites_AreMadeUpFor_WithTheNextChange()
    {
        await using var fixture = new QueueFixture(slots: 4);
        Change(fixture, "ALTER TABLE builds RENAME TO hidden");
        using var first = fixture.Queue.Submit(QueueFixture.Request("a", BuildReason.AutoRebuild));
        Change(fixture, "ALTER TABLE hidden RENAME TO builds");
        using var second = fixture.Queue.Submit(QueueFixture.Request("b", BuildReason.AutoRebuild));

        await fixture.DieAndStartAsync();

        Assert.Equal(["a", "b"], fixture.Queue.Current.Running.Select(build => build.StreamName).Order());
        Assert.Contains(fixture.Log.Entries, entry => entry.Message.Contains("cannot be written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task UnreadableRequest_CostsOnlyThatBuild()
    {
        await using var fixture = new QueueFixture(slots: 4);
        using var first = fixture.Queue.Submit(QueueFixture.Request("a", BuildReason.AutoRebuild));
        using var second = fixture.Queue.Submit(QueueFixture.Request("b", BuildReason.AutoRebuild));
        Change(fixture, "UPDATE builds SET request = '{' WHERE json_extract(request, '$.Stream') = 'a'");

        await fixture.DieAndStartAsync();

        Assert.Equal("b", Assert.Single(fixture.Queue.Current.Running).StreamName);
        Assert.Contains(fixture.Log.Entries, entry => entry.Message.Contains($"build {first.Id}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadOnlyDisk_LeavesTheJournalToTheNextDaemon()
    {
        using var disk = new SmallFileSystem(4 * 1024);
        var logger = NullLogger.Instance;
        var ids = new[] { new BuildId(1), new BuildId(2) };
        using (var first = QueueJournal.Open(disk.FullName, TimeProvider.System, logger))
        {
            first.Queued(ids[0], QueueFixture.Request("a", BuildReason.AutoRebuild));
        }

        await RemountAsync("remount,ro", disk.FullName);
        using (var second = QueueJournal.Open(disk.FullName, TimeProvider.System, logger))
        {
            Assert.Empty(second.Unfinished);
            await RemountAsync("remount,rw", disk.FullName);
            second.Queued(ids[1], QueueFixture.Request("b", BuildReason.AutoRebuild));
        }

        using var third = QueueJournal.Open(disk.FullName, TimeProvider.System, logger);
        Assert.Equal(["a", "b"], third.Unfinished.Select(build => build.Request.StreamName).Order());
    }

    private static async Task RemountAsync(string options, string path)
    {
        using var mount = Process.Start("mount", ["-o", options, path]);
        await mount.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, mount.ExitCode);
    }

    private static void Change(QueueFixture fixture, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={fixture.Journal};Pooling=False");
        connection.Open();
        connection.Execute(sql);
    }
}
