using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Linux.Storage;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Access.Sessions;

/// <summary>
/// The sessions that ended before their time: the cookie of a session is valid by itself, and a copy of it would outlive the sign-out.
/// They are kept in the state directory until their time has ended. Thread-safe.
/// </summary>
internal sealed class EndedSessions
{
    private const string FileName = "ended-sessions";

    // The beginning of a line with a time: all sessions that began before it have ended.
    private const string AllBefore = "all-before";
    private const int MaximumBytes = 16 * 1024 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private ImmutableDictionary<string, DateTimeOffset> _sessions;
    private DateTimeOffset? _allBefore;

    public EndedSessions(SignInOptions options, TimeProvider timeProvider, ILogger<EndedSessions> logger)
    {
        _path = Path.Combine(options.StateDirectory, FileName);
        _timeProvider = timeProvider;
        _logger = logger;
        _sessions = Read();
    }

    /// <summary>Whether a session has ended.</summary>
    public bool Contains(string sessionId) => Volatile.Read(ref _sessions).ContainsKey(sessionId);

    /// <summary>
    /// Whether a session that began at a time has ended. If the ended sessions of earlier runs cannot be read, all sessions of these runs have
    /// ended.
    /// </summary>
    public bool Contains(string sessionId, DateTimeOffset? beganAt) =>
        Contains(sessionId) || (_allBefore is { } limit && !(beganAt > limit));

    /// <summary>Ends a session, whose time would be over at <paramref name="expiresAt"/>.</summary>
    public void End(string sessionId, DateTimeOffset expiresAt)
    {
        lock (_lock)
        {
            var now = _timeProvider.GetUtcNow();
            var sessions = _sessions.RemoveRange(_sessions.Where(session => session.Value <= now).Select(session => session.Key))
                .SetItem(sessionId, expiresAt);
            Volatile.Write(ref _sessions, sessions);
            Write(sessions);
        }
    }

    private void Write(ImmutableDictionary<string, DateTimeOffset> sessions)
    {
        var text = new StringBuilder();
        if (_allBefore is { } limit)
        {
            text.Append(CultureInfo.InvariantCulture, $"{AllBefore} {limit.ToUnixTimeSeconds()}\n");
        }

        foreach (var (id, expiresAt) in sessions)
        {
            text.Append(CultureInfo.InvariantCulture, $"{id} {expiresAt.ToUnixTimeSeconds()}\n");
        }

        try
        {
            DurableFile.Replace(_path, Encoding.ASCII.GetBytes(text.ToString()), OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            AccessLog.EndNotRecorded(_logger, _path, e.Clause());
        }
    }

    private ImmutableDictionary<string, DateTimeOffset> Read()
    {
        var sessions = ImmutableDictionary.CreateBuilder<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var line in ReadLines())
        {
            if (line.Split(' ') is not [var id, var text]
                || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            {
                continue;
            }

            var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            if (id == AllBefore)
            {
                _allBefore = time;
            }
            else
            {
                sessions[id] = time;
            }
        }

        return sessions.ToImmutable();
    }

    private string[] ReadLines()
    {
        try
        {
            return RegularFile.ReadAllText(_path, MaximumBytes).Split('\n');
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Cookies have the times at which sessions begin in whole seconds.
            _allBefore = DateTimeOffset.FromUnixTimeSeconds(_timeProvider.GetUtcNow().ToUnixTimeSeconds());
            AccessLog.EndedNotRead(_logger, _path, e.Clause());
            return [];
        }
    }
}
