using System.Globalization;
using Imaginator.Host.Auditing;
using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Auditing;

public sealed class AuditFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly RecordingLogger _log = new();
    private readonly AuditRecord _lines = new();
    private readonly AuditDirectory _files;

    public AuditFilesTests() => _files = new AuditDirectory(_directory.PathOf("audit")) { MaximumFileBytes = 2000, MaximumFiles = 4 };

    public void Dispose()
    {
        _lines.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Entries_AreReadAgain_TheNewestFirst()
    {
        using (var files = Open())
        {
            var audit = AuditOf(files);
            audit.Allowed(Call("ann", AuditActions.BuildImage, "base/x as 1"));
            _time.Advance(TimeSpan.FromSeconds(1));
            audit.Denied(Call("bob", AuditActions.CancelBuild, "1"), "no access to Imaginator.CancelBuild");
            _time.Advance(TimeSpan.FromSeconds(1));
            audit.Inputs(Call("ann", AuditActions.BuildImage, "base/x"), "branch main", "public");
        }

        var entries = new AuditReader(_files).Read(new AuditQuery());

        Assert.Equal(
            [
                "12:00:02 Inputs web ann (192.0.2.1:7) BuildImage base/x: public: branch main",
                "12:00:01 Denied web bob (192.0.2.1:7) CancelBuild 1: no access to Imaginator.CancelBuild",
                "12:00:00 Allowed web ann (192.0.2.1:7) BuildImage base/x as 1: ",
            ],
            entries.Select(Describe));
    }

    [Fact]
    public void Log_HasTheSameEntries()
    {
        using var files = Open();
        AuditOf(files).Refused(Call("ann", AuditActions.StartAutoBuilds, ""), "auto build busy");

        Assert.Equal("refused: web: ann (192.0.2.1:7): StartAutoBuilds : auto build busy", Assert.Single(_lines.Lines.Entries).Message);
    }

    [Theory]
    [InlineData("ann", null, null, null, 3)]
    [InlineData(null, "CancelBuild", null, null, 1)]
    [InlineData(null, null, "BASE/", null, 2)]
    [InlineData(null, null, null, "Denied", 1)]
    [InlineData("bob", "BuildImage", null, null, 0)]
    public void Query_SelectsEntries(string? caller, string? action, string? text, string? outcome, int count)
    {
        using var files = Open();
        var audit = AuditOf(files);
        audit.Allowed(Call("ann", AuditActions.BuildImage, "base/x"));
        audit.Allowed(Call("ann", AuditActions.BuildImage, "base/y"));
        audit.Allowed(Call("ann", AuditActions.StartAutoBuilds, ""));
        audit.Denied(Call("bob", AuditActions.CancelBuild, "1"), "no");

        var entries = new AuditReader(_files).Read(new AuditQuery
        {
            Caller = caller,
            Action = action,
            Text = text,
            Outcome = outcome is null ? null : Enum.Parse<AuditOutcome>(outcome),
        });

        Assert.Equal(count, entries.Count);
    }

    [Fact]
    public void Pages_ContinueWithoutGapsAndRepetitions_AcrossFiles()
    {
        using var files = Open();
        var audit = AuditOf(files);
        for (var number = 0; number < 30; number++)
        {
            audit.Allowed(Call("ann", AuditActions.BuildImage, Number(number)));
        }

        var reader = new AuditReader(_files);
        var targets = new List<string>();
        string? before = null;
        while (reader.Read(new AuditQuery { Count = 7, Before = before }) is { Count: > 0 } page)
        {
            targets.AddRange(page.Select(entry => entry.Target));
            before = page[^1].Position;

            // Entries that are added in the meantime do not move the pages.
            audit.Allowed(Call("ann", AuditActions.CancelBuild, "new"));
        }

        Assert.True(_files.List().Count > 1);
        Assert.Equal(Enumerable.Range(0, 30).Reverse().Select(Number), targets);
    }

    [Fact]
    public void OldFiles_AreDeleted()
    {
        using var files = Open();
        var audit = AuditOf(files);
        for (var number = 0; number < 200; number++)
        {
            audit.Allowed(Call("ann", AuditActions.BuildImage, Number(number)));
        }

        Assert.Equal(4, _files.List().Count);
        Assert.All(_files.List(), file => Assert.InRange(new FileInfo(file).Length, 1, 2000));
        Assert.Equal("199", new AuditReader(_files).Read(new AuditQuery { Count = 1 })[0].Target);
    }

    [Fact]
    public void TornLine_IsIgnored_AndTheNextEntryIsComplete()
    {
        using (var files = Open())
        {
            AuditOf(files).Allowed(Call("ann", AuditActions.BuildImage, "1"));
        }

        File.AppendAllText(_files.List()[0], "{\"time\":\"2026-");
        using (var files = Open())
        {
            AuditOf(files).Allowed(Call("ann", AuditActions.BuildImage, "2"));
        }

        Assert.Equal(["2", "1"], new AuditReader(_files).Read(new AuditQuery()).Select(entry => entry.Target));
    }

    [Fact]
    public void Files_AreForTheirOwner_AndHaveNoSecrets()
    {
        using var files = Open(text => text.Replace("hunter2", "***", StringComparison.Ordinal));
        AuditOf(files).Inputs(Call("ann", AuditActions.BuildImage, "base/x"), "PW=hunter2", "public");

        var file = Assert.Single(_files.List());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.DoesNotContain("hunter2", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void FilesThatCannotBeWritten_AreReportedOnce_AndStopNoAction()
    {
        File.WriteAllText(_directory.PathOf("audit"), "no directory");
        using var files = Open();
        var audit = AuditOf(files);

        audit.Allowed(Call("ann", AuditActions.BuildImage, "1"));
        audit.Allowed(Call("ann", AuditActions.BuildImage, "2"));

        Assert.Equal(2, _lines.Lines.Entries.Count);
        Assert.Contains("cannot be written", Assert.Single(_log.Entries).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnonymousCallers_DoNotDisplaceOtherEntries()
    {
        var audit = new AuditLog(new LoggerFactory([_lines]), _time);
        for (var port = 1; port <= AnonymousLimit.Maximum + 5; port++)
        {
            audit.Denied(AnonymousCall($"192.0.2.1:{Number(port)}"), "no");
        }

        Assert.Equal(AnonymousLimit.Maximum, _lines.Lines.Entries.Count);
        Assert.EndsWith(
            ": no (further ones of this address are not recorded for a minute)", _lines.Lines.Entries.Last().Message, StringComparison.Ordinal);
        audit.Denied(AnonymousCall("192.0.2.2:7"), "no");
        audit.Denied(Call("bob", AuditActions.CancelBuild, "1"), "no");
        Assert.Equal(AnonymousLimit.Maximum + 2, _lines.Lines.Entries.Count);

        _time.Advance(AnonymousLimit.Period);
        audit.Refused(AnonymousCall("192.0.2.1:7"), "no");
        Assert.Equal(AnonymousLimit.Maximum + 3, _lines.Lines.Entries.Count);
    }

    [Theory]
    [InlineData("Imaginator.BuildImage", "x", "BuildImage x")]
    [InlineData("Imaginator.BuildImageWithEvents", "x", "BuildImage x")]
    [InlineData("Imaginator.DisableAutoBuilds", "5m", "DisableAutoBuilds 5m")]
    [InlineData("Imaginator.DisableAutoBuilds", "0s", "enable-auto-builds ")]
    [InlineData("Imaginator.DisableBuildRequests", "0s", "enable-build-requests ")]
    [InlineData("ImageServer.DeleteImage", "x", "DeleteImage x")]
    public void Actions_HaveOneNameOnAllChannels(string method, string target, string expected)
    {
        var (action, shownTarget) = AuditActions.OfCall(method, target);

        Assert.Equal(expected, $"{action} {shownTarget}");
    }

    private static AuditedCall Call(string user, string action, string target) =>
        new(new Caller { UserName = user, Address = "192.0.2.1:7" }, action, target, "web");

    private static AuditedCall AnonymousCall(string address) => new(new Caller { Address = address }, AuditActions.CancelBuild, "1", "web");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Describe(AuditEntry entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Time:HH:mm:ss} {entry.Outcome} {entry.Channel} {entry.Caller} ({entry.Address}) {entry.Action} {entry.Target}: {entry.Detail}");

    private AuditLog AuditOf(AuditFiles files) => new(new LoggerFactory([_lines]), _time, files);

    private AuditFiles Open(Func<string, string>? mask = null) =>
        new(_files, mask ?? (text => text), _time, new LoggerOf<AuditFiles>(_log));
}
