using System.Net;
using Imaginator.Connections.Accepting;

namespace Imaginator.Host.Access.Tokens;

/// <summary>
/// Counts failed credentials by the IPv4 address or IPv6 network of their senders, to bound their entries in the log. Valid
/// credentials are accepted in any case, so that senders cannot lock out others. Thread-safe.
/// </summary>
internal sealed class FailedCredentials(TimeProvider timeProvider)
{
    /// <summary>The failures of a sender within <see cref="Period"/> that are answered and logged singly.</summary>
    public const int Maximum = 20;

    /// <summary>The time after which counting begins again.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // A distributed attack does not fill the memory.
    private const int MaximumSenders = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<AddressOwner, int> _counts = [];
    private long? _begin;

    /// <summary>Counts a failure; returns whether the sender may fail so often.</summary>
    public bool TryCount(IPAddress? sender)
    {
        var owner = AddressOwner.Of(sender is null ? null : new IPEndPoint(sender, 0));
        lock (_lock)
        {
            // Not by the clock, which can be set back.
            var now = timeProvider.GetTimestamp();
            if (_begin is not { } begin || timeProvider.GetElapsedTime(begin, now) >= Period)
            {
                _counts.Clear();
                _begin = now;
            }

            var count = _counts.GetValueOrDefault(owner);
            if (count >= Maximum || (count == 0 && _counts.Count >= MaximumSenders))
            {
                return false;
            }

            _counts[owner] = count + 1;
            return true;
        }
    }
}
