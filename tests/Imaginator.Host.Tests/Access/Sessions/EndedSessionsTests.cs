using Imaginator.Host.Access.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Access.Sessions;

public sealed class EndedSessionsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly RecordingLogger _log = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void EndedSession_StaysEnded_AfterARestart()
    {
        var sessions = Open(_directory.FullName);
        sessions.End("one", _time.GetUtcNow().AddHours(1));

        Assert.True(sessions.Contains("one"));
        Assert.False(sessions.Contains("two"));
        Assert.True(Open(_directory.FullName).Contains("one"));
    }

    [Fact]
    public void SessionsWhoseTimeIsOver_AreForgotten()
    {
        var sessions = Open(_directory.FullName);
        sessions.End("one", _time.GetUtcNow().AddHours(1));
        _time.Advance(TimeSpan.FromHours(1));

        sessions.End("two", _time.GetUtcNow().AddHours(1));

        Assert.False(sessions.Contains("one"));
        Assert.Single(File.ReadAllLines(_directory.PathOf("ended-sessions")));
    }

    [Fact]
    public void EndThatCannotBeRecorded_IsAnEndAllTheSame()
    {
        var sessions = Open(_directory.PathOf("missing"));

        sessions.End("one", _time.GetUtcNow().AddHours(1));

        Assert.True(sessions.Contains("one"));
        Assert.Contains("Cannot record", Assert.Single(_log.Entries).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RecordThatCannotBeRead_EndsAllEarlierSessions_AlsoAfterARestart()
    {
        var began = _time.GetUtcNow();
        File.CreateSymbolicLink(_directory.PathOf("ended-sessions"), "/dev/null");
        _time.Advance(TimeSpan.FromMinutes(1));
        var sessions = Open(_directory.FullName);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(sessions.Contains("one", began));
        Assert.False(sessions.Contains("two", _time.GetUtcNow()));
        Assert.Contains("Cannot read", Assert.Single(_log.Entries).Message, StringComparison.Ordinal);

        sessions.End("two", _time.GetUtcNow().AddHours(1));
        var again = Open(_directory.FullName);
        Assert.True(again.Contains("one", began));
        Assert.True(again.Contains("two", _time.GetUtcNow()));
        Assert.False(again.Contains("three", _time.GetUtcNow()));
    }

    private EndedSessions Open(string directory) => new(
        new SignInOptions
        {
            Issuer = new Uri("https://login.example.com/"),
            ClientId = "imaginator",
            UserClaim = "sub",
            GroupsClaim = "groups",
            Lifetime = TimeSpan.FromHours(1),
            IsSecure = true,
            StateDirectory = directory,
        },
        _time,
        new LoggerOf<EndedSessions>(_log));
}
