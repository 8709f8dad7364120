using System.Text.RegularExpressions;
using Imaginator.Host.Databases;
using Imaginator.Host.Queue.Journal;
using Imaginator.Host.Queue.Requests;
using Imaginator.Linux.Trees;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.Queue.Journal;

/// <summary>The journal of version 0.1, a file of JSON lines: its conversion and the documented way back.</summary>
public sealed partial class ConversionTests
{
    private const string JournalOfVersion01 =
        """
        {"Event":"Paused","AutoBuildsUntil":"2026-11-24T12:00:00+00:00","RequestsUntil":"2026-11-24T13:00:00+00:00"}
        {"Event":"Queued","Build":3760000000000000001,"Order":{"Stream":"done","Reason":"AutoRebuild","HasMethodAccess":true,"IsDaemon":true}}
        {"Event":"Queued","Build":3760000000000000002,"Order":{"Stream":"ran","ExpiresIn":"02:00:00","GitBranch":"next","Variables":{"A":"b\n\u0022c\u0022"},"Reason":"AutoRebuild","IsDetached":true,"HasMethodAccess":true,"IsDaemon":true}}
        {"Event":"Queued","Build":3760000000000000003,"Order":{"Stream":"waited","Variables":{},"IsDetached":true,"User":"ann","Groups":["g"],"Address":"192.0.2.1:7"}}
        {"Event":"Started","Build":3760000000000000002}
        {"Event":"Finished","Build":3760000000000000001}
        {"Event":"Queued","Buil
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task JournalOfVersion01_IsConverted_AndACopyIsKept()
    {
        var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.PathOf("journal"), JournalOfVersion01, Token);

        await using var fixture = new QueueFixture(directory);
        await fixture.Queue.StartAsync(Token);

        var builds = fixture.Queue.Current.Running.ToDictionary(build => build.StreamName, build => build.Request);
        Assert.Equal(["ran", "waited"], builds.Keys.Order());
        Assert.Equal(BuildReason.Retry, builds["ran"].Reason);
        Assert.Equal(1, builds["ran"].Retries);
        Assert.Equal("next", builds["ran"].BuildRequest.GitBranch);
        Assert.Equal("b\n\"c\"", builds["ran"].BuildRequest.Variables["A"]);
        Assert.Equal(TimeSpan.FromHours(2), builds["ran"].BuildRequest.ExpiresIn);
        Assert.Equal("ann", builds["waited"].Caller.UserName);
        Assert.Equal(fixture.Time.GetUtcNow().AddHours(1), fixture.Queue.Current.BuildRequestsDisabledUntil);
        Assert.Contains(fixture.Log.Entries, entry => entry.Message.StartsWith("Line 7 of the queue journal", StringComparison.Ordinal));
        Assert.False(File.Exists(directory.PathOf("journal")));
        Assert.Equal(JournalOfVersion01, await File.ReadAllTextAsync(directory.PathOf("queue.journal.converted-0.1"), Token));
    }

    [Fact]
    public void JournalThatIsAFifo_IsRefused_WithoutWaitingForItsWriter()
    {
        using var directory = new TemporaryDirectory();
        using (var parent = DirectoryHandle.OpenHost(directory.FullName))
        {
            parent.MakeNode("journal", (uint)FileType.Fifo | 0x180, 0);
        }

        Assert.Equal(
            $"cannot read \"{directory.PathOf("journal")}\", the queue of version 0.1: it is a FIFO, not a regular file; make the file readable, or move it away",
            Assert.Throws<ImaginatorException>(
                () => QueueJournal.Open(directory.FullName, TimeProvider.System, NullLogger.Instance)).Message);
    }

    [Fact]
    public async Task JournalWrittenAfterTheWayBack_ReplacesTheDatabase()
    {
        var directory = new TemporaryDirectory();
        await using var fixture = new QueueFixture(directory);
        using var old = fixture.Queue.Submit(QueueFixture.Request("old", BuildReason.AutoRebuild));
        fixture.Queue.Dispose();
        await File.WriteAllTextAsync(directory.PathOf("journal"), JournalOfVersion01, Token);

        await fixture.DieAndStartAsync();

        Assert.Equal(["ran", "waited"], fixture.Queue.Current.Running.Select(build => build.StreamName).Order());
    }

    [Fact]
    public async Task DocumentedQuery_LeadsBackToVersion01()
    {
        var directory = new TemporaryDirectory();
        await using var fixture = new QueueFixture(slots: 1);
        using var ran = fixture.Queue.Submit(QueueFixture.Request("ran", BuildReason.AutoRebuild));
        using var waited = fixture.Queue.Submit(QueueFixture.Request("waited", BuildReason.AutoRebuild));
        fixture.Queue.DisableBuildRequests(TimeSpan.FromHours(1));
        fixture.Queue.Dispose();

        await File.WriteAllLinesAsync(directory.PathOf("journal"), Query(fixture.Journal, DocumentedQuery()), Token);
        await using var next = new QueueFixture(directory);
        await next.Queue.StartAsync(Token);

        var builds = next.Queue.Current.Running.ToDictionary(build => build.StreamName, build => build.Request);
        Assert.Equal((1, ran.Id), (builds["ran"].Retries, builds["ran"].RetryOf));
        Assert.Equal((0, waited.Id), (builds["waited"].Retries, builds["waited"].RetryOf));
        Assert.Equal(next.Time.GetUtcNow().AddHours(1), next.Queue.Current.BuildRequestsDisabledUntil);
        Assert.DoesNotContain(next.Log.Entries, entry => entry.Message.Contains("not valid", StringComparison.Ordinal));
    }

    private static string DocumentedQuery()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Imaginator.sln")))
        {
            root = root.Parent!;
        }

        return Sql().Match(File.ReadAllText(Path.Combine(root.FullName, "docs", "how-to", "return-to-version-0.1.md"))).Groups[1].Value;
    }

    private static List<string> Query(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.Command(sql);
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }

    [GeneratedRegex(@"sqlite3 queue\.sqlite ""\s+(SELECT line .*?;)\s+"" >journal", RegexOptions.Singleline)]
    private static partial Regex Sql();
}
