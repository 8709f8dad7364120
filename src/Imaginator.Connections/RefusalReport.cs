using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Imaginator.Connections;

/// <summary>Counts refused connections, and logs them once a minute at most. Thread-safe.</summary>
internal sealed class RefusalReport(string port, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly ImmutableArray<(ConnectionRefusal Reason, string Text)> Reasons =
    [
        (ConnectionRefusal.Owner, "too many from one client"),
        (ConnectionRefusal.Total, "too many in total"),
        (ConnectionRefusal.Descriptors, "too few file descriptors"),
        (ConnectionRefusal.Displaced, "displaced by new connections"),
        (ConnectionRefusal.Silent, "silent for too long"),
    ];

    private readonly Lock _lock = new();
    private readonly long[] _totals = new long[Reasons.Length];
    private readonly long[] _reported = new long[Reasons.Length];
    private long? _lastReport;

    public ImmutableArray<(ConnectionRefusal Reason, long Count)> Totals
    {
        get
        {
            lock (_lock)
            {
                return [.. Reasons.Select(entry => (entry.Reason, _totals[(int)entry.Reason]))];
            }
        }
    }

    /// <summary>Whether refusals have not been logged yet.</summary>
    public bool IsPending
    {
        get
        {
            lock (_lock)
            {
                return !_totals.AsSpan().SequenceEqual(_reported);
            }
        }
    }

    public void Count(ConnectionRefusal reason)
    {
        lock (_lock)
        {
            _totals[(int)reason]++;
        }
    }

    /// <summary>Logs what was not logged before, unless the last report is too recent.</summary>
    public void Write()
    {
        string reasons;
        bool isSilenceOnly;
        lock (_lock)
        {
            if (!IsPending || (_lastReport is { } last && timeProvider.GetElapsedTime(last) < Interval))
            {
                return;
            }

            _lastReport = timeProvider.GetTimestamp();
            var news = Reasons
                .Select(entry => (entry.Reason, entry.Text, Count: _totals[(int)entry.Reason] - _reported[(int)entry.Reason]))
                .Where(entry => entry.Count > 0)
                .ToList();
            _totals.CopyTo(_reported, 0);
            reasons = string.Join(", ", news.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Text}: {entry.Count}")));
            isSilenceOnly = news.All(entry => entry.Reason == ConnectionRefusal.Silent);
        }

        if (isSilenceOnly)
        {
            ConnectionLog.Silent(logger, port, reasons);
        }
        else
        {
            ConnectionLog.Refused(logger, port, reasons);
        }
    }
}
